"""One clock as a small button; pressing it says why."""

from datetime import datetime

from PySide6.QtWidgets import QSizePolicy

from desktop.background import Lanes
from desktop.clocks.why import WhyDialog
from desktop.clocks.words import named_sentence
from desktop.context import DeskContext
from desktop.widgets.buttons import Button
from storage.domain.deadlines.alarms import Alarm, State


class ClockChip(Button):
    """``NCMEC: due 3:40 PM today, 5 h left``; a task by what it says."""

    def __init__(self, lanes: Lanes, context: DeskContext, alarm: Alarm, now: datetime) -> None:
        late = alarm.state is State.OVERDUE
        words = named_sentence(alarm, now, initials=context.initials)
        super().__init__(words, "triangle-alert" if late else "clock")
        self._lanes, self._context, self._alarm, self._now = lanes, context, alarm, now
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        record = alarm.record.hex() if alarm.record else alarm.period
        self.setObjectName(f"clock-{alarm.rule.code}-{record}")
        self.setAccessibleDescription(self.tr("Says why, and opens the record"))
        self.clicked.connect(self._why)

    def _why(self) -> None:
        WhyDialog(self._lanes, self._context, self._alarm, self._now, self.window()).open()
