"""Where names and texts are found: folded names with their sound, and full text by day.

Entries of the full-text index are numbered by day, so that the newest come first without a sort:
ranking by relevance costs 350 ms and more over 20,000 matches.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Column, Connection, Index, Integer, LargeBinary, String, Table, text

from storage.domain.ids import RecordId
from storage.tables.records import METADATA

NAME_KEYS = Table(
    "name_key",
    METADATA,
    Column("token", String, primary_key=True, nullable=False),
    Column("record", LargeBinary, primary_key=True, nullable=False),
    Column("sound", String, nullable=False),
    Column("kind", String, nullable=False),
    Index("name_key_by_sound", "sound"),
    Index("name_key_by_record", "record"),
    sqlite_with_rowid=False,
)

TEXT_ENTRIES = Table(
    "text_entry",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Index("text_entry_by_record", "record"),
)

CREATE_TEXT_INDEX = (
    "CREATE VIRTUAL TABLE text_index USING fts5("
    "body, content='', contentless_delete=1, tokenize=\"unicode61 remove_diacritics 2\")"
)

_DAY_BITS = 22
"""Four million texts a day."""
_AT_ONCE = 10_000
"""Rows between two steps: a fraction of a second."""

Step = Callable[[], object]
"""Called before every piece of the rows; may raise CancelledError to stop it all."""


def forget(connection: Connection, record: RecordId) -> None:
    """Take ``record`` out of both indexes."""
    connection.exec_driver_sql("DELETE FROM name_key WHERE record = ?", (record,))
    numbers = connection.exec_driver_sql(
        "SELECT number FROM text_entry WHERE record = ?", (record,)
    ).scalars()
    for number in numbers.all():
        connection.exec_driver_sql("DELETE FROM text_index WHERE rowid = ?", (number,))
        connection.exec_driver_sql("DELETE FROM text_entry WHERE number = ?", (number,))


def forget_all(connection: Connection, records: Sequence[RecordId]) -> None:
    """Take many records out of both indexes: as ``forget``, statement by statement."""
    some = [(record,) for record in records]
    if some:
        connection.exec_driver_sql("DELETE FROM name_key WHERE record = ?", some)
        connection.exec_driver_sql(_FORGET_TEXT, some)
        connection.exec_driver_sql("DELETE FROM text_entry WHERE record = ?", some)


def forget_words(connection: Connection) -> None:
    """Leave nothing in the index of the texts that were taken out of it.

    Taking one out only marks it: its words, each with its place, stay until the index is written
    anew. That takes as long as the index is large.
    """
    connection.exec_driver_sql("INSERT INTO text_index(text_index) VALUES ('optimize')")


def add_names(
    connection: Connection,
    rows: Iterable[tuple[str, bytes, str, str]],
    step: Step = lambda: None,
) -> None:
    """Add rows of (token, record, sound, kind); a token a record already has is left alone."""
    for some in _pieces(sorted(set(rows))):
        step()
        connection.exec_driver_sql("INSERT OR IGNORE INTO name_key VALUES (?, ?, ?, ?)", some)


def add_texts(
    connection: Connection,
    rows: Iterable[tuple[date, str, RecordId, str]],
    step: Step = lambda: None,
) -> None:
    """Add rows of (day, kind, record, text), numbered so that later days and rows come last."""
    found = sorted(rows, key=lambda row: row[0])
    numbers = _next_numbers(connection, sorted({day for day, *_ in found}))
    entries, bodies = [], []
    for day, kind, record, body in found:
        number = numbers[day]
        numbers[day] += 1
        entries.append((number, kind, record))
        bodies.append((number, body))
    for some, texts in zip(_pieces(entries), _pieces(bodies), strict=True):
        step()
        connection.exec_driver_sql("INSERT INTO text_entry VALUES (?, ?, ?)", some)
        connection.exec_driver_sql("INSERT INTO text_index(rowid, body) VALUES (?, ?)", texts)


def _pieces(rows: Sequence[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield list(rows[start : start + _AT_ONCE])


def create(connection: Connection) -> None:
    """Create the full-text index, which SQLAlchemy's tables cannot describe."""
    connection.execute(text(CREATE_TEXT_INDEX))


def _next_numbers(connection: Connection, days: Sequence[date]) -> dict[date, int]:
    """Return the first free number of each day."""
    numbers: dict[date, int] = {}
    for start in range(0, len(days), _DAYS_AT_ONCE):
        by_first = {day.toordinal() << _DAY_BITS: day for day in days[start:][:_DAYS_AT_ONCE]}
        query = _LAST.format(days=", ".join(["(?, ?)"] * len(by_first)))
        bounds = tuple(n for first in by_first for n in (first, first + (1 << _DAY_BITS)))
        for first, last in connection.exec_driver_sql(query, bounds):
            numbers[by_first[first]] = first if last is None else last + 1
    return numbers


_FORGET_TEXT = (
    "DELETE FROM text_index WHERE rowid IN (SELECT number FROM text_entry WHERE record = ?)"
)
_DAYS_AT_ONCE = 500
_LAST = (
    "WITH day(first, behind) AS (VALUES {days}) SELECT first, "
    "(SELECT max(number) FROM text_entry WHERE number >= first AND number < behind) FROM day"
)
