"""A note is written beside the list, its class first, and never loses a letter."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.dialogs.record import RecordDialog
from desktop.pages.case import CasePage
from desktop.pages.case.composer import NoteComposer
from desktop.widgets.labels import Problem
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.note import Note
from storage.tables.records import TABLES, record_maker
from storage.usecases.changes import Changes
from storage.usecases.desk import desk
from storage.usecases.transaction import Transaction
from tests.desktop.at_desk import AtDesk, at_desk, over
from tests.patience import within
from tests.storage.builders import add_case, add_note

__all__ = ["at_desk", "over"]

Show = Callable[[QWidget], QWidget]


@pytest.fixture
def case(at_desk: AtDesk) -> Case:
    case: Case = at_desk.write(add_case)[0]
    return case


@pytest.fixture
def page(at_desk: AtDesk, case: Case, shown: Show) -> CasePage:
    return open_page(at_desk, case.id, shown)


def open_page(at_desk: AtDesk, case: RecordId, shown: Show) -> CasePage:
    page = CasePage(at_desk.lanes, at_desk.context)
    page.resize(1100, 800)
    shown(page)
    page.open({"case": case.hex()})
    at_desk.rest()
    at_desk.rest()
    return page


def press(within: QWidget, text: str) -> None:
    buttons = [b for b in within.findChildren(QPushButton) if b.isVisible() and b.text() == text]
    buttons[0].click()


def write(page: CasePage, at_desk: AtDesk) -> NoteComposer:
    press(page, "Write note")
    at_desk.rest()
    composer = page.findChild(NoteComposer)
    assert composer is not None
    assert composer.is_open
    return composer


def text_of(page: QWidget) -> QPlainTextEdit:
    found = page.findChild(QPlainTextEdit, "note_text")
    assert found is not None
    return found


def notes(at_desk: AtDesk) -> list[Note]:
    query = TABLES["note"].select().where(TABLES["note"].c.retired == 0)
    rows = at_desk.read(lambda c: c.execute(query).mappings().all())
    return [record_maker("note")(row) for row in rows]


def place_of(case: Case) -> str:
    return f"record/note/case/{case.id.hex()}"


def test_the_class_gets_the_keyboard_first_and_none_is_chosen_for_anybody(
    page: CasePage, at_desk: AtDesk
) -> None:
    composer = write(page, at_desk)
    focused = page.window().focusWidget()
    assert focused is not None
    assert focused.objectName() == "note_class-input"
    assert composer.form.values()["note_class"] == ""


def test_a_note_without_its_class_is_not_kept(page: CasePage, at_desk: AtDesk) -> None:
    composer = write(page, at_desk)
    composer.form.start_with({"text": "Called the school"})
    press(composer, "Save note")
    at_desk.rest()
    assert [p.text() for p in composer.findChildren(Problem) if p.text()] == ["Class is needed."]
    assert notes(at_desk) == []


def test_a_saved_note_names_its_writer_and_its_draft_is_gone(
    page: CasePage, at_desk: AtDesk, case: Case
) -> None:
    composer = write(page, at_desk)
    composer.form.start_with({"note_class": "privileged", "text": "She told me"})
    composer.form.send_draft()
    press(composer, "Save note")
    at_desk.rest()
    (note,) = notes(at_desk)
    assert (note.case, note.note_class, note.text) == (case.id, "privileged", "She told me")
    assert note.author == at_desk.context.settings.person
    assert place_of(case) not in at_desk.read(desk).drafts
    assert not composer.is_open
    assert at_desk.said[-1].text == "Note saved"
    assert at_desk.said[-1].undo is not None


def test_every_letter_is_in_the_workspace_within_two_seconds(
    page: CasePage, at_desk: AtDesk, case: Case, qtbot: QtBot
) -> None:
    write(page, at_desk)
    text_of(page).setFocus()

    def kept() -> bool:
        draft = at_desk.read(desk).drafts.get(place_of(case))
        return draft is not None and draft["raws"]["text"] == "Half a sen"

    with within(2):
        QTest.keyClicks(text_of(page), "Half a sen")
        qtbot.waitUntil(kept)


def test_another_case_opens_empty_and_the_first_one_has_its_draft_back(
    page: CasePage, at_desk: AtDesk, case: Case
) -> None:
    other: Case = at_desk.write(add_case, "Tomas", "Silva")[0]
    write(page, at_desk)
    text_of(page).setFocus()
    QTest.keyClicks(text_of(page), "About Marisol")
    page.open({"case": other.id.hex(), "tab": "notes"})
    at_desk.rest()
    composer = page.findChild(NoteComposer)
    assert composer is not None
    assert composer.place() == {}
    assert text_of(page).toPlainText() == ""
    page.open({"case": case.id.hex(), "tab": "notes"})
    at_desk.rest()
    assert composer.is_open
    assert text_of(page).toPlainText() == "About Marisol"


def test_a_lock_gives_back_letters_and_caret(
    page: CasePage, at_desk: AtDesk, case: Case, shown: Show, qtbot: QtBot
) -> None:
    write(page, at_desk)
    text = text_of(page)
    text.setFocus()
    QTest.keyClicks(text, "Half a sentence")
    cursor = text.textCursor()
    cursor.setPosition(4)
    text.setTextCursor(cursor)
    place = page.place()
    again = CasePage(at_desk.lanes, at_desk.context)
    again.resize(1100, 800)
    shown(again)
    again.restore_place(place)
    qtbot.waitUntil(lambda: again.findChild(QPlainTextEdit, "note_text") is not None)
    qtbot.waitUntil(lambda: text_of(again).toPlainText() == "Half a sentence")
    assert text_of(again).textCursor().position() == 4
    assert again.place()["case"] == case.id.hex()


def test_what_others_save_moves_neither_letters_nor_caret(
    page: CasePage, at_desk: AtDesk, case: Case
) -> None:
    write(page, at_desk)
    text = text_of(page)
    text.setFocus()
    QTest.keyClicks(text, "Half a sentence")
    QTest.keyClick(text, Qt.Key.Key_Left)
    before = (text.toPlainText(), text.textCursor().position())
    at_desk.write(add_note_act, case)
    at_desk.rest()
    assert (text.toPlainText(), text.textCursor().position()) == before
    assert page.window().focusWidget() is text


def test_put_aside_closes_the_form_and_keeps_the_draft(
    page: CasePage, at_desk: AtDesk, case: Case
) -> None:
    composer = write(page, at_desk)
    composer.form.start_with({"text": "Later"})
    press(composer, "Put aside")
    at_desk.rest()
    assert not composer.is_open
    assert place_of(case) in at_desk.read(desk).drafts


def test_a_note_saved_from_its_draft_elsewhere_is_let_go_here(
    page: CasePage, at_desk: AtDesk, case: Case, over: QWidget
) -> None:
    composer = write(page, at_desk)
    composer.form.start_with({"note_class": "factual", "text": "Once only"})
    composer.form.send_draft()
    at_desk.rest()
    target = {"kind": "note", "case": case.id.hex()}
    dialog = RecordDialog(at_desk.lanes, at_desk.context, target, over)
    dialog.open()
    at_desk.rest()
    dialog.save()
    at_desk.rest()
    at_desk.rest()
    assert [note.text for note in notes(at_desk)] == ["Once only"]
    assert not composer.is_open
    assert not composer.form.dirty


def add_note_act(transaction: Transaction, case: Case) -> Changes:
    note = add_note(transaction, case, "From somebody else")
    return Changes({"note": frozenset({note.id})}, "write note")
