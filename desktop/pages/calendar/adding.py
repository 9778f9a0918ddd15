"""What one can add to a day of the calendar."""

from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.pages.calendar.choosing import CaseChoice
from desktop.wording.dates import near_day
from storage.domain.ids import RecordId, text_of
from storage.usecases.casefile import stored_record


class Additions(QObject):
    """A menu of what is new on a day: a task, a court event, outreach."""

    def __init__(self, lanes: Lanes, context: DeskContext, page: QWidget) -> None:
        super().__init__(page)
        self._lanes, self._context, self._page = lanes, context, page
        self._day = context.today()

    def offer(self, day: date, button: QWidget) -> QMenu:
        """Show the menu under ``button``, with the task first."""
        self._day = day
        menu = QMenu(self._page)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = near_day(day, self._context.today())
        task = menu.addAction(self.tr("Task for {day}").format(day=words))
        task.triggered.connect(lambda: self._open("newtask"))
        court = menu.addAction(self.tr("Court event for {day}…").format(day=words))
        court.triggered.connect(self._choose_case)
        outreach = menu.addAction(self.tr("Outreach or training for {day}").format(day=words))
        outreach.triggered.connect(lambda: self._open("newoutreach"))
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
        menu.setActiveAction(task)
        return menu

    def _open(self, dialog: str) -> None:
        self._context.open(dialog, {"on": self._day.isoformat()})

    def _choose_case(self) -> None:
        title = self.tr("New court event")
        CaseChoice(self._lanes, self._context, self._page.window(), title, self._read_case).open()

    def _read_case(self, case: RecordId) -> None:
        self._lanes.read(
            stored_record, "case", case, context=self, then=self._open_court_event, key="case"
        )

    def _open_court_event(self, stored: Any) -> None:
        if stored is None:
            return
        youth = stored.record.youth
        target = {
            "kind": "court_event",
            "case": text_of(stored.record.id),
            "values": {"on": self._day.isoformat()},
        }
        self._context.open("record", target | ({"person": text_of(youth)} if youth else {}))
