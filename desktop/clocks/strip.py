"""The clocks of one case, in a line under its name."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.clocks.chip import ClockChip
from desktop.clocks.words import sentence
from desktop.context import DeskContext
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import Muted
from storage.domain.deadlines.alarms import Alarm, State
from storage.domain.ids import RecordId
from storage.usecases.changes import Changes
from storage.usecases.deadlines import alarms_of

_EVERY_MS = 60_000
_MOST = 6
_NEAR = (State.OVERDUE, State.SOON)


class CaseClocks(QWidget):
    """What is overdue or soon due in a case; nothing at all where nothing is.

    ``show_case`` sets the case. It reads again by itself after a Save and once a minute.
    """

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__()
        self._lanes, self._context = lanes, context
        self._case: RecordId | None = None
        self._seen: datetime | None = None
        self._shown: list[tuple[RecordId | None, str]] = []
        self._row = FlowLayout(self)
        self.setObjectName("case-clocks")
        self.setAccessibleName(self.tr("Clocks of this case"))
        self.hide()
        self._pulse = QTimer(self)
        self._pulse.setInterval(_EVERY_MS)
        self._pulse.timeout.connect(self._on_pulse)
        self._pulse.start()
        lanes.changed.connect(self._on_changed)

    def show_case(self, case: RecordId | None) -> None:
        """Show the clocks of ``case``; of none, nothing."""
        self._case = case
        self._show([])
        self._read()

    @property
    def chips(self) -> list[ClockChip]:
        """The clocks that are shown, the most urgent first."""
        items = [self._row.itemAt(index) for index in range(self._row.count())]
        widgets = [item.widget() for item in items if item is not None]
        return [widget for widget in widgets if isinstance(widget, ClockChip)]

    def _read(self) -> None:
        if self._case is None:
            return
        now = self._context.clock.now()
        self._seen = max(now, self._seen or now)
        self._lanes.read(
            _near, self._case, now, self._seen, context=self, then=self._show, key="clocks"
        )

    def _show(self, found: Sequence[Alarm]) -> None:
        now = self._context.clock.now()
        said = [(alarm.record, sentence(alarm, now)) for alarm in found]
        if said == self._shown:
            return
        self._shown = said
        focused = next((chip.objectName() for chip in self.chips if chip.hasFocus()), "")
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for alarm in found[:_MOST]:
            chip = ClockChip(self._lanes, self._context, alarm, now)
            self._row.addWidget(chip)
            if chip.objectName() == focused:
                chip.setFocus()
        if len(found) > _MOST:
            more = self.tr("and {count} more").format(count=len(found) - _MOST)
            self._row.addWidget(Muted(more))
        self.setVisible(bool(found))
        self.updateGeometry()

    def _on_changed(self, changes: Changes) -> None:
        if changes.ids_by_kind:
            self._read()

    def _on_pulse(self) -> None:
        around = self.parentWidget()
        if around is not None and around.isVisible():
            self._read()


def _near(connection: Any, case: RecordId, now: datetime, seen: datetime) -> list[Alarm]:
    """Return what of a case is overdue or soon due."""
    found = alarms_of(connection, case, now, seen=seen)
    return [alarm for alarm in found if alarm.state in _NEAR]
