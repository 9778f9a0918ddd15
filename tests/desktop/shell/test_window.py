from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.context import Said
from desktop.shell.navigator import Navigator
from desktop.shell.sidebar import NavButton, Sidebar
from desktop.widgets.scrollbox import ScrollBox
from desktop.widgets.toast import Toast
from storage.domain.kinds.note import Note
from storage.usecases.changes import Changes
from storage.usecases.records import Add, save
from storage.usecases.settings import setting
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.desktop.desks import Sessions
from tests.desktop.plain_page import PlainPage
from tests.storage.builders import SOME_DAY, add_case

ctrl = Qt.KeyboardModifier.ControlModifier


def write_note(transaction: Transaction) -> Changes:
    case, _ = add_case(transaction)
    note = Note(
        id=transaction.new_id(), case=case.id, on=SOME_DAY, note_class="factual", text="Met."
    )
    return save(transaction, [Add(note)], "write note")


def page_of(sessions: Sessions) -> PlainPage:
    page = sessions.window.navigator.currentWidget()
    assert isinstance(page, PlainPage)
    return page


def key(sessions: Sessions, code: Qt.Key, held: Qt.KeyboardModifier = ctrl) -> None:
    sessions.window.activateWindow()
    QTest.keyClick(QApplication.focusWidget() or sessions.window, code, held)


def test_the_window_opens_on_today_with_the_keyboard_in_the_page(plain_sessions: Sessions) -> None:
    plain_sessions.start()
    assert plain_sessions.window.navigator.current_id == "today"
    assert plain_sessions.window.focusWidget() is page_of(plain_sessions).line


def test_no_window_title_says_more_than_the_name_of_the_program(plain_sessions: Sessions) -> None:
    session = plain_sessions.start()
    assert session.context is not None
    session.context.open("quicklog")
    key(plain_sessions, Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier)
    titles = {each.windowTitle() for each in QApplication.topLevelWidgets() if each.isVisible()}
    assert titles == {"Satchel"}


