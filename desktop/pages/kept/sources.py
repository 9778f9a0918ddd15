"""Where the table of closed cases gets its rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from desktop.context import DeskContext
from desktop.lists.cells import ChipCell
from desktop.lists.columns import Column
from desktop.lists.source import Sort
from desktop.pages.kept.words import tr, why_not
from desktop.wording.dates import short_day
from desktop.wording.names import shown
from storage.domain.ids import RecordId
from storage.usecases.retention.due import KeptUntil, kept_until
from storage.usecases.retention.obstacles import Obstacle, obstacles

DUE, ALL = "due", "all"


@dataclass(frozen=True, slots=True)
class Closed:
    """One closed case, until when it is kept, and why it may not go yet."""

    kept: KeptUntil
    obstacles: Sequence[Obstacle]


def closed_cases(connection: Any, today: date) -> list[Closed]:
    """Return every closed case; for a whole state that takes a second or two."""
    found = kept_until(connection)
    over = {one.case for one in found if one.until is not None and one.until <= today}
    reasons = obstacles(connection, [one.case for one in found], over)
    return [Closed(one, reasons.get(one.case, ())) for one in found]


class KeptSource:
    """One row for each closed case: those whose time is over, or all; they are in memory."""

    def __init__(self, context: DeskContext) -> None:
        self._context = context
        self._found: dict[RecordId, Closed] = {}
        self.columns = (
            Column(tr("Case"), 120, "strong", sort="number"),
            Column(tr("Youth"), 190, sort="name", show=self._name),
            Column(tr("Closed"), 110, "muted", sort="closed_on", show=short_day),
            Column(tr("Kept until"), 120, sort="until", show=_until),
            Column(tr("Because of"), 240, "muted", sort="rule"),
            Column(tr("Why not yet"), 200, "chip", stretch=True, show=_why),
        )

    def put(self, found: Sequence[Closed]) -> None:
        """Show other cases."""
        self._found = {one.kept.case: one for one in found}

    def order(self, _connection: Any, filter: str, sort: Sort) -> Sequence[RecordId]:  # noqa: A002 - the protocol's word
        """Return the ids of the cases, in order."""
        today = self._context.today()
        found = [one.kept for one in self._found.values()]
        if filter == DUE:
            found = [one for one in found if one.until is not None and one.until <= today]
        found.sort(key=lambda one: _key(one, sort.column), reverse=sort.descending)
        return [one.case for one in found]

    def rows(self, _connection: Any, keys: Sequence[RecordId]) -> Mapping[RecordId, Sequence[Any]]:
        """Return the rows of ``keys``."""
        return {key: _cells(self._found[key]) for key in keys if key in self._found}

    def free(self, keys: Sequence[RecordId]) -> list[RecordId]:
        """Return those of ``keys`` whose time is over and that nothing keeps."""
        today = self._context.today()
        return [key for key in keys if self._is_free(key, today)]

    def _is_free(self, key: RecordId, today: date) -> bool:
        found = self._found.get(key)
        if found is None or found.obstacles:
            return False
        return found.kept.until is not None and found.kept.until <= today

    def _name(self, name: str) -> str:
        return shown(name, self._context.initials)


def _cells(found: Closed) -> tuple[Any, ...]:
    one, why = found.kept, why_not(found.obstacles)
    return one.number, one.name, one.closed_on, one.until, one.rule.label, why


def _key(one: KeptUntil, column: str) -> Any:
    match column:
        case "until":
            return one.until or date.max
        case "rule":
            return one.rule.label
        case _:
            return getattr(one, column)


def _until(day: date | None) -> str:
    return short_day(day) if day is not None else tr("date of birth missing")


def _why(words: str) -> ChipCell | str:
    return ChipCell(words, "warn") if words else ""
