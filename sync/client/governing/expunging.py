"""Destroy a case everywhere, or move it to a vault of fewer people: one entry, then the clearing.

The entry takes the key from every laptop that hears of it. What the server keeps of the case is
ciphertext without a key then; it is left out there too, so that no backup of it grows old.
"""

from contextlib import suppress
from functools import partial

from sqlalchemy import Connection

from storage.domain.clocks import Clock
from storage.domain.ids import RecordId
from storage.usecases.privileged import VAULT as APART
from storage.usecases.privileged import scope_apart
from storage.usecases.retention.holds import refuse_held
from sync.client.commands import Look, Script, Tell
from sync.client.governing.clearing import clear_server
from sync.client.governing.entering import Drafted, enter
from sync.client.membership import Membership, membership
from sync.client.problems import SyncError
from sync.client.round import sync_round
from sync.protocol.entries import NOWHERE, Expunging, Moved

_AT_ONCE = 50
"""Cases of one entry: every laptop lets go of them in one act, for which nobody waits long."""


def expunge(clock: Clock, cases: tuple[tuple[bytes, bytes], ...], reason: str) -> Script[bool]:
    """Destroy ``cases`` (vault and scope) on every laptop that hears of it, and at the server.

    Their privileged notes go with them. ``reason`` is one word of small letters, which the server
    sees. False where all were destroyed before. SyncError where this device is no admin's, or the
    round before it did not end well; RejectedError where a legal hold keeps one of them. What they
    counted goes to the others at once: their figures lack it until then. What of them is still at
    the server then, ``sync.client.cleared`` knows, and ``upkeep`` removes.
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
    with suppress(SyncError):  # the entry holds: what is owed is done after a later round
        yield from clear_server(clock)
    return done


def move_case(clock: Clock, scope: bytes, vault: bytes, moved_to: bytes) -> Script[bool]:
    """Let a case stand in another of this device's vaults; who is no member of it loses it.

    The server keeps what it has of it: who is a member of both vaults and was away finds it there.
    """
    member: Membership | None = yield Look(membership)
    if member is None or moved_to not in member.vaults():
        raise SyncError("refused", "forbidden")
    return (yield from _enter(clock, (Moved(vault, scope, moved_to),), "restricted"))


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
