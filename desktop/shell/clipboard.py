"""What was copied out of Satchel leaves the clipboard again."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

CLEAR_AFTER_MS = 30_000


class ClipboardWatch(QObject):
    """Clears what was copied here after thirty seconds, at lock and at exit, if it is unchanged.

    What another program put there since is never touched. A clipboard manager may have taken over
    what we copied, so it is known by its words and not by its owner.
    """

    def __init__(self, parent: QObject, after_ms: int = CLEAR_AFTER_MS) -> None:
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self._ours = ""
        self._timer = QTimer(self, singleShot=True, interval=after_ms)
        self._timer.timeout.connect(self.clear)
        self._clipboard.dataChanged.connect(self._changed)

    def clear(self) -> None:
        """Take back what is ours, now."""
        self._timer.stop()
        ours, self._ours = self._ours, ""
        if ours and self._clipboard.text() == ours:
            self._clipboard.clear(QClipboard.Mode.Clipboard)
        if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
            self._clipboard.clear(QClipboard.Mode.Selection)

    def _changed(self) -> None:
        text = self._clipboard.text()
        if text and (self._clipboard.ownsClipboard() or QGuiApplication.focusWindow() is not None):
            self._ours = text
            self._timer.start()
        elif text != self._ours:
            self._ours = ""
            self._timer.stop()
