"""Chips in a form: beside the field that has several versions, above the form for all others."""

from collections.abc import Sequence

from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.background import Lanes
from desktop.conflicts.chip import VersionsChip
from desktop.conflicts.words import also_words
from desktop.context import DeskContext
from desktop.forms.form import RecordForm
from desktop.widgets.flow import FlowLayout
from storage.usecases.syncing.reviewing import Review


class FormMarks(QWidget):
    """Stands above ``form``, for what the form has no field for; hidden when there is nothing."""

    def __init__(self, lanes: Lanes, context: DeskContext, form: RecordForm) -> None:
        super().__init__()
        self._lanes, self._context, self._form = lanes, context, form
        self._shown: tuple[Review, ...] = ()
        self._marked: list[str] = []
        self._chips: list[VersionsChip] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._row = FlowLayout(self)
        self.hide()

    def show_reviews(self, reviews: Sequence[Review]) -> None:
        """Mark the fields of ``reviews``; the same ones again leave everything where it is."""
        if tuple(reviews) == self._shown:
            return
        self._shown = tuple(reviews)
        self._clear()
        for review in reviews:
            name = next((name for name in review.fields if self._form.has(name)), "")
            chip = VersionsChip(self._lanes, self._context, [review], named=not name)
            if name:
                self._form.box(name).mark(chip, self._beneath(review))
                self._marked.append(name)
            else:
                self._row.addWidget(chip)
                self._chips.append(chip)
        self.setVisible(bool(self._chips))

    def _beneath(self, review: Review) -> str:
        return also_words(review, initials=self._context.initials) if review.safety else ""

    def _clear(self) -> None:
        for name in self._marked:
            self._form.box(name).mark(None, "")
        for chip in self._chips:
            chip.hide()
            self._row.removeWidget(chip)
            chip.deleteLater()
        self._marked, self._chips = [], []
