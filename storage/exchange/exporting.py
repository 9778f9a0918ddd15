"""Export: every record of every kind as CSV files that an import reads back without a loss."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId, text_of
from storage.domain.kinds import KINDS
from storage.exchange.cells import writing
from storage.exchange.rows import column_names
from storage.spec.kinds import fields_of

Progress = Callable[[int, int], None]
"""Called with the records written and the records there are; may raise CancelledError."""

_STEP = 5_000


@dataclass(frozen=True, slots=True, repr=False)
class Exported:
    """The files of an export by name, and what the disclosure log must know of them."""

    files: dict[str, bytes]
    records: int
    people: frozenset[RecordId]
    privileged_left_out: int


def export_files(
    connection: Connection,
    *,
    privileged: bool = True,
    progress: Progress = lambda _done, _total: None,
) -> Exported:
    """Return one CSV file for each kind, its records in the order of their ids.

    Without ``privileged``, notes of that class (M.G.L. c.233 s.20M) stay inside.
    """
    counts = {kind: _count(connection, kind) for kind in KINDS}
    total, done = sum(counts.values()), 0
    files: dict[str, bytes] = {}
    for kind in KINDS:
        condition = "" if privileged or kind != "note" else _NOT_PRIVILEGED
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(column_names(kind))
        for rows in _pieces(connection, kind, condition):
            writer.writerows(rows)
            done += len(rows)
            progress(done, total)
        files[f"{kind}.csv"] = text.getvalue().encode()
    left_out = total - done
    people = connection.exec_driver_sql("SELECT id FROM person").scalars()
    return Exported(files, done, frozenset(map(RecordId, people)), left_out)


_NOT_PRIVILEGED = " WHERE note_class <> 'privileged'"


def _count(connection: Connection, kind: str) -> int:
    query = f'SELECT count(*) FROM "{kind}"'  # noqa: S608 - our own names
    return int(connection.exec_driver_sql(query).scalar_one())


def _pieces(connection: Connection, kind: str, condition: str) -> Iterator[list[list[str]]]:
    """Yield the rows of ``kind`` as the texts of their cells, some thousand at a time."""
    writers = [writing(field) for field in fields_of(KINDS[kind]).values()]
    columns = ", ".join(f'"{name}"' for name in fields_of(KINDS[kind]))
    cursor = connection.exec_driver_sql(
        f'SELECT id, retired, {columns} FROM "{kind}"{condition} ORDER BY id'  # noqa: S608 - our own names
    )
    for rows in cursor.partitions(_STEP):
        yield [_texts(row, writers) for row in rows]


def _texts(row: Any, writers: list[Callable[[Any], str]]) -> list[str]:
    cells = iter(row)
    texts = [text_of(RecordId(next(cells))), "yes" if next(cells) else "no"]
    texts.extend([write(cell) for write, cell in zip(writers, cells, strict=True)])
    return texts
