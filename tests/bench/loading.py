"""CSV out and in: the state exported and imported, beside a bare loop and bare inserts."""

import csv
import io
from pathlib import Path

from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from storage.domain.kinds import KINDS
from storage.exchange.exporting import export_files
from storage.exchange.importing import import_files
from storage.workspace import Workspace
from tests.bench.ground import Ground
from tests.bench.results import Result
from tests.bench.timing import middle, milliseconds, peak_megabytes

_CACHE_MIB = 256


def measure(ground: Ground) -> list[Result]:
    """Export, import into an empty workspace, and insert the same rows bare, by turns."""
    rounds = 3 if ground.years == 1 else 1
    files = ground.scratch / "files"
    files.mkdir()
    inserted, bare = [], []
    memory_in: float | None = None
    with Workspace(ground.folder, ground.key, writer=False) as source:
        exported = milliseconds(lambda: _export(source, files))
        memory_out = peak_megabytes()
        looped = milliseconds(lambda: source.read(_csv_loop))
        for _ in range(rounds):
            inserted.append(_import(ground, files))
            memory_in = memory_in or peak_megabytes()
            bare.append(insert_bare(ground))
    return [
        Result(
            step="exchange", name="export everything as CSV", measured=exported, bound=looped,
            beside="bare csv loop", most_ratio=1 / 0.7, goal="15",
        ),
        Result(step="exchange", name="memory of the export", measured=memory_out, unit="MB"),
        Result(
            step="exchange", name="import everything from CSV", measured=middle(inserted),
            bound=middle(bare), beside="bare executemany, same rows", most_ratio=2.5, goal="15",
        ),
        Result(step="exchange", name="memory of the import", measured=memory_in, unit="MB"),
    ]  # fmt: skip


def _export(source: Workspace, target: Path) -> None:
    for name, content in source.read(export_files).files.items():
        (target / name).write_bytes(content)


def _csv_loop(connection: Connection) -> None:
    for kind in KINDS:
        writer = csv.writer(io.StringIO())
        cursor = _raw(connection).execute(f'SELECT * FROM "{kind}"')  # noqa: S608 - our own names
        writer.writerows(cursor)


def _raw(connection: Connection) -> dbapi2.Connection:
    return connection.connection.driver_connection


def _import(ground: Ground, files: Path) -> float:
    folder, key = ground.empty("import")
    with Workspace(folder, key, cache_mib=_CACHE_MIB) as workspace:
        return milliseconds(lambda: workspace.write(import_files, files))


def insert_bare(ground: Ground) -> float:
    """Insert the rows of every kind in one transaction; reading them is not timed."""
    folder, key = ground.empty("insert")
    total = 0.0
    with (
        ground.bare(ground.folder, ground.key) as source,
        ground.bare(folder, key, cache_mib=_CACHE_MIB) as target,
    ):
        total += milliseconds(lambda: target.execute("BEGIN IMMEDIATE"))
        for kind in KINDS:
            rows = source.execute(f'SELECT * FROM "{kind}" ORDER BY id').fetchall()  # noqa: S608 - our own names
            if rows:
                total += milliseconds(lambda: _fill(target, kind, rows))  # noqa: B023 - run at once
        total += milliseconds(lambda: target.execute("COMMIT"))
    return total


def _fill(target: dbapi2.Connection, kind: str, rows: list[tuple[object, ...]]) -> None:
    holes = ", ".join("?" * len(rows[0]))
    target.executemany(f'INSERT INTO "{kind}" VALUES ({holes})', rows)  # noqa: S608 - our own names
