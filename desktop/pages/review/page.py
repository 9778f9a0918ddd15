"""Review: two values for one field, side by side, and what could not be taken in yet."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout

from desktop.background import Lanes
from desktop.conflicts.needwords import parked_line, waiting_line
from desktop.context import DeskContext
from desktop.pages.review.duplicates import DuplicatesCard
from desktop.pages.review.groups import CaseGroup
from desktop.pages.review.looks import LooksCard
from desktop.pages.review.mass import MassCard
from desktop.pages.review.waiting import KeptCard
from desktop.syncing import SyncState
from desktop.theme import px
from desktop.widgets.empty import EmptyState
from desktop.widgets.labels import Muted
from desktop.widgets.page import Page
from desktop.widgets.scrollbox import WrappedBody
from desktop.wording.numbers import count, counted
from storage.domain.ids import RecordId
from storage.usecases.changes import Changes
from storage.usecases.syncing.reviewing import Review, Sheet, review_sheet

_FROM_OTHERS = "sync"
"""The act under which changes of other laptops are announced."""


class ReviewPage(Page):
    """Every open conflict, safety first and then the newest, grouped by case."""

    page_id = "review"
    body_class = WrappedBody

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(self.tr("Review"))
        self._lanes, self._context = lanes, context
        self._top: int | None = None
        self._parked_before = 0
        self._groups: dict[RecordId | None, CaseGroup] = {}
        self._column = QVBoxLayout()
        self._column.setSpacing(px(14))
        self._legend = Muted(self.tr("Underlined words differ."))
        self._more = Muted("", wrap=True)
        self._waiting = KeptCard(
            self.tr("Waiting"),
            self.tr(
                "These changes are kept whole and passed on. "
                "They are taken in as soon as they can be."
            ),
            "clock",
        )
        self._parked = KeptCard(
            self.tr("Set aside"),
            self.tr("These could not be taken in. They are kept; everything else goes on."),
            "briefcase",
        )
        self._mass = MassCard(lanes, context)
        self._looks = LooksCard(lanes, context)
        self._duplicates = DuplicatesCard(lanes, context)
        self._sheet: Sheet | None = None
        self._counts = {"mass": 0, "looks": 0, "duplicates": 0}
        self._empty = EmptyState(
            "circle-check",
            self.tr("Nothing to review"),
            self.tr(
                "When two people change the same field without having seen each other's change, "
                "both values are kept and stand here side by side."
            ),
        )
        self._mass.counted.connect(lambda number: self._count("mass", number))
        self._looks.counted.connect(lambda number: self._count("looks", number))
        self._duplicates.counted.connect(lambda number: self._count("duplicates", number))
        self._arrange()
        lanes.changed.connect(self._on_changed)
        context.syncing.changed.connect(self._on_sync)
        context.settings_changed.connect(self._on_settings)

    def title(self) -> str:
        """Return the page's name."""
        return self.tr("Review")

    def open(self, target: Mapping[str, Any]) -> None:
        """Show what is open now; there is nothing to choose."""
        del target
        self._read()

    def place(self) -> dict[str, Any]:
        """Return how far the page is scrolled."""
        top = self.scroll_area.verticalScrollBar().value()
        return {"top": top if self._top is None else self._top}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        self._top = int(place.get("top", 0))
        self._read()

    def _arrange(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(self._mass)
        self.body.addWidget(self._legend)
        self.body.addLayout(self._column)
        for part in (self._more, self._waiting, self._parked, self._looks, self._duplicates):
            self.body.addWidget(part)
        self.body.addWidget(self._empty, 1)
        self.body.addStretch(1)
        self._legend.hide()
        self._more.hide()
        self._empty.hide()

    def _read(self) -> None:
        self._lanes.read(review_sheet, context=self, then=self._show, key="sheet")
        self._mass.refresh()
        self._looks.refresh()
        self._duplicates.refresh()

    def _show(self, found: Sheet) -> None:
        self.set_subtitle(_counted_words(found))
        self._show_groups(found.reviews)
        self._legend.setVisible(any(not review.retirement for review in found.reviews))
        self._more.setText(
            self.tr("And {count} more; they stand here once these are settled.").format(
                count=count(found.more)
            )
        )
        self._more.setVisible(found.more > 0)
        self._waiting.show_lines(
            [waiting_line(one, initials=self._context.initials) for one in found.waiting]
        )
        self._parked.show_lines([parked_line(one) for one in found.parked])
        self._sheet = found
        self._show_empty()
        self._put_back()

    def _count(self, part: str, number: int) -> None:
        self._counts[part] = number
        self._show_empty()

    def _show_empty(self) -> None:
        found = self._sheet
        nothing = found is not None and not (found.reviews or found.waiting or found.parked)
        self._empty.setVisible(nothing and not any(self._counts.values()))

    def _show_groups(self, reviews: tuple[Review, ...]) -> None:
        by_case: dict[RecordId | None, list[Review]] = {}
        for review in reviews:
            by_case.setdefault(review.subject.case, []).append(review)
        had_keyboard = self._has_keyboard()
        for case in [case for case in self._groups if case not in by_case]:
            group = self._groups.pop(case)
            group.hide()
            group.deleteLater()
        for place, (case, found) in enumerate(by_case.items()):
            group = self._groups.get(case) or CaseGroup(self._lanes, self._context, case)
            self._groups[case] = group
            if self._column.indexOf(group) != place:
                self._column.insertWidget(place, group)
            group.show_reviews(found)
        if had_keyboard and by_case and not self._has_keyboard():
            self._groups[next(iter(by_case))].focus_first()

    def _has_keyboard(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _put_back(self) -> None:
        if self._top is not None:
            self.body.activate()
            self.scroll_area.verticalScrollBar().setValue(self._top)
            self._top = None

    def _on_changed(self, changes: Changes) -> None:
        if changes.ids_by_kind or changes.act == _FROM_OTHERS:
            self._read_if_shown()

    def _on_sync(self, state: SyncState) -> None:
        """Read again when envelopes were set aside or taken up: no record says so."""
        if state.parked != self._parked_before:
            self._parked_before = state.parked
            self._read_if_shown()

    def _on_settings(self, _settings: object) -> None:
        self._read_if_shown()

    def _read_if_shown(self) -> None:
        # A hidden page is opened again before it is seen, and read then.
        if self.isVisible():
            self._read()


def _counted_words(found: Sheet) -> str:
    conflicts = len(found.reviews) + found.more
    if not conflicts:
        return ""
    return counted(conflicts, _tr("decision to make"), _tr("decisions to make"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("review", text)
