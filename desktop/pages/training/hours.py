"""Who of the team has how many of the fourteen hours."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.lists.cells import ChipCell
from desktop.lists.columns import Column
from desktop.lists.source import Sort
from storage.usecases.learning import CSEC_MINUTES, Learner, learners

_HOUR = 60


def _tr(text: str) -> str:
    return QCoreApplication.translate("training", text)


def hours(minutes: int) -> str:
    """Return minutes as hours with a tenth."""
    return f"{minutes / _HOUR:.1f}"


class HoursSource:
    """One row for each member of the team; the key is the place in the order of names."""

    def __init__(self) -> None:
        self.columns = (
            Column(_tr("Name"), 200, "strong", sort="name", stretch=True),
            Column(_tr("Agency"), 220, sort="agency", stretch=True),
            Column(_tr("Hours"), 90, "number", sort="minutes", show=hours),
            Column(_tr("Of them CSEC"), 120, "number", sort="csec_minutes", show=hours),
            Column(_tr("Fourteen hours"), 180, "chip", sort="missing", show=_standing),
        )

    def order(self, connection: Any, filter: str, sort: Sort) -> Sequence[tuple[str, str]]:  # noqa: A002 - the protocol's word
        """Return the keys of those in whose name or agency all words of ``filter`` are."""
        words = filter.casefold().split()
        found = [one for one in learners(connection) if all(w in _text(one) for w in words)]
        found.sort(key=attrgetter(sort.column), reverse=sort.descending)
        return [_key(one) for one in found]

    def rows(
        self, connection: Any, keys: Sequence[tuple[str, str]]
    ) -> Mapping[tuple[str, str], Sequence[Any]]:
        """Return the rows of ``keys``."""
        wanted = set(keys)
        return {_key(one): _cells(one) for one in learners(connection) if _key(one) in wanted}


def _key(one: Learner) -> tuple[str, str]:
    return (one.partner.hex() if one.partner else "", one.name)


def _text(one: Learner) -> str:
    return f"{one.name} {one.agency}".casefold()


def _cells(one: Learner) -> tuple[Any, ...]:
    return one.name, one.agency, one.minutes, one.csec_minutes, one.csec_minutes


def _standing(csec_minutes: int) -> ChipCell:
    if csec_minutes >= CSEC_MINUTES:
        return ChipCell(_tr("Complete"), "ok", "check")
    left = hours(CSEC_MINUTES - csec_minutes)
    return ChipCell(_tr("{hours} h to go").format(hours=left), "neutral")
