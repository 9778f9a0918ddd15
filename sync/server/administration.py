"""What the operator may do: add a program, block a device, begin a generation; never enrol."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    delete,
    func,
    insert,
    select,
    update,
)

from sync.protocol.program_code import PREFIX_LENGTH, prefix_of
from sync.server.audit import OPERATOR, Deed, write_down
from sync.server.clocks import Clock, SystemClock, milliseconds
from sync.server.database import Database
from sync.server.logs import generation_of
from sync.server.refusals import SetupError
from sync.server.space import allowed
from sync.server.tables import admitted, blocked, envelopes, logs, server, sheets

DEVICE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class ProgramFigures:
    """What the operator can see of one program."""

    prefix: bytes
    name: str
    statewide: bool
    envelopes: int
    size: int
    devices: int
    """Admitted by the program's own roster."""
    blocked: int
    sheets: int
    used: int
    """Bytes of all it keeps, and how many it may."""
    quota: int


def add_program(database: Database, code: str, name: str, *, statewide: bool) -> None:
    """Let the program with this ``code`` begin here; again changes its name and reach.

    Raises ProtocolError when the code was mistyped.
    """
    prefix = prefix_of(code)

    def work(connection: Connection) -> None:
        own = admitted.c.prefix == prefix
        changed = connection.execute(
            update(admitted).where(own).values(name=name, statewide=statewide)
        )
        if changed.rowcount == 0:
            connection.execute(
                insert(admitted).values(prefix=prefix, name=name, statewide=statewide)
            )

    database.write(work)


def block_device(database: Database, code: str, device: bytes, clock: Clock | None = None) -> None:
    """Refuse everything that ``device`` asks from now on; what it wrote stays."""
    now = milliseconds(clock or SystemClock())
    row = {"prefix": prefix_of(code), "device": device}

    def work(connection: Connection) -> None:
        _check_added(connection, row["prefix"])
        connection.execute(delete(blocked).where(_is(row)))
        connection.execute(insert(blocked).values(row))
        write_down(connection, row["prefix"], Deed(OPERATOR, "blocked", device), now)

    database.write(work)


def unblock_device(
    database: Database, code: str, device: bytes, clock: Clock | None = None
) -> None:
    """Take back a block."""
    now = milliseconds(clock or SystemClock())
    row = {"prefix": prefix_of(code), "device": device}

    def work(connection: Connection) -> None:
        _check_added(connection, row["prefix"])
        if connection.execute(delete(blocked).where(_is(row))).rowcount == 0:
            raise SetupError("This device is not blocked; nothing was changed.")
        write_down(connection, row["prefix"], Deed(OPERATOR, "unblocked", device), now)

    database.write(work)


def set_quota(database: Database, code: str, size: int | None, clock: Clock | None = None) -> None:
    """Let a program keep ``size`` bytes; the server's own number with None.

    With the code "all" it is the number for every program that has none of its own. What a
    program keeps already stays, however much it is.
    """
    now = milliseconds(clock or SystemClock())

    def work(connection: Connection) -> None:
        if code == "all":
            connection.execute(update(server).values(quota=size))
            return
        prefix = prefix_of(code)
        _check_added(connection, prefix)
        connection.execute(update(admitted).where(admitted.c.prefix == prefix).values(quota=size))
        write_down(connection, prefix, Deed(OPERATOR, "quota", b"", 0, size or 0), now)

    database.write(work)


def new_generation(database: Database, clock: Clock | None = None) -> int:
    """Begin another generation, once after every restore; return its number.

    It is the moment, in Unix seconds, and always greater than the last: one backup restored twice
    must not give two histories one number.
    """
    now = milliseconds(clock or SystemClock())
    return database.write(lambda connection: mint_generation(connection, now))


def mint_generation(connection: Connection, now: int) -> int:
    """Begin another generation in this transaction; return its number."""
    following = max(generation_of(connection) + 1, now // 1000)
    connection.execute(update(server).values(generation=following))
    for program in connection.execute(select(admitted.c.prefix)).scalars().all():
        write_down(connection, program, Deed(OPERATOR, "generation", b"", following), now)
    return following


def programs(database: Database) -> list[ProgramFigures]:
    """Return what the operator can see of every program, by name."""
    return database.read(_programs)


def _check_added(connection: Connection, prefix: bytes) -> None:
    query = select(admitted.c.prefix).where(admitted.c.prefix == prefix)
    if connection.execute(query).one_or_none() is None:
        raise SetupError("No program with this code was added here; run add-program first.")


def _is(row: dict[str, bytes]) -> ColumnElement[bool]:
    return (blocked.c.prefix == row["prefix"]) & (blocked.c.device == row["device"])


def _programs(connection: Connection) -> list[ProgramFigures]:
    rows = connection.execute(select(admitted).order_by(admitted.c.name, admitted.c.prefix))
    return [_figures(connection, row) for row in rows.all()]


def _figures(connection: Connection, program: Row[*tuple[Any, ...]]) -> ProgramFigures:
    begins = func.substr(logs.c.program, 1, PREFIX_LENGTH) == program.prefix
    sent = func.substr(sheets.c.program, 1, PREFIX_LENGTH) == program.prefix
    stored = envelopes.join(logs, logs.c.id == envelopes.c.log)
    return ProgramFigures(
        program.prefix,
        program.name,
        program.statewide,
        _one(connection, select(func.count()).select_from(stored).where(begins)),
        _one(connection, select(func.sum(envelopes.c.size)).select_from(stored).where(begins)),
        _one(connection, select(func.sum(logs.c.sequence)).where(begins, logs.c.is_roster)),
        _one(
            connection,
            select(func.count()).select_from(blocked).where(blocked.c.prefix == program.prefix),
        ),
        _one(connection, select(func.count()).select_from(sheets).where(sent)),
        program.used,
        allowed(connection, program.prefix),
    )


def _one(connection: Connection, query: Select[Any]) -> int:
    return int(connection.execute(query).scalar_one() or 0)
