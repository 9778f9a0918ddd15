"""Give the newest snapshots of a vault, for a laptop that would else read its whole history."""

from typing import Any

from sqlalchemy import Connection, Row, select

from sync.protocol import limits
from sync.protocol.encoding import encode
from sync.protocol.envelope import Kind
from sync.protocol.messages import Snapshot, Snapshots
from sync.server.asks import Ask, log_query
from sync.server.authorisation import Asker, Target
from sync.server.logs import log_of
from sync.server.operation import Plan
from sync.server.refusals import RefusedError
from sync.server.service import Service
from sync.server.tables import envelopes

GIVEN = 3
_AROUND = 96
Found = Row[*tuple[Any, ...]]
"""Sequence, kind and size."""


def plan_snapshots(service: Service, ask: Ask, asker: Asker) -> Plan:
    """Plan to give the newest snapshots of a log and every attestation after the oldest."""
    name = log_query(ask)
    return Plan(
        Target(log=name),
        lambda: service.database.read(
            lambda connection: _snapshots(connection, asker.roster.program, name)
        ),
    )


def _snapshots(connection: Connection, program: bytes, name: bytes) -> bytes:
    log = log_of(connection, program, name)
    if log is None:
        raise RefusedError("forbidden")
    places = _places(connection, log.id)
    rows = connection.execute(
        select(envelopes.c.sequence, envelopes.c.content)
        .where(envelopes.c.log == log.id, envelopes.c.sequence.in_(places))
        .order_by(envelopes.c.sequence)
    )
    return encode(Snapshots(tuple(Snapshot(row.sequence, row.content) for row in rows)))


def _places(connection: Connection, log: int) -> list[int]:
    """Return the places to give: snapshots first, then what says of them that they are true."""
    columns = (envelopes.c.sequence, envelopes.c.size)
    newest_first = envelopes.c.sequence.desc()
    snapshots = connection.execute(
        select(*columns)
        .where(envelopes.c.log == log, envelopes.c.kind == Kind.SNAPSHOT)
        .order_by(newest_first)
        .limit(GIVEN)
    ).all()
    if not snapshots:
        return []
    attestations = connection.execute(
        select(*columns)
        .where(
            envelopes.c.log == log,
            envelopes.c.kind == Kind.ATTESTATION,
            envelopes.c.sequence > snapshots[-1].sequence,
        )
        .order_by(newest_first)
        .limit(limits.ENVELOPES)
    ).all()
    return _fitting([*snapshots, *attestations])


def _fitting(wanted: list[Found]) -> list[int]:
    """Return as many as fit into one body; the newest snapshot always does."""
    left, places = limits.BODY - _AROUND, []
    for row in wanted:
        left -= row.size + _AROUND
        if left < 0:
            break
        places.append(row.sequence)
    return places
