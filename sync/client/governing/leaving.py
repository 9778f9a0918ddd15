"""Take devices out of the program or of one vault, in one entry with new keys for who stays."""

from functools import partial

from sqlalchemy import Connection

from storage.domain.clocks import Clock, milliseconds
from sync.client.commands import Look, Script
from sync.client.governing.entering import Drafted, enter
from sync.client.governing.rotation import cuts_of, handed, new_epochs, receivers_of
from sync.client.membership import Membership, membership
from sync.client.problems import Problem, SyncError
from sync.client.round import sync_round
from sync.client.session import expect
from sync.protocol.entries import Acceptance, Cut, Reason, Revocation, Withdrawal
from sync.protocol.requests import Request
from sync.protocol.roster import Roster

_TRIES = 4
_NO_REASON: frozenset[Problem] = frozenset(
    ("history-differs", "false-snapshot", "audit-differs", "audit-silent", "full")
)
"""What keeps nobody from being taken out: a member could bring it about to stay one."""


def revoke(
    clock: Clock, devices: tuple[bytes, ...], reason: Reason, *, erase: bool = False
) -> Script[bool]:
    """Take ``devices`` out of the program and make every key anew that they knew.

    What they wrote and the server has stays; what comes later waits for an admin. With ``erase``
    they are told to destroy what they hold once they have handed over what was not sent. False
    where all of them were out already. SyncError as of ``enter``, or what kept the round from
    going on before it: nobody is cut off from what they wrote by an admin who has not seen it.
    """
    return (yield from _after_a_round(clock, partial(_revocation, devices, reason, erase)))


def withdraw(clock: Clock, devices: tuple[bytes, ...], vault: bytes) -> Script[bool]:
    """Take ``devices`` out of one vault and make its key anew; with none only that."""
    return (yield from _after_a_round(clock, partial(_withdrawal, devices, vault)))


def accept(clock: Clock, cuts: tuple[Cut, ...]) -> Script[bool]:
    """Take in what devices that left wrote behind the cut, up to these numbers."""
    return (yield from enter(clock, partial(_acceptance, cuts)))


def end_coverages(clock: Clock) -> Script[bool]:
    """Take out whose coverage has ended; False where there is nobody, or this is no admin.

    It has ended by this laptop's clock and the server's: neither takes anybody out alone.
    """
    ended: tuple[bytes, ...] = yield Look(_ended, (milliseconds(clock.now()),))
    if ended:
        ended = yield Look(_ended, ((yield from _both_clocks(clock)),))
    if not ended:
        return False
    return (yield from revoke(clock, ended, "ended", erase=True))


def renew_stale(clock: Clock) -> Script[int]:
    """Make the keys anew of own vaults that somebody left whose key no admin could change."""
    member: Membership | None = yield Look(membership)
    done = 0
    for vault in sorted(member.roster.stale if member else ()):
        if member is not None and vault in member.vaults():
            done += yield from withdraw(clock, (), vault)
    return done


def settle_cuts(clock: Clock) -> Script[bool]:
    """Say how far chains are the program's that nobody cut, of who left; False where all were cut.

    Whoever took a device out may be no member of each of its vaults. What an admin who is one has
    taken in before hearing of it was written in time.
    """
    cuts: tuple[Cut, ...] = yield Look(_uncut)
    return bool(cuts) and (yield from accept(clock, cuts))


def _both_clocks(clock: Clock) -> Script[int]:
    """Return the time by this laptop's clock or the server's, whichever is behind."""
    member: Membership | None = yield Look(membership)
    if member is None:
        return 0
    session = member.session(clock)
    yield from expect(session, Request("GET", f"/v1/programs/{session.program.hex()}/heads"))
    return milliseconds(clock.now()) + min(0, session.ahead_ms)


def _after_a_round(clock: Clock, draft: partial[Drafted]) -> Script[bool]:
    """Put an entry with cuts into the roster once everything of the server's is here."""
    for _ in range(_TRIES):
        outcome = yield from sync_round(clock, at_work=False)
        if outcome.problem is not None and outcome.problem not in _NO_REASON:
            raise SyncError(outcome.problem, outcome.detail)
        try:
            return (yield from enter(clock, draft))
        except SyncError as error:
            if error.detail != "stale-cut":
                raise
    raise SyncError("busy")


def _revocation(
    devices: tuple[bytes, ...],
    reason: Reason,
    erase: bool,  # noqa: FBT001 - bound by place, to be drafted again
    connection: Connection,
    member: Membership,
) -> Drafted:
    roster = member.roster
    out = tuple(sorted(device for device in devices if device in roster.members))
    if not out:
        return None
    lost = {vault for device in out for vault in roster.members[device].vaults}
    known = lost & set(member.vaults())
    vaults = _staying(roster, known, out)
    rotated = new_epochs(member, vaults)
    body = Revocation(
        1,
        roster.last,
        out,
        reason,
        erase,
        cuts_of(connection, out, known),
        rotated,
        receivers_of(roster, vaults),
    )
    return body, handed(connection, member, rotated, vaults)


def _withdrawal(
    devices: tuple[bytes, ...], vault: bytes, connection: Connection, member: Membership
) -> Drafted:
    roster = member.roster
    inside = roster.members_of(vault)
    out = tuple(sorted(device for device in devices if device in inside))
    if (devices and not out) or (not devices and vault not in roster.stale):
        return None
    vaults = _staying(roster, {vault}, out)
    rotated = new_epochs(member, vaults)
    cuts = cuts_of(connection, out, {vault})
    silent = set(out) - {cut.device for cut in cuts}
    # Of who never wrote there something may come late as well.
    cuts = (*cuts, *(Cut(vault, device, 0, 0) for device in sorted(silent)))
    body = Withdrawal(1, roster.last, out, rotated[0], cuts, receivers_of(roster, vaults))
    return body, handed(connection, member, rotated, vaults)


def _acceptance(cuts: tuple[Cut, ...], _connection: Connection, member: Membership) -> Drafted:
    known = member.roster.cuts
    new = tuple(
        cut for cut in cuts if cut.number > known.get((cut.log, cut.device, cut.incarnation), 0)
    )
    return (Acceptance(1, member.roster.last, new), ()) if new else None


def _uncut(connection: Connection) -> tuple[Cut, ...]:
    """Return the ends of uncut chains in own vaults, as far as they were taken in; of admins."""
    member = membership(connection)
    own = member.roster.members.get(member.identity.device) if member else None
    if member is None or own is None or own.role != "admin" or not member.roster.gone:
        return ()
    gone = member.roster.gone
    ends = cuts_of(connection, gone, set(own.vaults))
    return tuple(
        cut
        for cut in ends
        if cut.number
        and cut.log in gone[cut.device].member.vaults
        and (cut.log, cut.device, cut.incarnation) not in member.roster.cuts
    )


def _staying(
    roster: Roster, vaults: set[bytes], out: tuple[bytes, ...]
) -> dict[bytes, tuple[bytes, ...]]:
    return {
        vault: tuple(device for device in roster.members_of(vault) if device not in out)
        for vault in vaults
    }


def _ended(connection: Connection, now: int) -> tuple[bytes, ...]:
    member = membership(connection)
    own = member.roster.members.get(member.identity.device) if member else None
    if member is None or own is None or own.role != "admin":
        return ()
    members = member.roster.members.items()
    return tuple(sorted(device for device, one in members if one.ends and one.ends <= now))
