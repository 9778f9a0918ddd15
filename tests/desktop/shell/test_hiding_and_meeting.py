"""Hide by one key, and let a meeting hold the idle lock."""

from dataclasses import replace as with_fields
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.meeting import Meeting
from desktop.shell.curtain import Curtain
from desktop.shell.hiding import Hiding
from desktop.shell.idle import IdleWatch
from desktop.widgets.buttons import Button
from desktop.widgets.labels import Label
from tests.desktop.desks import Sessions
from tests.desktop.shell.test_every_state import (
    _CONTROL,
    context_of,
    front_of,
    nothing_but_the_curtain,
    push,
    rest,
    type_somewhere,
)
from tests.desktop.shell.whole_desk import desk, whole

__all__ = ["desk", "whole"]


def test_quick_hide_covers_everything_and_gives_it_back_as_it_was(
    desk: Sessions, qtbot: QtBot
) -> None:
    desk.start()
    window = desk.window
    window.do("quicklog")
    rest(desk, qtbot)
    dialog = front_of(desk)
    assert type_somewhere(dialog)
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, Qt.Key.Key_F9)
    curtain = window.findChild(Curtain)
    assert isinstance(curtain, Curtain)
    nothing_but_the_curtain(desk, curtain)
    QTest.keyClicks(window, "somebody leans on the keys")
    QTest.keyClick(window, Qt.Key.Key_K, _CONTROL)
    nothing_but_the_curtain(desk, curtain)
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert dialog.isVisible()
    assert not curtain.isVisible()
    # A desktop hands the keyboard to the dialog that came back; here there is none.
    assert dialog.focusWidget() is focus
    assert isinstance(focus, QLineEdit)
    assert (focus.selectedText(), focus.cursorPosition()) == ("", len(focus.text()))
    assert not desk.replaced


def test_quick_hide_is_undone_by_its_key_as_a_keyboard_sends_it(
    desk: Sessions, qtbot: QtBot
) -> None:
    desk.start()
    window = desk.window
    press(window, qtbot, Qt.Key.Key_F9)
    curtain = window.findChild(Curtain)
    assert isinstance(curtain, Curtain)
    assert curtain.isVisible()
    press(window, qtbot, Qt.Key.Key_F9)
    assert not curtain.isVisible()


def test_what_is_hidden_can_be_locked_by_the_key(desk: Sessions, qtbot: QtBot) -> None:
    desk.start()
    press(desk.window, qtbot, Qt.Key.Key_F9)
    press(desk.window, qtbot, Qt.Key.Key_L, _CONTROL)
    qtbot.waitUntil(lambda: len(desk.replaced) == 1)


def press(
    window: QWidget,
    qtbot: QtBot,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Press a key on the window of the system, which asks for shortcuts before it sends the key."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window.windowHandle(), key, modifier)


def test_what_stays_hidden_is_locked(desk: Sessions, qtbot: QtBot) -> None:
    session = desk.start()
    hiding = Hiding(desk.window, session.lock, after_ms=20)
    hiding.toggle()
    qtbot.waitUntil(lambda: len(desk.replaced) == 1)


def test_a_meeting_holds_the_idle_lock_until_its_end(desk: Sessions, qtbot: QtBot) -> None:
    session = desk.start()
    context = context_of(desk)
    context.open("meeting")
    dialog = front_of(desk)
    until = dialog.findChild(QComboBox, "meeting_until")
    assert isinstance(until, QComboBox)
    # It is ten o'clock, and two hours is what may be.
    assert [until.itemText(0), until.itemText(until.count() - 1)] == [
        "10:15 AM (15 minutes)",
        "12:00 PM (120 minutes)",
    ]
    assert until.currentText() == "11:00 AM (60 minutes)"
    push(dialog, "Stay unlocked")
    shown = desk.window.findChild(QWidget, "top_meeting")
    assert isinstance(shown, Button)
    assert shown.isVisible()
    assert shown.text() == "No idle lock until 11:00 AM"
    idle = session.findChild(IdleWatch)
    assert isinstance(idle, IdleWatch)
    idle._last -= 3600
    idle.look()
    assert not desk.replaced
    context.meeting.end()
    assert not shown.isVisible()
    idle.look()
    qtbot.waitUntil(lambda: len(desk.replaced) == 1)


def test_a_meeting_ends_by_a_clock_that_nobody_sets() -> None:
    seconds = [0.0]
    meeting = Meeting(lambda: seconds[0])
    meeting.begin(datetime(2026, 3, 4, 15, 0, tzinfo=UTC), timedelta(minutes=30))
    seconds[0] = 1799.0
    assert meeting.holds()
    seconds[0] = 1800.0
    assert not meeting.holds()
    assert meeting.until is None


def test_where_no_meeting_may_hold_the_lock_it_is_said(desk: Sessions) -> None:
    desk.start()
    context = context_of(desk)
    context.set_settings(with_fields(context.settings, meeting_minutes=0))
    context.open("meeting")
    dialog = front_of(desk)
    words = [label.text() for label in dialog.findChildren(Label)]
    assert any("does not let a meeting hold the lock" in each for each in words)
    assert not context.meeting.holds()
