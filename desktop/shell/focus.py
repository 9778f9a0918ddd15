"""Where the keyboard was, down to the caret, and how it gets there again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget
from typing_extensions import override

_TRY_MS = 40
_PATIENCE = 75
"""Three seconds: by then what a page shows has been read."""
_HANDS = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel}


@dataclass(frozen=True, slots=True)
class Spot:
    """A widget by the name it keeps from start to start, and the caret in it."""

    name: str
    caret: int = -1
    anchor: int = -1

    def plain(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {"name": self.name, "caret": self.caret, "anchor": self.anchor}


def spot_from(plain: Mapping[str, Any]) -> Spot | None:
    """Read a spot; None when there is none in ``plain``."""
    name = plain.get("name")
    if not isinstance(name, str) or not name:
        return None
    return Spot(name, _whole(plain.get("caret")), _whole(plain.get("anchor")))


def spot_in(window: QWidget) -> Spot | None:
    """Return where the keyboard is inside ``window``, or None."""
    widget = cast(QWidget | None, window.focusWidget())
    if widget is None or not window.isAncestorOf(widget):
        return None
    return spot_at(widget) if _name_of(widget) else None


def spot_at(widget: QWidget) -> Spot:
    """Return what ``stand`` goes by; the name is empty where the widget keeps none."""
    name = _name_of(widget)
    line = _line_of(widget)
    if line is not None:
        start = line.selectionStart()
        caret = line.cursorPosition()
        if start < 0:
            return Spot(name, caret, caret)
        return Spot(name, caret, start if caret != start else start + line.selectionLength())
    if isinstance(widget, QPlainTextEdit):
        cursor = widget.textCursor()
        return Spot(name, cursor.position(), cursor.anchor())
    return Spot(name)


class Return(QObject):
    """Brings the keyboard back to a spot, once it is there; gives way to a hand that moves."""

    def __init__(self, window: QWidget, spot: Spot) -> None:
        super().__init__(window)
        self._window = window
        self._spot = spot
        self._left = _PATIENCE
        self._timer = QTimer(self, interval=_TRY_MS)
        self._timer.timeout.connect(self._try)
        self._timer.start()
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        self._try()

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if event.type() in _HANDS and event.spontaneous():
            self._end()
        return False

    def _try(self) -> None:
        self._left -= 1
        widget = _find(self._window, self._spot.name)
        if (widget is not None and stand(widget, self._spot)) or self._left <= 0:
            self._end()

    def _end(self) -> None:
        self._timer.stop()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self.deleteLater()


def stand(widget: QWidget, spot: Spot) -> bool:
    """Put keyboard and caret there; False while the text is not long enough yet."""
    line = _line_of(widget)
    if line is not None:
        if max(spot.caret, spot.anchor) > len(line.text()):
            return False
        widget.setFocus()
        line.deselect()
        if spot.anchor != spot.caret >= 0:
            line.setSelection(spot.anchor, spot.caret - spot.anchor)
        elif spot.caret >= 0:
            line.setCursorPosition(spot.caret)
        return True
    if isinstance(widget, QPlainTextEdit):
        if max(spot.caret, spot.anchor) >= widget.document().characterCount():
            return False
        widget.setFocus()
        cursor = widget.textCursor()
        cursor.setPosition(max(spot.anchor, 0))
        cursor.setPosition(max(spot.caret, 0), QTextCursor.MoveMode.KeepAnchor)
        widget.setTextCursor(cursor)
        return True
    widget.setFocus()
    return True


def _line_of(widget: QWidget) -> QLineEdit | None:
    """Return the line with the caret: a choice box keeps one inside, and the keyboard itself."""
    if isinstance(widget, QComboBox):
        return widget.lineEdit()
    return widget if isinstance(widget, QLineEdit) else None


def _find(window: QWidget, name: str) -> QWidget | None:
    for widget in _candidates(window):
        if _name_of(widget) == name and widget.isVisible() and widget.isEnabled():
            return widget
    return None


def _candidates(window: QWidget) -> Iterable[QWidget]:
    return window.findChildren(QWidget)


def _name_of(widget: QWidget) -> str:
    own = widget.objectName()
    if own and not own.startswith("qt_"):
        return own
    spoken = widget.accessibleName()
    return f"{type(widget).__name__}:{spoken}" if spoken else ""


def _whole(value: object) -> int:
    return value if isinstance(value, int) else -1
