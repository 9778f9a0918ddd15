"""The calendar as a table: one row for each thing, four weeks at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.conflicts.words import marked_words
from desktop.context import DeskContext
from desktop.lists.cells import IconCell
from desktop.lists.columns import Column
from desktop.lists.source import Sort
from desktop.pages.calendar.words import icon_of, subject_word, tone_of
from desktop.wording.dates import clock_time, near_day
from desktop.wording.names import shown
from storage.domain.ids import RecordId
from storage.usecases.calendar.occurrence import Occurrence, Span
from storage.usecases.calendar.reading import sheet


def _tr(text: str) -> str:
    return QCoreApplication.translate("calendar", text)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the table shows: which days and subjects, whose."""

    span: Span
    person: str
    mine: bool


class AgendaSource:
    """The table's queries and columns; the rows of its last order are kept for painting."""

    def __init__(self, context: DeskContext) -> None:
        self._context = context
        self._found: Mapping[RecordId, Occurrence] = {}
        self.columns = (
            Column(_tr("Day"), 108, "strong", sort="on", show=self._day),
            Column(_tr("Time"), 82, show=lambda at: clock_time(at) if at else ""),
            Column(_tr("Kind"), 130, "icon", sort="subject", show=_kind),
            Column(_tr("What"), 220, sort="what", stretch=True),
            Column(_tr("Youth"), 140, sort="youth", show=self._name),
            Column(_tr("Case"), 112, "muted", sort="number"),
            Column(_tr("Where"), 140, "muted", sort="where", stretch=True),
            Column(_tr("Who"), 124, "muted", sort="who"),
            Column(_tr("State"), 90, "muted", sort="state"),
        )

    def order(self, connection: Any, filter: Asked, sort: Sort) -> Sequence[RecordId]:  # noqa: A002 - the protocol's word
        """Return the keys in order; by day they stand as the days go."""
        found = list(sheet(connection, filter.span, filter.person, filter.mine).found)
        if sort.column != "on":
            found.sort(key=lambda one: str(getattr(one, sort.column)).casefold())
        if sort.descending:
            found.reverse()
        self._found = _keyed(found)
        return list(self._found)

    def rows(self, connection: Any, keys: Sequence[RecordId]) -> Mapping[RecordId, Sequence[Any]]:
        """Return the rows of ``keys``."""
        del connection
        found = self._found
        return {key: _cells(found[key]) for key in keys if key in found}

    def one(self, key: RecordId) -> Occurrence | None:
        """Return what stands in the row of ``key``."""
        return self._found.get(key)

    def _day(self, one: Occurrence) -> str:
        return near_day(one.on, self._context.today())

    def _name(self, name: str) -> str:
        return shown(name, self._context.initials)


def _keyed(found: Sequence[Occurrence]) -> dict[RecordId, Occurrence]:
    """Return a row for each: by its record, a further one of the same record by that and more."""
    keyed: dict[RecordId, Occurrence] = {}
    for one in found:
        key = one.record
        while key in keyed:
            key = RecordId(key + b"+")
        keyed[key] = one
    return keyed


def _cells(one: Occurrence) -> tuple[Any, ...]:
    what = marked_words(one.what, one.versions)
    return (one, one.at, one, what, one.youth, one.number, one.where, one.who, one.state)


def _kind(one: Occurrence) -> IconCell:
    return IconCell(icon_of(one), subject_word(one.subject), tone_of(one).ink)
