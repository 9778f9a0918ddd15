"""The chip that says that a record shown here has several versions; nothing while it has one."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.background import Lanes
from desktop.conflicts.chip import VersionsChip
from desktop.context import DeskContext
from storage.usecases.syncing.reviewing import Review


class VersionsMark(QWidget):
    """Shows the chip of some conflicts; pressing it lets somebody decide."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__()
        self._lanes, self._context = lanes, context
        self._reviews: tuple[Review, ...] = ()
        self._chip: VersionsChip | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addStretch(1)
        self.hide()

    def show_reviews(self, reviews: Sequence[Review]) -> None:
        """Stand for ``reviews``; the same ones leave the chip, and the keyboard on it, alone."""
        self.setVisible(bool(reviews))
        if tuple(reviews) == self._reviews:
            return
        self._reviews = tuple(reviews)
        if self._chip is not None:
            self._chip.hide()
            self._row.removeWidget(self._chip)
            self._chip.deleteLater()
            self._chip = None
        if reviews:
            self._chip = VersionsChip(self._lanes, self._context, self._reviews, named=True)
            self._row.insertWidget(0, self._chip)
