"""What could not be taken in yet: kept, passed on, and said in a sentence each."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.conflicts.words import DOT, subject_words, whose_words
from desktop.theme import px
from desktop.widgets.card import Card
from desktop.widgets.labels import Label, Muted
from desktop.widgets.picture import Picture
from desktop.wording.labels import kind_label
from desktop.wording.numbers import counted
from storage.domain.kinds import KINDS
from storage.usecases.syncing.reviewing import Parked, Waiting


def _tr(text: str) -> str:
    return QCoreApplication.translate("review", text)


class Said(NamedTuple):
    """What it is, and why it stands here."""

    what: str
    why: str


class KeptCard(Card):
    """What is kept under a title, with what that means for the reader; hidden when empty."""

    def __init__(self, title: str, meaning: str, icon: str) -> None:
        super().__init__(title)
        self._icon = icon
        self._said: tuple[Said, ...] = ()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(10))
        self.body.addWidget(Muted(meaning, wrap=True))
        self.body.addLayout(self._lines)
        self.hide()

    @property
    def said(self) -> tuple[Said, ...]:
        """What is shown."""
        return self._said

    def show_lines(self, lines: Sequence[Said]) -> None:
        """Show ``lines``; the same ones again leave everything where it is."""
        if tuple(lines) == self._said:
            return
        self._said = tuple(lines)
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for said in lines:
            self._lines.addWidget(self._line(said))
        self.setVisible(bool(lines))

    def _line(self, said: Said) -> QWidget:
        line = QWidget()
        words = QVBoxLayout()
        words.setSpacing(px(1))
        words.addWidget(Label(said.what, wrap=True, selectable=True))
        words.addWidget(Muted(said.why, wrap=True))
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        row.addWidget(Picture(self._icon, size=18), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return line


def waiting_line(waiting: Waiting, *, initials: bool) -> Said:
    """Return what waits inside the workspace, of which record where that is known, and why."""
    cls = KINDS.get(waiting.kind)
    label = kind_label(cls) if cls else _tr("Of a kind this Satchel does not know")
    changes = counted(waiting.count, _tr("change"), _tr("changes"))
    words = [label]
    if (subject := waiting.subject) is not None:
        if subject.name and waiting.kind != "case":
            words = [subject_words(waiting.kind, subject, initials=initials), subject.number]
        else:
            words.append(whose_words(subject, initials=initials))
    words.append(changes)
    return Said(DOT.join(filter(None, words)), _sentence(waiting.reason))


def parked_line(parked: Parked) -> Said:
    """Return what was set aside of what somebody sent, and why."""
    what = counted(parked.count, _tr("envelope"), _tr("envelopes"))
    words = _tr("{what} from {sender}").format(what=what, sender=parked.sender)
    return Said(words if parked.sender else what, _sentence(parked.reason))


def _sentence(text: str) -> str:
    words = text[:1].upper() + text[1:]
    return words if words.endswith((".", "!", "?")) else f"{words}."
