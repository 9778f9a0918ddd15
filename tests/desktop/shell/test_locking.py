from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection

from desktop.shell.curtain import Curtain
from desktop.shell.session import Session
from desktop.system.handover import Handover, handed_over, locked_command
from storage.usecases.drafts import draft
from tests.desktop.desks import Sessions
from tests.desktop.plain_page import CaseloadPage, PlainPage, QuickLogDialog, TodayPage
from tests.patience import within


def page_of(sessions: Sessions) -> PlainPage:
    page = sessions.window.navigator.currentWidget()
    assert isinstance(page, PlainPage)
    return page


def dialog_of(sessions: Sessions) -> QuickLogDialog:
    dialog = sessions.window.findChild(QuickLogDialog)
    assert isinstance(dialog, QuickLogDialog)
    return dialog


def come_back(sessions: Sessions) -> Session:
    """What a fresh process does after an unlock, in this one."""
    assert len(sessions.replaced) == 1
    sessions.end()
    return sessions.start()


def test_the_lock_blanks_at_once_and_replaces_the_process_once(plain_sessions: Sessions) -> None:
    session = plain_sessions.start()
    with within(2):
        session.lock()
        session.lock()
    curtain = plain_sessions.window.findChild(Curtain)
    assert isinstance(curtain, Curtain)
    assert curtain.isVisible()
    assert curtain.geometry() == plain_sessions.window.rect()
    assert len(plain_sessions.replaced) == 1


def test_behind_the_curtain_no_dialog_and_no_menu_is_left(plain_sessions: Sessions) -> None:
    session = plain_sessions.start()
    assert session.context is not None
    session.context.open("quicklog")
    plain_sessions.window.do("help")
    session.lock()
    left = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    assert left == [plain_sessions.window]


def test_after_unlock_page_letters_caret_and_selection_are_as_they_were(
    plain_sessions: Sessions, qtbot: QtBot
) -> None:
    session = plain_sessions.start()
    assert session.context is not None
    session.context.go("caseload")
    page = page_of(plain_sessions)
    page.line.setText("13/45/20")
    page.text.setPlainText("She said that she would")
    page.text.setFocus()
    cursor = page.text.textCursor()
    cursor.setPosition(4)
    cursor.setPosition(8, cursor.MoveMode.KeepAnchor)
    page.text.setTextCursor(cursor)
    session.lock()
    come_back(plain_sessions)
    page = page_of(plain_sessions)
    assert plain_sessions.window.navigator.current_id == "caseload"
    assert page.line.text() == "13/45/20"
    assert page.text.toPlainText() == "She said that she would"
    qtbot.waitUntil(page.text.hasFocus)
    cursor = page.text.textCursor()
    assert (cursor.anchor(), cursor.position()) == (4, 8)


def test_an_open_dialog_is_open_again_with_its_caret(
    plain_sessions: Sessions, qtbot: QtBot
) -> None:
    session = plain_sessions.start()
    assert session.context is not None
    session.context.open("quicklog", {"people": ["0190a3c4-0000-7000-8000-000000000001"]})
    line = dialog_of(plain_sessions).line
    line.setText("Mariso")
    line.setFocus()
    line.setCursorPosition(3)
    session.lock()
    come_back(plain_sessions)
    dialog = dialog_of(plain_sessions)
    assert dialog.isVisible()
    assert dialog.target == {"people": ["0190a3c4-0000-7000-8000-000000000001"]}
    assert dialog.line.text() == "Mariso"
    qtbot.waitUntil(lambda: dialog.line.cursorPosition() == 3)


def test_a_closed_dialog_stays_closed(plain_sessions: Sessions) -> None:
    session = plain_sessions.start()
    assert session.context is not None
    session.context.open("quicklog")
    dialog_of(plain_sessions).reject()
    session.lock()
    come_back(plain_sessions)
    assert plain_sessions.window.dialogs.place() == []


def test_what_stood_in_the_search_box_stands_there_again(plain_sessions: Sessions) -> None:
    session = plain_sessions.start()
    plain_sessions.window.do("search")
    plain_sessions.window.box.line.setText("mari")
    session.lock()
    come_back(plain_sessions)
    assert plain_sessions.window.box.isVisible()
    assert plain_sessions.window.box.line.text() == "mari"


def test_the_way_back_is_kept_over_a_lock(plain_sessions: Sessions) -> None:
    session = plain_sessions.start()
    assert session.context is not None
    page_of(plain_sessions).line.setText("on today")
    session.context.go("caseload")
    session.lock()
    come_back(plain_sessions)
    assert plain_sessions.window.navigator.back()
    assert page_of(plain_sessions).line.text() == "on today"


def test_typing_is_in_the_workspace_within_two_seconds(
    plain_sessions: Sessions, qtbot: QtBot, folder: Path
) -> None:
    session = plain_sessions.start()
    kept: list[object] = []

    def look() -> bool:
        session.lanes.read(_desk_draft, context=session, then=kept.append, key="look")
        return any(found == "half a sentence" for found in kept)

    with within(2):
        QTest.keyClicks(page_of(plain_sessions).line, "half a sentence")
        qtbot.waitUntil(look)
    assert b"half a sentence" not in (folder / "workspace.db").read_bytes()


