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
from desktop.wording.dates import near_day, partial_text, short_day
from desktop.wording.labels import kind_label
from desktop.wording.names import shown
from storage.domain.ids import RecordId
from storage.domain.kinds.person import Person, display_name
from storage.usecases.caseentries import Entry, EntryFilter, entries, entry_order
from storage.usecases.casefile import people_order
from storage.usecases.syncing.openreviews import version_counts


def _tr(text: str) -> str:
    return QCoreApplication.translate("case", text)


class EntrySource:
    """Records of a case by day, the newest first."""

    def __init__(self, context: DeskContext, kinds: Sequence[str]) -> None:
        self._context, self._kinds = context, tuple(kinds)
        self.columns: tuple[Column, ...] = (
            Column(_tr("Date"), 116, show=self._day),
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
            words = words_of(entry, book, initials=self._context.initials)
            text = " \u00b7 ".join(filter(None, (words.text, words.by)))
            rows[record] = (entry.day, (entry.kind, words.what, versions.get(record, 0)), text)
        return rows

    def _day(self, day: date | None) -> str:
        return near_day(day, self._context.today()) if day else ""


class PeopleSource:
    """The people of a case, and beneath them who decided for the youth and where it lived."""

    def __init__(self, context: DeskContext, kinds: Sequence[str]) -> None:
        self._context, self._kinds = context, tuple(kinds)
        self.columns = (
            Column(_tr("Name"), 196, "icon", show=_named_icon),
            Column(_tr("Role"), 152),
            Column(_tr("Born or since"), 112),
            Column(_tr("Details"), 110, "muted", stretch=True),
        )

    def order(self, connection: Any, filter: EntryFilter | None, _sort: Sort) -> Sequence[RecordId]:  # noqa: A002 - the protocol's word
        """Return the ids of the people, the youth first, then the periods, the newest first."""
        if filter is None:
            return []
        records: list[RecordId] = []
        for kind in filter.kinds:
            if kind == "person":
                records += people_order(
                    connection, filter.case, filter.text, retired=filter.retired
                )
            else:
                records += entry_order(connection, replace(filter, kinds=(kind,)))
        return records

    def rows(self, connection: Any, keys: Sequence[RecordId]) -> Mapping[RecordId, Sequence[Any]]:
        """Return name, role, day and details."""
        found = entries(connection, self._kinds, keys)
        versions = _versions(connection, found)
        return {
            record: (
                self._person(entry.record, versions.get(record, 0))
                if entry.kind == "person"
                else self._period(entry, versions.get(record, 0))
            )
            for record, entry in found.items()
        }

    def _person(self, person: Person, versions: int) -> tuple[Any, ...]:
        book = self._context.book
        roles = [person.role, *sorted(person.further_roles - {person.role})]
        name = shown(display_name(person), self._context.initials)
        return (
            ("person", name, versions),
            ", ".join(book.label("person_role", role) for role in roles),
            partial_text(person.born_on),
            " \u00b7 ".join(filter(None, (person.phone, person.pronouns, person.town))),
        )

    def _period(self, entry: Entry, versions: int) -> tuple[Any, ...]:
        said = [shown(one.words, self._context.initials and one.names) for one in entry.said]
        name, rest = (said[0], said[1:]) if said else ("", [])
        since = short_day(entry.day) if entry.day else ""
        kind = kind_label(type(entry.record))
        return (entry.kind, name or kind, versions), kind, since, " \u00b7 ".join(rest)


def _named_icon(value: tuple[str, str, int]) -> IconCell:
    cell = _icon(value)
    return IconCell(cell.icon, cell.text, "accent" if value[0] == "person" else cell.role)


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
