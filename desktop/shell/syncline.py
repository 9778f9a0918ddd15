"""Sync at the foot of the window: one sentence, and the way to the page behind it."""

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from desktop.syncing import Syncing, SyncState
from desktop.theme import px
from desktop.theme.icons import icon
from desktop.widgets.buttons import PressButton
from desktop.widgets.tooltips import set_tooltip
from desktop.wording.sync import clock_off, sentence
from storage.domain.clocks import Clock
from sync.client.problems import RETRIED

_AGAIN_MS = 10_000
"""How often the minutes until the next try are counted again."""
_ROOM = 44
"""For the icon and the space around it, in pixels at 100 %."""


class SyncLine(PressButton):
    """What sync has come to. It never moves: longer words are cut, and spoken whole."""

    def __init__(self, syncing: Syncing, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._syncing, self._clock = syncing, clock
        self._words = ""
        self._icon = ""
        self.setObjectName("state_sync")
        # A click must not take the keyboard from what is being typed.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setIconSize(QSize(px(20), px(14)))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(px(_ROOM))
        counting = QTimer(self, interval=_AGAIN_MS)
        counting.timeout.connect(self.renew)
        counting.start()
        syncing.changed.connect(self._show)
        self.renew()

    @property
    def words(self) -> str:
        """The whole sentence."""
        return self._words

    def renew(self) -> None:
        """Say it as it is now."""
        self._show(self._syncing.state)

    def _show(self, state: SyncState) -> None:
        words, name = sentence(state, self._clock.now()), _icon(state)
        if name != self._icon:
            self._icon = name
            self.setIcon(icon(name, "warn" if name == "triangle-alert" else "muted", on="text"))
        if words != self._words:
            self._words = words
            self.setAccessibleName(self.tr("Sync: {words}").format(words=words))
            self.setAccessibleDescription(self.tr("Opens Program and sync"))
            set_tooltip(self, words)
            self.updateGeometry()
            self._cut()

    def _cut(self) -> None:
        room = max(self.width() - px(_ROOM), 0)
        self.setText(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))

    @override
    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self._words) + px(_ROOM) + px(2)
        return QSize(wide, super().sizeHint().height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(px(_ROOM), super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        super().resizeEvent(event)
        self._cut()


def _icon(state: SyncState) -> str:
    """Return what helps the eye; the words alone say it too."""
    if not state.connected:
        return "lock"
    if state.stage:
        return "refresh-cw"
    if state.problem is not None:
        return "clock" if state.problem in RETRIED else "triangle-alert"
    if clock_off(state):
        return "triangle-alert"
    return "clock" if state.waiting or state.last is None else "circle-check"
