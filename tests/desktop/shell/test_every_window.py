"""Every page and dialog: names, Tab, neutral titles, no flash of a stray window."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)
from typing_extensions import override

from desktop.shell.places import PAGES
from tests.desktop.desks import Sessions
from tests.journeys.walking import Walker

DIALOGS = ("quicklog", "intake", "help", "search")


class Strays(QObject):
    """Notes every window that appears and is neither the main window nor a dialog."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self.found: list[str] = []
        self._application = application
        application.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            is_popup = watched.windowType() in {Qt.WindowType.Popup, Qt.WindowType.ToolTip}
            if not isinstance(watched, QDialog) and not is_popup:
                self.found.append(f"{type(watched).__name__} {watched.objectName()}")
        return False


@pytest.fixture
def strays(qapp: QApplication) -> Iterator[Strays]:
    strays = Strays(qapp)
    yield strays
    qapp.removeEventFilter(strays)


def controls_of(front: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in front.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and widget.window() is front
    ]


def words_of(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text


def nameless(front: QWidget) -> list[str]:
    return [
        f"{type(widget).__name__} in {type(widget.parentWidget()).__name__}"
        for widget in controls_of(front)
        if not words_of(widget)
    ]


def learnt_by_keyboards(front: QWidget) -> list[str]:
    fields: list[QLineEdit | QPlainTextEdit] = [
        *front.findChildren(QLineEdit),
        *front.findChildren(QPlainTextEdit),
    ]
    return [
        f"{type(field).__name__} {field.objectName()}"
        for field in fields
        if not field.isReadOnly()
        and not field.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData
    ]


def not_reached(front: QWidget) -> set[str]:
    """Walk by Tab until it comes round; return the controls it never came to."""
    front.activateWindow()
    start = QApplication.focusWidget() or front
    walked: list[QWidget] = []
    for _ in range(len(controls_of(front)) * 2 + 20):
        focus = QApplication.focusWidget() or start
        walked.append(focus)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    return {
        f"{type(widget).__name__} {words_of(widget)}"
        for widget in controls_of(front)
        if not any(widget is each or widget.isAncestorOf(each) for each in walked)
    }


@pytest.mark.parametrize("page_id", sorted(PAGES))
def test_a_page_speaks_its_controls_and_is_walked_by_tab(
    walker: Walker, sessions: Sessions, strays: Strays, page_id: str
) -> None:
    context = sessions.living[-1].context
    assert context is not None
    if page_id != "case":
        context.go(page_id)
    walker.rest()
    assert walker.window.navigator.current_id == page_id
    assert walker.window.navigator.page().title()
    assert nameless(walker.window) == []
    assert learnt_by_keyboards(walker.window) == []
    assert not_reached(walker.window) == set()
    assert strays.found == []


@pytest.mark.parametrize("action", DIALOGS)
def test_a_dialog_speaks_its_controls_and_is_walked_by_tab(
    walker: Walker, strays: Strays, action: str
) -> None:
    walker.window.do(action)
    walker.rest()
    front = walker.front()
    assert front.windowTitle() == "Satchel"
    assert nameless(front) == []
    assert learnt_by_keyboards(front) == []
    if action != "search":
        assert isinstance(front, QDialog)
        assert front.accessibleName()
        assert not_reached(front) == set()
    assert strays.found == []


def test_escape_closes_whatever_is_open_and_loses_no_place(walker: Walker) -> None:
    for action in DIALOGS:
        walker.window.do(action)
        walker.rest()
        walker.press("Escape")
        assert walker.front() is walker.window
        assert not walker.window.box.isVisible()
    assert walker.window.navigator.current_id == "case"
