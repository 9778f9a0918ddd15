"""Back up a server while it serves: one file, from one moment, signed with the server's key.

The file is a ZIP archive without compression (what is sealed does not shrink):

    tables/NAME   rows as they were at one moment: for each its length (4 bytes, big-endian) and a
                  MessagePack list; the first one holds the names of the columns
    blobs/NAME    a chunk, by its name in the store
    manifest      canonical MessagePack, ``Manifest``
    signature     by the server, purpose "backup", over the manifest

It is the same for SQLite and PostgreSQL, so that one can be restored into the other. There is
nothing readable in it, and not the server's key.
"""

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

import msgspec
from sqlalchemy import Connection, Table, select

from sync.protocol import signing
from sync.protocol.encoding import encode
from sync.protocol.requests import server_id
from sync.server.clocks import Clock, milliseconds
from sync.server.database import Database
from sync.server.logs import generation_of
from sync.server.migrations import version_of
from sync.server.refusals import SetupError
from sync.server.stores import Store
from sync.server.tables import blobs, chunks, logs, loose, metadata

FORM: Final = 1
_FIRST: Final = (logs, blobs)
"""Rows of others refer to these."""
KEPT: Final = _FIRST + tuple(
    table for table in metadata.sorted_tables if table not in {*_FIRST, loose}
)
"""The tables of a backup: all but the names of chunks that are being brought."""
_AT_ONCE = 16
_MODE = 0o600


class TableFigures(msgspec.Struct, array_like=True, frozen=True):
    """One table of a backup: its rows, and SHA-256 of all that stands in its member."""

    name: str
    rows: int
    digest: bytes


class LogHead(msgspec.Struct, array_like=True, frozen=True):
    """How far a log went."""

    program: bytes
    log: bytes
    sequence: int
    link: bytes


class Manifest(msgspec.Struct, array_like=True, frozen=True):
    """What a backup holds; ``time`` in Unix milliseconds, ``step`` of the tables."""

    form: int
    step: int
    time: int
    server: bytes
    generation: int
    tables: tuple[TableFigures, ...]
    heads: tuple[LogHead, ...]
    chunks: int
    has_blobs: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A server that is backed up; its database is a patient one."""

    database: Database
    store: Store
    seed: bytes
    clock: Clock


def make_backup(source: Source, target: Path, *, with_blobs: bool = True) -> Manifest:
    """Write a backup to ``target``, whole or not at all; the server may go on meanwhile.

    SetupError when something is at ``target`` already.
    """
    if target.exists():
        raise SetupError(f"There is a file at {target} already; nothing was written over.")
    aside = target.with_name(f"{target.name}.new")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
    try:
        with os.fdopen(descriptor, "wb") as file:
            manifest = _write(source, file, with_blobs=with_blobs)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
    return manifest


def _write(source: Source, file: BinaryIO, *, with_blobs: bool) -> Manifest:
    with zipfile.ZipFile(file, "w") as archive:
        with _one_moment(source.database) as connection:
            tables = tuple(_write_table(archive, connection, table) for table in KEPT)
            heads = tuple(
                LogHead(row.program, row.log, row.sequence, row.link)
                for row in connection.execute(select(logs).order_by(logs.c.id))
            )
            step, generation = version_of(connection), generation_of(connection)
            names = connection.execute(select(chunks.c.name, chunks.c.digest)).all()
        brought = 0
        for name, digest in names if with_blobs else ():
            content = source.store.get(name)
            # Destroyed since the moment of the tables, or lost: a restore leaves it out.
            if content is not None and sha256(content).digest() == digest:
                archive.writestr(f"blobs/{name}", content)
                brought += 1
        manifest = Manifest(
            FORM,
            step,
            milliseconds(source.clock),
            server_id(signing.public_of(source.seed)),
            generation,
            tables,
            heads,
            brought,
            with_blobs,
        )
        content = encode(manifest)
        archive.writestr("manifest", content)
        archive.writestr("signature", signing.sign(source.seed, "backup", content))
    return manifest


@contextmanager
def _one_moment(database: Database) -> Iterator[Connection]:
    """Yield a connection that sees the database as it is now, whatever is written meanwhile."""
    level = {} if database.is_sqlite else {"isolation_level": "REPEATABLE READ"}
    with database.engine.connect().execution_options(**level) as connection:
        yield connection


def _write_table(archive: zipfile.ZipFile, connection: Connection, table: Table) -> TableFigures:
    digest, count = sha256(), -1
    query = select(table).order_by(*table.primary_key.columns)
    rows = connection.execute(query.execution_options(yield_per=_AT_ONCE))
    with archive.open(f"tables/{table.name}", "w", force_zip64=True) as member:
        for row in _with_names(table, rows):
            packed = msgspec.msgpack.encode(row)
            for part in (len(packed).to_bytes(4), packed):
                digest.update(part)
                member.write(part)
            count += 1
    return TableFigures(str(table.name), count, digest.digest())


def _with_names(table: Table, rows: Iterator[object]) -> Iterator[object]:
    yield [str(column.name) for column in table.columns]
    for row in rows:
        yield list(row)  # type: ignore[call-overload]  # a row is a tuple
