from datetime import date

import pytest

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.usecases.caseentries import EntryFilter, entries, entry_order
from storage.usecases.casefile import case_file, people_order
from storage.usecases.casehints import meanwhile, unwritten_hearing
from storage.usecases.casekinds import TIMELINE
from storage.usecases.recorddetail import detail
from storage.usecases.records import Add, Retire, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.storage.builders import add_case, add_note, add_service, edit, stored
from tests.usecases.plans import plan_of, whole_reads

TODAY = date(2026, 3, 4)


def _hearing(
    transaction: Transaction, case: Case, on: date, next_on: date | None = None
) -> CourtEvent:
    event = CourtEvent(
        id=transaction.new_id(), case=case.id, matter="delinquency", event_type="status",
        on=on, next_on=next_on,
    )  # fmt: skip
    save(transaction, [Add(event)], "add court event")
    return event


def test_the_timeline_is_newest_first_and_a_service_stands_under_its_contact(
    workspace: Workspace,
) -> None:
    case, person = workspace.write(add_case)
    service, _ = workspace.write(add_service, case, person, date(2026, 3, 3))
    note = workspace.write(add_note, case, "Met.", date(2026, 3, 4))
    order = workspace.read(entry_order, EntryFilter(case=case.id, kinds=TIMELINE))
    assert order == [note.id, service.contact]
    found = workspace.read(entries, TIMELINE, order)
    assert [one.code for one in found[order[1]].services] == ["e10"]


def test_another_case_and_what_is_retired_stay_out_unless_asked_for(
    workspace: Workspace,
) -> None:
    case, _ = workspace.write(add_case)
    other, _ = workspace.write(add_case, "Ana", "Stone")
    workspace.write(add_note, other, "Theirs.")
    note = workspace.write(add_note, case, "Ours.")
    workspace.write(save, [Retire(stored(workspace, Note, note.id))], "retire note")
    kinds = ("note",)
    assert workspace.read(entry_order, EntryFilter(case=case.id, kinds=kinds)) == []
    with_retired = EntryFilter(case=case.id, kinds=kinds, retired=True)
    assert workspace.read(entry_order, with_retired) == [note.id]


def test_words_are_found_within_the_case(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    library = workspace.write(add_note, case, "Met at the library.")
    workspace.write(add_note, case, "Met at the town hall.")
    chosen = EntryFilter(case=case.id, kinds=TIMELINE, text="libra")
    assert workspace.read(entry_order, chosen) == [library.id]


def test_a_note_is_told_with_its_amendments(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    note = workspace.write(add_note, case, "Met at the library.")
    workspace.write(_amend, note, "It was the town hall.")
    found = workspace.read(detail, "note", note.id)
    assert found is not None
    assert [one.text for one in found.texts] == ["Met at the library.", "It was the town hall."]
    assert found.texts[1].label.startswith("Amended ")
    order = workspace.read(entry_order, EntryFilter(case=case.id, kinds=("note",)))
    assert order == [note.id]


def _amend(transaction: Transaction, note: Note, text: str) -> None:
    later = Note(
        id=transaction.new_id(), case=note.case, on=TODAY, note_class="factual", text=text,
        amends=note.id,
    )  # fmt: skip
    save(transaction, [Add(later)], "amend note")


def test_the_youth_stands_before_everyone_else(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    workspace.write(_add_person, case, "Abel", "caregiver")
    people = workspace.read(people_order, case.id)
    assert people[0] == youth.id
    assert len(people) == 2


def _add_person(transaction: Transaction, case: Case, name: str, role: str) -> None:
    person = Person(id=transaction.new_id(), case=case.id, role=role, given_name=name)
    save(transaction, [Add(person)], "add person")


def test_the_head_tells_next_court_and_last_contact(workspace: Workspace) -> None:
    case, person = workspace.write(add_case)
    workspace.write(add_service, case, person, date(2026, 3, 2))
    coming = workspace.write(_hearing, case, date(2026, 3, 9))
    found = workspace.read(case_file, case.id, TODAY)
    assert found is not None
    assert found.next_court == coming
    assert found.last_contact == date(2026, 3, 2)
    assert workspace.read(case_file, RecordId(b"x" * 16), TODAY) is None
    edit(workspace, stored(workspace, CourtEvent, coming.id), state="continued")
    now = workspace.read(case_file, case.id, TODAY)
    assert now is not None
    assert now.next_court is None, "it was continued"


def test_a_next_date_is_pointed_out_until_it_is_written_down(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    assert workspace.read(unwritten_hearing, case.id, TODAY) is None
    event = workspace.write(_hearing, case, date(2026, 3, 2), date(2026, 3, 20))
    assert workspace.read(unwritten_hearing, case.id, TODAY) == event
    workspace.write(_hearing, case, date(2026, 3, 20))
    assert workspace.read(unwritten_hearing, case.id, TODAY) is None


def test_a_next_date_that_is_over_is_not_pointed_out(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(_hearing, case, date(2026, 2, 2), date(2026, 2, 20))
    assert workspace.read(unwritten_hearing, case.id, TODAY) is None


def test_what_stands_in_a_record_now_is_told_in_words(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    edit(workspace, stored(workspace, Case, case.id), county="berkshire")
    now = workspace.read(meanwhile, "case", case.id)
    assert now is not None
    assert (now.words["county"], now.words["status"]) == ("Berkshire", "Active, ongoing")
    assert now.words["youth"] == "Marisol Vega"


@pytest.mark.parametrize("text", ["", "library"])
def test_no_list_of_a_case_reads_a_whole_table(workspace: Workspace, text: str) -> None:
    case, _ = workspace.write(add_case)
    chosen = EntryFilter(case=case.id, kinds=TIMELINE, text=text)
    assert whole_reads(plan_of(workspace, entry_order, chosen)) == []
    assert whole_reads(plan_of(workspace, people_order, case.id)) == []
    assert whole_reads(plan_of(workspace, case_file, case.id, TODAY)) == []
