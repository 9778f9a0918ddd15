"""Day editors with what hangs under them: a month, or the reasons for not knowing."""

from datetime import date, timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from desktop.forms.lines import DayLineEditor, LineWithButton, PartialLineEditor
from desktop.widgets.month import MonthPopup
from desktop.wording.dates import reason_text
from storage.domain.partial_dates import PartialDate, Unknown
from storage.spec.fields import Day, PartialDay


class DayEditor(DayLineEditor):
    """A day: typed, stepped with Up and Down, or chosen from a month with Alt+Down."""

    def __init__(self, field: Day, today: date) -> None:
        line = LineWithButton("calendar", self.tr("Choose from the calendar"), self.drop, self.step)
        super().__init__(field, today, line)
        example = self.tr("3/4/2026 or tomorrow") if field.allow_future else ""
        line.setPlaceholderText(example or self.tr("3/4/2026 or yesterday"))

    def step(self, by: int) -> None:
        """Move by days; an empty line starts at today."""
        if not self.problem() or self.is_empty():
            now = self.value()
            day = self._today if now is None else now + timedelta(days=by)
            self.put(day if self._future else min(day, self._today))

    def drop(self) -> None:
        """Open the month."""
        day = self._today if self.problem() or self.is_empty() else self.value()
        popup = MonthPopup(self, day, self._today)
        popup.chosen.connect(self._choose)
        popup.open_under(self.line)
        popup.grid.setFocus()

    def _choose(self, day: date) -> None:
        self.put(day)
        self._settle()


class PartialDayEditor(PartialLineEditor):
    """A partial date: typed, or the reason for not knowing chosen with Alt+Down."""

    def __init__(self, field: PartialDay, today: date) -> None:
        name = self.tr("Say why it is not known")
        line = LineWithButton("chevron-down", name, self.drop)
        super().__init__(field, today, line)
        line.setPlaceholderText(self.tr("5/12/2009, May 2009, ~2009"))

    def drop(self) -> None:
        """Offer the reasons."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for reason in Unknown:
            action = menu.addAction(reason_text(reason))
            action.triggered.connect(
                lambda _=False, reason=reason: self.put(PartialDate.because(reason))
            )
        menu.popup(self.line.mapToGlobal(QPoint(0, self.line.height())))
