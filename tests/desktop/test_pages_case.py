from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit

from desktop.pages.case import CasePage
from desktop.pages.case.detail import DetailPanel
from desktop.pages.case.nexthearing import NextHearing
from desktop.pages.case.tabs import RecordsTab
from desktop.pages.case.texts import FoldedText
from desktop.widgets.labels import Label
from desktop.wording.caseparts import PARTS
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.usecases.records import Add, Edit, save
from storage.usecases.transaction import Transaction
from storage.usecases.undo import undo
from tests.desktop.conftest import Show
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.storage.builders import add_case, add_note, edit, stored

__all__ = ["page_desk"]


def _page(desk: PageDesk, shown: Show, case: Case, tab: str = "timeline") -> CasePage:
    page = CasePage(desk.lanes, desk.context)
    page.resize(1140, 800)
    shown(page)
    page.open({"case": case.id.hex(), "tab": tab})
    desk.settle()
    return page


def _tab(page: CasePage) -> RecordsTab:
    return next(tab for tab in page.findChildren(RecordsTab) if tab.isVisibleTo(page))


def _panel(page: CasePage) -> DetailPanel:
    return _tab(page).findChildren(DetailPanel)[0]


def _texts(page: CasePage) -> list[str]:
    return [one.text() for one in _panel(page).findChildren(Label) if one.isVisibleTo(page)]


def _press(page: CasePage, text: str) -> None:
    buttons = [b for b in _panel(page).findChildren(QAbstractButton) if b.text() == text]
    assert len(buttons) == 1
    assert buttons[0].isVisibleTo(page)
    buttons[0].click()


def _hearing(transaction: Transaction, case: Case) -> None:
    event = CourtEvent(
        id=transaction.new_id(), case=case.id, matter="delinquency", event_type="status",
        on=date(2026, 3, 2), next_on=date(2026, 3, 20), court="Pittsfield",
    )  # fmt: skip
    save(transaction, [Add(event)], "add court event")


def _privileged(transaction: Transaction, case: Case) -> Note:
    note = Note(
        id=transaction.new_id(), case=case.id, on=date(2026, 3, 2), note_class="privileged",
        text="Words in confidence.",
    )  # fmt: skip
    save(transaction, [Add(note)], "write note")
    return note


def test_the_head_says_how_to_reach_the_youth_safely(page_desk: PageDesk, shown: Show) -> None:
    case, person = page_desk.workspace.write(add_case)
    before = stored(page_desk.workspace, Person, person.id)
    edit(
        page_desk.workspace, before,
        phone="413-555-0100", text_ok=True, safe_contact="Ask for the library card.",
    )  # fmt: skip
    page = _page(page_desk, shown, case)
    texts = [label.text() for label in page.findChildren(Label) if label.isVisibleTo(page)]
    assert "Marisol Vega" in texts
    rules = "Safe contact: 413-555-0100, call no, voicemail no, text yes."
    assert f"{rules} Ask for the library card." in texts


def test_a_target_brings_the_record_and_its_words(page_desk: PageDesk, shown: Show) -> None:
    case, _ = page_desk.workspace.write(add_case)
    note = page_desk.workspace.write(add_note, case, "Met at the library.")
    page = _page(page_desk, shown, case)
    page.open({"case": case.id.hex(), "tab": "notes", "record": note.id.hex()})
    page_desk.settle()
    assert _tab(page).table.current() == note.id
    assert "Met at the library." in _texts(page)


