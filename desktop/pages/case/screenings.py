"""Above the findings: the screenings of the case over time."""

from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.pages.case.coursechart import CourseChart
from desktop.theme import px
from desktop.widgets.card import Card
from desktop.widgets.labels import Heading, Muted
from storage.domain.ids import RecordId
from storage.usecases.screenings import Course, course


class ScreeningCourse(Card):
    """The chart of the instrument that was used last; hidden without a total."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__()
        self._lanes, self._context = lanes, context
        self._seen: Course | None = None
        self._chart: CourseChart | None = None
        self._title = Heading("", level=3, wrap=True)
        self._note = Muted("", wrap=True)
        self.body.setContentsMargins(px(14), px(10), px(14), px(10))
        self.body.setSpacing(px(4))
        self.body.addWidget(self._title)
        self.body.addWidget(self._note)
        self.hide()

    def open_case(self, case: RecordId) -> None:
        """Show the screenings of ``case``."""
        self._lanes.read(course, case, context=self, then=self._show, key="course")

    def _show(self, found: Any) -> None:
        self.setVisible(found is not None)
        if found is None or found == self._seen:
            return
        self._seen = found
        if self._chart is not None:
            self._chart.hide()
            self.body.removeWidget(self._chart)
            self._chart.deleteLater()
        self._chart = CourseChart(found, self._context.book)
        self._title.setText(self._chart.accessibleName())
        self._note.setText(_note(found))
        self._note.setVisible(bool(self._note.text()))
        self.body.insertWidget(1, self._chart)


def _note(found: Course) -> str:
    parts = []
    if any(one.after_return for one in found.scored):
        parts.append(_tr("A diamond is a screening after a return."))
    if any(one.judged for one in found.scored):
        parts.append(_tr("A ring is a band by judgement."))
    if found.bands and not all(band.verified for band in found.bands):
        parts.append(_tr("The limits of the bands are not verified."))
    return " ".join(parts)


def _tr(text: str) -> str:
    return QCoreApplication.translate("case", text)
