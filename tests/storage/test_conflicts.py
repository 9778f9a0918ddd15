"""Two versions stay until somebody decides; the decision is a Save like any other."""

from dataclasses import replace

import pytest

from storage.doctor.replay import check_replay
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.note import Note
from storage.domain.kinds.person import Person
from storage.errors import ChangedMeanwhileError, RejectedError
from storage.tables.records import fetch_all
from storage.usecases.history import history
from storage.usecases.records import Add, Retire, save
from storage.usecases.syncing.conflicts import (
    Conflict,
    conflict_count,
    conflicts,
    conflicts_of,
    settle,
    settle_retired,
)
from storage.usecases.undo import last_own_save, undo
from storage.workspace import Workspace
from tests.conftest import FixedClock
from tests.storage.builders import SOME_DAY, add_case, edit, stored
from tests.storage.laptops import meet, tell


@pytest.fixture
def person(ana: Workspace, ben: Workspace) -> RecordId:
    """A youth whom both know."""
    _, youth = ana.write(add_case)
    edit(ana, stored(ana, Person, youth.id), school="Eastside")
    tell(ana, ben)
    return youth.id


@pytest.fixture
def two_schools(ana: Workspace, ben: Workspace, person: RecordId, clock: FixedClock) -> Conflict:
    """Ana wrote Lakeside, Ben Hillside a minute later, and they met."""
    edit(ana, stored(ana, Person, person), school="Lakeside")
    clock.pass_time(minutes=1)
    edit(ben, stored(ben, Person, person), school="Hillside")
    meet(ana, ben)
    (found,) = ana.read(conflicts)
    return found


def test_both_see_who_wrote_what_and_from_where_they_started(
    ben: Workspace, person: RecordId, two_schools: Conflict
) -> None:
    assert (two_schools.kind, two_schools.record) == ("person", person)
    assert two_schools.fields == ("school",)
    assert two_schools.base == {"school": "Eastside"}
    told = [(v.author, v.values, v.displayed) for v in two_schools.versions]
    assert told == [
        ("Ben Ortiz", {"school": "Hillside"}, True),
        ("Ana Reyes", {"school": "Lakeside"}, False),
    ]
    assert ben.read(conflicts) == ben.read(conflicts_of, person) == [two_schools]
    assert ben.read(conflict_count) == 1


@pytest.mark.parametrize("kept", [0, 1])
def test_keeping_one_settles_it_everywhere(
    ana: Workspace, ben: Workspace, two_schools: Conflict, kept: int
) -> None:
    version = two_schools.versions[kept]
    changes = ana.write(settle, "person", two_schools.record, "school", version.dot)
    assert changes.touches("person", two_schools.record)
    tell(ana, ben)
    for each in (ana, ben):
        assert stored(each, Person, two_schools.record).record.school == version.values["school"]
        assert each.read(conflict_count) == 0
        each.read(check_replay, lambda _done, _all: None)


def test_the_other_value_may_go_into_a_note_of_the_case(
    ana: Workspace, two_schools: Conflict
) -> None:
    keep = two_schools.versions[0].dot
    changes = ana.write(settle, "person", two_schools.record, "school", keep, other_as_note=True)
    notes = ana.read(fetch_all, Note, list(changes.ids_by_kind["note"]))
    (note,) = notes.values()
    assert "School: Lakeside" in note.text
    assert "Ana Reyes" in note.text
    assert note.case == stored(ana, Person, two_schools.record).record.case


def test_without_a_case_there_is_no_place_for_a_note(
    ana: Workspace, ben: Workspace, clock: FixedClock
) -> None:
    loose = Person(id=ana.write(lambda t: t.new_id()), role="primary_victim")
    ana.write(save, [Add(loose)], "add person")
    tell(ana, ben)
    for each, school in ((ana, "Lakeside"), (ben, "Hillside")):
        clock.pass_time(minutes=1)
        edit(each, stored(each, Person, loose.id), school=school)
    meet(ana, ben)
    (found,) = ana.read(conflicts)
    with pytest.raises(RejectedError, match="belongs to no case"):
        ana.write(settle, "person", loose.id, "school", found.versions[0].dot, other_as_note=True)
    assert ana.read(conflict_count) == 1


def test_what_was_settled_or_joined_by_a_third_version_meanwhile_is_refused(
    ana: Workspace, ben: Workspace, two_schools: Conflict
) -> None:
    record, (first, second) = two_schools.record, two_schools.versions
    edit(ben, stored(ben, Person, record), school="Westside")
    tell(ben, ana)
    on_screen = [first.dot, second.dot]
    with pytest.raises(ChangedMeanwhileError, match="changed meanwhile"):
        ana.write(settle, "person", record, "school", second.dot, seen=on_screen)
    ana.write(settle, "person", record, "school", second.dot)
    with pytest.raises(ChangedMeanwhileError, match="changed meanwhile"):
        ana.write(settle, "person", record, "school", second.dot)


