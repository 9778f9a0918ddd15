"""Keep every window out of screen pictures, where the system can."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QWidget
from typing_extensions import override


class Shield(QObject):
    """Asks the system for each window as it appears, until the system says that it cannot."""

    def __init__(self, application: QCoreApplication, hide: Callable[[QWidget], bool]) -> None:
        super().__init__(application)
        self._application = application
        self._hide = hide
        application.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if event.type() != QEvent.Type.Show or not isinstance(watched, QWidget):
            return False
        if watched.isWindow() and not self._hide(watched):
            self._application.removeEventFilter(self)
        return False
