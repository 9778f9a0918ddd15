"""What a device wrote that was taken out meanwhile: kept apart, for the program's admins."""

from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from sync.protocol.encoding import encode
from sync.protocol.envelope import Envelope, parse, verify
from sync.protocol.errors import ProtocolError
from sync.protocol.limits import PARKED
from sync.protocol.messages import Parked, ParkedList
from sync.server.asks import Ask, no_query
from sync.server.audit import Deed, note
from sync.server.authorisation import Asker, Target
from sync.server.events import record
from sync.server.operation import Plan
from sync.server.refusals import RefusedError
from sync.server.service import Service
from sync.server.space import locked_totals
from sync.server.tables import parked

LISTED = 10_000
"""Envelopes that are listed at once, the oldest; more are told when these were dealt with."""


def plan_park(service: Service, ask: Ask, asker: Asker) -> Plan:
    """Plan to keep an envelope that its own device brings after it was taken out."""
    no_query(ask)
    try:
        envelope = parse(ask.body)
        if envelope.digest != ask.id_in_path("digest"):
            raise RefusedError("malformed")
        if envelope.header.device != asker.device:
            raise RefusedError("forbidden")
        verify(envelope, asker.member.device.signing)
    except ProtocolError as error:
        raise RefusedError("malformed") from error

    def act() -> bytes:
        now = service.now()
        service.database.write(lambda connection: _park(connection, ask, envelope, now))
        record("parked", program=ask.program, device=asker.device)
        return b""

    return Plan(Target(log=envelope.header.log), act)


def plan_list(service: Service, ask: Ask, _asker: Asker) -> Plan:
    """Plan to tell what is parked."""
    no_query(ask)
    return Plan(Target(), lambda: service.database.read(lambda c: _list(c, ask.program)))


def plan_get(service: Service, ask: Ask, _asker: Asker) -> Plan:
    """Plan to give one parked envelope."""
    no_query(ask)
    return Plan(Target(), lambda: service.database.read(lambda c: bytes(_found(c, ask).content)))


def plan_take(service: Service, ask: Ask, asker: Asker) -> Plan:
    """Plan to keep a parked envelope no longer: an admin has dealt with it."""
    no_query(ask)
    now = service.now()
    return Plan(
        Target(), lambda: service.database.write(lambda c: _take(c, ask, asker.device, now))
    )


def _here(ask: Ask) -> Any:
    return (parked.c.program == ask.program) & (parked.c.digest == ask.id_in_path("digest"))


def _park(connection: Connection, ask: Ask, envelope: Envelope, now: int) -> None:
    totals = locked_totals(connection, ask.program)
    if connection.execute(select(parked.c.digest).where(_here(ask))).one_or_none() is not None:
        return
    device, size = envelope.header.device, len(ask.body)
    own = (parked.c.program == ask.program) & (parked.c.device == device)
    kept = connection.execute(select(func.sum(parked.c.size)).where(own)).scalar_one() or 0
    if kept + size > PARKED:
        raise RefusedError("full")
    totals.add(size)
    connection.execute(
        insert(parked).values(
            program=ask.program,
            digest=envelope.digest,
            device=device,
            time=now,
            size=size,
            content=ask.body,
        )
    )
    note(connection, totals, Deed(device, "parked", envelope.digest, 0, size), now)


def _list(connection: Connection, program: bytes) -> bytes:
    rows = connection.execute(
        select(parked.c.device, parked.c.digest, parked.c.size, parked.c.time)
        .where(parked.c.program == program)
        .order_by(parked.c.time, parked.c.digest)
        .limit(LISTED)
    )
    return encode(ParkedList(tuple(Parked(*row) for row in rows)))


def _found(connection: Connection, ask: Ask) -> Row[*tuple[Any, ...]]:
    row = connection.execute(select(parked.c.content, parked.c.size).where(_here(ask)))
    found = row.one_or_none()
    if found is None:
        raise RefusedError("not-found")
    return found


def _take(connection: Connection, ask: Ask, device: bytes, now: int) -> bytes:
    totals = locked_totals(connection, ask.program)
    row = connection.execute(select(parked.c.size).where(_here(ask))).one_or_none()
    if row is not None:
        connection.execute(delete(parked).where(_here(ask)))
        totals.add(-row.size)
        deed = Deed(device, "parked taken", ask.id_in_path("digest"), 0, row.size)
        note(connection, totals, deed, now)
    return b""
