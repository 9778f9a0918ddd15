"""The panel under a chip: the versions side by side, until they are settled."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from desktop.background import Lanes
from desktop.conflicts.comparisons import Comparisons
from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.labels import Muted
from desktop.widgets.popup import PopupPanel
from desktop.widgets.scrollbox import ScrollBox
from storage.usecases.changes import Changes
from storage.usecases.syncing.reviewing import Review, reviews_of

_WIDTH = 720
_MARGIN = 60


class VersionsBody(QWidget):
    """What scrolls in the panel: as high as its width asks for, not as its narrowest would."""

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)


class VersionsPopup(PopupPanel):
    """Shows the registers that ``reviews`` name, and closes when none of them is open any more."""

    def __init__(
        self, owner: QWidget, lanes: Lanes, context: DeskContext, reviews: Sequence[Review]
    ) -> None:
        super().__init__(owner, QCoreApplication.translate("conflicts", "Versions side by side"))
        self.setObjectName("versions-popup")
        self._lanes = lanes
        self._wanted = {(review.record, review.register) for review in reviews}
        several = len({review.record for review in reviews}) > 1
        self._versions = Comparisons(lanes, context, titled=several)
        self._inner = VersionsBody()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(px(4), px(2), px(10), px(2))
        self._column.setSpacing(px(12))
        self._column.addWidget(self._versions)
        if not all(review.retirement for review in reviews):
            line = QCoreApplication.translate("conflicts", "Underlined words differ.")
            self._column.addWidget(Muted(line))
        self._column.addStretch(1)
        self.body.addWidget(ScrollBox(self._inner))
        self._versions.show_reviews(reviews)
        self._fit()
        lanes.changed.connect(self._on_changed)

    @override
    def open_under(self, control: QWidget) -> None:
        super().open_under(control)
        self._versions.focus_first()

    def _on_changed(self, changes: Changes) -> None:
        shown = self._versions.reviews
        if any(changes.touches(review.kind, review.record) for review in shown):
            records = sorted({record for record, _ in self._wanted})
            self._lanes.read(
                reviews_of, records, context=self, then=self._show_what_is_left, key="versions"
            )

    def _show_what_is_left(self, found: Sequence[Review]) -> None:
        left = [review for review in found if (review.record, review.register) in self._wanted]
        self._versions.show_reviews(left)
        if not left:
            self.close()

    def _fit(self) -> None:
        """Be as wide as the window has room for, and as high as that width asks for."""
        window = self.parentWidget()
        room = window.window().size() if window is not None else self.screen().availableSize()
        width = max(min(px(_WIDTH), room.width() - px(_MARGIN)), px(260))
        self.setFixedWidth(width)
        self._inner.resize(width - px(36), px(100))
        self._column.activate()
        wanted = self._column.totalHeightForWidth(width - px(36)) + px(28)
        self.setFixedHeight(max(px(120), min(wanted, room.height() - px(_MARGIN))))
