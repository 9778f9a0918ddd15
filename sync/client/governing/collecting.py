"""What laptops left at the server after they were taken out: an admin's laptop takes it here.

It comes to lie with what cannot be taken in, as what came on a stick does, until an admin says
that it is the program's ("accept") or that it is not.
"""

from contextlib import suppress

from storage.domain.clocks import Clock, milliseconds
from storage.usecases.changes import Changes
from storage.usecases.settings import set_settings, setting
from storage.usecases.syncing.bundles import carried_body
from storage.usecases.transaction import Transaction
from sync.client.bundles.storing import Kept, keep_carried
from sync.client.commands import Do, Look, Script
from sync.client.governing.handing_over import parked_path
from sync.client.governing.late import Late, digests_of, drop_late
from sync.client.membership import Membership, membership
from sync.client.problems import SyncError
from sync.client.pulling import pull_roster
from sync.client.session import Session, ask, expect
from sync.protocol.bundle import Carried
from sync.protocol.encoding import decode
from sync.protocol.envelope import header_of
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import ParkedList
from sync.protocol.requests import Request

_LAST = "sync.collected"
_EVERY_MS = 60 * 60 * 1000


def collect(clock: Clock, session: Session, member: Membership) -> Script[int]:
    """Fetch what was left, at most once an hour; return how many envelopes are new here.

    Only an admin's laptop of a program that somebody left asks at all.
    """
    own = member.roster.members.get(member.identity.device)
    has_left = member.roster.gone or member.roster.cuts
    if own is None or own.role != "admin" or not has_left:
        return 0
    now = milliseconds(clock.now())
    last = yield Look(setting, (_LAST,))
    if last and 0 <= now - last < _EVERY_MS:
        return 0
    whole = Request("GET", parked_path(session))
    listed = decode((yield from expect(session, whole)), ParkedList).parked
    if listed:
        # Who left it may have been taken out since this round read the roster; by the roster
        # before, it would pass for a member's that travels by the log, and be deleted here.
        yield from pull_roster(session, member.roster.log)
        member = yield Look(membership)
    new = 0
    for one in listed:
        if one.device == member.identity.device:
            continue
        body: bytes | None = yield Look(carried_body, (one.digest,))
        if body is None:
            body = yield from expect(session, Request("GET", parked_path(session, one.digest)))
        kept: Kept = yield Do(keep_carried, ([Carried(0, 0, body)],))
        new += kept.new
        if _travels_by_the_log(member, body):
            yield from expect(session, Request("DELETE", parked_path(session, one.digest)))
    yield Do(_note, (now,))
    return new


def leave_out(clock: Clock, late: Late) -> Script[None]:
    """Leave out what waits of a device, here and at the server, which would bring it again.

    Without a network it goes here alone, and is asked about once more.
    """
    digests: list[bytes] = yield Look(digests_of, (late,))
    yield Do(drop_late, (late,))
    member: Membership | None = yield Look(membership)
    if member is None:
        return
    session = member.session(clock)
    with suppress(SyncError):
        for digest in digests:
            # Another admin's laptop may have taken it away before: whatever the answer is.
            yield from ask(session, Request("DELETE", parked_path(session, digest)))


def _travels_by_the_log(member: Membership, body: bytes) -> bool:
    """Tell whether an envelope that was left is the program's by now, and goes on from here.

    Of a vault that this laptop is not in it carries nothing on, and nothing of its own: another
    admin's laptop takes that.
    """
    try:
        _, header = header_of(body)
    except ProtocolError:
        return True  # nobody can ever take it in
    if header.log not in member.vaults() or header.device == member.identity.device:
        return False
    chain = header.log, header.device, header.incarnation
    return member.roster.standing(chain, header.number) == "member"


def _note(transaction: Transaction, now: int) -> tuple[None, Changes]:
    set_settings(transaction, {_LAST: now})
    return None, Changes()
