"""An import stores every row, or nothing and says why."""

from datetime import date
from pathlib import Path

import pytest

from storage.domain.ids import RecordId, text_of
from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Service
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.errors import CancelledError, RejectedError
from storage.exchange.importing import RehearsedError, import_files, rehearse
from storage.tables.records import fetch
from storage.usecases import searching
from storage.usecases.history import history
from storage.usecases.onepeople import same_people
from storage.workspace import Workspace
from tests.exchange.files import CASE, PERSON, SERVICE, counts, rejects_of, take_in, write_files
from tests.storage.builders import add_case

ALL = {"person.csv": PERSON, "case.csv": CASE, "service.csv": SERVICE}


def only(workspace: Workspace, kind: str) -> RecordId:
    found = workspace.read(lambda c: c.exec_driver_sql(f'SELECT id FROM "{kind}"').scalar_one())  # noqa: S608 - fixed names
    return RecordId(found)


def test_keys_mean_the_same_record_in_every_file_of_one_import(
    workspace: Workspace, tmp_path: Path
) -> None:
    imported = take_in(workspace, tmp_path, ALL)
    assert imported.added == {"person": 1, "case": 1, "service": 1}
    assert imported.warnings == ()
    case = workspace.read(fetch, Case, only(workspace, "case"))
    service = workspace.read(fetch, Service, only(workspace, "service"))
    assert case is not None
    assert service is not None
    assert case.record.youth == service.record.recipient == only(workspace, "person")
    assert service.record.case == case.record.id
    assert service.record.quantity == 1


def test_an_imported_record_has_a_history_can_be_found_and_is_sealed_with_its_case(
    workspace: Workspace, tmp_path: Path
) -> None:
    imported = take_in(workspace, tmp_path, ALL)
    person = only(workspace, "person")
    assert [hit.record for hit in workspace.read(searching.search, "Marisol")] == [person]
    (step,) = workspace.read(history, "person", person)
    assert (step.act, step.verb) == ("import", "add")
    batches = workspace.read(
        lambda c: c.exec_driver_sql("SELECT DISTINCT batch FROM journal").scalars().all()
    )
    assert batches == [imported.batch]


def test_the_same_files_again_change_nothing(workspace: Workspace, tmp_path: Path) -> None:
    files = {"person.csv": f"id,role\n{text_of(RecordId(bytes(16)))},primary_victim\n"}
    take_in(workspace, tmp_path, files)
    before = workspace.read(counts)
    again = take_in(workspace, tmp_path, files)
    assert (again.added, again.already_here) == ({"person": 0}, {"person": 1})
    assert workspace.read(counts) == before


def test_a_record_that_is_here_is_never_overwritten(workspace: Workspace, tmp_path: Path) -> None:
    _, person = workspace.write(add_case)
    files = {"person.csv": f"id,role,given_name\n{text_of(person.id)},primary_victim,Other\n"}
    (reject,) = rejects_of(workspace, tmp_path, files)
    assert reject.startswith("person.csv, row 2, id: Person: a record with this id is here")


def test_a_row_that_stands_twice_is_stored_once_and_two_of_one_id_are_refused(
    workspace: Workspace, tmp_path: Path
) -> None:
    same = "id,role\nP-1,primary_victim\nP-1,primary_victim\n"
    imported = take_in(workspace, tmp_path, {"person.csv": same})
    assert (imported.added["person"], imported.already_here["person"]) == (1, 1)
    other = "id,role\nP-1,primary_victim\nP-1,caregiver\n"
    (reject,) = rejects_of(workspace, tmp_path, {"person.csv": other})
    assert "row 3, id: Person: another row has the same id" in reject


def test_a_reference_to_a_record_that_is_nowhere_is_kept_and_told(
    workspace: Workspace, tmp_path: Path
) -> None:
    absent = "018f3c1e-7a2b-7c3d-8e4f-001122334455"
    text = f"recipient,on,code,funding\n{absent},2026-03-02,e10,maca_csec_voca\n"
    imported = take_in(workspace, tmp_path, {"service.csv": text})
    assert imported.warnings == ("service.csv, recipient: names 1 Person not on this laptop.",)


def test_a_decision_about_two_agencies_names_records_that_are_here(
    workspace: Workspace, tmp_path: Path
) -> None:
    one, other = (text_of(RecordId(bytes([number]) * 16)) for number in (1, 2))
    files = {
        "agency.csv": f"id,name\n{one},Elm House\n{other},Elms House\n",
        "same_person.csv": f"kept,other,on\n{one},{other},2026-03-02\n",
    }
    imported = take_in(workspace, tmp_path, files)
    assert imported.warnings == ()
    assert workspace.read(same_people).stands.keys() == {bytes([1]) * 16, bytes([2]) * 16}


def test_a_key_that_no_row_has_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    files = {"person.csv": PERSON, "service.csv": SERVICE}
    (reject,) = rejects_of(workspace, tmp_path, files)
    assert reject == (
        "service.csv, row 2, case: names a Case by a key that no row of case.csv has."
    )


def test_every_wrong_cell_is_named_by_file_row_field_and_reason(
    workspace: Workspace, tmp_path: Path
) -> None:
    files = {
        "person.csv": "id,role,born_on\nP-1,primary_victim,2010-05-12\nP-2,,2010-13\nP-3,queen,\n",
        "case.csv": CASE.replace("2026-03-02", "2026-03-05"),
    }
    assert rejects_of(workspace, tmp_path, files) == [
        "person.csv, row 3, role: is needed. Fill it in.",
        "person.csv, row 3, born_on: is not a date. Write it like 2009-05-12, 2009-05 or 2009.",
        "person.csv, row 4, role: is not a code of this field's list. Write one of its codes.",
        "case.csv, row 2, opened_on: lies in the future. Correct the date.",
    ]


