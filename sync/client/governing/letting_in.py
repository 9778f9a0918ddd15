"""Let people into a vault that not everybody is a member of, and take people out of it.

Who is let in gets everything of its cases. What a case was before it moved there stands in another
log, which a newcomer may have let go of: so a snapshot is made first, that has all of it.
"""

from collections.abc import Collection
from functools import partial

from sqlalchemy import Connection

from storage.domain.clocks import Clock, milliseconds
from storage.usecases.changes import Changes
from storage.usecases.syncing import envelopes
from storage.usecases.syncing.keys import vault_key
from storage.usecases.transaction import Transaction
from sync.client.commands import Do, Look, Script, Tell
from sync.client.governing.entering import Drafted, enter
from sync.client.governing.leaving import withdraw
from sync.client.governing.vaults import draft_grant
from sync.client.membership import Membership, identity, membership
from sync.client.problems import BESIDE, SyncError
from sync.client.pushing import push_log
from sync.client.round import sync_round
from sync.client.snapshots.making import make_snapshot, next_address
from sync.protocol.envelope import Kind, to_bytes
from sync.protocol.snapshot import attest

_TRIES = 4
_NOTHING = bytes(32)
_MOVED = "moved-meanwhile"
Moves = frozenset[tuple[bytes, bytes]]
"""The vaults and scopes of cases that moved from there."""


def change_insiders(
    clock: Clock, vault: bytes, into: Collection[bytes], out: Collection[bytes]
) -> Script[bool]:
    """Take the devices ``out`` of one of this device's own vaults, then let those ``into`` it.

    Where it was interrupted, what was done holds: call it again for what is left. False where
    nothing was. SyncError as of ``withdraw`` and ``grant``.
    """
    total = bool(out) + len(into)
    done = bool(out) and (yield from withdraw(clock, tuple(out), vault))
    yield Tell("sending", int(bool(out)), total)
    for number, device in enumerate(into, start=total - len(into) + 1):
        done = (yield from _let_in(clock, vault, device)) or done
        yield Tell("sending", number, total)
    return done


def _let_in(clock: Clock, vault: bytes, device: bytes) -> Script[bool]:
    """Grant what a snapshot has all of: none of the moves that others sign comes in between."""
    for _ in range(_TRIES):
        yield from _round(clock)
        moved: Moves = yield Look(_moved_into, (vault,))
        if moved:
            yield from _pack(clock, vault)
        try:
            return (yield from enter(clock, partial(_granting, device, vault, moved)))
        except SyncError as error:
            if error.detail != _MOVED:
                raise
    raise SyncError("busy")


def _granting(
    device: bytes, vault: bytes, moved: Moves, connection: Connection, member: Membership
) -> Drafted:
    if _moves(member, vault) != moved:
        raise SyncError("busy", _MOVED)
    return draft_grant(device, vault, connection, member)


def _moved_into(connection: Connection, vault: bytes) -> Moves:
    member = membership(connection)
    return _moves(member, vault) if member else frozenset()


def _moves(member: Membership, vault: bytes) -> Moves:
    return frozenset(key for key, to in member.roster.expunged.items() if to == vault)


def _pack(clock: Clock, vault: bytes) -> Script[None]:
    """Make a snapshot of the vault as it is now, and send it."""
    for _ in range(_TRIES):
        yield from _round(clock)
        member: Membership | None = yield Look(membership)
        if member is None or vault not in member.vaults():
            raise SyncError("refused", "forbidden")
        session = member.session(clock)
        if (yield Look(_is_empty, (vault,))):
            yield Do(_begin, (vault,))
        elif (yield from make_snapshot(session, vault, max(0, milliseconds(clock.now())))):
            yield from push_log(session, vault, member.identity.incarnation)
            return
    raise SyncError("busy")


def _round(clock: Clock) -> Script[None]:
    outcome = yield from sync_round(clock, at_work=False)
    if outcome.problem is not None and outcome.problem not in BESIDE:
        raise SyncError(outcome.problem, outcome.detail)


def _is_empty(connection: Connection, log: bytes) -> bool:
    at = envelopes.cursor(connection, log)
    waiting = envelopes.last_own(connection, log, identity(connection).incarnation)
    return (at is None or not at.sequence) and waiting is None


def _begin(transaction: Transaction, log: bytes) -> tuple[None, Changes]:
    """Let an attestation of nothing be the log's first: a snapshot stands behind something.

    So it is where cases moved into the vault and nothing was written in them since.
    """
    connection = transaction.connection
    where = next_address(connection, log, Kind.ATTESTATION)
    under = vault_key(connection, log, where.epoch)
    envelope = attest(where, identity(connection).signing, under, _NOTHING, _NOTHING)
    own = envelopes.Own(where.incarnation, where.number, envelope.digest, to_bytes(envelope))
    envelopes.store_own(connection, log, own)
    return None, Changes()
