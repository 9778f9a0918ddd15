"""Hears that Satchel was started a second time, and raises the window that is there."""

from collections.abc import Callable

from PySide6.QtCore import QFileSystemWatcher, QObject
from PySide6.QtWidgets import QApplication, QWidget

from storage.claiming import Claim


class Bell(QObject):
    """Rings as long as it lives; ``window`` returns what is to be raised."""

    def __init__(self, claim: Claim, window: Callable[[], QWidget | None], owner: QObject) -> None:
        super().__init__(owner)
        self._claim, self._window = claim, window
        self._watcher = QFileSystemWatcher(self)
        if claim.path.exists():
            self._watcher.addPath(str(claim.path))
        self._watcher.fileChanged.connect(self._hear)

    def _hear(self, _path: str) -> None:
        if self._claim.heard():
            window = self._window()
            if window is not None:
                raise_window(window)


def raise_window(window: QWidget) -> None:
    """Bring a window before all others, as far as the system lets a program do that."""
    if window.isMinimized():
        window.showNormal()
    window.show()
    window.raise_()
    window.activateWindow()
    QApplication.alert(window)
