"""Put a backup into an empty place: everything is verified, and a new generation is minted."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final

import msgspec
from sqlalchemy import Connection, delete, inspect, select, text, update

from sync.protocol import signing
from sync.protocol.chains import first_link, next_link
from sync.protocol.encoding import decode
from sync.protocol.envelope import Envelope, digest_of, header_of, parse
from sync.protocol.errors import ProtocolError
from sync.protocol.requests import server_id
from sync.server import migrations
from sync.server.administration import mint_generation
from sync.server.audit import OPERATOR, Deed, write_down
from sync.server.auditing import first_break
from sync.server.backup import FORM, KEPT, LogHead, Manifest, Source, TableFigures
from sync.server.clocks import milliseconds
from sync.server.refusals import NewerDatabaseError, SetupError
from sync.server.rosters import extended
from sync.server.space import prefix
from sync.server.tables import admitted, chunks, envelopes, logs

_NAME: Final = re.compile(r"[a-z_]{1,40}")
_ROW: Final = 8 * 1024 * 1024
"""Bytes of the largest row: an envelope and what stands around it."""
_HEAD: Final = 256 * 1024 * 1024
_AT_ONCE: Final = 16
_PART: Final = 1024 * 1024
_DAMAGED = "The backup is damaged or was changed; nothing was restored."


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of a restore."""

    generation: int
    programs: int
    chunks: int
    missing: int
    """Chunks that the backup did not hold: laptops bring them again."""


def restore(file: Path, into: Source) -> Restored:
    """Put the backup in ``file`` into an empty database and its store; all of it or nothing.

    Raises SetupError when the backup is damaged, was made by a server with another key, or when
    the database is not empty; NewerDatabaseError when a newer version made it.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive, into.seed)
            for figures in manifest.tables:
                _check_table(archive, figures)
            return into.database.write(
                lambda connection: _restore(connection, archive, manifest, into)
            )
    except (zipfile.BadZipFile, KeyError, ProtocolError, ValueError) as error:
        raise SetupError(_DAMAGED) from error


def _manifest(archive: zipfile.ZipFile, seed: bytes) -> Manifest:
    if archive.getinfo("manifest").file_size > _HEAD:
        raise SetupError(_DAMAGED)
    content = archive.read("manifest")
    public = signing.public_of(seed)
    manifest = decode(content, Manifest)
    if manifest.server != server_id(public):
        raise SetupError(
            "The backup is of a server with another key. Put that key file back first."
        )
    signing.verify(public, "backup", content, archive.read("signature"))
    if manifest.form != FORM or manifest.step > len(migrations.STEPS):
        raise NewerDatabaseError("A newer satchel-server made this backup; install that one.")
    return manifest


def _restore(
    connection: Connection, archive: zipfile.ZipFile, manifest: Manifest, into: Source
) -> Restored:
    _make_tables(connection, manifest.step)
    connection.execute(text("DELETE FROM server"))
    for figures in manifest.tables:
        _load(connection, archive, figures)
    migrations.finish(connection, manifest.step)
    _count_on(connection)
    _check_logs(connection, manifest.heads)
    missing = _bring_chunks(connection, archive, into)
    now = milliseconds(into.clock)
    programs = connection.execute(select(admitted.c.prefix)).scalars().all()
    for program in programs:
        broken = first_break(connection, program)
        if broken is not None:
            raise SetupError(f"{_DAMAGED} Its audit chain breaks at row {broken.number}.")
        write_down(connection, program, Deed(OPERATOR, "restored", b"", manifest.generation), now)
    generation = mint_generation(connection, now)
    return Restored(generation, len(programs), manifest.chunks, missing)


def _make_tables(connection: Connection, step: int) -> None:
    """Make empty tables as the backup has them; refuses a place where something is."""
    version = migrations.version_of(connection)
    if version == 0:
        migrations.begin(connection, step)
        return
    known = set(inspect(connection).get_table_names())
    names = {table.name for table in KEPT} & known
    counted = [
        connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one()  # noqa: S608 - ours
        for name in names - {"server"}
    ]
    if version != step or any(counted):
        raise SetupError("The database is not empty. Restore into a new one; nothing was changed.")


def _check_table(archive: zipfile.ZipFile, figures: TableFigures) -> None:
    """Return when a table's member is the one that was signed for."""
    digest, known = sha256(), {table.name for table in KEPT}
    if figures.name not in known:
        raise SetupError(_DAMAGED)
    with archive.open(f"tables/{figures.name}") as member:
        while part := member.read(_PART):
            digest.update(part)
    if digest.digest() != figures.digest:
        raise SetupError(_DAMAGED)


