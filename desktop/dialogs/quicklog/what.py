"""What was done: a line that finds one of the usual services, by letters or by number."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.dialogs.quicklog.keyline import KeyLine
from desktop.dialogs.quicklog.picklist import Pick, PickList
from desktop.theme import px
from desktop.widgets.labels import FieldName, Hint
from storage.domain.codes import CodeBook
from storage.usecases.activities import Activity, activity_of, matching
from storage.usecases.quicklog import Last, words_for

_ROWS = 6


class What(QWidget):
    """``chosen`` carries the activity or the ``Last`` that is to be repeated; ``done`` saves."""

    chosen = Signal(object)
    done = Signal()
    repeated = Signal()

    def __init__(self, book: CodeBook, activities: Sequence[Activity]) -> None:
        super().__init__()
        self._book, self._activities = book, activities
        self._last: Last | None = None
        self._choice: Activity | Last | None = None
        self.line = KeyLine(self.tr("What was done"), self.tr("First letters or a number"))
        self.line.setObjectName("quicklog_what")
        self.list = PickList(self.tr("Services"), _ROWS)
        self.hint = Hint(" ", wrap=True)
        self._lay_out()
        self.line.textChanged.connect(self._look)
        self.line.stepped.connect(self._step)
        self.line.entered.connect(self.done)
        self.line.repeated.connect(self.repeated)
        self.line.editingFinished.connect(self._settle)
        self.list.picked.connect(self.choose)
        self._look("")

    @property
    def choice(self) -> Activity | Last | None:
        """What is chosen: what the line means, or what a press chose."""
        return self._choice

    def know_last(self, last: Last | None) -> None:
        """Offer to repeat ``last`` before everything else."""
        self._last = last
        if not self.line.text():
            self._look("")

    def choose_last(self) -> bool:
        """Choose what was logged last; False where nothing was."""
        if self._last is None:
            return False
        self.choose(self._last)
        return True

    def choose_code(self, activity: str) -> None:
        """Choose an activity by its code; an unknown one changes nothing."""
        found = activity_of(activity, self._activities)
        if found is not None:
            self.choose(found)

    def choose(self, choice: Activity | Last) -> None:
        """Take ``choice`` as what was done, and write its words into the line."""
        self._choice = choice
        text = self._words(choice)
        if self.line.text() != text:
            self.line.blockSignals(True)
            self.line.setText(text)
            self.line.blockSignals(False)
        self.chosen.emit(choice)

    def _lay_out(self) -> None:
        name = FieldName(self.tr("Wh&at was done"))
        name.setBuddy(self.line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(5))
        column.addWidget(name)
        column.addWidget(self.line)
        column.addWidget(self.list)
        column.addWidget(self.hint)
        column.addStretch(1)

    def _look(self, typed: str) -> None:
        picks = self._picks(matching(typed, self._activities))
        if not typed.strip() and self._last is not None:
            words = self.tr("Same as last: {service}").format(service=self._words(self._last))
            picks.insert(0, Pick(self._last, words, "", "="))
        meant = bool(typed.strip()) or self._last is not None
        self.list.show_picks(picks, chosen=meant)
        self.hint.setText(
            self.tr("Enter saves; = repeats the last service")
            if picks
            else self.tr("No service begins like this. Type fewer letters or a number.")
        )
        self._choice = self.list.current()
        self.chosen.emit(self._choice)

    def _step(self, by: int) -> None:
        self.list.step(by)
        current = self.list.current()
        if current is not None:
            self.choose(current)

    def _settle(self) -> None:
        """Write out in words what a number or some letters meant."""
        if self._choice is not None and self.line.text().strip():
            self.choose(self._choice)

    def _picks(self, found: Sequence[Activity]) -> list[Pick]:
        return [
            Pick(one, one.label, self._book.pmt("service", one.service), str(one.number))
            for one in found
        ]

    def _words(self, choice: Activity | Last) -> str:
        if isinstance(choice, Activity):
            return choice.label
        return words_for(choice.activity, choice.service, self._book, self._activities)
