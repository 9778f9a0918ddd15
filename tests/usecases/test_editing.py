from datetime import date

from storage.domain.kinds.case import Case
from storage.domain.kinds.note import Note
from storage.usecases.editing import keep_record, restore_record, retire_record
from storage.usecases.undo import undo
from storage.workspace import Workspace
from tests.storage.builders import add_case, add_note, stored

TODAY = date(2026, 3, 4)


def test_a_new_record_is_kept_and_its_save_can_be_undone(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    values = {"case": case.id, "on": TODAY, "note_class": "factual", "text": "Met."}
    kept, changes = workspace.write(keep_record, "note", None, values)
    assert kept.problems == {}
    assert changes.touches("note", kept.record)
    assert kept.dot is not None
    workspace.write(undo, kept.dot)
    assert stored(workspace, Note, kept.record).retired


def test_problems_come_back_by_field_and_nothing_is_stored(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    before = stored(workspace, Case, case.id)
    kept, changes = workspace.write(keep_record, "case", before, {"number": "", "status": "closed"})
    assert set(kept.problems) == {"number", "closed_on", "closure_reason"}
    assert changes.ids_by_kind == {}
    assert stored(workspace, Case, case.id).record == before.record


def test_a_record_is_retired_undone_retired_again_and_restored(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    note = workspace.write(add_note, case, "Met.")
    retired = workspace.write(retire_record, stored(workspace, Note, note.id))
    assert stored(workspace, Note, note.id).retired
    assert retired.dot is not None
    workspace.write(undo, retired.dot)
    assert not stored(workspace, Note, note.id).retired
    workspace.write(retire_record, stored(workspace, Note, note.id))
    workspace.write(restore_record, stored(workspace, Note, note.id))
    found = stored(workspace, Note, note.id)
    assert (found.retired, found.record) == (False, note)
