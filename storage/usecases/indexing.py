"""Keep the search indexes in step with the records they find."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

import jellyfish
from sqlalchemy import Connection

from storage.domain.clocks import day_of
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.names import words_of
from storage.spec.fields import SearchRole
from storage.spec.kinds import fields_of, kind_of
from storage.tables import misfiled, search_index
from storage.tables.records import record_maker

_UNDATED = date(1900, 1, 1)


def index(connection: Connection, record: Any) -> None:
    """Make ``record`` findable by its names and texts as they are now."""
    search_index.forget(connection, record.id)
    search_index.add_names(connection, name_rows(record))
    search_index.add_texts(connection, text_rows(record))
    settle(connection, kind_of(type(record)).name)


def settle(connection: Connection, kind: str) -> None:
    """Make unfindable what a note of ``kind``, or a misfiling, hides: see ``misfiled``."""
    if kind in _HIDING:
        query = f"SELECT record FROM text_entry WHERE record IN ({misfiled.HIDDEN})"  # noqa: S608 - our own words
        for note in connection.exec_driver_sql(query).scalars().all():
            search_index.forget(connection, note)


def forget(connection: Connection, record: RecordId) -> None:
    """Make a retired record unfindable; a misfiling that is taken back shows its notes again."""
    search_index.forget(connection, record)
    rows = connection.exec_driver_sql(_HIDDEN_BY, (record, record)).mappings().all()
    for note in map(record_maker("note"), rows):
        if not misfiled.is_hidden(connection, note.id):
            search_index.forget(connection, note.id)
            search_index.add_texts(connection, text_rows(note))


_HIDING = frozenset({"note", "misfiling"})
_HIDDEN_BY = """
SELECT n.* FROM note n JOIN misfiling m ON n.id = m.note WHERE m.id = ? AND n.retired = 0
UNION ALL
SELECT n.* FROM note n JOIN misfiling m ON n.amends = m.note WHERE m.id = ? AND n.retired = 0
"""


def name_rows(record: Any) -> Iterator[tuple[str, bytes, str, str]]:
    """Yield (word, id, sound, kind) for every word of the record's names."""
    kind = kind_of(type(record)).name
    values = {name: getattr(record, name) for name in searched_fields(kind, "name")}
    return name_rows_of(kind, record.id, values)


def name_rows_of(
    kind: str, record: RecordId, values: Mapping[str, Any]
) -> Iterator[tuple[str, bytes, str, str]]:
    """Yield what ``name_rows`` does, from values of which the empty ones may be left out."""
    for name in searched_fields(kind, "name"):
        value = values.get(name, "")
        for text in (value,) if isinstance(value, str) else value:
            for word in words_of(text):
                yield word, record, sound_of(word), kind


def text_rows(record: Any) -> Iterator[tuple[date, str, RecordId, str]]:
    """Yield (day, kind, id, text) once when the record has any searchable text."""
    kind = kind_of(type(record)).name
    values = {name: getattr(record, name) for name in searched_fields(kind, "text")}
    day = getattr(record, kind_of(type(record)).dated_by, None)
    return text_rows_of(kind, record.id, values, day)


def text_rows_of(
    kind: str, record: RecordId, values: Mapping[str, Any], day: object
) -> Iterator[tuple[date, str, RecordId, str]]:
    """Yield what ``text_rows`` does, from values of which the empty ones may be left out."""
    texts = [value for name in searched_fields(kind, "text") if (value := values.get(name))]
    if texts:
        yield _day_of(day), kind, record, "\n".join(texts)


@cache
def searched_fields(kind: str, role: SearchRole) -> tuple[str, ...]:
    """Return the fields of ``kind`` that are searched as ``role``."""
    fields = fields_of(KINDS[kind])
    return tuple(name for name, field in fields.items() if field.search == role)


def sound_of(word: str) -> str:
    """Return how ``word`` sounds (Metaphone); digits sound as themselves."""
    return word if word[:1].isdigit() else jellyfish.metaphone(word) or word


def _day_of(value: object) -> date:
    return day_of(value) if isinstance(value, date) else _UNDATED
