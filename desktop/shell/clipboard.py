"""What was copied out of Satchel leaves the clipboard again."""

from PySide6.QtCore import QMimeData, QObject, QTimer
from PySide6.QtGui import QClipboard, QGuiApplication

CLEAR_AFTER_MS = 30_000
_NO = bytes(4)
KEEP_AWAY = {
    "x-kde-passwordManagerHint": b"secret",
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"1",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': _NO,
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': _NO,
    "application/x-nspasteboard-concealed-type": b"1",
}
"""What tells the clipboard histories of KDE, Windows and macOS to keep nothing of it.

Tried under X11; as Windows and macOS document it there. A history that does not care keeps a copy.
"""


_COPIED, _SELECTED = QClipboard.Mode.Clipboard, QClipboard.Mode.Selection


class ClipboardWatch(QObject):
    """Clears what was copied here after thirty seconds, at lock and at exit, if it is unchanged.

    Clipboard histories are told to keep nothing of it. Under X11 the same is done with what is
    merely selected, which a middle click pastes anywhere.

    What another program put there since is never touched. A clipboard manager may have taken over
    what we copied, so it is known by its words and not by its owner.
    """

    def __init__(self, parent: QObject, after_ms: int = CLEAR_AFTER_MS) -> None:
        super().__init__(parent)
        self._clipboard = QGuiApplication.clipboard()
        self._ours = ""
        self._timer = QTimer(self, singleShot=True, interval=after_ms)
        self._timer.timeout.connect(self._clear_copied)
        self._selected_timer = QTimer(self, singleShot=True, interval=after_ms)
        self._selected_timer.timeout.connect(self._clear_selected)
        self._clipboard.dataChanged.connect(self._changed)
        self._clipboard.selectionChanged.connect(self._selected)

    def clear(self) -> None:
        """Take back what is ours, now."""
        self._clear_copied()
        self._clear_selected()

    def _clear_copied(self) -> None:
        self._timer.stop()
        ours, self._ours = self._ours, ""
        if ours and self._clipboard.text() == ours:
            self._clipboard.clear(_COPIED)

    def _clear_selected(self) -> None:
        self._selected_timer.stop()
        if self._clipboard.supportsSelection() and self._clipboard.ownsSelection():
            self._clipboard.clear(_SELECTED)

    def _changed(self) -> None:
        text, is_owner = self._clipboard.text(), self._clipboard.ownsClipboard()
        if text and is_owner and not self._is_marked(_COPIED):
            self._mark(text, _COPIED)  # comes back here
        elif text and (is_owner or QGuiApplication.focusWindow() is not None):
            self._ours = text
            self._timer.start()
        elif text != self._ours:
            self._ours = ""
            self._timer.stop()

    def _selected(self) -> None:
        text = self._clipboard.text(_SELECTED) if self._clipboard.ownsSelection() else ""
        if text and not self._is_marked(_SELECTED):
            self._mark(text, _SELECTED)  # comes back here
        elif text:
            self._selected_timer.start()
        else:
            self._selected_timer.stop()

    def _is_marked(self, mode: QClipboard.Mode) -> bool:
        found = self._clipboard.mimeData(mode)
        return all(found.hasFormat(name) for name in KEEP_AWAY)

    def _mark(self, text: str, mode: QClipboard.Mode) -> None:
        """Put the text there once more, alone, with the words that keep histories away."""
        marked = QMimeData()
        marked.setText(text)
        for name, value in KEEP_AWAY.items():
            marked.setData(name, value)
        self._clipboard.setMimeData(marked, mode)
