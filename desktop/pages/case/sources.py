"""Where the tables of a case page get their rows."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.context import DeskContext
from desktop.lists.cells import IconCell
from desktop.lists.columns import Column
from desktop.lists.source import Sort
from desktop.pages.case.words import ICONS, words_of
from desktop.wording.dates import near_day
from desktop.wording.names import shown
from storage.domain.ids import RecordId
from storage.domain.person import Person, display_name
from storage.spec.kinds import kind_of
from storage.usecases.casefile import EntryFilter, entries, entry_order, people_order


def _tr(text: str) -> str:
    return QCoreApplication.translate("case", text)


class EntrySource:
    """Records of a case by day, the newest first."""

    def __init__(self, context: DeskContext, kinds: Sequence[str]) -> None:
        self._context, self._kinds = context, tuple(kinds)
        self.columns = (
            Column(_tr("Date"), 110, show=self._day),
            Column(_tr("What"), 190, "icon", show=_icon),
            Column(_tr("Text"), 300, "muted", stretch=True),
            Column(_tr("By"), 140),
        )

    def order(self, connection: Any, filter: EntryFilter | None, _sort: Sort) -> Sequence[RecordId]:  # noqa: A002 - the protocol's word
        """Return the ids of the records, the newest first."""
        return [] if filter is None else entry_order(connection, filter)

    def rows(self, connection: Any, keys: Sequence[RecordId]) -> Mapping[RecordId, Sequence[Any]]:
        """Return day, what it is, its words and by whom."""
        book = self._context.book
        rows = {}
        for record, entry in entries(connection, self._kinds, keys).items():
            words = words_of(entry, book)
            day = getattr(entry.record, kind_of(type(entry.record)).dated_by)
            rows[record] = (day, (entry.kind, words.what), words.text, words.by)
        return rows

    def _day(self, day: date | None) -> str:
        return near_day(day, self._context.today()) if day else ""


class PeopleSource:
    """The people of a case."""

    def __init__(self, context: DeskContext) -> None:
        self._context = context
        self.columns = (
            Column(_tr("Name"), 220, "strong", stretch=True),
            Column(_tr("Role"), 200),
            Column(_tr("Born"), 140),
            Column(_tr("Phone"), 150),
        )

    def order(self, connection: Any, filter: EntryFilter | None, _sort: Sort) -> Sequence[RecordId]:  # noqa: A002 - the protocol's word
        """Return the ids of the people, the youth first."""
        return [] if filter is None else people_order(connection, filter.case)

    def rows(self, connection: Any, keys: Sequence[RecordId]) -> Mapping[RecordId, Sequence[Any]]:
        """Return name, role, birth date and phone."""
        found = entries(connection, ("person",), keys)
        return {record: self._cells(entry.record) for record, entry in found.items()}

    def _cells(self, person: Person) -> tuple[Any, ...]:
        return (
            shown(display_name(person), self._context.initials),
            self._context.book.label("person_role", person.role),
            person.born_on.text() if person.born_on else "",
            person.phone,
        )


def _icon(value: tuple[str, str]) -> IconCell:
    kind, what = value
    return IconCell(ICONS[kind], what)
