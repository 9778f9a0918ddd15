"""What is copied out of Satchel does not stay where it was copied to."""

import pytest
from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from desktop.shell.clipboard import KEEP_AWAY, ClipboardWatch
from tests.desktop.desks import Sessions


def test_what_was_copied_here_is_gone_at_the_lock_and_after_a_while(
    plain_sessions: Sessions, qtbot: QtBot
) -> None:
    session = plain_sessions.start()
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("a name")
    session.lock()
    assert clipboard.text() == ""
    owner = QObject()
    watch = ClipboardWatch(owner, after_ms=30)
    clipboard.setText("another name")
    assert clipboard.text() == "another name"
    qtbot.waitUntil(lambda: clipboard.text() == "")
    assert watch.parent() is owner


def test_what_was_copied_here_tells_clipboard_histories_to_keep_away(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Without a display nobody owns a clipboard, as Qt sees it.
    monkeypatch.setattr(QClipboard, "ownsClipboard", lambda _clipboard: True)
    line = QLineEdit("a name")
    qtbot.addWidget(line)
    watch = ClipboardWatch(line)
    line.selectAll()
    line.copy()
    copied = QGuiApplication.clipboard().mimeData()
    assert copied is not None
    assert copied.text() == "a name"
    assert {name: copied.data(name).data() for name in KEEP_AWAY} == KEEP_AWAY
    watch.clear()
    assert QGuiApplication.clipboard().text() == ""


class OfX11(QObject):
    """The clipboard of X11, where what is selected is one of its own; offscreen has none."""

    dataChanged = Signal()  # noqa: N815 - as Qt calls them
    selectionChanged = Signal()  # noqa: N815

    def __init__(self) -> None:
        super().__init__()
        self.selected = QMimeData()
        self.is_ours = True

    def select(self, text: str, *, here: bool = True) -> None:
        self.is_ours = here
        found = QMimeData()
        found.setText(text)
        self.setMimeData(found)

    def setMimeData(
        self, found: QMimeData, mode: QClipboard.Mode = QClipboard.Mode.Selection
    ) -> None:
        assert mode == QClipboard.Mode.Selection
        self.selected = found
        self.selectionChanged.emit()

    def mimeData(self, _mode: QClipboard.Mode) -> QMimeData:
        return self.selected

    def text(self, mode: QClipboard.Mode = QClipboard.Mode.Clipboard) -> str:
        return self.selected.text() if mode == QClipboard.Mode.Selection else ""

    def clear(self, mode: QClipboard.Mode) -> None:
        assert mode == QClipboard.Mode.Selection
        self.setMimeData(QMimeData())

    def supportsSelection(self) -> bool:
        return True

    def ownsSelection(self) -> bool:
        return self.is_ours

    def ownsClipboard(self) -> bool:
        return False


def test_what_was_merely_selected_does_not_stay_for_a_middle_click_either(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    x11, owner = OfX11(), QObject()
    monkeypatch.setattr(QGuiApplication, "clipboard", lambda: x11)
    watch = ClipboardWatch(owner, after_ms=30)
    x11.select("a name")
    assert {name: x11.selected.data(name).data() for name in KEEP_AWAY} == KEEP_AWAY
    assert x11.selected.text() == "a name"
    qtbot.waitUntil(lambda: x11.selected.text() == "")
    x11.select("another name")
    watch.clear()
    assert x11.selected.text() == ""
    x11.select("what is somebody else's", here=False)
    qtbot.wait(60)
    watch.clear()
    assert x11.selected.text() == "what is somebody else's"