def test_facts_that_belong_together_are_settled_together(
    ana: Workspace, ben: Workspace, person: RecordId, clock: FixedClock
) -> None:
    case = stored(ana, Person, person).record.case
    event = CourtEvent(
        id=ana.write(lambda t: t.new_id()),
        case=case,
        on=SOME_DAY,
        matter="delinquency",
        event_type="arraignment",
    )
    ana.write(save, [Add(event)], "add hearing")
    tell(ana, ben)
    edit(ana, stored(ana, CourtEvent, event.id), court="Pittsfield")
    clock.pass_time(minutes=1)
    edit(ben, stored(ben, CourtEvent, event.id), court="Boston")
    meet(ana, ben)
    (found,) = ana.read(conflicts)
    assert set(found.fields) > {"court", "on"}
    ana.write(settle, "court_event", event.id, found.register, found.versions[1].dot)
    assert stored(ana, CourtEvent, event.id).record.court == "Pittsfield"


def test_a_note_imported_on_two_laptops_is_decided_once_and_stays_as_it_is(
    ana: Workspace, ben: Workspace, person: RecordId
) -> None:
    del person
    note = Note(id=ana.write(lambda t: t.new_id()), on=SOME_DAY, note_class="factual", text="Met.")
    ana.write(save, [Add(note)], "import")
    ben.write(save, [Add(replace(note, text="Met her."))], "import")
    meet(ana, ben)
    (found,) = ana.read(conflicts)
    changes = ana.write(settle, "note", note.id, "text", found.versions[1].dot)
    assert changes.dot is not None
    assert tell(ana, ben).parked == 0
    for each in (ana, ben):
        assert stored(each, Note, note.id).record.text == found.versions[1].values["text"]
        each.read(check_replay, lambda _done, _all: None)
    with pytest.raises(RejectedError, match="Write an amendment"):
        ana.write(undo, changes.dot)


@pytest.mark.parametrize("retire", [True, False])
def test_retired_by_one_and_edited_by_the_other_waits_for_a_decision(
    ana: Workspace,
    ben: Workspace,
    person: RecordId,
    clock: FixedClock,
    retire: bool,  # noqa: FBT001 - a case
) -> None:
    edit(ana, stored(ana, Person, person), phone="1")
    clock.pass_time(minutes=1)
    ben.write(save, [Retire(stored(ben, Person, person))], "retire person")
    meet(ana, ben)
    (found,) = ben.read(conflicts)
    told = [(v.author, v.values, v.displayed) for v in found.versions]
    assert told == [("Ana Reyes", {}, True), ("Ben Ortiz", {"retired": True}, False)]
    ben.write(settle_retired, "person", person, retire=retire)
    tell(ben, ana)
    for each in (ana, ben):
        assert each.read(conflicts) == []
        assert each.read(conflict_count) == 0
        assert stored(each, Person, person).retired is retire
        each.read(check_replay, lambda _done, _all: None)
    with pytest.raises(ChangedMeanwhileError, match="settled meanwhile"):
        ana.write(settle_retired, "person", person, retire=retire)


def test_a_retired_record_asks_for_no_decision(ana: Workspace, two_schools: Conflict) -> None:
    ana.write(save, [Retire(stored(ana, Person, two_schools.record))], "retire person")
    assert stored(ana, Person, two_schools.record).retired
    assert ana.read(conflicts) == []
    assert ana.read(conflict_count) == 0


def test_undo_takes_back_ones_own_save_and_nothing_of_another_laptop(
    ana: Workspace, ben: Workspace, person: RecordId
) -> None:
    edit(ana, stored(ana, Person, person), school="Lakeside")
    last = ana.read(last_own_save, ana.device)
    assert last is not None
    tell(ana, ben)
    with pytest.raises(RejectedError, match="nothing to undo"):
        ben.write(undo, last[0])
    assert ben.read(last_own_save, ben.device) is None
    ana.write(undo, last[0])
    assert stored(ana, Person, person).record.school == "Eastside"


def test_undo_of_what_met_another_version_is_refused(
    ana: Workspace, ben: Workspace, two_schools: Conflict
) -> None:
    for each in (ana, ben):
        last = each.read(last_own_save, each.device)
        assert last is not None
        with pytest.raises(ChangedMeanwhileError, match="changed since"):
            each.write(undo, last[0])
    assert ana.read(conflict_count) == 1
    assert stored(ana, Case, stored(ana, Person, two_schools.record).scope).record  # type: ignore[arg-type]  # the case's id


def test_history_tells_from_what_each_of_them_started(
    ana: Workspace, two_schools: Conflict
) -> None:
    steps = ana.read(history, "person", two_schools.record)
    told = {(step.author, *step.fields["school"]) for step in steps if "school" in step.fields}
    assert told == {
        ("Ana Reyes", None, "Eastside"),
        ("Ana Reyes", "Eastside", "Lakeside"),
        ("Ben Ortiz", "Eastside", "Hillside"),
    }
