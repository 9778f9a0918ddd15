"""Quick hide: one key covers everything at once, and the same key shows it again for a minute."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

HIDDEN_MS = 60_000
"""After that it is a lock: whoever came in has stayed."""


class Hideable(Protocol):
    """The window, as it is hidden."""

    def cover(self, words: str) -> None:
        """Hide everything that is on the screen, now."""

    def uncover(self) -> None:
        """Show everything again as it was."""


class Hiding(QObject):
    """Covers the window without a word; ``lock`` is called when nobody has come back."""

    def __init__(
        self, desk: Hideable, lock: Callable[[], object], after_ms: int = HIDDEN_MS
    ) -> None:
        super().__init__()
        self._desk = desk
        self.is_hidden = False
        self._timer = QTimer(self, singleShot=True, interval=after_ms)
        self._timer.timeout.connect(lock)

    def toggle(self) -> None:
        """Hide, or show again."""
        self.is_hidden = not self.is_hidden
        if self.is_hidden:
            self._desk.cover("")
            self._timer.start()
        else:
            self._timer.stop()
            self._desk.uncover()
