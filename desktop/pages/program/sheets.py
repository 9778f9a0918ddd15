"""The sheets of an invitation: who, the twelve words, the six words, and how it ended."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.buttons import Button
from desktop.widgets.compare import ComparePanel
from desktop.widgets.labels import Heading, Hint, Label, Muted
from desktop.widgets.qrcode import QrCode
from desktop.widgets.words import WordGrid
from desktop.wording.dates import local_moment


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class Sheet(QWidget):
    """One step of the dialog."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(px(10))


class WordsSheet(Sheet):
    """The twelve words, how long they are good, and that one waits for the answer."""

    saving = Signal()
    """The invitation is to be saved as a file."""

    def __init__(self, name: str, words: Sequence[str], expires: datetime, link: str = "") -> None:
        super().__init__()
        if words:
            read = _tr("Read these twelve words to {name}, in this order.").format(name=name)
            good = _tr(
                "Good for one laptop until {when}. Do not send them by e-mail or text message."
            )
            self.column.addWidget(Label(read, wrap=True))
            self.column.addSpacing(px(4))
            self.column.addWidget(WordGrid(_tr("The twelve words"), words, 3))
            self.column.addSpacing(px(4))
            self.column.addWidget(Hint(good.format(when=local_moment(expires)), wrap=True))
        if words and link:
            self.column.addWidget(self._link(link))
        waits = _tr("Waiting for {name} to type them…") if words else _tr("Asking the server…")
        self.column.addWidget(Muted(waits.format(name=name), wrap=True))
        self.column.addStretch(1)

    def _link(self, link: str) -> QWidget:
        """Offer the same invitation as a code to take a picture of, and as a file."""
        self.code = QrCode(_tr("QR code of the invitation"), link)
        self.save_button = Button(_tr("&Save as a file…"), "download")
        self.save_button.setObjectName("invite_save")
        self.save_button.clicked.connect(self.saving)
        words = _tr(
            "Or let them take a picture of this code and paste it, or save it as a file: it holds"
            " the words, the server's address and its key. Compare the six words all the same."
        )
        beside = QVBoxLayout()
        beside.setSpacing(px(10))
        beside.addWidget(Hint(words, wrap=True))
        beside.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignLeft)
        beside.addStretch(1)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, px(6), 0, px(6))
        row.setSpacing(px(16))
        row.addWidget(self.code, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(beside, 1)
        return line


class CompareSheet(Sheet):
    """The six words, and the two answers."""

    def __init__(self, name: str, words: Sequence[str]) -> None:
        super().__init__()
        text = _tr(
            "{name} sees six words now. Have them read out to you. They must be these, in this"
            " order."
        )
        self.panel = ComparePanel(text.format(name=name), words)
        self.column.addWidget(self.panel)
        self.column.addStretch(1)


class EndSheet(Sheet):
    """How it ended."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self.column.addWidget(Heading(title, level=3, wrap=True))
        self.column.addWidget(Label(text, wrap=True))
        self.column.addStretch(1)
