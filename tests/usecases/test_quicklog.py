"""Quick log's acts and queries."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Contact, Service
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.errors import RejectedError
from storage.tables.journal import JOURNAL
from storage.tables.records import TABLES, record_maker
from storage.usecases.activities import activities, matching
from storage.usecases.candidates import candidates, people_named, youth_of_case
from storage.usecases.codelists import codebook
from storage.usecases.quicklog import (
    QuickLog,
    already_logged,
    hearings_on,
    last,
    log,
    presets,
    words_for,
)
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.usecases.undo import undo
from storage.workspace import Workspace
from tests.storage.builders import add_case, add_service, edit, stored

TODAY = date(2026, 3, 4)


def all_of(workspace: Workspace, kind: str) -> list[Any]:
    table = TABLES[kind]
    make = record_maker(kind)
    query = select(table).where(table.c.retired == 0)
    return workspace.read(lambda c: [make(row) for row in c.execute(query).mappings()])


def changesets(workspace: Workspace) -> int:
    return workspace.read(lambda c: len(c.execute(select(JOURNAL.c.sequence)).all()))


def log_for(workspace: Workspace, *people: Person, **values: object) -> None:
    entry = {"on": TODAY, "service": "e10", "activity": "court_accompaniment", "minutes": 90}
    named = tuple(person.id for person in people)
    workspace.write(log, QuickLog(people=named, **(entry | values)))  # type: ignore[arg-type]  # values of the test


def hearing(transaction: Transaction, case: Case, on: date = TODAY, by: str = "") -> CourtEvent:
    event = CourtEvent(
        id=transaction.new_id(),
        case=case.id,
        person=case.youth,
        matter="care_and_protection",
        event_type="status",
        on=on,
        court="Lynn Juvenile Court",
        accompanied_by=by,
    )
    save(transaction, [Add(event)], "add hearing")
    return event


def test_one_entry_is_one_changeset_with_a_contact_and_its_service(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    before = changesets(workspace)
    log_for(workspace, youth, mode="court", quantity=2, compensation_assisted=True)
    assert changesets(workspace) == before + 1
    (contact,) = all_of(workspace, "contact")
    (service,) = all_of(workspace, "service")
    assert isinstance(contact, Contact)
    assert isinstance(service, Service)
    assert (contact.case, contact.on, contact.minutes, contact.mode) == (
        case.id,
        TODAY,
        90,
        "court",
    )
    assert contact.coordinator == "Ana Reyes"
    assert contact.joint is None
    assert service.contact == contact.id
    assert (service.recipient, service.code, service.quantity) == (youth.id, "e10", 2)
    assert service.compensation_assisted
    assert all_of(workspace, "note") == []


def test_several_people_share_a_joint_contact_and_each_case_gets_the_note(
    workspace: Workspace,
) -> None:
    youths = [workspace.write(add_case, name, "Vega")[1] for name in ("Ana", "Bo", "Cy")]
    log_for(workspace, *youths, note="Waited two hours together.")
    contacts = [c for c in all_of(workspace, "contact") if isinstance(c, Contact)]
    first = next(c for c in contacts if c.joint is None)
    assert {c.joint for c in contacts} == {None, first.id}
    notes = [n for n in all_of(workspace, "note") if isinstance(n, Note)]
    assert {note.case for note in notes} == {youth.case for youth in youths}
    assert {(note.note_class, note.author) for note in notes} == {("factual", "Ana Reyes")}
    assert {note.contact for note in notes} == {contact.id for contact in contacts}


def test_one_undo_takes_the_whole_entry_back(workspace: Workspace) -> None:
    youths = [workspace.write(add_case, name, "Vega")[1] for name in ("Ana", "Bo")]
    entry = QuickLog(people=tuple(y.id for y in youths), on=TODAY, service="b4", note="Called.")
    logged, changes = workspace.write(log, entry)
    assert logged.dot is not None
    assert (logged.people, changes.act) == (2, "log services")
    workspace.write(undo, logged.dot)
    assert [all_of(workspace, kind) for kind in ("contact", "service", "note")] == [[], [], []]


def test_the_court_event_of_the_day_is_linked_and_says_who_accompanied(
    workspace: Workspace,
) -> None:
    case, youth = workspace.write(add_case)
    event = workspace.write(hearing, case)
    workspace.write(hearing, case, TODAY + timedelta(days=7))
    found = workspace.read(hearings_on, [case.id], TODAY)
    assert found[case.id].event == event.id
    assert "Lynn Juvenile Court" in found[case.id].words
    log_for(workspace, youth, events={case.id: event.id})
    (contact,) = all_of(workspace, "contact")
    assert isinstance(contact, Contact)
    assert contact.event == event.id
    assert stored(workspace, CourtEvent, event.id).record.accompanied_by == "coordinator"


def test_who_accompanied_is_never_written_over(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    event = workspace.write(hearing, case, TODAY, "mdt_member")
    log_for(workspace, youth, events={case.id: event.id})
    assert stored(workspace, CourtEvent, event.id).record.accompanied_by == "mdt_member"


def test_the_last_entry_is_remembered_to_be_repeated(workspace: Workspace) -> None:
    _, youth = workspace.write(add_case)
    assert workspace.read(last) is None
    log_for(workspace, youth, mode="court", quantity=3)
    repeat = workspace.read(last)
    assert repeat is not None
    assert (repeat.service, repeat.minutes, repeat.mode, repeat.quantity) == ("e10", 90, "court", 3)
    assert words_for(repeat.activity, repeat.service, codebook()) == "Court accompaniment"
    assert words_for("", "a1", codebook()) == "Information about the criminal justice process"


def test_the_same_service_on_the_same_day_is_known(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    workspace.write(add_service, case, youth, TODAY)
    assert workspace.read(already_logged, [youth.id], "e10", TODAY) == ["Marisol Vega"]
    assert workspace.read(already_logged, [youth.id], "e9", TODAY) == []
    assert workspace.read(already_logged, [youth.id], "e10", TODAY - timedelta(days=1)) == []


def test_an_entry_for_nobody_or_for_somebody_without_a_case_is_refused(
    workspace: Workspace,
) -> None:
    with pytest.raises(RejectedError, match="at least one youth"):
        workspace.write(log, QuickLog(people=(), on=TODAY, service="b4"))
    stranger = RecordId(b"?" * 16)
    with pytest.raises(RejectedError, match="no case"):
        workspace.write(log, QuickLog(people=(stranger,), on=TODAY, service="b4"))
    assert workspace.read(last) is None


def test_a_day_to_come_is_refused_and_nothing_is_kept(workspace: Workspace) -> None:
    _, youth = workspace.write(add_case)
    with pytest.raises(RejectedError, match="future"):
        log_for(workspace, youth, on=TODAY + timedelta(days=1))
    assert all_of(workspace, "contact") == []


def test_people_are_found_by_three_letters_misspelt_or_by_case_number(
    workspace: Workspace,
) -> None:
    case, youth = workspace.write(add_case, "Jos\u00e9", "De Le\u00f3n")
    workspace.write(add_case, "Mirlande", "Joseph")
    for typed in ("jos de", "JOSE", "jsoe", "leon", case.number[-4:]):
        found = workspace.read(candidates, typed)
        assert youth.id in {one.person for one in found}, typed
    assert workspace.read(candidates, "jos")[0].number


def test_whoever_was_seen_last_comes_first_and_closed_cases_not_at_all(
    workspace: Workspace,
) -> None:
    pairs = [workspace.write(add_case, name, "Lane") for name in ("Mara", "Maro", "Mary")]
    for number, (case, youth) in enumerate(pairs):
        workspace.write(add_service, case, youth, TODAY - timedelta(days=10 - number))
    assert [one.name for one in workspace.read(candidates, "mar")] == [
        "Mary Lane",
        "Maro Lane",
        "Mara Lane",
    ]
    assert workspace.read(candidates, "")[0].name == "Mary Lane"
    before = stored(workspace, Case, pairs[2][0].id)
    closing = {"status": "closed", "closed_on": TODAY, "closure_reason": "goals_met"}
    edit(workspace, before, "close case", **closing)
    assert workspace.read(candidates, "mar")[0].name == "Maro Lane"


def test_a_case_brings_its_youth_and_a_name_its_person(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    assert [one.person for one in workspace.read(youth_of_case, case.id)] == [youth.id]
    assert [one.case for one in workspace.read(people_named, [youth.id])] == [case.id]


def test_a_service_is_meant_by_its_number_its_code_or_the_starts_of_its_words(
    workspace: Workspace,
) -> None:
    assert workspace.read(presets) == activities()
    assert matching("2")[0].label == "Court accompaniment"
    assert matching("e10")[0].code == "court_accompaniment"
    assert matching("cou")[0].code == "court_accompaniment"
    assert matching("ride")[0].service == "b9"
    assert matching("ment ref")[0].code == "survivor_mentor_referral"
    assert matching("nothing like it") == []
    assert len(matching("")) == len(activities())


def test_one_contact_gives_several_services_and_repeats_them(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    log_for(workspace, person, further=frozenset({"b9", "c7", "e10"}), quantity=2, miles=14)
    services = {one.code: one for one in all_of(workspace, "service")}
    assert {code: one.quantity for code, one in services.items()} == {"e10": 2, "b9": 1, "c7": 1}
    (contact,) = all_of(workspace, "contact")
    assert {one.contact for one in services.values()} == {contact.id}
    assert contact.miles == 14
    again = workspace.read(last)
    assert again is not None
    assert again.further == {"b9", "c7", "e10"}


def test_help_with_compensation_is_counted_once_of_several_services(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    log_for(workspace, person, further=frozenset({"b4"}), compensation_assisted=True)
    assert sum(one.compensation_assisted for one in all_of(workspace, "service")) == 1


def test_one_drive_for_several_youth_has_its_miles_once(workspace: Workspace) -> None:
    people = [workspace.write(add_case)[1] for _ in range(3)]
    log_for(workspace, *people, miles=20)
    assert sorted(one.miles or 0 for one in all_of(workspace, "contact")) == [0, 0, 20]