def test_a_page_is_reached_by_its_key_and_left_again_as_it_was(plain_sessions: Sessions) -> None:
    plain_sessions.start()
    page_of(plain_sessions).line.setText("half a wor")
    key(plain_sessions, Qt.Key.Key_2)
    assert plain_sessions.window.navigator.current_id == "caseload"
    page_of(plain_sessions).line.setText("other")
    key(plain_sessions, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert plain_sessions.window.navigator.current_id == "today"
    assert page_of(plain_sessions).line.text() == "half a wor"


def test_back_without_a_past_stays(plain_sessions: Sessions) -> None:
    plain_sessions.start()
    assert not plain_sessions.window.navigator.back()
    assert plain_sessions.window.navigator.current_id == "today"


def test_the_side_bar_marks_where_one_is_and_a_case_counts_as_the_caseload(
    plain_sessions: Sessions,
) -> None:
    session = plain_sessions.start()
    assert session.context is not None
    session.context.go("case", {"case": "0190a3c4-0000-7000-8000-000000000001"})
    marked = [
        b.accessibleName() for b in plain_sessions.window.findChildren(NavButton) if b.isChecked()
    ]
    assert marked == ["Caseload"]


def test_a_press_on_where_one_is_leaves_it_marked(plain_sessions: Sessions) -> None:
    plain_sessions.start()
    today = plain_sessions.window.findChild(NavButton, "nav_today")
    assert isinstance(today, NavButton)
    QTest.mouseClick(today, Qt.MouseButton.LeftButton)
    assert today.isChecked()


def test_pages_and_dialogs_that_are_not_part_of_this_satchel_are_not_offered(
    plain_sessions: Sessions,
) -> None:
    plain_sessions.start()
    assert "quicklog" in plain_sessions.window.offered
    assert not {"reports", "outreach", "intake"} & set(plain_sessions.window.offered)


def test_a_dialog_opens_once_however_often_it_is_asked_for(plain_sessions: Sessions) -> None:
    session = plain_sessions.start()
    assert session.context is not None
    for _ in range(10):
        session.context.open("quicklog")
    assert len(plain_sessions.window.dialogs.place()) == 1


def test_the_state_bar_tells_when_the_last_save_was(plain_sessions: Sessions, qtbot: QtBot) -> None:
    session = plain_sessions.start()
    state = plain_sessions.window._state
    assert state.text == "Nothing saved yet"
    session.lanes.write(write_note, context=session)
    qtbot.waitUntil(lambda: state.text == "Saved on this laptop 10:00 AM")


def test_undo_takes_back_the_newest_save_and_names_it(
    plain_sessions: Sessions, qtbot: QtBot
) -> None:
    session = plain_sessions.start()
    assert session.context is not None
    said: list[Said] = []
    session.context.said.connect(said.append)
    with qtbot.waitCallback() as saved:
        session.lanes.write(write_note, context=session, then=saved)
    plain_sessions.window.do("undo")
    qtbot.waitUntil(lambda: bool(said))
    assert said[0].text == "Undone: write note"


def test_undo_with_nothing_to_undo_says_so(plain_sessions: Sessions, qtbot: QtBot) -> None:
    plain_sessions.start()
    plain_sessions.window.do("undo")
    toast = plain_sessions.window.findChild(Toast)
    assert isinstance(toast, Toast)
    qtbot.waitUntil(lambda: toast.text == "There is nothing to undo.")


def test_a_notice_of_a_save_offers_to_undo_it(plain_sessions: Sessions, qtbot: QtBot) -> None:
    session = plain_sessions.start()
    assert session.context is not None
    changes: list[Changes] = []
    session.lanes.write(write_note, context=session, then=changes.append)
    qtbot.waitUntil(lambda: bool(changes))
    session.context.say("Note kept.", changes[0].dot)
    toast = plain_sessions.window.findChild(Toast)
    assert isinstance(toast, Toast)
    QTest.mouseClick(toast._button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: toast.text == "Undone: write note")


def test_one_key_reduces_names_to_initials_and_the_workspace_remembers(
    plain_sessions: Sessions, workspace: Workspace
) -> None:
    session = plain_sessions.start()
    assert session.context is not None
    held = ctrl | Qt.KeyboardModifier.ShiftModifier
    key(plain_sessions, Qt.Key.Key_H, held)
    assert session.context.initials
    session.lanes.close(60)
    assert workspace.read(setting, "look.initials") is True


def test_a_larger_text_builds_the_window_anew_with_every_letter(
    plain_sessions: Sessions,
) -> None:
    session = plain_sessions.start()
    assert session.context is not None
    page_of(plain_sessions).text.setPlainText("half a thou")
    first = plain_sessions.window
    session.context.set_settings(replace(session.context.settings, text_size=150))
    assert plain_sessions.window is not first
    assert page_of(plain_sessions).text.toPlainText() == "half a thou"


def test_every_control_has_a_spoken_name_and_tab_walks_round(plain_sessions: Sessions) -> None:
    plain_sessions.start()
    window = plain_sessions.window
    reachable = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(widget, Navigator)
    ]
    for widget in reachable:
        words = widget.text() if isinstance(widget, QAbstractButton) else ""
        assert widget.accessibleName() or words, type(widget).__name__
    window.activateWindow()
    walked = set()
    for _ in range(len(reachable) + 5):
        focus = QApplication.focusWidget()
        walked.add(focus)
        QTest.keyClick(focus or window, Qt.Key.Key_Tab)
    assert walked == set(reachable)


@pytest.mark.parametrize("narrow", [False, True])
def test_where_the_side_bar_scrolls_no_way_is_cut_off(qtbot: QtBot, narrow: bool) -> None:  # noqa: FBT001 - one of two
    bar = Sidebar("Berkshire", ("today", "caseload", "calendar", "tasks", "review"), ("settings",))
    qtbot.addWidget(bar)
    bar.set_narrow(narrow)
    bar.resize(bar.width(), 900)
    bar.show()
    review = bar.findChild(NavButton, "nav_review")
    settings = bar.findChild(NavButton, "nav_settings")
    assert isinstance(review, NavButton)
    assert isinstance(settings, NavButton)
    roomy = review.width()
    bar.resize(bar.width(), 200)
    (pages,) = bar.findChildren(ScrollBox)
    qtbot.waitUntil(lambda: pages.verticalScrollBar().isVisible())
    assert review.width() <= pages.viewport().width()
    assert review.width() == settings.width() == roomy


def test_in_a_narrow_window_the_side_bar_keeps_its_icons_and_their_spoken_names(
    plain_sessions: Sessions,
) -> None:
    plain_sessions.start()
    window = plain_sessions.window
    today = window.findChild(NavButton, "nav_today")
    assert isinstance(today, NavButton)
    window.resize(1200, 700)
    assert today.text() == "Today"
    wide = today.width()
    window.resize(800, 700)
    assert today.text() == ""
    assert today.width() < wide
    assert today.accessibleName() == "Today"
