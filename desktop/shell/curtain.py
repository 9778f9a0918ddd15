"""What hides everything the moment the desk is left."""

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from shiboken6 import isValid
from typing_extensions import override

from desktop.shell.focus import Spot, spot_at, stand
from desktop.theme import px
from desktop.widgets.mark import Mark, SideText

_OVER_US = {QEvent.Type.Show, QEvent.Type.ZOrderChange}
_PASSING = {Qt.WindowType.Popup, Qt.WindowType.ToolTip, Qt.WindowType.SplashScreen}


class Curtain(QWidget):
    """Covers a window wholly; drawn at once, without waiting for the event loop.

    As long as it is drawn no other window appears, and nothing in its own comes above it: what
    ends behind it may want to say something.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._drawn = False
        self._away: dict[QWidget, Spot | None] = {}
        self._words = SideText()
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.addStretch(1)
        column.addWidget(Mark(48), 0, Qt.AlignmentFlag.AlignCenter)
        column.addSpacing(px(10))
        column.addWidget(self._words)
        column.addStretch(1)
        self.hide()

    def draw(self, words: str) -> None:
        """Cover the window, hide every dialog and menu, and let nothing through."""
        window = self.parentWidget()
        application = QApplication.instance()
        if application is not None and not self._drawn:
            application.installEventFilter(self)
        self._drawn = True
        for other in QApplication.topLevelWidgets():
            if other is not window and other.isVisible():
                self._put_away(other)
                other.hide()
        self._words.setText(words)
        if window is not None:
            self.setGeometry(window.rect())
        self.show()
        self.raise_()
        self.setFocus()
        self.repaint()

    def lift(self) -> None:
        """Show everything again; a menu that was open stays closed."""
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._drawn = False
        self.hide()
        away, self._away = self._away, {}
        for other, spot in away.items():
            if isValid(other):
                other.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, on=False)
                other.show()
                _stand_again(other, spot)

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if event.type() not in _OVER_US or not isinstance(watched, QWidget) or watched is self:
            return False
        if not watched.isWindow():
            if watched.parentWidget() is self.parentWidget():
                self.raise_()
        elif watched is not self.window() and event.type() == QEvent.Type.Show:
            # Qt asks for this before it gives the window to the system.
            watched.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            self._put_away(watched)
            QTimer.singleShot(0, watched, watched.hide)
        return False

    def _put_away(self, other: QWidget) -> None:
        if other.windowType() not in _PASSING and other not in self._away:
            widget = _keyboard_in(other)
            self._away[other] = spot_at(widget) if widget is not None else None


def _stand_again(dialog: QWidget, spot: Spot | None) -> None:
    """Put the caret where it was: a shown dialog marks its line, and a key would empty it."""
    widget = _keyboard_in(dialog)
    if widget is not None and spot is not None:
        stand(widget, spot)


def _keyboard_in(window: QWidget) -> QWidget | None:
    return cast(QWidget | None, window.focusWidget())