def _load(connection: Connection, archive: zipfile.ZipFile, figures: TableFigures) -> None:
    count, waiting = 0, []
    with archive.open(f"tables/{figures.name}") as member:
        rows = _rows(member)
        names = next(rows, None)
        if not names or not all(_NAME.fullmatch(name) for name in names):
            raise SetupError(_DAMAGED)
        columns, values = ", ".join(names), ", ".join(f":{name}" for name in names)
        statement = text(f"INSERT INTO {figures.name} ({columns}) VALUES ({values})")  # noqa: S608 - both were checked
        for row in rows:
            waiting.append(dict(zip(names, row, strict=True)))
            count += 1
            if len(waiting) == _AT_ONCE:
                connection.execute(statement, waiting)
                waiting = []
        if waiting:
            connection.execute(statement, waiting)
    if count != figures.rows:
        raise SetupError(_DAMAGED)


def _rows(member: IO[bytes]) -> Iterator[list[Any]]:
    while length := member.read(4):
        size = int.from_bytes(length)
        packed = member.read(size) if size <= _ROW else b""
        if len(packed) != size:
            raise SetupError(_DAMAGED)
        row: list[Any] = msgspec.msgpack.decode(packed)
        yield row


def _count_on(connection: Connection) -> None:
    """Let PostgreSQL go on numbering behind what was put in with its numbers."""
    if connection.dialect.name == "postgresql":
        for name in ("logs", "blobs"):
            connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), "  # noqa: S608 - ours
                    f"(SELECT COALESCE(MAX(id), 1) FROM {name}))"
                )
            )


def _check_logs(connection: Connection, heads: tuple[LogHead, ...]) -> None:
    """Return when every log is what its head says, envelope by envelope, and as it was then."""
    found = connection.execute(select(logs).order_by(logs.c.id)).all()
    if [LogHead(row.program, row.log, row.sequence, row.link) for row in found] != list(heads):
        raise SetupError(_DAMAGED)
    for row in found:
        link, entries, sequence = first_link(row.log), [], 0
        for each in _stored(connection, row.id):
            sequence += 1
            signed, header = header_of(each.content)
            sound = (each.sequence, digest_of(signed), header.log)
            if sound != (sequence, each.digest, row.log):
                raise SetupError(_DAMAGED)
            link = next_link(link, each.generation, sequence, each.digest)
            if row.is_roster:
                entries.append(parse(each.content))
        if (sequence, link) != (row.sequence, row.link):
            raise SetupError(_DAMAGED)
        _check_roster(entries)


def _check_roster(entries: list[Envelope]) -> None:
    if entries:
        extended(None, entries)


def _stored(connection: Connection, log: int) -> Iterator[Any]:
    columns = envelopes.c
    query = (
        select(columns.sequence, columns.generation, columns.digest, columns.content)
        .where(columns.log == log)
        .order_by(columns.sequence)
    )
    yield from connection.execute(query.execution_options(yield_per=_AT_ONCE))


def _bring_chunks(connection: Connection, archive: zipfile.ZipFile, into: Source) -> int:
    """Put every chunk into the store; return how many neither the backup nor the store has."""
    held, missing = set(archive.namelist()), 0
    for row in connection.execute(select(chunks)).all():
        member = f"blobs/{row.name}"
        if member in held:
            content = archive.read(member) if archive.getinfo(member).file_size == row.size else b""
        else:
            content = into.store.get(row.name) or b""
        if sha256(content).digest() == row.digest:
            if member in held:
                into.store.put(row.name, content)
            continue
        missing += 1
        connection.execute(delete(chunks).where(chunks.c.name == row.name))
        connection.execute(
            update(admitted)
            .where(admitted.c.prefix == prefix(row.program))
            .values(used=admitted.c.used - row.size)
        )
    return missing
