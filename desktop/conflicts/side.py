"""One version of a conflict: who, when, what it says, and the buttons that keep it."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from desktop.conflicts.folding import Folded, is_folded
from desktop.conflicts.words import (
    author_words,
    differing_fields,
    label_of,
    noting_words,
    place_words,
    said,
    side_words,
    when_words,
)
from desktop.theme import px
from desktop.widgets.buttons import Button, QuietButton
from desktop.widgets.chip import Chip, chip_size
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import Heading, Muted
from desktop.widgets.marked import MarkedText
from desktop.wording.differing import differing
from storage.usecases.syncing.reviewing import Review, Side

Keep = Callable[[Side, bool], None]
"""Called with a version, and whether the others are kept in words."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("conflicts", text)


class SideCard(QFrame):
    """A version on a surface of its own."""

    def __init__(self, review: Review, side: Side, keep: Keep, *, initials: bool) -> None:
        super().__init__()
        self._review, self._side, self._initials = review, side, initials
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(12), px(10), px(12), px(10))
        self._column.setSpacing(px(4))
        self._head()
        for place in differing_fields(review):
            self._value(place)
        self._same()
        self._column.addStretch(1)
        self._column.addSpacing(px(4))
        self._buttons(keep)
        self.setAccessibleName(self._spoken())

    def _head(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(px(8))
        author = Heading(author_words(self._side), level=3, wrap=True)
        author.setMinimumHeight(chip_size("", "", author.font()).height())
        head.addWidget(author, 1)
        if self._side.displayed:
            head.addWidget(Chip(_tr("Shown now"), "neutral", "eye"))
        self._column.addLayout(head)
        self._column.addWidget(Muted(when_words(self._side), wrap=True))
        self._column.addSpacing(px(2))

    def _value(self, place: int) -> None:
        review = self._review
        if len(review.fields) > 1:
            self._column.addWidget(Muted(label_of(review, review.fields[place])))
        text = self._said(self._side, place)
        others = [side for side in review.sides if side is not self._side]
        # Beside a text that says nothing, two texts still differ in some of their words only.
        telling = [side for side in others if side.words[place]] or others
        said_there = [self._said(side, place) for side in telling]
        value = MarkedText(text, differing(text, said_there))
        folds = self._side.words[place] and is_folded(review.kind, review.fields[place])
        self._column.addWidget(Folded(value) if folds else value)

    def _same(self) -> None:
        review = self._review
        differ = set(differing_fields(review))
        parts = [
            f"{label_of(review, name)}: {self._said(self._side, place)}"
            for place, name in enumerate(review.fields)
            if place not in differ and self._side.words[place]
        ]
        if parts:
            line = _tr("The same in each: {fields}").format(fields=", ".join(parts))
            self._column.addWidget(Muted(line, wrap=True))

    def _buttons(self, keep: Keep) -> None:
        review, side = self._review, self._side
        place = review.sides.index(side)
        row = FlowLayout()
        button = Button(_tr("Keep this"), "check")
        button.setObjectName(f"keep-{review.record.hex()}-{review.register}-{place}")
        button.setAccessibleName(f"{_tr('Keep this')}: {self._spoken()}")
        button.clicked.connect(lambda: keep(side, False))
        row.addWidget(button)
        if words := noting_words(review):
            note = QuietButton(words)
            note.setObjectName(f"note-{review.record.hex()}-{review.register}-{place}")
            note.setAccessibleName(f"{words}: {self._spoken()}")
            note.setAccessibleDescription(place_words(review))
            note.clicked.connect(lambda: keep(side, True))
            row.addWidget(note)
        self._column.addLayout(row)

    def _said(self, side: Side, place: int) -> str:
        return said(self._review, place, side.words[place], initials=self._initials)

    def _spoken(self) -> str:
        words = side_words(self._review, self._side, initials=self._initials)
        parts = (author_words(self._side), when_words(self._side), words)
        shown_now = (_tr("Shown now"),) if self._side.displayed else ()
        return ", ".join((*parts, *shown_now))
