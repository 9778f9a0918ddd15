"""Destroy a case everywhere, or move it to a vault of fewer people: one entry, then the clearing.

The entry takes the key from every laptop that hears of it. What the server keeps of the case is
ciphertext without a key then; it is left out there too, so that no backup of it grows old.
"""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import Connection

from storage.domain.clocks import Clock
from storage.domain.ids import RecordId
from storage.errors import DamagedError
from storage.usecases.privileged import VAULT as APART
from storage.usecases.privileged import scope_apart
from storage.usecases.retention.holds import refuse_held
from storage.usecases.syncing.keys import vault_key
from sync.client.closing import stands_in
from sync.client.commands import Look, Script, Tell
from sync.client.governing.entering import Drafted, enter
from sync.client.membership import Membership, membership
from sync.client.problems import SyncError
from sync.client.round import sync_round
from sync.client.session import Session, expect
from sync.protocol.changes import parts_of_scopes
from sync.protocol.encoding import decode, encode
from sync.protocol.entries import NOWHERE, Expunging, Moved
from sync.protocol.envelope import Kind, parse
from sync.protocol.errors import ProtocolError
from sync.protocol.limits import ENVELOPES
from sync.protocol.messages import Expunge, Page, Places
from sync.protocol.requests import Request

_AT_ONCE = 50
"""Cases of one entry: every laptop lets go of them in one act, for which nobody waits long."""


def expunge(clock: Clock, cases: tuple[tuple[bytes, bytes], ...], reason: str) -> Script[bool]:
    """Destroy ``cases`` (vault and scope) on every laptop that hears of it, and at the server.

    Their privileged notes go with them. ``reason`` is one word of small letters, which the server
    sees. False where all were destroyed before. SyncError where this device is no admin's, or the
    round before it did not end well; RejectedError where a legal hold keeps one of them. What they
    counted goes to the others at once: their figures lack it until then.
    """
    member: Membership | None = yield Look(membership)
    apart = next((v.id for v in member.roster.vaults if v.name == APART), None) if member else None
    done = False
    for start in range(0, len(cases), _AT_ONCE):
        some = cases[start : start + _AT_ONCE]
        gone = [Moved(vault, scope, NOWHERE) for vault, scope in some]
        if apart is not None:
            notes = (scope_apart(RecordId(scope)) for _, scope in some)
            gone += [Moved(apart, scope, NOWHERE) for scope in notes]
        done = (yield from _enter(clock, tuple(gone), reason)) or done
        yield Tell("sending", start + len(some), len(cases))
    yield from sync_round(clock, at_work=False)
    scopes = tuple(scope for _, scope in cases)
    yield from clear_server(clock, (yield Look(_stood_in, (_with_apart(scopes),))))
    return done


def _with_apart(scopes: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Return the scopes with those of the privileged notes of the same cases."""
    return (*scopes, *(scope_apart(RecordId(scope)) for scope in scopes))


def move_case(clock: Clock, scope: bytes, vault: bytes, moved_to: bytes) -> Script[bool]:
    """Let a case stand in another of this device's vaults; who is no member of it loses it.

    The server keeps what it has of it: who is a member of both vaults and was away finds it there.
    """
    member: Membership | None = yield Look(membership)
    if member is None or moved_to not in member.vaults():
        raise SyncError("refused", "forbidden")
    return (yield from _enter(clock, (Moved(vault, scope, moved_to),), "restricted"))


def clear_server(clock: Clock, vaults: Sequence[bytes]) -> Script[int]:
    """Have the server leave out what it keeps of cases that are gone from these vaults.

    Returns how many parts of envelopes that were; doing it again finds none.
    """
    member: Membership | None = yield Look(membership)
    if member is None:
        return 0
    session, count = member.session(clock), 0
    for vault in vaults:
        count += yield from _clear_log(session, vault)
    return count


def _enter(clock: Clock, cases: tuple[Moved, ...], reason: str) -> Script[bool]:
    outcome = yield from sync_round(clock, at_work=False)
    if outcome.problem is not None:
        raise SyncError(outcome.problem, outcome.detail)
    return (yield from enter(clock, partial(_drafted, cases, reason)))


def _drafted(
    cases: tuple[Moved, ...], reason: str, connection: Connection, member: Membership
) -> Drafted:
    known = member.roster.expunged
    left = tuple(case for case in cases if known.get((case.vault, case.scope)) != case.to)
    refuse_held(connection, [case.scope for case in left if case.to == NOWHERE])
    return (Expunging(1, member.roster.last, left, reason), ()) if left else None


def _clear_log(session: Session, vault: bytes) -> Script[int]:
    after = count = 0
    path = f"/v1/programs/{session.program.hex()}"
    while True:
        query = f"after={after}&log={vault.hex()}&whole=1"
        page = decode((yield from expect(session, Request("GET", f"{path}/pull", query))), Page)
        found: list[Places] = yield Look(_places, (vault, page))
        for start in range(0, len(found), ENVELOPES):
            some = tuple(found[start : start + ENVELOPES])
            body = encode(Expunge(vault, some))
            yield from expect(session, Request("POST", f"{path}/expunge", body=body))
            count += sum(len(each.parts) for each in some)
        after = page.items[-1].sequence if page.items else page.head.sequence
        yield Tell("sending", after, page.head.sequence)
        if after >= page.head.sequence:
            return count


def _places(connection: Connection, vault: bytes, page: Page) -> list[Places]:
    """Return the parts of a page's envelopes that hold something of a case that is gone."""
    found = []
    scopes = _gone_from(connection, vault)
    for item in page.items:
        try:
            envelope = parse(item.envelope or b"")
            if envelope.header.kind != Kind.CHANGES:
                continue
            key = vault_key(connection, vault, envelope.header.epoch)
            parts = parts_of_scopes(envelope, key, scopes)
        except (ProtocolError, DamagedError):
            continue  # nobody can read it: nothing of it is known to be of a case
        if parts:
            found.append(Places(item.sequence, parts))
    return found


def _stood_in(connection: Connection, scopes: tuple[bytes, ...]) -> tuple[bytes, ...]:
    """Return those of this device's vaults that something of these cases was ever written for."""
    member = membership(connection)
    if member is None:
        return ()
    stood = {vault for vault, scope in member.roster.expunged if scope in scopes}
    return tuple(sorted(stood & set(member.vaults())))


def _gone_from(connection: Connection, vault: bytes) -> frozenset[bytes]:
    """Return the cases that are destroyed of which ``vault``'s log may hold something."""
    member = membership(connection)
    gone = member.roster.expunged if member else {}
    return frozenset(
        scope for (log, scope) in gone if log == vault and stands_in(gone, log, scope) == NOWHERE
    )
