"""What is stored in fields that the program hides: kept, and shown when asked for."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.buttons import QuietButton
from desktop.widgets.labels import Label, Muted


class AlsoStored(QWidget):
    """A button that unfolds pairs of label and words."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.button = QuietButton(self.tr("Also stored"), "eye")
        self.button.setObjectName("also-stored")
        self.button.setCheckable(True)
        self._inside = QWidget()
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(px(4))
        inside.addWidget(Muted(self.tr("Your program does not ask for this any more."), wrap=True))
        for label, words in pairs:
            inside.addWidget(Muted(label))
            inside.addWidget(Label(words, wrap=True, selectable=True))
        self._inside.hide()
        self.button.toggled.connect(self._inside.setVisible)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._inside)
