"""Settle a conflict with one click, and say so with a way back."""

from functools import partial
from typing import Any

from PySide6.QtCore import QObject

from desktop.background import Lanes
from desktop.conflicts.words import author_words, kept_words
from desktop.context import DeskContext
from desktop.wording.errors import plain
from storage.usecases.changes import Changes
from storage.usecases.syncing.conflicts import settle, settle_retired
from storage.usecases.syncing.reviewing import Review, Side


class Settling(QObject):
    """Writes down what a person decided."""

    def __init__(self, lanes: Lanes, context: DeskContext, parent: QObject) -> None:
        super().__init__(parent)
        self._lanes, self._context = lanes, context

    def keep(self, review: Review, side: Side, *, note: bool) -> None:
        """Keep one version; with ``note`` the others are kept in words beside it."""
        kept = self.tr("Kept what {author} wrote").format(author=author_words(side))
        noted = kept_words(review).format(author=author_words(side))
        act = partial(settle, other_as_note=note, seen=[each.dot for each in review.sides])
        self._write(noted if note else kept, act, review.kind, review.record, review.register,
                    side.dot)  # fmt: skip

    def decide(self, review: Review, *, retire: bool) -> None:
        """Retire a record that was edited meanwhile, or keep it."""
        words = self.tr("Retired") if retire else self.tr("Kept; it is no longer retired")
        self._write(words, partial(settle_retired, retire=retire), review.kind, review.record)

    def _write(self, words: str, act: Any, *args: Any) -> None:
        def say(changes: Changes) -> None:
            self._context.say(words, changes.dot)

        self._lanes.write(act, *args, context=self._context, then=say, failed=self._refused)

    def _refused(self, error: BaseException) -> None:
        self._context.say(plain(error))
