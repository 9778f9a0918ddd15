"""Logs: each grows by one place at a time, under its lock, and every link proves all before it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from sync.protocol.chains import Head, first_link, next_link
from sync.protocol.envelope import Envelope, to_bytes
from sync.server.tables import envelopes, logs, server


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
    query = select(logs.c.id, logs.c.sequence, logs.c.link).where(
        logs.c.program == program, logs.c.log == log
    )
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        return None
    return Log(row.id, Head(generation_of(connection), row.sequence, row.link))


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
