"""Several conflicts under each other; what is still open stays exactly where it is."""

from collections.abc import Sequence

from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.conflicts.comparison import Comparison
from desktop.conflicts.settling import Settling
from desktop.conflicts.words import subject_words
from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.buttons import PressButton
from desktop.widgets.labels import Heading
from storage.domain.ids import RecordId
from storage.usecases.syncing.reviewing import Review

Key = tuple[RecordId, str]


class Entry(QFrame):
    """One conflict, under the name of its record where several records stand together."""

    def __init__(self, review: Review, settling: Settling, *, initials: bool, titled: bool) -> None:
        super().__init__()
        self.review, self.initials = review, initials
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        if titled:
            words = subject_words(review.kind, review.subject, initials=initials)
            column.addWidget(Heading(words, level=2, wrap=True))
        self.comparison = Comparison(review, settling, initials=initials)
        column.addWidget(self.comparison)


class Comparisons(QWidget):
    """Shows conflicts in the order given."""

    def __init__(self, lanes: Lanes, context: DeskContext, *, titled: bool) -> None:
        super().__init__()
        self._context, self._titled = context, titled
        self._settling = Settling(lanes, context, self)
        self._entries: dict[Key, Entry] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(18))

    @property
    def reviews(self) -> tuple[Review, ...]:
        """What is shown."""
        return tuple(entry.review for entry in self._entries.values())

    def show_reviews(self, reviews: Sequence[Review]) -> None:
        """Show ``reviews``; an entry that says the same as before is left alone."""
        place = self._place_of_keyboard()
        initials = self._context.initials
        before, self._entries = self._entries, {}
        for number, review in enumerate(reviews):
            key = (review.record, review.register)
            entry = before.pop(key, None)
            if entry is not None and (entry.review, entry.initials) != (review, initials):
                _drop(entry)
                entry = None
            if entry is None:
                entry = Entry(review, self._settling, initials=initials, titled=self._titled)
            self._entries[key] = entry
            if self._column.indexOf(entry) != number:
                self._column.insertWidget(number, entry)
        for entry in before.values():
            _drop(entry)
        self._go_on_from(place)

    def focus_first(self) -> bool:
        """Bring the keyboard to the first button; False where there is none."""
        button = self.findChild(PressButton)
        if button is not None:
            button.setFocus()
        return button is not None

    def _place_of_keyboard(self) -> int | None:
        focused = QApplication.focusWidget()
        for number, entry in enumerate(self._entries.values()):
            if focused is not None and entry.isAncestorOf(focused):
                return number
        return None

    def _go_on_from(self, place: int | None) -> None:
        """Where the entry with the keyboard was settled, go to the one that took its place."""
        entries = list(self._entries.values())
        focused = QApplication.focusWidget()
        if place is None or not entries or any(e.isAncestorOf(focused) for e in entries if focused):
            return
        button = entries[min(place, len(entries) - 1)].findChild(PressButton)
        if button is not None:
            button.setFocus()


def _drop(entry: Entry) -> None:
    entry.hide()
    entry.setParent(None)
    entry.deleteLater()
