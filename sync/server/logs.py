"""Logs: each grows by one place at a time, under its lock, and every link proves all before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from sync.protocol.chains import Head, first_link, next_link
from sync.protocol.envelope import Envelope, to_bytes
from sync.server.statements import Prepared
from sync.server.tables import envelopes, logs, server

_LOGS = select(
    logs.c.id,
    logs.c.log,
    logs.c.sequence,
    logs.c.link,
    select(server.c.generation).scalar_subquery().label("generation"),
)
_ONE = _LOGS.where(logs.c.program == bindparam("of"), logs.c.log == bindparam("named"))
_UNLOCKED = Prepared(_ONE)
# Not the generation's row: every log may be added to at the same time.
_LOCKED = Prepared(_ONE.with_for_update(of=logs))
_ROSTER = Prepared(_LOGS.where(logs.c.program == bindparam("of"), logs.c.is_roster))
_GROWN = Prepared(
    update(logs)
    .where(logs.c.id == bindparam("of"))
    .values(sequence=bindparam("to_sequence"), link=bindparam("to_link"))
)
_ADDED = Prepared(insert(envelopes))


@dataclass(frozen=True, slots=True)
class Log:
    """A log's place in the database and how far it goes."""

    id: int
    head: Head


def generation_of(connection: Connection) -> int:
    """Return the server's generation: 1, and one more after every restore."""
    return int(connection.execute(select(server.c.generation)).scalar_one())


def log_of(connection: Connection, program: bytes, log: bytes, *, lock: bool = False) -> Log | None:
    """Return the log of ``program``; with ``lock`` nobody else adds to it in this transaction."""
    query = _LOCKED if lock else _UNLOCKED
    return _log(query.one(connection, {"of": program, "named": log}))


def roster_log_of(connection: Connection, program: bytes) -> Log | None:
    """Return the log of the roster of ``program``; None where it has not begun."""
    return _log(_ROSTER.one(connection, {"of": program}))


def heads_of(connection: Connection, program: bytes, wanted: Sequence[bytes]) -> dict[bytes, Head]:
    """Return the heads of those of the ``wanted`` logs that ``program`` has."""
    rows = connection.execute(_LOGS.where(logs.c.program == program, logs.c.log.in_(wanted)))
    return {row.log: Head(row.generation, row.sequence, row.link) for row in rows}


def add_logs(connection: Connection, program: bytes, roster: bytes, vaults: Sequence[bytes]) -> Log:
    """Add the empty logs of a new program; return its roster's."""
    for log in (roster, *vaults):
        connection.execute(
            insert(logs).values(
                program=program,
                log=log,
                is_roster=log == roster,
                sequence=0,
                link=first_link(log),
            )
        )
    added = log_of(connection, program, roster, lock=True)
    if added is None:
        raise LookupError("a log that was just added")
    return added


def add_log(connection: Connection, program: bytes, log: bytes) -> None:
    """Add the empty log of a further vault."""
    row = {"program": program, "log": log, "is_roster": False, "sequence": 0}
    connection.execute(insert(logs).values(**row, link=first_link(log)))


def append(connection: Connection, log: Log, added: Sequence[Envelope]) -> tuple[Log, int]:
    """Append to a locked ``log``; return it as it is then, and the bytes that were added."""
    generation, sequence, link = log.head.generation, log.head.sequence, log.head.link
    rows = []
    for envelope in added:
        sequence += 1
        link = next_link(link, generation, sequence, envelope.digest)
        rows.append(_row(log.id, generation, sequence, envelope))
    if rows:
        _ADDED.run(connection, *rows)
        _GROWN.run(connection, {"of": log.id, "to_sequence": sequence, "to_link": link})
    size = sum(len(row["content"]) for row in rows)
    return Log(log.id, Head(generation, sequence, link)), size


def _log(row: tuple[Any, ...] | None) -> Log | None:
    if row is None:
        return None
    id_, _name, sequence, link, generation = row
    return Log(id_, Head(generation, sequence, link))


def _row(log: int, generation: int, sequence: int, envelope: Envelope) -> dict[str, Any]:
    header, content = envelope.header, to_bytes(envelope)
    return {
        "log": log,
        "sequence": sequence,
        "generation": generation,
        "digest": envelope.digest,
        "device": header.device,
        "incarnation": header.incarnation,
        "number": header.number,
        "size": len(content),
        "content": content,
        "kind": header.kind,
    }
