"""One loose end: what it is, and what one press does about it."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.dialogs.dayend.presses import Press, presses
from desktop.theme import px
from desktop.theme.kindicons import kind_icon
from desktop.widgets.buttons import Button, QuietButton
from desktop.widgets.flow import FlowLayout
from desktop.widgets.inputs import LineEdit
from desktop.widgets.labels import Label, Muted
from desktop.widgets.picture import Picture
from desktop.widgets.popup import PopupPanel
from storage.usecases.dayend.looseend import LooseEnd

_LONGEST = 200


class ReasonPanel(PopupPanel):
    """Asks why something is left for today; one of the usual reasons is one press."""

    given = Signal(str)

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner, owner.tr("Leave it"))
        self.line = LineEdit(self.tr("Why"))
        self.line.setMaxLength(_LONGEST)
        self.line.setPlaceholderText(self.tr("Why it is left"))
        self.body.addWidget(self.line)
        usual = (
            self.tr("Will be logged tomorrow"),
            self.tr("Somebody else logs it"),
            self.tr("Nothing to log"),
        )
        for number, text in enumerate(usual):
            button = QuietButton(text)
            button.setObjectName(f"dayend-reason-{number}")
            button.clicked.connect(lambda _=False, text=text: self._give(text))
            self.body.addWidget(button)
        self.line.returnPressed.connect(lambda: self._give(self.line.text()))
        self.setMinimumWidth(px(260))

    def _give(self, reason: str) -> None:
        if reason.strip():
            self.given.emit(reason.strip())
            self.close()


class LooseEndRow(QWidget):
    """An icon, the words, the buttons."""

    pressed = Signal(object, object)
    """The loose end and the press."""
    left = Signal(object, str)
    """The loose end and why it is left for today."""

    def __init__(self, end: LooseEnd, words: str, day: date) -> None:
        super().__init__()
        self._end = end
        self.words = Label(words, wrap=True)
        self.setAccessibleName(words)
        buttons = QWidget()
        flow = FlowLayout(buttons)
        for number, press in enumerate(presses(end, day)):
            button = Button(press.text) if number == 0 else QuietButton(press.text)
            self._add(flow, button, press.role, words)
            button.clicked.connect(lambda _=False, press=press: self._press(press))
        self.leave = QuietButton(self.tr("Leave it…"))
        self._add(flow, self.leave, "leave", words)
        self.leave.clicked.connect(self._ask_why)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, px(2), 0, px(2))
        row.setSpacing(px(10))
        row.addWidget(Picture(kind_icon(end.kind), size=18))
        row.addWidget(self.words, 1)
        row.addWidget(buttons, 1)

    def _add(self, flow: FlowLayout, button: Button, role: str, words: str) -> None:
        button.setObjectName(f"dayend-{role}-{self._end.key}")
        button.setAccessibleDescription(words)
        flow.addWidget(button)

    def _press(self, press: Press) -> None:
        self.pressed.emit(self._end, press)

    def _ask_why(self) -> None:
        panel = ReasonPanel(self.leave)
        panel.given.connect(lambda reason: self.left.emit(self._end, reason))
        panel.open_under(self.leave)
        panel.line.setFocus()


class SetAsideRow(QWidget):
    """Something that was left for today, and why."""

    taken_up = Signal(object)

    def __init__(self, end: LooseEnd, words: str, reason: str) -> None:
        super().__init__()
        text = f"{words} \N{EN DASH} {reason}"
        again = QuietButton(self.tr("Take up again"))
        again.setObjectName(f"dayend-again-{end.key}")
        again.setAccessibleDescription(text)
        again.clicked.connect(lambda: self.taken_up.emit(end))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(10))
        row.addWidget(Muted(text, wrap=True), 1)
        row.addWidget(again)