def test_what_was_said_in_confidence_is_folded_in_list_and_panel(
    page_desk: PageDesk, shown: Show
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    note = page_desk.workspace.write(_privileged, case)
    page = _page(page_desk, shown, case, "notes")
    _tab(page).table.select(note.id)
    page_desk.settle()
    model = _tab(page).table.model()
    assert "confidence" not in str([model.index(0, column).data() for column in range(3)])
    assert "Words in confidence." not in _texts(page)
    _panel(page).findChildren(FoldedText)[0].unfold()
    assert "Words in confidence." in _texts(page)
    page_desk.lanes.write(_announced_note, case, context=page)
    page_desk.settle()
    assert "Words in confidence." in _texts(page)


def _announced_note(transaction: Transaction, case: Case) -> object:
    note = Note(
        id=transaction.new_id(), case=case.id, on=date(2026, 3, 3), note_class="factual",
        text="Another.",
    )  # fmt: skip
    return save(transaction, [Add(note)], "write note")


def test_what_others_save_moves_neither_keyboard_nor_selection_nor_the_panel(
    page_desk: PageDesk, shown: Show
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    notes = [page_desk.workspace.write(add_note, case, f"Words {n}.") for n in range(60)]
    page = _page(page_desk, shown, case, "notes")
    table = _tab(page).table
    table.select(notes[30].id)
    table.setFocus()
    page_desk.settle()
    label = next(one for one in _panel(page).findChildren(Label) if one.text() == "Words 30.")
    before = table.place()
    page_desk.lanes.write(_announced_note, case, context=page)
    page_desk.settle()
    assert table.count() == 61
    assert table.place() == before
    assert page.focusWidget() is table
    assert label.isVisibleTo(page)


def test_a_note_is_retired_and_comes_back_by_undo_or_restore(
    page_desk: PageDesk, shown: Show
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    note = page_desk.workspace.write(add_note, case, "Met.")
    page = _page(page_desk, shown, case, "notes")
    _tab(page).table.select(note.id)
    page_desk.settle()
    _press(page, "Retire")
    page_desk.settle()
    assert _tab(page).table.count() == 0
    dot = page_desk.said[0].undo
    assert dot is not None
    page_desk.lanes.write(undo, dot, context=page)
    page_desk.settle()
    assert _tab(page).table.count() == 1
    _tab(page).table.select(note.id)
    page_desk.settle()
    _press(page, "Retire")
    page_desk.settle()
    next(b for b in _tab(page).findChildren(QAbstractButton) if b.text() == "Retired too").click()
    page_desk.settle()
    _tab(page).table.select(note.id)
    page_desk.settle()
    _press(page, "Restore")
    page_desk.settle()
    assert not stored(page_desk.workspace, Note, note.id).retired


def test_enter_on_a_note_opens_its_amendment(page_desk: PageDesk, shown: Show) -> None:
    case, _ = page_desk.workspace.write(add_case)
    note = page_desk.workspace.write(add_note, case, "Met.")
    page = _page(page_desk, shown, case, "notes")
    _tab(page).table.select(note.id)
    page_desk.settle()
    QTest.keyClick(_tab(page).table, Qt.Key.Key_Return)
    target = dict(page_desk.opened[0].target)
    assert (target["kind"], target["amends"]) == ("note", note.id.hex())


def test_a_next_hearing_is_offered_with_what_is_known(page_desk: PageDesk, shown: Show) -> None:
    case, person = page_desk.workspace.write(add_case)
    page_desk.workspace.write(_hearing, case)
    page = _page(page_desk, shown, case, "court")
    banner = page.findChild(NextHearing)
    assert banner is not None
    assert banner.isVisibleTo(page)
    banner.acted.emit()
    target = dict(page_desk.opened[0].target)
    assert target["person"] == person.id.hex()
    assert target["values"]["on"] == "2026-03-20"
    assert target["values"]["court"] == "Pittsfield"


def test_initials_reach_head_list_and_panel(page_desk: PageDesk, shown: Show) -> None:
    case, person = page_desk.workspace.write(add_case)
    page = _page(page_desk, shown, case, "people")
    page_desk.context.toggle_initials()
    page_desk.settle()
    _tab(page).table.select(person.id)
    page_desk.settle()
    words = [label.text() for label in page.findChildren(Label) if label.isVisibleTo(page)]
    cells = [_tab(page).table.model().index(0, column).data() for column in range(4)]
    assert not [text for text in [*words, *map(str, cells)] if "Marisol" in text or "Vega" in text]


def test_the_page_stands_again_as_it_was(page_desk: PageDesk, shown: Show) -> None:
    case, _ = page_desk.workspace.write(add_case)
    notes = [page_desk.workspace.write(add_note, case, f"Words {n}.") for n in range(40)]
    page = _page(page_desk, shown, case, "notes")
    _tab(page).table.select(notes[10].id)
    page_desk.settle()
    place = page.place()
    again = CasePage(page_desk.lanes, page_desk.context)
    again.resize(1140, 800)
    shown(again)
    again.restore_place(place)
    page_desk.settle()
    assert again.place() == place


def test_a_case_that_is_not_here_says_so(page_desk: PageDesk, shown: Show) -> None:
    page = CasePage(page_desk.lanes, page_desk.context)
    shown(page)
    page.open({"case": "00" * 16})
    page_desk.settle()
    texts = [label.text() for label in page.findChildren(Label) if label.isVisibleTo(page)]
    assert "This case is not on this laptop" in texts


def test_every_control_of_every_tab_has_a_name(page_desk: PageDesk, shown: Show) -> None:
    case, person = page_desk.workspace.write(add_case)
    page = _page(page_desk, shown, case, "people")
    _tab(page).table.select(person.id)
    page_desk.settle()
    for cls in (QAbstractButton, QComboBox, QLineEdit):
        for control in page.findChildren(cls):
            if control.focusPolicy() & Qt.FocusPolicy.TabFocus and not control.isHidden():
                name = control.accessibleName() or getattr(control, "text", str)()
                assert name, (type(control), control.parent())


def test_a_change_of_the_youth_shows_in_the_head_at_once(page_desk: PageDesk, shown: Show) -> None:
    case, person = page_desk.workspace.write(add_case)
    page = _page(page_desk, shown, case)
    before = stored(page_desk.workspace, Person, person.id)
    after = replace(before.record, name_used="Mari")
    page_desk.lanes.write(save, [Edit(before, after)], "edit person", context=page)
    page_desk.settle()
    texts = [label.text() for label in page.findChildren(Label) if label.isVisibleTo(page)]
    assert "Mari Vega" in texts


def test_whoever_turns_the_parts_by_key_keeps_the_keyboard_in_them(
    page_desk: PageDesk, shown: Show
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    page_desk.workspace.write(_hearing, case)
    page = _page(page_desk, shown, case)
    page.first_focus().setFocus()
    names = []
    for _ in PARTS:
        turned = QApplication.focusWidget()
        assert turned is not None
        QTest.keyClick(turned, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
        page_desk.settle()
        page_desk.settle()
        within = QApplication.focusWidget()
        assert within is not None
        assert within.focusPolicy() & Qt.FocusPolicy.TabFocus
        names.append(page.place()["tab"])
    assert sorted(names) == sorted(PARTS)
