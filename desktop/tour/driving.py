"""Drive the real windows by keys, wait for what comes about, and take pictures."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol, TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QDialog, QWidget

from desktop.shell.session import Session
from desktop.shell.window import MainWindow
from desktop.unlock.door import Door

Ready = Callable[[], object]
Script = Iterator[Ready]
W = TypeVar("W", bound=QWidget)

_SHADE = QColor(0, 0, 0, 90)


class Toured(Protocol):
    """What the tour sees of the program."""

    door: Door | None
    session: Session | None


class StationError(Exception):
    """Something on the way was not as it should be."""


def press(widget: QWidget, keys: str) -> None:
    """Press one key or a chord, such as ``Ctrl+K`` or ``Return``, where the keyboard is."""
    *modifiers, key = keys.split("+")
    held = Qt.KeyboardModifier.NoModifier
    for name in modifiers:
        held |= _MODIFIERS[name]
    code = getattr(Qt.Key, f"Key_{key}")
    QTest.keyClick(widget, code, held)


def type_text(widget: QWidget, text: str) -> None:
    """Type ``text`` letter by letter."""
    QTest.keyClicks(widget, text)


def front(window: QWidget) -> QWidget:
    """Return the dialog over ``window``, or the window itself."""
    dialogs = [
        widget
        for widget in QApplication.topLevelWidgets()
        if isinstance(widget, QDialog) and widget.isVisible()
    ]
    return dialogs[-1] if dialogs else window


def keyboard_in(window: QWidget) -> QWidget:
    """Return the widget that keys go to; without a desktop nobody hands the keyboard on."""
    if QApplication.activeWindow() is None:
        front(window).activateWindow()
    return QApplication.focusWidget() or front(window)


def find(window: QWidget, kind: type[W], name: str = "") -> W | None:
    """Return the first visible widget of ``kind``, of this object name or spoken name if given."""
    for widget in window.findChildren(kind):
        names = (widget.objectName(), widget.accessibleName())
        if widget.isVisible() and (not name or name in names):
            return widget
    return None


def wanted(window: QWidget, kind: type[W], name: str = "") -> W:
    """Return what ``find`` returns; StationError when it is not there."""
    widget = find(window, kind, name)
    if widget is None:
        raise StationError(f"there is no {kind.__name__} {name}".rstrip())
    return widget


def button(window: QWidget, words: str) -> QAbstractButton:
    """Return the visible button with these words; StationError when there is none."""
    for each in window.findChildren(QAbstractButton):
        if each.isVisible() and each.text().replace("&", "") == words:
            return each
    raise StationError(f"there is no button {words}")


def push(window: QWidget, words: str) -> None:
    """Push the button with these words by keyboard."""
    pushed = button(window, words)
    pushed.setFocus()
    press(pushed, "Space")


def window_of(toured: Toured) -> MainWindow:
    """Return the main window; StationError where there is none."""
    if toured.session is None or toured.session.window is None:
        raise StationError("there is no window")
    return toured.session.window


def choose(box: QComboBox, data: object) -> None:
    """Choose the entry that stands for ``data``."""
    index = box.findData(data)
    if index < 0:
        raise StationError("there is no such choice")
    box.setCurrentIndex(index)


class Album:
    """Pictures in the order they are taken, numbered."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, window: QWidget, name: str) -> None:
        """Save a picture of ``window`` with every dialog over it."""
        picture = window.grab()
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog) and dialog.isVisible():
                _lay_over(picture, window, dialog)
        number = len(list(self._folder.glob("*.png"))) + 1
        path = self._folder / f"{number:02d}-{name}.png"
        if not picture.save(str(path)):
            raise StationError("the picture could not be written")


def _lay_over(picture: QPixmap, window: QWidget, dialog: QDialog) -> None:
    over = dialog.grab()
    ratio = picture.devicePixelRatio()
    left = max(0, (window.width() - dialog.width()) // 2)
    top = max(0, (window.height() - dialog.height()) // 2)
    painter = QPainter(picture)
    painter.fillRect(0, 0, round(picture.width() / ratio), round(picture.height() / ratio), _SHADE)
    painter.drawPixmap(QPoint(left, top), over)
    painter.end()


_MODIFIERS = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}
