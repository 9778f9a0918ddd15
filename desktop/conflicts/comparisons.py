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
    """One conflict, with the name of its record above it where that is not said already."""

    def __init__(self, review: Review, settling: Settling, *, initials: bool) -> None:
        super().__init__()
        self.review = review
        self.says = (review, initials)
        words = subject_words(review.kind, review.subject, initials=initials)
        self._title = Heading(words, level=2, wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        column.addWidget(self._title)
        column.addWidget(Comparison(review, settling, initials=initials))

    def show_title(self, titled: bool) -> None:  # noqa: FBT001 - a switch
        """Say, or leave out, which record it is."""
        self._title.setVisible(titled)


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
        above: RecordId | None = None
        for number, review in enumerate(by_record(reviews)):
            key = (review.record, review.register)
            titled = self._titled and review.record != above
            above = review.record
            entry = before.pop(key, None)
            if entry is not None and entry.says != (review, initials):
                _drop(entry)
                entry = None
            if entry is None:
                entry = Entry(review, self._settling, initials=initials)
            self._entries[key] = entry
            if self._column.indexOf(entry) != number:
                self._column.insertWidget(number, entry)
            entry.show_title(titled)
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


def by_record(reviews: Sequence[Review]) -> list[Review]:
    """Return ``reviews`` with those of one record together, at the place of its first."""
    records = dict.fromkeys(review.record for review in reviews)
    return [review for record in records for review in reviews if review.record == record]


def _drop(entry: Entry) -> None:
    entry.hide()
    entry.setParent(None)
    entry.deleteLater()
