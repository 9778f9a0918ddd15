"""Sync runs by itself; nobody has to think of it."""

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.pages.program import ProgramPage
from desktop.shell.session import Session
from desktop.syncing import SyncState
from storage.domain.kinds.case import Case
from storage.domain.kinds.note import Note
from storage.tables.records import fetch
from storage.usecases.changes import Changes
from storage.usecases.records import Add
from storage.usecases.records import save as save_records
from storage.usecases.settings import set_settings
from storage.usecases.transaction import Transaction
from sync.client.sealing import anything_waits
from tests.conftest import FixedClock
from tests.desktop.desks import Sessions
from tests.desktop.syncing.office import Ana, Served, save, settle, sync
from tests.storage.builders import SOME_DAY, add_case


def write_note(transaction: Transaction, case: Case, text: str) -> Changes:
    """Save a note the way a form does."""
    note = Note(id=transaction.new_id(), case=case.id, on=SOME_DAY, note_class="factual", text=text)
    return save_records(transaction, [Add(note)], "write note")


def note_texts(connection: Any) -> set[str]:
    rows = connection.exec_driver_sql("SELECT text FROM note").all()
    return {row.text for row in rows}


def found(session: Session, qtbot: QtBot, query: Any, *args: object) -> Any:
    answers: list[Any] = []
    session.lanes.read(query, *args, context=session, then=answers.append)
    qtbot.waitUntil(lambda: bool(answers))
    return answers[0]


@pytest.fixture
def case(ana: Ana) -> Case:
    case: Case = ana.workspace.write(add_case)[0]
    return case


def test_the_first_round_begins_at_the_unlock(
    ana: Ana, case: Case, lena: Sessions, qtbot: QtBot
) -> None:
    ana.save(write_note, case, "Met at the library.")
    session = lena.start()
    settle(session, qtbot)
    assert found(session, qtbot, note_texts) == {"Met at the library."}
    assert session.syncing.state.last is not None
    assert lena.window.sync_line.words.startswith("Everything is on the server")


def test_what_one_saves_the_other_receives(
    ana: Ana, case: Case, lena: Sessions, qtbot: QtBot
) -> None:
    session = lena.start()
    settle(session, qtbot)
    save(session, qtbot, write_note, case, "By Lena.")
    assert session.syncing.state.waiting == 1
    assert lena.window.sync_line.words.startswith("1 change waits to be sent")
    sync(session, qtbot)
    assert session.syncing.state.waiting == 0
    ana.sync()
    assert ana.workspace.read(note_texts) == {"By Lena."}


def test_a_save_is_sent_twenty_seconds_later(
    case: Case, lena: Sessions, clock: FixedClock, qtbot: QtBot
) -> None:
    session = lena.start()
    settle(session, qtbot)
    quiet = session.syncing.due
    assert quiet is not None
    assert timedelta(minutes=3) < quiet - clock.now() < timedelta(minutes=7)
    save(session, qtbot, write_note, case, "By Lena.")
    assert session.syncing.due == clock.now() + timedelta(seconds=20)


@pytest.mark.parametrize("problem", ["audit-differs", "audit-silent", "false-snapshot"])
def test_what_is_told_beside_a_round_keeps_nothing_waiting(
    lena: Sessions, clock: FixedClock, qtbot: QtBot, problem: str
) -> None:
    session = lena.start()
    settle(session, qtbot)

    def found_out(transaction: Transaction) -> Any:
        moment = int(clock.now().timestamp() * 1000)
        four_days = 4 * 24 * 60 * 60 * 1000
        told: dict[str, dict[str, Any]] = {
            "audit-differs": {"sync.audit": {"differs": [moment, "00", "01"]}},
            "audit-silent": {"sync.audit": {"silent": [moment - four_days, moment]}},
            "false-snapshot": {"sync.false_snapshot": True},
        }
        return set_settings(transaction, told[problem])

    save(session, qtbot, found_out)
    clock.pass_time(minutes=1)
    sync(session, qtbot)
    assert session.syncing.state.problem == problem
    assert session.syncing.state.last == clock.now()
    assert session.syncing.due is not None
    assert session.syncing.due - clock.now() < timedelta(minutes=7)


