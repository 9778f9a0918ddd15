"""The conflicts of one case on one card."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout

from desktop.background import Lanes
from desktop.conflicts.comparisons import Comparisons
from desktop.conflicts.words import whose_words
from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.buttons import QuietButton
from desktop.widgets.card import Card
from desktop.widgets.labels import Heading
from storage.domain.ids import RecordId
from storage.usecases.syncing.reviewing import Review


class CaseGroup(Card):
    """Whose case it is, a way there, and its conflicts."""

    def __init__(self, lanes: Lanes, context: DeskContext, case: RecordId | None) -> None:
        super().__init__()
        self._context, self._case = context, case
        self._whose = Heading("", level=2, wrap=True)
        self._open = QuietButton(self.tr("Open the case"), "folder-open")
        head = QHBoxLayout()
        head.setSpacing(px(8))
        head.addWidget(self._whose, 1)
        head.addWidget(self._open)
        self.body.addLayout(head)
        self._conflicts = Comparisons(lanes, context, titled=True)
        self._open.setVisible(case is not None)
        self._open.clicked.connect(self._go)
        self.body.addWidget(self._conflicts)

    def show_reviews(self, reviews: Sequence[Review]) -> None:
        """Show the conflicts of the case."""
        words = whose_words(reviews[0].subject, initials=self._context.initials)
        self._whose.setText(words)
        self._open.setAccessibleDescription(words)
        self._conflicts.show_reviews(reviews)

    def focus_first(self) -> bool:
        """Bring the keyboard to the first conflict."""
        return self._conflicts.focus_first()

    def _go(self) -> None:
        if self._case is not None:
            self._context.go("case", {"case": self._case.hex()})
