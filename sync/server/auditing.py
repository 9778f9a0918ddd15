"""Show a program how far the server's audit chain goes, and check that nobody touched a row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy import Row as Found

from sync.protocol.audit import AuditHead, Row, first_digest, next_digest, sign_head
from sync.protocol.encoding import encode
from sync.server.asks import Ask, count_query
from sync.server.authorisation import Asker, Target
from sync.server.operation import Plan
from sync.server.refusals import RefusedError, SetupError
from sync.server.service import Service
from sync.server.space import prefix
from sync.server.tables import admitted, audit


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain is broken: at which row, and how."""

    prefix: bytes
    number: int
    words: str


def plan_head(service: Service, ask: Ask, _asker: Asker) -> Plan:
    """Plan to give the signed head of the program's audit chain: its end, or as it once was."""
    at = count_query(ask)

    def work(connection: Connection) -> tuple[int, bytes]:
        program = prefix(ask.program)
        return chain_end(connection, program) if at is None else _chain_at(connection, program, at)

    def act() -> bytes:
        end = service.database.read(work)
        head = sign_head(service.seed, service.id, prefix(ask.program), end, service.now())
        return encode(head)

    return Plan(Target(), act)


def audited_programs(connection: Connection) -> list[bytes]:
    """Return the prefixes of all programs that may have a chain."""
    known = select(admitted.c.prefix).union(select(audit.c.prefix))
    return sorted(connection.execute(known).scalars())


def chain_end(connection: Connection, program: bytes) -> tuple[int, bytes]:
    """Return how many rows the chain of a program has, by its prefix, and the last one's digest."""
    query = select(admitted.c.audit_count, admitted.c.audit_digest)
    row = connection.execute(query.where(admitted.c.prefix == program)).one_or_none()
    if row is None:
        raise SetupError("No program with this code was added here.")
    return row.audit_count, row.audit_digest or first_digest(program)


def _chain_at(connection: Connection, program: bytes, count: int) -> tuple[int, bytes]:
    """Return the end of a chain as it was with ``count`` rows; refuses where it has fewer."""
    if count == 0:
        return 0, first_digest(program)
    query = select(audit.c.digest).where(audit.c.prefix == program, audit.c.number == count)
    digest = connection.execute(query).scalar_one_or_none()
    if digest is None:
        raise RefusedError("not-found")
    return count, digest


def first_break(
    connection: Connection, program: bytes, head: AuditHead | None = None
) -> Break | None:
    """Return the first row of a chain that is not as it was written, None when all are.

    With a ``head`` that somebody kept, the chain must still have it: whoever cut off its end or
    wrote it anew from some row on is found by that.
    """
    number, digest = 0, first_digest(program)
    for found in _rows(connection, program):
        if found.number != number + 1:
            return Break(program, number + 1, "is missing, or stands elsewhere")
        number, digest = number + 1, next_digest(digest, _row(found))
        if digest != found.digest:
            return Break(program, number, "was changed, or one before it was taken out or put in")
        if head is not None and head.count == number and head.digest != digest:
            return Break(program, number, "is not the one of the head that was kept")
    return _break_at_end(connection, program, (number, digest), head)


def _break_at_end(
    connection: Connection, program: bytes, reached: tuple[int, bytes], head: AuditHead | None
) -> Break | None:
    number, digest = reached
    count, last = chain_end(connection, program)
    if count > number or (head is not None and head.count > number):
        return Break(program, number + 1, "was cut off")
    if (count, last) != (number, digest):
        return Break(program, count + 1, "was added behind the end")
    return None


def _rows(connection: Connection, program: bytes) -> Iterator[Found[*tuple[Any, ...]]]:
    query = select(audit).where(audit.c.prefix == program).order_by(audit.c.number)
    yield from connection.execute(query.execution_options(yield_per=1000))


def _row(found: Found[*tuple[Any, ...]]) -> Row:
    return Row(
        found.number,
        found.time,
        found.device,
        found.event,
        found.subject,
        found.first,
        found._mapping["count"],  # noqa: SLF001 - a tuple has a method of that name
    )
