from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from desktop.dialogs.layouts import LAYOUTS
from desktop.dialogs.record import RecordDialog
from desktop.widgets.banner import Banner
from desktop.widgets.labels import Hint
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person
from storage.domain.kinds.victimization import Victimization
from storage.usecases.caseentries import EntryFilter, entries, entry_order
from storage.usecases.casefile import amendments
from storage.usecases.drafts import draft
from storage.usecases.records import Add, Edit, save
from storage.usecases.transaction import Transaction
from storage.usecases.undo import last_own_save
from tests.desktop.conftest import Show, delete
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.patience import within
from tests.storage.builders import add_case, add_note, edit, stored

__all__ = ["page_desk"]


@pytest.fixture
def window(page_desk: PageDesk, shown: Show) -> QWidget:
    return shown(page_desk.window())


def _open(desk: PageDesk, window: QWidget, **target: Any) -> RecordDialog:
    dialog = RecordDialog(desk.lanes, desk.context, target, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    desk.settle()
    return dialog


def _type(dialog: RecordDialog, name: str, text: str) -> None:
    control = dialog.form.editor(name).control
    control.setFocus()
    QTest.keyClicks(control, text)


def _events(desk: PageDesk, case: RecordId, kind: str = "court_event") -> list[Any]:
    chosen = EntryFilter(case=case, kinds=(kind,))
    ids = desk.workspace.read(entry_order, chosen)
    found = desk.workspace.read(entries, (kind,), ids)
    return [found[one].record for one in ids]


def _said(dialog: RecordDialog) -> str:
    banner = dialog.findChild(Banner)
    assert banner is not None
    return banner.text if banner.isVisibleTo(dialog) else ""


def test_a_note_is_written_by_keyboard_alone_and_can_be_undone(
    page_desk: PageDesk, window: QWidget
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    dialog = _open(page_desk, window, kind="note", case=case.id.hex())
    _type(dialog, "text", "Met at the library.")
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    page_desk.settle()
    (note,) = _events(page_desk, case.id, "note")
    assert (note.text, note.on) == ("Met at the library.", date(2026, 3, 4))
    (said,) = page_desk.said
    assert said.text == "Note saved"
    own = page_desk.workspace.read(last_own_save, page_desk.workspace.device)
    assert own is not None
    assert said.undo == own[0]
    assert not dialog.isVisible()
    delete(dialog)


def test_what_is_missing_is_said_at_its_field_and_nothing_is_stored(
    page_desk: PageDesk, window: QWidget
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    dialog = _open(page_desk, window, kind="court_event", case=case.id.hex())
    dialog.save()
    page_desk.settle()
    assert dialog.isVisible()
    assert dialog.form.editor("event_type").control.accessibleDescription()
    assert _events(page_desk, case.id) == []
    delete(dialog)


def test_a_target_brings_its_values_as_plain_data(page_desk: PageDesk, window: QWidget) -> None:
    case, _ = page_desk.workspace.write(add_case)
    values = {"on": "2026-03-20", "matter": "care_and_protection", "event_type": "status"}
    dialog = _open(page_desk, window, kind="court_event", case=case.id.hex(), values=values)
    dialog.save()
    page_desk.settle()
    assert [event.on for event in _events(page_desk, case.id)] == [date(2026, 3, 20)]
    delete(dialog)


def test_every_letter_comes_back_after_escape_even_a_half_typed_date(
    page_desk: PageDesk, window: QWidget
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    target = {"kind": "court_event", "case": case.id.hex()}
    dialog = _open(page_desk, window, **target)
    _type(dialog, "court", "Pittsf")
    _type(dialog, "on", "2/30/20")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert "kept as a draft" in page_desk.said[0].text
    delete(dialog)
    again = _open(page_desk, window, **target)
    assert again.form.editor("court").raw() == "Pittsf"
    assert again.form.editor("on").raw() == "2/30/20"
    assert "not saved yet" in _said(again)
    delete(again)


def test_a_draft_is_in_the_workspace_within_two_seconds(
    page_desk: PageDesk, window: QWidget
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    dialog = _open(page_desk, window, kind="note", case=case.id.hex())
    place = f"record/note/case/{case.id.hex()}"
    with within(2):
        _type(dialog, "text", "Half a sent")
        page_desk.qtbot.waitUntil(lambda: page_desk.workspace.read(draft, place) is not None)
    delete(dialog)


def test_saving_forgets_the_draft(page_desk: PageDesk, window: QWidget) -> None:
    case, _ = page_desk.workspace.write(add_case)
    dialog = _open(page_desk, window, kind="note", case=case.id.hex())
    _type(dialog, "text", "Met.")
    dialog.form.send_draft()
    dialog.save()
    page_desk.settle()
    assert page_desk.workspace.read(draft, f"record/note/case/{case.id.hex()}") is None
    delete(dialog)


def test_discarding_a_draft_empties_the_form(page_desk: PageDesk, window: QWidget) -> None:
    case, _ = page_desk.workspace.write(add_case)
    page_desk.context.keep_draft(
        f"record/note/case/{case.id.hex()}", {"raws": {"text": "Old words"}}
    )
    dialog = _open(page_desk, window, kind="note", case=case.id.hex())
    assert dialog.form.editor("text").raw() == "Old words"
    banner = dialog.findChild(Banner)
    assert banner is not None
    banner.acted.emit()
    assert dialog.form.editor("text").raw() == ""
    assert not dialog.form.dirty
    delete(dialog)


def test_only_what_was_changed_is_written(page_desk: PageDesk, window: QWidget) -> None:
    case, _ = page_desk.workspace.write(add_case)
    dialog = _open(page_desk, window, kind="case", record=case.id.hex())
    _type(dialog, "police", "Pittsfield detectives")
    other = stored(page_desk.workspace, Case, case.id)
    edit(page_desk.workspace, other, coordinator="Rosa Lind")
    dialog.save()
    page_desk.settle()
    found = stored(page_desk.workspace, Case, case.id).record
    assert (found.police, found.coordinator) == ("Pittsfield detectives", "Rosa Lind")
    delete(dialog)


def test_what_another_saved_meanwhile_stands_beside_what_is_typed(
    page_desk: PageDesk, window: QWidget
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    dialog = _open(page_desk, window, kind="case", record=case.id.hex())
    _type(dialog, "police", "Mine")
    edit(page_desk.workspace, stored(page_desk.workspace, Case, case.id), police="Theirs")
    dialog.save()
    page_desk.settle()
    assert dialog.form.editor("police").raw() == "Mine"
    assert (
        "Saved meanwhile as: Theirs" in dialog.form.editor("police").control.accessibleDescription()
    )
    dialog.save()
    page_desk.settle()
    assert stored(page_desk.workspace, Case, case.id).record.police == "Mine"
    delete(dialog)


def test_a_note_is_amended_and_stays_as_it_was(page_desk: PageDesk, window: QWidget) -> None:
    case, _ = page_desk.workspace.write(add_case)
    note = page_desk.workspace.write(add_note, case, "Met at the library.")
    target = {"kind": "note", "amends": note.id.hex(), "case": case.id.hex()}
    dialog = _open(page_desk, window, **target)
    _type(dialog, "text", "It was the town hall.")
    dialog.save()
    page_desk.settle()
    (only,) = _events(page_desk, case.id, "note")
    assert only.text == "Met at the library."
    assert [one.text for one in page_desk.workspace.read(amendments, note.id)] == [
        "It was the town hall."
    ]
    delete(dialog)


def test_an_amendment_opened_by_its_draft_still_belongs_to_the_case(
    page_desk: PageDesk, window: QWidget
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    note = page_desk.workspace.write(add_note, case, "Met at the library.")
    dialog = _open(page_desk, window, kind="note", amends=note.id.hex())
    _type(dialog, "text", "It was the town hall.")
    dialog.save()
    page_desk.settle()
    (amendment,) = page_desk.workspace.read(amendments, note.id)
    assert amendment.case == case.id
    delete(dialog)


def _victimization(transaction: Transaction, case: Case, person: Person) -> None:
    record = Victimization(
        id=transaction.new_id(), case=case.id, person=person.id, type="bullying",
        presented_from=date(2026, 2, 1),
    )  # fmt: skip
    save(transaction, [Add(record)], "add victimization")


def _advice(dialog: RecordDialog, name: str) -> str:
    """Return what is said under a field, beside its hint."""
    lines = dialog.form.box(name).findChildren(Hint)
    return " ".join(line.text() for line in lines if line.isVisibleTo(dialog))


def test_a_record_that_is_opened_says_what_does_not_fit_beside_others(
    page_desk: PageDesk, window: QWidget
) -> None:
    case, person = page_desk.workspace.write(add_case)
    page_desk.workspace.write(_victimization, case, person)
    record = Victimization(
        id=RecordId(b"v" * 16), case=case.id, person=person.id, type="adult_sexual_assault",
        presented_from=date(2026, 2, 1),
    )  # fmt: skip
    page_desk.workspace.write(save, [Add(record)], "add victimization")
    dialog = _open(page_desk, window, kind="victimization", record=record.id.hex())
    page_desk.qtbot.waitUntil(lambda: "for adults" in _advice(dialog, "type"))
    dialog.form.start_with({"type": "child_sexual_abuse"})
    page_desk.qtbot.waitUntil(lambda: "for adults" not in _advice(dialog, "type"))
    delete(dialog)


def test_a_type_already_on_record_is_pointed_out_and_does_not_block(
    page_desk: PageDesk, window: QWidget
) -> None:
    case, person = page_desk.workspace.write(add_case)
    page_desk.workspace.write(_victimization, case, person)
    target = {"kind": "victimization", "case": case.id.hex(), "person": person.id.hex()}
    dialog = _open(page_desk, window, **target)
    dialog.form.start_with({"type": "bullying"})
    page_desk.qtbot.waitUntil(lambda: "Feb 1, 2026" in _advice(dialog, "type"))
    dialog.save()
    page_desk.settle()
    assert len(_events(page_desk, case.id, "victimization")) == 2
    delete(dialog)


@pytest.mark.parametrize("kind", list(LAYOUTS))
def test_every_control_of_every_form_has_a_name(
    page_desk: PageDesk, window: QWidget, kind: str
) -> None:
    dialog = _open(page_desk, window, kind=kind)
    for cls in (QAbstractButton, QComboBox, QLineEdit, QTextEdit, QPlainTextEdit):
        for control in dialog.findChildren(cls):
            reached = control.focusPolicy() & Qt.FocusPolicy.TabFocus
            if control.isVisibleTo(dialog) and reached:
                name = control.accessibleName() or getattr(control, "text", str)()
                assert name, control.objectName()
    delete(dialog)


def test_a_dialog_stands_again_as_it_was_after_a_lock(page_desk: PageDesk, window: QWidget) -> None:
    case, _ = page_desk.workspace.write(add_case)
    target = {"kind": "case", "record": case.id.hex()}
    dialog = _open(page_desk, window, **target)
    _type(dialog, "police", "Half a wo")
    place = dialog.place()
    delete(dialog)
    again = _open(page_desk, window, **target)
    again.restore_place(place)
    page_desk.settle()
    assert again.form.editor("police").raw() == "Half a wo"
    assert again.form.dirty
    delete(again)


def test_a_change_by_another_to_the_same_record_is_kept_when_the_form_has_none(
    page_desk: PageDesk, window: QWidget
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    dialog = _open(page_desk, window, kind="case", record=case.id.hex())
    before = stored(page_desk.workspace, Case, case.id)
    page_desk.workspace.write(save, [Edit(before, replace(before.record, county="berkshire"))], "x")
    dialog.save()
    page_desk.settle()
    assert not dialog.isVisible()
    assert stored(page_desk.workspace, Case, case.id).record.county == "berkshire"
    delete(dialog)
