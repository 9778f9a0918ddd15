"""A conflict side by side: every version, what all of them began from, and how to settle it."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.conflicts.settling import Settling
from desktop.conflicts.side import SideCard
from desktop.conflicts.words import (
    author_words,
    base_words,
    change_words,
    fields_words,
    laptop_words,
    place_words,
)
from desktop.theme import px
from desktop.widgets.buttons import Button
from desktop.widgets.chip import Chip
from desktop.widgets.columns import Columns
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import Heading, Label, Muted
from desktop.wording.dates import local_moment
from storage.usecases.syncing.reviewing import Review, Side

_LEAST = 240
_MOST = 3


def _tr(text: str) -> str:
    return QCoreApplication.translate("conflicts", text)


class Comparison(QWidget):
    """The versions of one register beside each other; below each other where there is no room."""

    def __init__(self, review: Review, settling: Settling, *, initials: bool) -> None:
        super().__init__()
        self.review = review
        self._settling, self._initials = settling, initials
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(6))
        self._head()
        if review.retirement:
            self._retirement()
        else:
            self._versions()

    def _head(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(px(8))
        if self.review.safety:
            head.addWidget(Chip(_tr("Safety"), "info", "shield"))
        head.addWidget(Heading(fields_words(self.review), level=3, wrap=True), 1)
        self._column.addLayout(head)

    def _versions(self) -> None:
        self._column.addWidget(Muted(base_words(self.review, initials=self._initials), wrap=True))
        cards = [
            SideCard(self.review, side, self._keep, initials=self._initials)
            for side in self.review.sides
        ]
        columns = min(len(cards), _MOST)
        self._column.addWidget(Columns([(card, 1) for card in cards], columns, _LEAST))
        if words := place_words(self.review):
            self._column.addWidget(Muted(words, wrap=True))

    def _retirement(self) -> None:
        self._column.addWidget(Label(_retired_words(self.review), wrap=True))
        changes = self._changes()
        for line in changes:
            self._column.addWidget(Muted(line, wrap=True))
        record = self.review.record.hex()
        row = FlowLayout()
        for words, icon, retire in (
            (_tr("Keep it"), "check", False),
            (_tr("Retire it"), "", True),
        ):
            button = Button(words, icon)
            button.setObjectName(f"{'retire' if retire else 'keep'}-{record}")
            button.setAccessibleDescription(" ".join((_retired_words(self.review), *changes)))
            button.clicked.connect(lambda _=False, retire=retire: self._decide(retire=retire))
            row.addWidget(button)
        self._column.addLayout(row)

    def _changes(self) -> list[str]:
        """Return what was written meanwhile; by whom, where more than one person wrote."""
        review = self.review
        told = [(author_words(side), change) for side in review.sides for change in side.changes]
        authors = {author for author, _ in told}
        lines = []
        for author, change in told:
            words = change_words(review, change, initials=self._initials)
            lines.append(f"{author}: {words}" if len(authors) > 1 else words)
        return lines

    def _keep(self, side: Side, note: bool) -> None:  # noqa: FBT001 - called by a button
        self._settling.keep(self.review, side, note=note)

    def _decide(self, *, retire: bool) -> None:
        self._settling.decide(self.review, retire=retire)


def _retired_words(review: Review) -> str:
    retired = [side for side in review.sides if side.retires]
    edited = [side for side in review.sides if not side.retires]
    first = " ".join(
        _tr("{author} retired this on {when}, {laptop}.").format(
            author=author_words(side), when=local_moment(side.moment), laptop=laptop_words(side)
        )
        for side in retired
    )
    if not edited:
        return f"{first} {_tr('It was changed meanwhile by somebody who had not seen that.')}"
    second = " ".join(
        _tr("{author} changed it meanwhile, on {when}, {laptop}.").format(
            author=author_words(side), when=local_moment(side.moment), laptop=laptop_words(side)
        )
        for side in edited
    )
    return f"{first} {second}"
