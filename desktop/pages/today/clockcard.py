"""The card of clocks: what is overdue, then what is soon due; each opens its record."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.clocks.opening import open_alarm
from desktop.clocks.why import WhyDialog
from desktop.clocks.words import sentence, wrong_clock_words
from desktop.context import DeskContext
from desktop.pages.today.rows import Row, RowButton
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import IconButton, QuietButton
from desktop.widgets.card import Card
from desktop.widgets.labels import Muted
from desktop.wording.names import shown
from desktop.wording.numbers import count
from storage.domain.deadlines.alarms import Alarm, State
from storage.usecases.deadlines import Clocks

FEW, MANY = 8, 200
"""How many stand there, and how many when all are asked for."""


class ClockLine(QWidget):
    """One clock in two lines that open its record, and a button that says why it runs."""

    def __init__(self) -> None:
        super().__init__()
        self.button = RowButton()
        self.why = IconButton("info", self.tr("Why this clock"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(4))
        row.addWidget(self.button, 1)
        row.addWidget(self.why)


class ClockCard(Card):
    """``wanted`` carries how many clocks the page should read."""

    wanted = Signal(int)

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(self.tr("Clocks"))
        self._lanes, self._context = lanes, context
        self._alarms: list[Alarm] = []
        self._now = context.clock.now()
        self._lines: list[ClockLine] = []
        self._wrong = Banner("", "warn")
        self._wrong.hide()
        self._sums = Muted("", wrap=True)
        self._sums.hide()
        self._nothing = Muted(
            self.tr("No clock is close. What law or protocol sets a time for shows here."),
            wrap=True,
        )
        self._rows = QVBoxLayout()
        self._rows.setSpacing(px(2))
        self._all = QuietButton("")
        self._all.setObjectName("today-all-clocks")
        self._all.clicked.connect(partial(self.wanted.emit, MANY))
        self._all.hide()
        for widget in (self._wrong, self._sums, self._nothing):
            self.body.addWidget(widget)
        self.body.addLayout(self._rows)
        self.body.addWidget(self._all)
        self.body.addStretch(1)

    @property
    def lines(self) -> list[ClockLine]:
        """The clocks that are shown."""
        return self._lines[: len(self._alarms)]

    def show_clocks(self, found: Clocks, laptop: datetime) -> None:
        """Show ``found``; the line that has the keyboard keeps it."""
        focused = self._focused()
        self._alarms, self._now = list(found.alarms), found.present.moment
        self._wrong.setVisible(found.present.is_doubtful)
        if found.present.is_doubtful:
            self._wrong.set_text(wrong_clock_words(found.present, laptop))
        while len(self._lines) < len(self._alarms):
            self._add_line()
        for line, alarm in zip(self._lines, self._alarms, strict=False):
            line.button.show_row(self._row(alarm))
            line.why.setObjectName(f"why-{_key(alarm)}")
            line.show()
        for line in self._lines[len(self._alarms) :]:
            line.button.row = None
            line.hide()
        self._say_sums(found)
        self._focus(focused)

    def _say_sums(self, found: Clocks) -> None:
        self._nothing.setVisible(not found.total)
        self._sums.setVisible(bool(found.total))
        text = self.tr("{overdue} overdue, {soon} soon due")
        self._sums.setText(text.format(overdue=count(found.overdue), soon=count(found.soon)))
        self._all.setVisible(found.total > len(self._alarms))
        self._all.setText(self.tr("Show all {count}").format(count=count(found.total)))

    def _add_line(self) -> None:
        line = ClockLine()
        index = len(self._lines)
        line.why.clicked.connect(lambda: self._why(index))
        self._lines.append(line)
        self._rows.addWidget(line)

    def _row(self, alarm: Alarm) -> Row:
        late = alarm.state is State.OVERDUE
        youth = shown(alarm.youth, self._context.initials) if alarm.youth else ""
        # What a task says is free text: it may name anybody.
        hidden = self._context.initials and alarm.kind == "task"
        title = "" if hidden else alarm.title
        detail = " \u00b7 ".join(filter(None, (alarm.number, youth, title)))
        return Row(
            _key(alarm),
            "triangle-alert" if late else "clock",
            sentence(alarm, self._now),
            detail or alarm.rule.duty,
            "",
            partial(open_alarm, self._context, alarm),
        )

    def _why(self, index: int) -> None:
        alarm = self._alarms[index]
        WhyDialog(self._lanes, self._context, alarm, self._now, self.window()).open()

    def _focused(self) -> str:
        controls = (one for line in self.lines for one in (line.button, line.why))
        return next((one.objectName() for one in controls if one.hasFocus()), "")

    def _focus(self, name: str) -> None:
        for line in self.lines if name else ():
            for control in (line.button, line.why):
                if control.objectName() == name:
                    control.setFocus()


def _key(alarm: Alarm) -> str:
    record = alarm.record.hex() if alarm.record else alarm.period
    return f"clock-{alarm.rule.code}-{record}"
