"""Questions and notices of our own: Qt's message boxes guess at rich text."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.buttons import Button, PrimaryButton
from desktop.widgets.labels import Heading, Label

WINDOW_TITLE = "Satchel"
"""What the system shows of every window: never a name, never a case."""


class Dialog(QDialog):
    """A window over its parent: a title, a body, a row of buttons. Escape closes it."""

    def __init__(self, parent: QWidget | None, title: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(WINDOW_TITLE)
        self.setAccessibleName(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.title = Heading(title, level=2, wrap=True)
        self.body = QVBoxLayout()
        self.body.setSpacing(px(10))
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(px(8))
        self._buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(px(22), px(20), px(22), px(18))
        column.setSpacing(px(12))
        column.addWidget(self.title)
        column.addLayout(self.body, 1)
        column.addSpacing(px(4))
        column.addLayout(self._buttons)
        self.setMinimumWidth(px(380))

    def add_button(
        self, text: str, act: Callable[[], object] | None = None, *, primary: bool = False
    ) -> QPushButton:
        """Add a button; without ``act`` it closes the window. The primary one answers to Enter."""
        button: QPushButton = PrimaryButton(text) if primary else Button(text)
        button.setDefault(primary)
        button.clicked.connect(act if act is not None else self.reject)
        if primary:
            QShortcut(QKeySequence("Ctrl+Return"), self, button.click)
        self._buttons.addWidget(button)
        return button

    def take_room(self, width: int, height: int) -> None:
        """Open this wide and high, in lengths at 100 % text, where the screen has the room."""
        room = self.screen().availableSize()
        self.resize(min(px(width), room.width() - 40), min(px(height), room.height() - 40))


def ask(
    parent: QWidget | None,
    title: str,
    text: str,
    *,
    yes: str,
    then: Callable[[], object],
    no: str = "",
) -> Dialog:
    """Ask a question and go on; ``then`` is called when the answer is ``yes``.

    ``yes`` names what will be done ("Retire the note"), never just "OK". The safe answer has
    the focus.
    """
    dialog = Dialog(parent, title)
    dialog.body.addWidget(Label(text, wrap=True))
    refuse = dialog.add_button(no or QCoreApplication.translate("dialogs", "Cancel"))
    dialog.add_button(yes, dialog.accept, primary=True)
    dialog.accepted.connect(then)
    dialog.open()
    refuse.setFocus()
    return dialog


def tell(parent: QWidget | None, title: str, text: str) -> Dialog:
    """Say something that must be read; it can be selected and copied."""
    dialog = Dialog(parent, title)
    dialog.body.addWidget(Label(text, wrap=True, selectable=True))
    dialog.add_button(
        QCoreApplication.translate("dialogs", "Close"), dialog.accept, primary=True
    ).setFocus()
    dialog.open()
    return dialog