def test_a_moment_that_is_still_to_come_is_refused_but_for_what_two_clocks_differ(
    workspace: Workspace, tmp_path: Path
) -> None:
    def files(moment: str) -> dict[str, str]:
        text = f"case,person,identified_at\nC-1,P-1,{moment}\n"
        return {"person.csv": PERSON, "case.csv": CASE, "missing_episode.csv": text}

    assert rejects_of(workspace, tmp_path, files("2026-03-04T15:10:01Z")) == [
        "missing_episode.csv, row 2, identified_at: is still to come. Correct the date or the time."
    ]
    assert take_in(workspace, tmp_path, files("2026-03-04T15:10:00Z")).added["missing_episode"] == 1


def test_rules_between_fields_hold_as_in_a_save(workspace: Workspace, tmp_path: Path) -> None:
    text = CASE.replace("active_ongoing", "closed")
    rejects = rejects_of(workspace, tmp_path, {"person.csv": PERSON, "case.csv": text})
    assert [reject.split(":")[0] for reject in rejects] == [
        "case.csv, row 2, closed_on",
        "case.csv, row 2, closure_reason",
    ]


def test_many_rejects_are_listed_in_part_and_counted(workspace: Workspace, tmp_path: Path) -> None:
    rows = "".join(f"P-{number},queen\n" for number in range(500))
    rejects = rejects_of(workspace, tmp_path, {"person.csv": "id,role\n" + rows})
    assert len(rejects) == 201
    assert rejects[-1] == "and 300 more"


def test_columns_may_come_in_any_order_and_optional_ones_be_missing(
    workspace: Workspace, tmp_path: Path
) -> None:
    text = "family_name,role\nVega,primary_victim\nVega,primary_victim\n"
    imported = take_in(workspace, tmp_path, {"person.csv": text})
    assert imported.added == {"person": 2}


def test_a_retired_record_comes_in_retired_and_is_not_found(
    workspace: Workspace, tmp_path: Path
) -> None:
    text = "role,given_name,retired\nprimary_victim,Marisol,yes\n"
    take_in(workspace, tmp_path, {"person.csv": text})
    stored = workspace.read(fetch, Person, only(workspace, "person"))
    assert stored is not None
    assert stored.retired
    assert workspace.read(searching.search, "Marisol") == []


def test_a_rehearsal_does_everything_and_keeps_nothing(
    workspace: Workspace, tmp_path: Path
) -> None:
    before = workspace.read(counts)
    folder = write_files(tmp_path / "csv", ALL)
    with pytest.raises(RehearsedError) as done:
        workspace.write(rehearse, folder)
    assert done.value.imported.added == {"person": 1, "case": 1, "service": 1}
    assert workspace.read(counts) == before


def test_stopping_an_import_keeps_nothing(workspace: Workspace, tmp_path: Path) -> None:
    def stop(_done: int, _total: int) -> None:
        raise CancelledError("Stopped.")

    before = workspace.read(counts)
    with pytest.raises(CancelledError):
        workspace.write(import_files, write_files(tmp_path / "csv", ALL), progress=stop)
    assert workspace.read(counts) == before


def test_an_import_can_be_stopped_while_rows_that_were_read_are_stored(
    workspace: Workspace, tmp_path: Path
) -> None:
    def stop(done: int, _total: int) -> None:
        if not done:  # a file this small is said to be read only when all of it is stored
            raise CancelledError("Stopped.")

    before = workspace.read(counts)
    with pytest.raises(CancelledError):
        workspace.write(import_files, write_files(tmp_path / "csv", ALL), progress=stop)
    assert workspace.read(counts) == before


def test_one_file_may_come_alone(workspace: Workspace, tmp_path: Path) -> None:
    folder = write_files(tmp_path / "csv", {"person.csv": PERSON})
    assert workspace.write(import_files, folder / "person.csv").added == {"person": 1}


def test_a_note_of_full_length_with_many_lines_comes_in_letter_by_letter(
    workspace: Workspace, tmp_path: Path
) -> None:
    body = ('She said "no".\n\u05de\u05e8\u05d9\u05dd, \u660e, \u202e\u0628\n' * 10_000)[:200_000]
    quoted = body.replace('"', '""')
    text = f'on,note_class,text\r\n2026-03-02,factual,"{quoted}"\r\n'
    take_in(workspace, tmp_path, {"note.csv": text})
    stored = workspace.read(fetch, Note, only(workspace, "note"))
    assert stored is not None
    assert stored.record.text == body
    assert stored.record.on == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "has no CSV file"),
        ({"persons.csv": PERSON}, "not named after a kind"),
        ({"person.csv": PERSON, "Person.CSV": PERSON}, "not named after a kind"),
    ],
)
def test_a_folder_whose_files_would_be_left_out_is_refused(
    workspace: Workspace, tmp_path: Path, files: dict[str, str], words: str
) -> None:
    with pytest.raises(RejectedError, match=words):
        take_in(workspace, tmp_path, files)


def test_what_a_spreadsheet_leaves_beside_an_open_file_is_passed_over(
    workspace: Workspace, tmp_path: Path
) -> None:
    files = {"person.csv": PERSON, "~$person.csv": "x", ".person.csv": "x", "README.txt": "x"}
    assert take_in(workspace, tmp_path, files).added == {"person": 1}
