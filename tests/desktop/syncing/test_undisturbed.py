"""What arrives never moves the keyboard, the selection, the scroll position or the caret."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from desktop.dialogs.record import RecordDialog
from desktop.lists.table import RecordTable
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person
from storage.tables.records import fetch
from storage.usecases.changes import Changes
from storage.usecases.records import Add, Edit, save
from storage.usecases.transaction import Transaction
from tests.desktop.desks import Sessions
from tests.desktop.syncing.office import Ana, settle, sync
from tests.journeys.walking import Walker
from tests.storage.builders import SOME_DAY


class Ears(QObject):
    """Hears what every view hears."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Changes] = []

    def hear(self, changes: Changes) -> None:
        self.heard.append(changes)


def youth_of(case: Case) -> RecordId:
    assert case.youth is not None
    return case.youth


def add_cases(transaction: Transaction, count: int, start: int = 0) -> list[Case]:
    cases = []
    for number in range(start, start + count):
        case_id, person = transaction.new_id(), transaction.new_id()
        case = Case(
            id=case_id,
            number=f"BER-26-{number:04d}",
            youth=person,
            cac="berkshire_kids_place",
            opened_on=SOME_DAY,
            status="active_ongoing",
        )
        youth = Person(
            id=person,
            case=case_id,
            role="primary_victim",
            given_name="Practice",
            family_name=f"Youth{number:04d}",
        )
        save(transaction, [Add(case), Add(youth)], "intake")
        cases.append(case)
    return cases


def reword(
    transaction: Transaction, /, cls: type[Any], record: RecordId, **values: object
) -> Changes:
    before = fetch(transaction.connection, cls, record)
    assert before is not None
    return save(transaction, [Edit(before, replace(before.record, **values))], "edit")


@pytest.fixture
def cases(ana: Ana) -> list[Case]:
    cases: list[Case] = ana.workspace.write(add_cases, 60)
    return cases


def open_window(lena: Sessions, qtbot: QtBot) -> Walker:
    session = lena.start()
    settle(session, qtbot)
    return Walker(session, qtbot)


def test_a_list_keeps_its_selection_its_place_and_the_keyboard(
    ana: Ana, cases: list[Case], lena: Sessions, qtbot: QtBot
) -> None:
    walker = open_window(lena, qtbot)
    session = lena.living[-1]
    walker.window.do("caseload")
    walker.rest()
    table = walker.find(RecordTable, "caseload-table")
    table.select(cases[40].id)
    table.setFocus()
    walker.rest()
    bar = table.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    walker.rest()
    before = (table.current(), bar.value(), QApplication.focusWidget())
    rows = table.model().rowCount()
    ana.workspace.write(reword, Case, cases[40].id, priority="urgent")
    ana.save(add_cases, 1, 60)
    sync(session, qtbot)
    walker.rest()
    qtbot.waitUntil(lambda: table.model().rowCount() == rows + 1)
    assert (table.current(), bar.value(), QApplication.focusWidget()) == before


def test_a_note_being_written_keeps_every_letter_and_the_caret(
    ana: Ana, cases: list[Case], lena: Sessions, qtbot: QtBot
) -> None:
    walker = open_window(lena, qtbot)
    session, case = lena.living[-1], cases[3]
    context = session.context
    assert context is not None
    context.go("case", {"case": case.id.hex(), "tab": "notes"})
    walker.rest()
    walker.push("Write note")
    text = walker.find(QPlainTextEdit, "note_text")
    text.setFocus()
    QTest.keyClicks(text, "She said that she would")
    cursor = text.textCursor()
    cursor.setPosition(8)
    text.setTextCursor(cursor)
    ana.workspace.write(reword, Person, youth_of(case), name_used="Kit")
    ana.save(reword, Case, case.id, priority="urgent")
    session.syncing.sync_now()
    while session.syncing.at_work:
        QTest.keyClicks(text, "x")
        qtbot.wait(5)
    typed = text.toPlainText().count("x")
    walker.rest()
    assert text.toPlainText() == "She said" + "x" * typed + " that she would"
    assert text.textCursor().position() == 8 + typed
    assert text.hasFocus()


def test_a_form_being_filled_in_keeps_what_is_typed_and_shows_the_rest(
    ana: Ana, cases: list[Case], lena: Sessions, qtbot: QtBot
) -> None:
    walker = open_window(lena, qtbot)
    session, case = lena.living[-1], cases[3]
    context = session.context
    assert context is not None
    context.go("case", {"case": case.id.hex()})
    context.open(
        "record", {"kind": "person", "record": youth_of(case).hex(), "case": case.id.hex()}
    )
    walker.rest()
    dialog = walker.front()
    assert isinstance(dialog, RecordDialog)
    family = control(dialog, "family_name")
    family.setFocus()
    family.setText("Quillfea")
    family.setCursorPosition(5)
    family.setModified(True)
    ana.save(reword, Person, youth_of(case), name_used="Kit")
    sync(session, qtbot)
    walker.rest()
    assert family.text() == "Quillfea"
    assert family.cursorPosition() == 5
    assert family.hasFocus()
    assert control(dialog, "name_used").text() == "Kit"


def control(dialog: RecordDialog, field: str) -> QLineEdit:
    found = dialog.findChild(QLineEdit, f"{field}-input")
    assert isinstance(found, QLineEdit)
    return found


def test_a_page_that_is_not_concerned_asks_for_nothing(
    ana: Ana, cases: list[Case], lena: Sessions, qtbot: QtBot
) -> None:
    walker = open_window(lena, qtbot)
    session = lena.living[-1]
    ears = Ears()
    session.lanes.changed.connect(ears.hear)
    ana.save(reword, Case, cases[0].id, priority="urgent")
    sync(session, qtbot)
    walker.rest()
    touched = [changes for changes in ears.heard if changes.ids_by_kind]
    assert len(touched) == 1
    assert touched[0].touches("case", cases[0].id)
    assert not touched[0].touches("person")
    assert touched[0].dot is None
