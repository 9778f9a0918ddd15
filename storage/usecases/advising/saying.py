"""What advice is, and the few questions that several advisers ask."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.usecases.record_words import in_words


@dataclass(frozen=True, slots=True)
class Advice:
    """One calm sentence at a field, and the record it is about where that is another one."""

    field: str
    sentence: str
    kind: str = ""
    other: RecordId | None = None


Adviser = Callable[[Connection, Any, date], Iterator[Advice]]
"""Looks at one record, as it would be saved today."""


def day_words(day: str | date) -> str:
    """Return a day in words, as stored or as it is."""
    return in_words(date.fromisoformat(day) if isinstance(day, str) else day)


def rows(connection: Connection, query: str, values: Sequence[Any]) -> Sequence[Any]:
    """Return the rows of a query of ours."""
    return connection.exec_driver_sql(query, tuple(values)).all()


def marks(values: Sequence[object]) -> str:
    """Return the marks of as many values."""
    return ", ".join("?" * len(values))
