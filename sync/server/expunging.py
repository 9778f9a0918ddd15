"""Keep parts of envelopes no longer: an admin's laptop says which, since nobody here can know."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, select, update

from sync.protocol import limits
from sync.protocol.encoding import decode
from sync.protocol.envelope import parse, to_bytes, without
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Expunge
from sync.server.asks import Ask, no_query
from sync.server.audit import Deed, note
from sync.server.authorisation import Asker, Target
from sync.server.events import record
from sync.server.logs import Log, log_of
from sync.server.operation import Plan
from sync.server.refusals import RefusedError
from sync.server.service import Service
from sync.server.space import locked_totals
from sync.server.tables import envelopes

_LOG = 16


def plan_expunge(service: Service, ask: Ask, asker: Asker) -> Plan:
    """Plan to leave out parts of a vault's envelopes; digests and signatures stay true."""
    no_query(ask)
    try:
        asked = decode(ask.body, Expunge)
    except ProtocolError as error:
        raise RefusedError("malformed") from error
    # Part 0 is the manifest: without it nobody would know what was there.
    if len(asked.log) != _LOG or any(not at.parts or 0 in at.parts for at in asked.places):
        raise RefusedError("malformed")
    wanted: dict[int, set[int]] = {}
    for place in asked.places:
        wanted.setdefault(place.sequence, set()).update(place.parts)
    if len(wanted) > limits.ENVELOPES:
        raise RefusedError("too-large")

    def act() -> bytes:
        now = service.now()
        service.database.write(
            lambda connection: _expunge(connection, asker, asked.log, wanted, now)
        )
        record("expunged", program=ask.program, device=asker.device, count=len(wanted))
        return b""

    return Plan(Target(log=asked.log), act)


def _expunge(
    connection: Connection, asker: Asker, name: bytes, wanted: Mapping[int, set[int]], now: int
) -> None:
    program = asker.roster.program
    log = log_of(connection, program, name, lock=True)
    if log is None:
        raise RefusedError("forbidden")
    totals = locked_totals(connection, program)
    parts = 0
    for row in _rows(connection, log, wanted):
        size, left = _leave_out(connection, log, row, wanted[row.sequence])
        totals.add(size - row.size)
        parts += left
    if parts:
        deed = Deed(asker.device, "expunged", name, min(wanted), parts)
        note(connection, totals, deed, now)


def _rows(
    connection: Connection, log: Log, wanted: Mapping[int, set[int]]
) -> list[Row[*tuple[Any, ...]]]:
    rows = connection.execute(
        select(envelopes.c.sequence, envelopes.c.size, envelopes.c.content)
        .where(envelopes.c.log == log.id, envelopes.c.sequence.in_(list(wanted)))
        .order_by(envelopes.c.sequence)
    ).all()
    if len(rows) < len(wanted):
        raise RefusedError("malformed")
    return list(rows)


def _leave_out(
    connection: Connection, log: Log, row: Row[*tuple[Any, ...]], parts: set[int]
) -> tuple[int, int]:
    """Return the envelope's size without ``parts``, and how many of them were still there."""
    envelope = parse(row.content)
    if max(parts) >= len(envelope.parts):
        raise RefusedError("malformed")
    there = [part for part in parts if envelope.parts[part] is not None]
    if not there:
        return row.size, 0
    content = to_bytes(without(envelope, there))
    here = (envelopes.c.log == log.id) & (envelopes.c.sequence == row.sequence)
    connection.execute(update(envelopes).where(here).values(content=content, size=len(content)))
    return len(content), len(there)