def test_closing_the_window_keeps_what_was_being_typed(plain_sessions: Sessions) -> None:
    session = plain_sessions.start()
    page_of(plain_sessions).line.setText("not yet sav")
    plain_sessions.window.close()
    assert not plain_sessions.replaced
    plain_sessions.living.remove(session)
    again = Sessions(Path(), b"", session._clock, plain_sessions._qtbot)
    again._open = plain_sessions._open
    again.start()
    assert page_of(again).line.text() == "not yet sav"
    again.end()


@pytest.mark.parametrize("sign", ["sleep", "session", "gap"])
def test_every_sign_of_the_system_locks_at_once(plain_sessions: Sessions, sign: str) -> None:
    plain_sessions.start()
    plain_sessions.system.signs[0].left.emit(sign)
    assert len(plain_sessions.replaced) == 1


def test_an_idle_lock_blanks_at_once_and_lets_work_finish_behind_the_curtain(
    plain_sessions: Sessions, qtbot: QtBot
) -> None:
    session = plain_sessions.start()
    finish = Event()
    done: list[bool] = []
    session.lanes.report(lambda _: finish.wait(60), context=session, then=done.append)
    session.lock_idle()
    curtain = plain_sessions.window.findChild(Curtain)
    assert isinstance(curtain, Curtain)
    assert curtain.isVisible()
    assert not plain_sessions.replaced
    finish.set()
    qtbot.waitUntil(lambda: len(plain_sessions.replaced) == 1)
    assert done == [True]


def test_work_that_began_before_the_text_grew_is_finished_behind_the_curtain_too(
    plain_sessions: Sessions, qtbot: QtBot
) -> None:
    session = plain_sessions.start()
    finish = Event()
    session.lanes.report(lambda _: finish.wait(60), context=session, then=bool)
    context = session.context
    assert context is not None
    context.set_settings(replace(context.settings, text_size=150))
    session.lock_idle()
    assert not plain_sessions.replaced
    finish.set()
    qtbot.waitUntil(lambda: len(plain_sessions.replaced) == 1)


def test_a_sleep_does_not_wait_for_work_behind_the_curtain(plain_sessions: Sessions) -> None:
    session = plain_sessions.start()
    finish = Event()
    session.lanes.report(lambda _: finish.wait(60), context=session, then=bool)
    session.lock_idle()
    session.lock()
    assert len(plain_sessions.replaced) == 1
    finish.set()


def test_the_locked_process_gets_a_folder_and_bare_facts_only(folder: Path) -> None:
    surroundings = {
        "PATH": "/bin",
        "LC_ALL": "C",
        "DISPLAY": ":0",
        "NOTE": "Marisol",
        "SECRET": "x",
    }
    due = (datetime(2026, 3, 4, 20, 40, tzinfo=UTC), datetime(2026, 3, 5, 14, 0, tzinfo=UTC))
    environment = Handover(due=due, theme="dark", text_size=150).environment(surroundings)
    assert environment == {
        "PATH": "/bin",
        "LC_ALL": "C",
        "DISPLAY": ":0",
        "SATCHEL_DUE": "29544280,29545320",
        "SATCHEL_LOOK": "dark,150",
    }
    assert handed_over(environment) == Handover(due=due, theme="dark", text_size=150)
    assert locked_command(folder)[1:] == ["-m", "desktop", "--workspace", str(folder), "--locked"]


def test_where_the_window_stood_is_handed_over_and_nonsense_is_left_aside(
    plain_sessions: Sessions,
) -> None:
    session = plain_sessions.start()
    session.lock()
    handover = plain_sessions.replaced[0]
    assert handover.window == plain_sessions.window.geometry()
    assert handed_over(handover.environment({})) == handover
    assert handed_over({"SATCHEL_WINDOW": "a,b", "SATCHEL_DUE": "-1,x,²,99999999999"}) == Handover()


def _desk_draft(connection: Connection) -> object:
    found = draft(connection, "desk")
    return found and found.content["navigation"]["pages"]["today"]["line"]


def test_a_page_that_fails_does_not_keep_the_keys_here(
    plain_sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = plain_sessions.start()
    assert session.context is not None
    session.context.go("caseload")
    page_of(plain_sessions).line.setText("kept")
    session.context.go("today")

    def fail(*_: object) -> None:
        raise KeyError("Marisol Vega")

    monkeypatch.setattr(TodayPage, "place", fail)
    session.lock()
    assert len(plain_sessions.replaced) == 1


def test_where_one_cannot_stand_any_more_one_begins_on_today(
    plain_sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = plain_sessions.start()
    assert session.context is not None
    session.context.go("caseload")
    session.lock()

    def fail(*_: object) -> None:
        raise KeyError("Marisol Vega")

    monkeypatch.setattr(CaseloadPage, "restore_place", fail)
    come_back(plain_sessions)
    assert plain_sessions.window.navigator.current_id == "today"
    assert [type(error) for error in plain_sessions.window.troubles] == [KeyError]