def test_more_saves_do_not_put_the_sending_off(
    case: Case, lena: Sessions, clock: FixedClock, qtbot: QtBot
) -> None:
    session = lena.start()
    settle(session, qtbot)
    save(session, qtbot, write_note, case, "One.")
    first = session.syncing.due
    clock.pass_time(seconds=15)
    save(session, qtbot, write_note, case, "Two.")
    assert session.syncing.due == first


def test_f5_sends_and_receives_at_once(ana: Ana, case: Case, lena: Sessions, qtbot: QtBot) -> None:
    session = lena.start()
    settle(session, qtbot)
    ana.save(write_note, case, "News.")
    QTest.keyClick(lena.window, Qt.Key.Key_F5)
    assert session.syncing.at_work
    settle(session, qtbot)
    assert found(session, qtbot, note_texts) == {"News."}


def test_without_a_server_work_goes_on_and_it_is_tried_again_ever_more_seldom(
    served: Served, case: Case, lena: Sessions, clock: FixedClock, qtbot: QtBot
) -> None:
    session = lena.start()
    settle(session, qtbot)
    served.stop()
    waits: list[timedelta] = []
    for _ in range(3):
        sync(session, qtbot)
        assert session.syncing.state.problem == "unreachable"
        assert session.syncing.due is not None
        waits.append(session.syncing.due - clock.now())
    assert waits[0] < waits[1] < waits[2]
    assert waits[0] < timedelta(seconds=20)
    save(session, qtbot, write_note, case, "Offline.")
    assert session.syncing.due == clock.now() + waits[2]
    words = lena.window.sync_line.words
    assert words.startswith("1 change waits for a connection · trying again in")
    assert "Sync: 1 change" in lena.window.sync_line.accessibleName()


def test_a_clock_an_hour_off_is_told_until_it_is_set(
    lena: Sessions, clock: FixedClock, qtbot: QtBot
) -> None:
    late = FixedClock(clock.now() - timedelta(hours=1))
    lena.go_by(late)
    session = lena.start()
    settle(session, qtbot)
    assert session.syncing.state.problem is None
    off = "this laptop's clock is about 1 hour behind the server's"
    assert lena.window.sync_line.words.endswith(off)
    lena.window.do("program")
    settle(session, qtbot)
    page = lena.window.navigator.currentWidget()
    assert isinstance(page, ProgramPage)
    assert page.detail.isVisible()
    assert "set the date, the time and the time zone of the laptop" in page.detail.text()
    late.pass_time(hours=1)
    sync(session, qtbot)
    assert off not in lena.window.sync_line.words


def test_a_workspace_without_a_program_speaks_with_nobody(sessions: Sessions, qtbot: QtBot) -> None:
    session = sessions.start()
    settle(session, qtbot)
    session.syncing.sync_now()
    QTest.keyClick(sessions.window, Qt.Key.Key_F5)
    assert session.syncing.state == SyncState()
    assert session.syncing.scripts._network is None
    assert sessions.window.sync_line.words == "Kept on this laptop only"


def test_leaving_a_case_seals_what_it_was_given(
    case: Case, lena: Sessions, served: Served, qtbot: QtBot
) -> None:
    session = lena.start()
    settle(session, qtbot)
    served.stop()
    context = session.context
    assert context is not None
    context.go("case", {"case": case.id.hex()})
    save(session, qtbot, write_note, case, "Not sealed yet.")
    assert found(session, qtbot, anything_waits)
    context.go("caseload")
    settle(session, qtbot)
    assert not found(session, qtbot, anything_waits)
    assert session.syncing.state.waiting == 1


def test_what_others_save_is_not_said_to_be_saved_here(
    ana: Ana, case: Case, lena: Sessions, qtbot: QtBot
) -> None:
    session = lena.start()
    settle(session, qtbot)
    saved = lena.window.last_saved
    ana.save(write_note, case, "News.")
    sync(session, qtbot)
    assert lena.window.last_saved == saved
    assert session.syncing.state.waiting == 0
    assert found(session, qtbot, lambda connection: fetch(connection, Case, case.id)) is not None
    lena.end()
    lena.start()
    assert lena.window.last_saved is None
