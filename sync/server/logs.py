"""Logs: each grows by one place at a time, under its lock, and every link proves all before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from sync.protocol.chains import Head, first_link, next_link
from sync.protocol.envelope import Envelope, to_bytes
from sync.server.tables import envelopes, logs, server

_LOGS = select(
    logs.c.id,
    logs.c.log,
    logs.c.sequence,
    logs.c.link,
    select(server.c.generation).scalar_subquery().label("generation"),
)


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
    query = _LOGS.where(logs.c.program == program, logs.c.log == log)
    # Not the generation's row: every log may be added to at the same time.
    row = connection.execute(query.with_for_update(of=logs) if lock else query).one_or_none()
    return None if row is None else Log(row.id, Head(row.generation, row.sequence, row.link))


def roster_log_of(connection: Connection, program: bytes) -> Log | None:
    """Return the log of the roster of ``program``; None where it has not begun."""
    query = _LOGS.where(logs.c.program == program, logs.c.is_roster)
    row = connection.execute(query).one_or_none()
    return None if row is None else Log(row.id, Head(row.generation, row.sequence, row.link))


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


def append(connection: Connection, log: Log, added: Sequence[Envelope]) -> Log:
    """Append to a locked ``log``; return it as it is then."""
    generation, sequence, link = log.head.generation, log.head.sequence, log.head.link
    rows = []
    for envelope in added:
        sequence += 1
        link = next_link(link, generation, sequence, envelope.digest)
        rows.append(_row(log.id, generation, sequence, envelope))
    if rows:
        connection.execute(insert(envelopes), rows)
        connection.execute(
            update(logs).where(logs.c.id == log.id).values(sequence=sequence, link=link)
        )
    return Log(log.id, Head(generation, sequence, link))


def _row(log: int, generation: int, sequence: int, envelope: Envelope) -> dict[str, object]:
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
    }
