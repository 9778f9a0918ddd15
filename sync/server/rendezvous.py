"""Where an invitation's three sealed messages meet; each is written once and expires."""

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from sync.protocol.limits import INVITATION_MS
from sync.server.asks import Ask, no_query
from sync.server.authorisation import Asker, Target
from sync.server.events import record
from sync.server.operation import Plan
from sync.server.programs import lock_program
from sync.server.refusals import RefusedError
from sync.server.service import Service
from sync.server.tables import rendezvous

INVITATIONS = 10
"""Offers of one program within an hour."""
_HOUR_MS = 60 * 60 * 1000


def plan_offer(service: Service, ask: Ask, asker: Asker) -> Plan:
    """Plan to keep the offer of an invitation."""
    _check(ask)
    now = service.now()

    def act() -> bytes:
        service.database.write(lambda connection: _offer(connection, ask, asker, now))
        record("invited", program=asker.roster.program, device=asker.device)
        return b""

    return Plan(Target(), act)


def plan_reveal(service: Service, ask: Ask, asker: Asker) -> Plan:
    """Plan to keep the reveal, which only the device that made the offer may send."""
    _check(ask)
    now = service.now()
    row = service.database.read(lambda connection: _found(connection, ask.place, now))
    by = row.device if row is not None and row.program == asker.roster.program else b""
    return Plan(
        Target(offered_by=by),
        lambda: service.database.write(lambda connection: _put(connection, ask, "reveal", now)),
    )


def put_answer(service: Service, ask: Ask) -> bytes:
    """Keep the answer to an offer; anybody who knows the place may send it, once."""
    _check(ask)
    now = service.now()
    return service.database.write(lambda connection: _put(connection, ask, "answer", now))


def get_message(service: Service, ask: Ask) -> bytes:
    """Return the sealed message in the path."""
    no_query(ask)
    now = service.now()
    row = service.database.read(lambda connection: _found(connection, ask.place, now))
    content = None if row is None else getattr(row, ask.named["message"])
    if content is None:
        raise RefusedError("not-found")
    return bytes(content)


def _check(ask: Ask) -> None:
    no_query(ask)
    if not ask.body:
        raise RefusedError("malformed")


def _offer(connection: Connection, ask: Ask, asker: Asker, now: int) -> None:
    program = asker.roster.program
    lock_program(connection, program)
    connection.execute(delete(rendezvous).where(rendezvous.c.made <= now - INVITATION_MS))
    known = _found(connection, ask.place, now)
    if known is not None:
        if (known.program, known.device, known.offer) != (program, asker.device, ask.body):
            raise RefusedError("taken")
        return
    recent = select(func.count()).where(
        rendezvous.c.program == program, rendezvous.c.made > now - _HOUR_MS
    )
    if connection.execute(recent).scalar_one() >= INVITATIONS:
        raise RefusedError("too-many")
    connection.execute(
        insert(rendezvous).values(
            place=ask.place, program=program, device=asker.device, made=now, offer=ask.body
        )
    )


def _put(connection: Connection, ask: Ask, message: str, now: int) -> bytes:
    row = _found(connection, ask.place, now, lock=True)
    if row is None:
        raise RefusedError("not-found")
    kept = getattr(row, message)
    if kept is not None and kept != ask.body:
        raise RefusedError("taken")
    if kept is None:
        here = rendezvous.c.place == ask.place
        connection.execute(update(rendezvous).where(here).values({message: ask.body}))
    return b""


def _found(
    connection: Connection, place: bytes, now: int, *, lock: bool = False
) -> Row[tuple[bytes, ...]] | None:
    query = select(rendezvous).where(
        rendezvous.c.place == place, rendezvous.c.made > now - INVITATION_MS
    )
    return connection.execute(query.with_for_update() if lock else query).one_or_none()
