"""Keep the search indexes in step with the records they find."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

import jellyfish
from sqlalchemy import Connection

from storage.domain.clocks import ZONE
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.names import words_of
from storage.spec.fields import SETS, SearchRole
from storage.spec.kinds import fields_of, kind_of
from storage.tables import search_index

_UNDATED = date(1900, 1, 1)


def index(connection: Connection, record: Any) -> None:
    """Make ``record`` findable by its names and texts as they are now."""
    search_index.forget(connection, record.id)
    search_index.add_names(connection, name_rows(record))
    search_index.add_texts(connection, text_rows(record))


def forget(connection: Connection, record: RecordId) -> None:
    """Make a retired record unfindable."""
    search_index.forget(connection, record)


def name_rows(record: Any) -> Iterator[tuple[str, bytes, str, str]]:
    """Yield (word, id, sound, kind) for every word of the record's names."""
    cls = type(record)
    kind, fields = kind_of(cls).name, fields_of(cls)
    for name in searched_fields(kind, "name"):
        value = getattr(record, name)
        for text in value if isinstance(fields[name], SETS) else (value,):
            for word in words_of(text):
                yield word, record.id, sound_of(word), kind


def text_rows(record: Any) -> Iterator[tuple[date, str, RecordId, str]]:
    """Yield (day, kind, id, text) once when the record has any searchable text."""
    kind = kind_of(type(record)).name
    texts = [value for name in searched_fields(kind, "text") if (value := getattr(record, name))]
    if texts:
        yield _day_of(record), kind, record.id, "\n".join(texts)


@cache
def searched_fields(kind: str, role: SearchRole) -> tuple[str, ...]:
    """Return the fields of ``kind`` that are searched as ``role``."""
    fields = fields_of(KINDS[kind])
    return tuple(name for name, field in fields.items() if field.search == role)


def sound_of(word: str) -> str:
    """Return how ``word`` sounds (Metaphone); digits sound as themselves."""
    return word if word[:1].isdigit() else jellyfish.metaphone(word) or word


def _day_of(record: Any) -> date:
    value = getattr(record, kind_of(type(record)).dated_by, None)
    if isinstance(value, datetime):
        return value.astimezone(ZONE).date()
    return value if isinstance(value, date) else _UNDATED
