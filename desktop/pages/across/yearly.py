"""Under the lists: what the year's answers count, cases that were destroyed since among it."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.widgets.labels import Muted
from desktop.wording.numbers import count, counted
from storage.domain.periods import Period, year_name
from storage.reports.beside import Beside, marked, unmet_by_year
from storage.usecases.changes import Changes
from storage.usecases.narratives import FLAGGED

_YEARS = 4
_QUESTION = "Q9"
_KEPT = "anonymous_count"


def _tr(text: str) -> str:
    return QCoreApplication.translate("across", text)


class CapacityLine(Muted):
    """How many requests the program had no room for, by federal year: a question of the PMT."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(wrap=True)
        self._lanes, self._context = lanes, context
        self.setObjectName("across-capacity")

    def read(self) -> None:
        """Count anew."""
        reasons = self._context.book.lists["unmet_reason"].values()
        codes = [one.code for one in reasons if one.pmt == _QUESTION]
        self._lanes.read(
            unmet_by_year, _YEARS, self._context.today(), codes, context=self, then=self._show,
            key="capacity",
        )  # fmt: skip

    def follow(self, changes: Changes) -> None:
        """Count anew where a need was saved, or a case was destroyed."""
        if changes.touches("unmet_need") or changes.touches(_KEPT):
            self.read()

    def _show(self, found: Sequence[tuple[Period, Beside]]) -> None:
        years = "; ".join(_year_words(year, one) for year, one in found if sum(one))
        words = _tr("PMT question 9 (not met for want of capacity in our program): {years}.")
        self.setText(words.format(years=years or _tr("none")))


class MarkedSince(Muted):
    """How many marks for the narrative were in cases that were destroyed since; else hidden."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(wrap=True)
        self._lanes, self._context = lanes, context
        self.setObjectName("narrative-since")
        self.hide()

    def read(self, year: Period) -> None:
        """Count those of ``year``."""
        topics = list(self._context.book.lists["narrative_topic"])
        self._lanes.read(marked, year, topics, context=self, then=self._show, key="marked since")

    def _show(self, found: Beside) -> None:
        more = counted(found.kept, _tr("more record was"), _tr("more records were"))
        words = _tr(
            "{more} marked in cases that were destroyed since. What was typed for them went with"
            " them."
        )
        self.setText(words.format(more=more))
        self.setVisible(found.kept > 0)


def marks_change(changes: Changes) -> bool:
    """Tell whether ``changes`` may change what is marked for the narrative."""
    return any(changes.touches(kind) for kind in (*FLAGGED, _KEPT))


def _year_words(year: Period, found: Beside) -> str:
    name = year_name(year)
    words = _tr("{count} in {year}").format(
        count=count(sum(found)), year=f"{name[0].lower()}{name[1:]}"
    )
    if not found.kept:
        return words
    of_them = _tr("{count} of them in cases that were destroyed since")
    return f"{words}, {of_them.format(count=count(found.kept))}"
