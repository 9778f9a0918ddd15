"""How a person gets about in a window: by keys and by the words on buttons."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection, func, select

from desktop.shell.session import Session
from desktop.shell.window import MainWindow
from desktop.tour.driving import press as press_on
from desktop.tour.driving import wanted
from desktop.wording.caseparts import PARTS
from storage.tables.records import TABLES

W = TypeVar("W", bound=QWidget)


class Walker:
    """One person in one session."""

    def __init__(self, session: Session, qtbot: QtBot) -> None:
        self._session = session
        self._qtbot = qtbot
        assert session.window is not None
        self.window: MainWindow = session.window
        self.rest()
        # A desktop hands the keyboard to the dialog that came back; without one nobody does.
        self.front().activateWindow()
        self.rest()

    def rest(self) -> None:
        """Wait until no lane has anything to do, and the window has the keyboard."""
        for _ in range(2):
            self._qtbot.waitUntil(lambda: not self._session.busy, timeout=20_000)
            self._qtbot.wait(10)
        if QApplication.activeWindow() is None:
            self.front().activateWindow()
            self._qtbot.waitUntil(lambda: QApplication.activeWindow() is not None)

    def front(self) -> QWidget:
        """Return the dialog on top, or the window."""
        dialogs = [d for d in self.window.findChildren(QDialog) if d.isVisible()]
        return dialogs[-1] if dialogs else self.window

    def keyboard(self) -> QWidget:
        """Return the widget that keys go to."""
        found = _keyboard()
        assert found is not None
        return found

    def press(self, keys: str) -> None:
        """Press a key or a chord where the keyboard is."""
        press_on(_keyboard() or self.front(), keys)
        self.rest()

    def write_here(self, text: str) -> None:
        """Type where the keyboard is."""
        for letter in text:
            QTest.keyClicks(self.keyboard(), letter)
        self.rest()

    def fill(self, field: str, text: str) -> None:
        """Go to a field of the front, type over what stands there, and leave it by Tab."""
        self.find(QWidget, f"{field}-input").setFocus()
        self.press("Ctrl+A")
        self.write_here(text)
        self.press("Tab")

    def push(self, words: str) -> None:
        """Push a button of the front by its words, once it is there."""
        self._qtbot.waitUntil(lambda: _button(self.front(), words) is not None)
        button = _button(self.front(), words)
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.rest()

    def turn_to(self, part: str) -> None:
        """Turn the parts of the case on show by key, the shorter way, until ``part`` is on top."""
        page: Any = self.window.navigator.page()
        names = list(PARTS)
        steps = (names.index(part) - names.index(page.place()["tab"])) % len(names)
        back = len(names) - steps
        for _ in range(min(steps, back)):
            self.press("Ctrl+Tab" if steps <= back else "Ctrl+Shift+Backtab")
        assert page.place()["tab"] == part

    def words(self) -> str:
        """Return every word that is shown or spoken on the front, a line for each widget."""
        shown = [one for one in self.front().findChildren(QWidget) if one.isVisible()]
        return "\n".join(f"{one.property('text') or ''} {one.accessibleName()}" for one in shown)

    def find(self, kind: type[W], name: str = "") -> W:
        """Return a visible widget of the front."""
        return wanted(self.front(), kind, name)

    def read(self, query: Callable[..., Any], *arguments: object) -> Any:
        """Return what the workspace says, by its reader lane."""
        found: list[Any] = []
        self._session.lanes.read(query, *arguments, context=self.window, then=found.append)
        self._qtbot.waitUntil(lambda: bool(found))
        return found[0]

    def write(self, act: Callable[..., Any], *arguments: object) -> Any:
        """Do ``act`` on the storage lane, as work done on another day."""
        found: list[Any] = []
        self._session.lanes.write(act, *arguments, context=self.window, then=found.append)
        self._qtbot.waitUntil(lambda: bool(found))
        self.rest()
        return found[0]

    def count(self, kind: str) -> int:
        """Return how many records of a kind there are."""
        return int(self.read(count_of, kind))


def _button(front: QWidget, words: str) -> QAbstractButton | None:
    buttons = (one for one in front.findChildren(QAbstractButton) if one.isVisible())
    return next((one for one in buttons if one.text().replace("&", "") == words), None)


def _keyboard() -> QWidget | None:
    """Return what takes the keys: a list that is open over a field, else what has the focus."""
    popup = QApplication.activePopupWidget()
    if popup is None:
        return QApplication.focusWidget()
    inside = cast(QWidget | None, popup.focusWidget())
    return popup if inside is None else inside


def count_of(connection: Connection, kind: str) -> int:
    """Count the records of a kind that are not retired."""
    table = TABLES[kind]
    return connection.execute(
        select(func.count()).select_from(table).where(table.c.retired == 0)
    ).scalar_one()


def rows_of(connection: Connection, kind: str) -> list[dict[str, Any]]:
    """Return the records of a kind as they are stored."""
    table = TABLES[kind]
    found = connection.execute(select(table).where(table.c.retired == 0)).mappings()
    return [dict(row) for row in found]
