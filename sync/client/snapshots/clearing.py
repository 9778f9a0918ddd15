"""Have an admin's laptop delete from the server what no snapshot needs any more.

A snapshot that another one has taken the place of loses the blobs that only it lists. The front of
one that was made before a case was expunged holds the case's key, and goes at once.
"""

from sqlalchemy import Connection

from storage.usecases.changes import Changes
from storage.usecases.syncing import snapshots
from storage.usecases.transaction import Transaction
from sync.client.commands import Do, Look, Script
from sync.client.membership import Membership
from sync.client.session import Session, ask, refusal_of, refuse
from sync.client.snapshots.believing import attesters, of_generation
from sync.client.snapshots.blobs import path_of
from sync.protocol.requests import Request
from sync.protocol.snapshot import read_snapshot

_Outdated = tuple[list[bytes], list[bytes]]
"""Blobs to delete, and snapshots to forget behind them."""


def clear(session: Session, member: Membership, log: bytes) -> Script[int]:
    """Delete what is out of date of ``log``; return how many blobs that were."""
    if member.roster.members[member.identity.device].role != "admin":
        return 0
    outdated: _Outdated = yield Look(_outdated, (member, log))
    blobs, gone = outdated
    for blob in blobs:
        answer = yield from ask(session, Request("DELETE", path_of(session, log, blob)))
        refusal = refusal_of(answer)
        if refusal is None or refusal.reason != "not-found":
            refuse(answer)
    if gone:
        yield Do(_forget, (gone,))
    return len(blobs)


def _outdated(connection: Connection, member: Membership, log: bytes) -> _Outdated:
    known = [one for one in snapshots.snapshots(connection, log) if one.state != "receiving"]
    bodies = {one.digest: read_snapshot(one.body) for one in known}
    gone = set(snapshots.expunged_scopes(connection, log))
    newest = next(
        (one for one, _ in of_generation(connection, log) if attesters(connection, member, one)),
        None,
    )
    reach = newest.sequence if newest is not None else 0
    kept = {blob for one in known if one.sequence >= reach for blob in bodies[one.digest].blobs}
    with_keys = {body.front for body in bodies.values() if not gone.issubset(body.expunged)}
    old = [one.digest for one in known if one.sequence < reach]
    unused = {blob for digest in old for blob in bodies[digest].blobs} - kept
    spoiled = [digest for digest, body in bodies.items() if body.front in with_keys]
    return sorted(unused | with_keys), sorted({*old, *spoiled})


def _forget(transaction: Transaction, gone: list[bytes]) -> tuple[None, Changes]:
    snapshots.forget(transaction.connection, gone)
    return None, Changes()
