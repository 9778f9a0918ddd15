"""Where the tables of this page get their rows: fields, codes and activities by name."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.context import DeskContext
from desktop.lists.cells import ChipCell
from desktop.lists.columns import Column
from desktop.lists.source import Sort
from desktop.wording.dates import short_day
from storage.domain.kinds import KINDS
from storage.spec.kinds import fields_of
from storage.usecases import codesettings, fieldsettings
from storage.usecases.activities import all_activities


def _tr(text: str) -> str:
    return QCoreApplication.translate("arrange", text)


class FieldSource:
    """The fields of the kind that the filter names."""

    def __init__(self) -> None:
        self._kind = ""
        self.columns = (
            Column(_tr("Field"), 220, "strong", stretch=True),
            Column(_tr("As shipped"), 200, "muted", stretch=True),
            Column(_tr("Asked"), 150, "chip", show=_asked),
        )

    def order(self, connection: Any, filter: str, sort: Sort) -> Sequence[str]:  # noqa: A002 - the protocol's word
        """Return the names of the fields in the program's order."""
        del sort
        self._kind = filter
        return [line.name for line in fieldsettings.lines_of(connection, filter)]

    def rows(self, connection: Any, keys: Sequence[str]) -> Mapping[str, Sequence[Any]]:
        """Return label, shipped label and how each is asked."""
        shipped = fields_of(KINDS[self._kind])
        return {
            line.name: (
                line.label,
                shipped[line.name].label if line.arranged.label else "",
                (line.arranged.hidden, line.field.required, line.arranged.mandatory),
            )
            for line in fieldsettings.lines_of(connection, self._kind)
            if line.name in keys
        }


def _asked(how: tuple[bool, bool, bool]) -> ChipCell:
    hidden, required, mandatory = how
    if hidden:
        return ChipCell(_tr("Hidden"), "neutral", "eye-off")
    if required:
        return ChipCell(_tr("Always needed"), "info")
    return ChipCell(_tr("Needed here"), "info") if mandatory else ChipCell("")


class CodeSource:
    """The codes of the list that the filter names."""

    def __init__(self) -> None:
        self._list = ""
        self.columns = (
            Column(_tr("Label"), 240, "strong", stretch=True),
            Column(_tr("As shipped"), 160, "muted", stretch=True),
            Column(_tr("PMT"), 64),
            Column(_tr("NCA"), 110),
            Column(_tr("Offered"), 170, "chip", show=_offered),
            Column(_tr("Verified"), 170, "muted", show=_verified),
        )

    def order(self, connection: Any, filter: str, sort: Sort) -> Sequence[str]:  # noqa: A002 - the protocol's word
        """Return the codes in the program's order."""
        del sort
        self._list = filter
        return [line.entry.code for line in codesettings.lines_of(connection, filter)]

    def rows(self, connection: Any, keys: Sequence[str]) -> Mapping[str, Sequence[Any]]:
        """Return what the program says of each code."""
        return {
            line.entry.code: (
                line.entry.label,
                line.shipped if line.shipped != line.entry.label else "",
                line.entry.pmt,
                line.entry.nca,
                (line.entry.hidden, line.entry.valid_from, line.entry.valid_to),
                (line.entry.own, line.entry.verified, line.entry.note),
            )
            for line in codesettings.lines_of(connection, self._list)
            if line.entry.code in keys
        }


def _offered(how: tuple[bool, date | None, date | None]) -> ChipCell:
    hidden, first, last = how
    if hidden:
        return ChipCell(_tr("Not offered"), "neutral", "eye-off")
    if first and last:
        return ChipCell(
            _tr("{first} to {last}").format(first=short_day(first), last=short_day(last))
        )
    if first:
        return ChipCell(_tr("From {day}").format(day=short_day(first)))
    return ChipCell(_tr("Until {day}").format(day=short_day(last)) if last else "")


def _verified(said: tuple[bool, bool, str]) -> str:
    own, verified, note = said
    if own:
        return _tr("The program's own")
    words = _tr("Yes") if verified else _tr("Not yet")
    return f"{words}. {note}" if note else words


class ActivitySource:
    """What Quick log offers, and what the program no longer offers."""

    def __init__(self, context: DeskContext) -> None:
        self._context = context
        self.columns = (
            Column(_tr("No."), 60, "number"),
            Column(_tr("Activity"), 240, "strong", stretch=True),
            Column(_tr("Counts as"), 220, show=self._services, stretch=True),
            Column(_tr("Minutes"), 80, "number"),
            Column(_tr("State"), 160, "chip", show=_state),
        )

    def order(self, connection: Any, filter: str, sort: Sort) -> Sequence[str]:  # noqa: A002 - the protocol's word
        """Return the codes of the activities; the filter is the person whose own are among them."""
        del sort
        return [one.code for one in all_activities(connection, filter)]

    def rows(self, connection: Any, keys: Sequence[str]) -> Mapping[str, Sequence[Any]]:
        """Return what the program says of each activity."""
        person = self._context.settings.person
        return {
            one.code: (
                one.number or "",
                one.label,
                one.services,
                one.minutes,
                (one.hidden, one.own),
            )
            for one in all_activities(connection, person)
            if one.code in keys
        }

    def _services(self, codes: Sequence[str]) -> str:
        book = self._context.book
        return ", ".join(
            f"{book.pmt('service', code)} {book.label('service', code)}".strip() for code in codes
        )


def _state(how: tuple[bool, bool]) -> ChipCell:
    hidden, own = how
    if hidden:
        return ChipCell(_tr("Not offered"), "neutral", "eye-off")
    return ChipCell(_tr("The program's own"), "info") if own else ChipCell("")
