"""Export: every record of every kind as CSV files that an import reads back without a loss."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId, text_of
from storage.domain.kinds import KINDS, OPEN_KINDS
from storage.exchange.cells import writing
from storage.exchange.rows import column_names
from storage.spec.fields import Flag
from storage.spec.kinds import open_fields_of
from storage.tables import misfiled

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
    attached_left_out: int
    """How many documents' files stay inside: an export has what is known of them."""


def export_files(
    connection: Connection,
    *,
    privileged: bool = True,
    progress: Progress = lambda _done, _total: None,
) -> Exported:
    """Return one CSV file for each kind, its records in the order of their ids.

    Without ``privileged``, notes of that class (M.G.L. c.233 s.20M) stay inside.
    """
    counts = {kind: _count(connection, kind) for kind in OPEN_KINDS}
    total, done = sum(counts.values()), 0
    files: dict[str, bytes] = {}
    for kind in OPEN_KINDS:
        condition = "" if privileged or kind != "note" else _NOT_PRIVILEGED
        # Text is encoded as it is written: as one string it would take four bytes a letter.
        content = io.BytesIO()
        text = io.TextIOWrapper(content, "utf-8", newline="", write_through=True)
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(column_names(kind))
        for rows in _pieces(connection, kind, condition):
            writer.writerows(rows)
            done += len(rows)
            progress(done, total)
        text.detach()
        files[f"{kind}.csv"] = content.getvalue()
    left_out = total - done
    people = connection.exec_driver_sql("SELECT id FROM person").scalars()
    attached = connection.exec_driver_sql("SELECT count(*) FROM document WHERE blob <> ''")
    return Exported(
        files, done, frozenset(map(RecordId, people)), left_out, int(attached.scalar_one())
    )


_NOT_PRIVILEGED = " WHERE note_class <> 'privileged'"


def _count(connection: Connection, kind: str) -> int:
    query = f'SELECT count(*) FROM "{kind}"'  # noqa: S608 - our own names
    return int(connection.exec_driver_sql(query).scalar_one())


def _pieces(connection: Connection, kind: str, condition: str) -> Iterator[list[Sequence[Any]]]:
    """Yield the rows of ``kind`` as a CSV writer takes them, some thousand at a time.

    They are turned column by column: most columns need nothing, and a call for every cell would
    take longer than reading and writing together.
    """
    fields = open_fields_of(KINDS[kind])
    writers = [text_of, _RETIRED, *map(writing, fields.values())]
    columns = ", ".join(_column(kind, name) for name in fields)
    cursor = connection.exec_driver_sql(
        f'SELECT id, retired, {columns} FROM "{kind}"{condition} ORDER BY id'  # noqa: S608 - our own names
    )
    for rows in cursor.partitions(_STEP):
        cells = [
            column if write is None else map(write, column)
            for write, column in zip(writers, zip(*rows, strict=True), strict=True)
        ]
        yield list(zip(*cells, strict=True))


def _column(kind: str, name: str) -> str:
    """Return the expression of a column; of a note that was moved, what is shown of it."""
    quoted = f'"{name}"'
    if kind != "note" or name not in _UNSAID:
        return quoted
    return f"CASE WHEN id IN ({misfiled.HIDDEN}) THEN {_UNSAID[name]} ELSE {quoted} END"


_UNSAID = {
    "text": "'Moved: filed under the wrong child.'",
    "impressions": "''",
    "source": "''",
    "template": "''",
    "tags": "'[]'",
    "narrative": "'[]'",
    "contact": "NULL",
}
_RETIRED = writing(Flag(label="Retired"))
