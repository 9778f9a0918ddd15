"""Where the tables of a case page get their rows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.conflicts.words import marked_words
from desktop.context import DeskContext
from desktop.lists.cells import IconCell
from desktop.lists.columns import Column
from desktop.lists.source import Sort
from desktop.pages.case.words import words_of
from desktop.theme.kindicons import kind_icon
from desktop.wording.dates import near_day, partial_text
from desktop.wording.names import shown
from storage.domain.ids import RecordId
from storage.domain.kinds.person import Person, display_name
from storage.spec.kinds import kind_of
from storage.usecases.casefile import Entry, EntryFilter, entries, entry_order, people_order
from storage.usecases.syncing.openreviews import version_counts


def _tr(text: str) -> str:
    return QCoreApplication.translate("case", text)


class EntrySource:
    """Records of a case by day, the newest first."""

    def __init__(self, context: DeskContext, kinds: Sequence[str]) -> None:
        self._context, self._kinds = context, tuple(kinds)
        self.columns = (
            Column(_tr("Date"), 104, show=self._day),
            Column(_tr("What"), 226, "icon", show=_icon),
            Column(_tr("Text"), 160, "muted", stretch=True),
        )

    def order(self, connection: Any, filter: EntryFilter | None, _sort: Sort) -> Sequence[RecordId]:  # noqa: A002 - the protocol's word
        """Return the ids of the records, the newest first."""
        return [] if filter is None else entry_order(connection, filter)

    def rows(self, connection: Any, keys: Sequence[RecordId]) -> Mapping[RecordId, Sequence[Any]]:
        """Return day, what it is, and its words with by whom."""
        book = self._context.book
        rows = {}
        found = entries(connection, self._kinds, keys)
        versions = _versions(connection, found)
        for record, entry in found.items():
            words = words_of(replace(entry, about=shown(entry.about, self._context.initials)), book)
            day = getattr(entry.record, kind_of(type(entry.record)).dated_by)
            text = " \u00b7 ".join(filter(None, (words.text, words.by)))
            rows[record] = (day, (entry.kind, words.what, versions.get(record, 0)), text)
        return rows

    def _day(self, day: date | None) -> str:
        return near_day(day, self._context.today()) if day else ""


class PeopleSource:
    """The people of a case."""

    def __init__(self, context: DeskContext) -> None:
        self._context = context
        self.columns = (
            Column(_tr("Name"), 160, "strong", stretch=True),
            Column(_tr("Role"), 170),
            Column(_tr("Born"), 104),
            Column(_tr("Phone"), 124),
        )

    def order(self, connection: Any, filter: EntryFilter | None, _sort: Sort) -> Sequence[RecordId]:  # noqa: A002 - the protocol's word
        """Return the ids of the people, the youth first."""
        return [] if filter is None else people_order(connection, filter.case)

    def rows(self, connection: Any, keys: Sequence[RecordId]) -> Mapping[RecordId, Sequence[Any]]:
        """Return name, role, birth date and phone."""
        found = entries(connection, ("person",), keys)
        versions = _versions(connection, found)
        return {
            record: self._cells(entry.record, versions.get(record, 0))
            for record, entry in found.items()
        }

    def _cells(self, person: Person, versions: int) -> tuple[Any, ...]:
        return (
            marked_words(shown(display_name(person), self._context.initials), versions),
            self._context.book.label("person_role", person.role),
            partial_text(person.born_on),
            person.phone,
        )


def _icon(value: tuple[str, str, int]) -> IconCell:
    kind, what, versions = value
    if versions:
        return IconCell("layers", marked_words(what, versions), "info")
    return IconCell(kind_icon(kind), what)


def _versions(connection: Any, found: Mapping[RecordId, Entry]) -> dict[RecordId, int]:
    """Return how many versions a field of each record has; a contact counts its services in."""
    whose = {service.id: record for record, entry in found.items() for service in entry.services}
    whose |= {record: record for record in found}
    most: dict[RecordId, int] = {}
    for record, versions in version_counts(connection, list(whose)).items():
        row = whose[record]
        most[row] = max(versions, most.get(row, 0))
    return most
