"""What could not be taken in yet: kept, passed on, and said in a sentence each."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.card import Card
from desktop.widgets.labels import Label, Muted
from desktop.widgets.picture import Picture
from desktop.wording.labels import kind_label, kind_plural
from desktop.wording.numbers import counted
from storage.domain.kinds import KINDS
from storage.usecases.syncing.reviewing import Parked, Waiting


def _tr(text: str) -> str:
    return QCoreApplication.translate("review", text)


class KeptCard(Card):
    """Sentences under a title, with what it means for the reader; hidden where there are none."""

    def __init__(self, title: str, meaning: str, icon: str) -> None:
        super().__init__(title)
        self._icon = icon
        self._said: list[str] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(8))
        self.body.addWidget(Muted(meaning, wrap=True))
        self.body.addLayout(self._lines)
        self.hide()

    def show_sentences(self, sentences: Sequence[str]) -> None:
        """Show ``sentences``; the same ones again leave everything where it is."""
        if list(sentences) == self._said:
            return
        self._said = list(sentences)
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for sentence in sentences:
            self._lines.addWidget(self._line(sentence))
        self.setVisible(bool(sentences))

    def _line(self, sentence: str) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(10))
        row.addWidget(Picture(self._icon, size=18))
        row.addWidget(Label(sentence, wrap=True, selectable=True), 1)
        return line


def waiting_sentence(waiting: Waiting) -> str:
    """Return what waits inside the workspace, and why."""
    cls = KINDS.get(waiting.kind)
    one = kind_label(cls).lower() if cls else _tr("record of a kind this Satchel does not know")
    many = kind_plural(cls).lower() if cls else _tr("records of a kind this Satchel does not know")
    changes = counted(waiting.count, _tr("change"), _tr("changes"))
    what = _tr("{changes} of a {one}") if waiting.count == 1 else _tr("{changes} of {many}")
    return f"{what.format(changes=changes, one=one, many=many)}: {_sentence(waiting.reason)}"


def parked_sentence(parked: Parked) -> str:
    """Return what was set aside of what somebody sent, and why."""
    sender = parked.sender or _tr("a laptop that is not on the roster here")
    what = counted(parked.count, _tr("delivery"), _tr("deliveries"))
    return _tr("{what} from {sender}: {reason}").format(
        what=what, sender=sender, reason=_sentence(parked.reason)
    )


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
