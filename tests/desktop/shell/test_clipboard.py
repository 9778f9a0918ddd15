"""What is copied out of Satchel does not stay where it was copied to."""

import pytest
from PySide6.QtCore import QObject
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
