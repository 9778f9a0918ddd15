"""Long texts of a record: folded where they may hurt or fill the panel, until asked for."""

from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.buttons import QuietButton
from desktop.widgets.labels import Label, Muted
from storage.domain.kinds.note import Note
from storage.domain.kinds.referral import Referral
from storage.domain.kinds.victimization import Victimization
from storage.usecases.recorddetail import LongText

_LONG = 600


def folded(record: Any, long: LongText) -> bool:
    """Tell whether a text of ``record`` waits until somebody asks for it."""
    if long.graphic or isinstance(record, Referral | Victimization):
        return True
    privileged = isinstance(record, Note) and record.note_class == "privileged"
    return privileged or len(long.text) > _LONG


class FoldedText(QWidget):
    """A line that says a text is there, and a button that shows it."""

    opened = Signal()

    def __init__(self, text: str) -> None:
        super().__init__()
        words = QCoreApplication.translate("case", "{count} words, folded.")
        self._line = Muted(words.format(count=len(text.split())), wrap=True)
        self._button = QuietButton(QCoreApplication.translate("case", "Show the text"))
        self._text = Label(text, wrap=True, selectable=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self._line)
        column.addWidget(self._button, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._text)
        self._text.hide()
        self._button.clicked.connect(self.unfold)

    def unfold(self) -> None:
        """Show the text."""
        had_focus = self._button.hasFocus()
        self._line.hide()
        self._button.hide()
        self._text.show()
        if had_focus:
            self._text.setFocus()
        self.opened.emit()
