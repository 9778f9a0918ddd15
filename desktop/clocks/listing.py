"""Every clock of one case in a window: those that run, and how the others ended."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.clocks.chip import ClockChip
from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.dialogs import Dialog
from desktop.widgets.labels import Heading
from desktop.widgets.scrollbox import ScrollBox
from storage.domain.deadlines.alarms import OPEN, Alarm


class AllClocks(Dialog):
    """One button for each clock, open ones first; pressing one says why it runs."""

    def __init__(
        self,
        lanes: Lanes,
        context: DeskContext,
        found: Sequence[Alarm],
        now: datetime,
        parent: QWidget,
    ) -> None:
        super().__init__(parent, QCoreApplication.translate("clocks", "Clocks of this case"))
        self.setObjectName("all-clocks")
        make = partial(ClockChip, lanes, context)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, px(10), 0)
        column.setSpacing(px(6))
        runs = [alarm for alarm in found if alarm.state in OPEN]
        ended = [alarm for alarm in found if alarm.state not in OPEN]
        for heading, some in ((self.tr("Running"), runs), (self.tr("Ended"), ended)):
            if some:
                column.addWidget(Heading(heading, level=3))
            for alarm in some:
                column.addWidget(make(alarm, now))
        column.addStretch(1)
        self.body.addWidget(ScrollBox(inner), 1)
        self.add_button(self.tr("Close"), self.accept, primary=True).setFocus()
        room = parent.window().size()
        self.resize(min(px(620), room.width() - px(24)), min(px(600), room.height() - px(24)))
