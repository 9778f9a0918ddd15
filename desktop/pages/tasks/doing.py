"""What one does with the tasks that are selected: done, later, carried over, another day."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.buttons import Button
from desktop.widgets.flow import FlowLayout
from desktop.widgets.month import MonthPopup
from desktop.widgets.tooltips import set_tooltip
from desktop.wording.dates import near_day
from desktop.wording.errors import plain
from desktop.wording.numbers import counted
from storage.domain.ids import RecordId
from storage.usecases.changes import Changes
from storage.usecases.tasks import carry_over, finish, move, postpone, reopen

WEEK = 7


class Doing(QWidget):
    """Buttons for the selected tasks; each Save can be taken back from its notice."""

    done = Signal()

    def __init__(
        self, lanes: Lanes, context: DeskContext, selected: Callable[[], Sequence[RecordId]]
    ) -> None:
        super().__init__()
        self._lanes, self._context, self._selected = lanes, context, selected
        self._saving = False
        self._open_ones = True
        self.finish_button = self._button("finish", self.tr("Done"), "check", self.tr("Space"))
        self.day_button = self._button("day", self.tr("A day later"), "", "+")
        self.week_button = self._button("week", self.tr("A week later"), "", "7")
        self.carry_button = self._button("carry", self.tr("Carry over to tomorrow"), "", "C")
        self.move_button = self._button("move", self.tr("Another day…"), "calendar", "")
        row = FlowLayout(self)
        row.setSpacing(px(8))
        for button in self._buttons():
            row.addWidget(button)
        self.finish_button.clicked.connect(self.toggle)
        self.day_button.clicked.connect(lambda: self.later(1))
        self.week_button.clicked.connect(lambda: self.later(WEEK))
        self.carry_button.clicked.connect(self.carry)
        self.move_button.clicked.connect(self._choose_day)

    def show_for(self, *, any_selected: bool, open_ones: bool) -> None:
        """Offer what can be done with tasks that are open, or done."""
        self._open_ones = open_ones
        self.finish_button.setText(self.tr("Done") if open_ones else self.tr("Not done after all"))
        for button in self._buttons():
            button.setEnabled(any_selected)
        for button in self._buttons()[1:]:
            button.setVisible(open_ones)

    def toggle(self) -> None:
        """Say that the selected ones are done, or that they are not."""
        if self._open_ones:
            self._do(finish, said=self.tr("{tasks} done"))
        else:
            self._do(reopen, said=self.tr("{tasks} to be done again"))

    def later(self, days: int) -> None:
        """Let the selected ones be due ``days`` later."""
        text = self.tr("{tasks} moved by a day")
        self._do(postpone, days, said=text if days == 1 else self.tr("{tasks} moved by a week"))

    def carry(self) -> None:
        """Carry the selected ones over to tomorrow."""
        tomorrow = self._context.today() + timedelta(days=1)
        self._do(carry_over, tomorrow, said=self.tr("{tasks} carried over to tomorrow"))

    def move_to(self, day: date) -> None:
        """Let the selected ones be due on ``day``."""
        words = near_day(day, self._context.today())
        self._do(move, day, said=self.tr("{tasks} moved to {day}").replace("{day}", words))

    def _do(self, act: Callable[..., Changes], *args: Any, said: str) -> None:
        tasks = list(self._selected())
        if not tasks or self._saving:
            return
        self._saving = True
        words = said.format(tasks=counted(len(tasks), "task", "tasks"))
        self._lanes.write(
            act,
            tasks,
            *args,
            context=self,
            then=lambda changes: self._saved(changes, words),
            failed=self._refuse,
        )

    def _saved(self, changes: Changes, words: str) -> None:
        self._saving = False
        if changes.dot is not None:
            self._context.say(words, changes.dot)
        self.done.emit()

    def _refuse(self, error: BaseException) -> None:
        self._saving = False
        self._context.say(plain(error))

    def _choose_day(self) -> None:
        today = self._context.today()
        popup = MonthPopup(self.move_button, today + timedelta(days=1), today)
        popup.chosen.connect(self.move_to)
        popup.open_under(self.move_button)
        popup.grid.setFocus()

    def _buttons(self) -> tuple[QPushButton, ...]:
        return (
            self.finish_button,
            self.day_button,
            self.week_button,
            self.carry_button,
            self.move_button,
        )

    def _button(self, name: str, text: str, icon: str, key: str) -> QPushButton:
        button = Button(text, icon)
        button.setObjectName(f"tasks-{name}")
        if key:
            set_tooltip(button, self.tr("Key {key}").format(key=key))
        return button
