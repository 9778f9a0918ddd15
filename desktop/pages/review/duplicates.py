"""Possible duplicates: people, agencies, partners and cases recorded twice, a few at a time."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.pages.review.pair import PairView
from desktop.pages.review.pairwords import pair_words
from desktop.theme import px
from desktop.widgets.buttons import PressButton
from desktop.widgets.card import Card
from desktop.widgets.labels import Muted
from desktop.wording.errors import plain
from desktop.wording.numbers import count
from storage.domain.ids import RecordId
from storage.usecases.casetwice import one_case, two_cases
from storage.usecases.changes import Changes
from storage.usecases.duplicates import Suggestion, sheet
from storage.usecases.samepeople import Side, merge, tell_apart
from storage.usecases.transaction import Transaction

_ACTS: dict[tuple[bool, bool], Callable[[Transaction, RecordId, RecordId], Changes]] = {
    (False, True): merge,
    (False, False): tell_apart,
    (True, True): one_case,
    (True, False): two_cases,
}
"""What is written, by whether two cases are meant and whether they are one."""
Sheet = tuple[list[tuple[Suggestion, Side]], int]


def _tr(text: str) -> str:
    return QCoreApplication.translate("duplicates", text)


class DuplicatesCard(Card):
    """Shows the likeliest pairs; hidden while there are none. ``counted`` tells how many."""

    counted = Signal(int)

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(_tr("Possible duplicates"))
        self._lanes, self._context = lanes, context
        self._says: tuple[Sheet, bool] | None = None
        self._column = QVBoxLayout()
        self._column.setSpacing(px(18))
        self._more = Muted("", wrap=True)
        meaning = _tr(
            "These records may be of one person or one agency. Decided so, they count as one and "
            "are found as one; both stay as they are, and it can be taken back."
        )
        self.body.addWidget(Muted(meaning, wrap=True))
        self.body.addLayout(self._column)
        self.body.addWidget(self._more)
        self.hide()

    def refresh(self) -> None:
        """Compare everybody anew; on the reports lane, for it may take a second."""
        self._lanes.report(sheet, context=self, then=self._show, key="duplicates")

    def _show(self, found: Sheet) -> None:
        says = (found, self._context.initials)
        if says != self._says:
            self._says = says
            self._fill(found)
        self.setVisible(bool(found[0]))
        self.counted.emit(found[1])

    def _fill(self, found: Sheet) -> None:
        focused = QApplication.focusWidget()
        had_keyboard = focused is not None and self.isAncestorOf(focused)
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        pairs, number = found
        for pair, side in pairs:
            decide = partial(self._decide, pair.kind)
            hidden = self._context.initials
            view = PairView(pair, side, decide, self._open_case, initials=hidden)
            self._column.addWidget(view)
        left = number - len(pairs)
        words = _tr("And {count} more; they stand here once these are decided.")
        self._more.setText(words.format(count=count(left)))
        self._more.setVisible(left > 0)
        if had_keyboard and pairs:
            self._focus_first()

    def _focus_first(self) -> None:
        first = self._column.itemAt(0)
        view = first.widget() if first is not None else None
        button = view.findChild(PressButton) if view is not None else None
        if button is not None:
            button.setFocus()

    def _decide(self, kind: str, kept: RecordId, other: RecordId, same: bool) -> None:  # noqa: FBT001 - called by a button
        words = pair_words(kind)
        says = words.told_same if same else words.told_different

        def then(changes: Changes) -> None:
            self._context.say(says, changes.dot)

        act = _ACTS[kind == "case", same]
        self._lanes.write(act, kept, other, context=self, then=then, failed=self._failed)

    def _open_case(self, case: RecordId) -> None:
        self._context.go("case", {"case": case.hex()})

    def _failed(self, error: BaseException) -> None:
        self._context.say(plain(error))
