"""Two versions stay until somebody decides; the decision is a Save like any other."""

from dataclasses import replace
from typing import Any

import pytest

from storage.doctor.replay import check_replay
from storage.domain.ids import RecordId
from storage.domain.kinds import OPEN_KINDS
from storage.domain.kinds.arrangement import ClockSetting
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.credential import Credential
from storage.domain.kinds.directory import Agency, Partner
from storage.domain.kinds.note import Note
from storage.domain.kinds.outreach import Outreach
from storage.domain.kinds.person import Person
from storage.domain.kinds.referral import Referral
from storage.domain.kinds.task import Task
from storage.domain.kinds.time_entry import Coverage
from storage.domain.kinds.training import AssistanceRequest, Training
from storage.errors import ChangedMeanwhileError, RejectedError
from storage.spec.fields import Text
from storage.spec.kinds import fields_of, kind_of
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
from storage.usecases.syncing.reviewing import reviews_of
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


def _apart(
    ana: Workspace,
    ben: Workspace,
    clock: FixedClock,
    record: Any,
    first: dict[str, Any],
    second: dict[str, Any],
) -> Conflict:
    """Let Ana save ``first`` of a new record and Ben ``second``, and both meet."""
    ana.write(save, [Add(record)], "add")
    tell(ana, ben)
    for each, values in ((ana, first), (ben, second)):
        clock.pass_time(minutes=1)
        edit(each, stored(each, type(record), record.id), **values)
    meet(ana, ben)
    (found,) = ana.read(conflicts_of, record.id)
    return found


def _loose(ana: Workspace) -> list[tuple[Any, str, tuple[Any, Any], str]]:
    """Return records outside any case, a field, two values, and the field that takes words in."""
    ids = iter(ana.write(lambda t: [t.new_id() for _ in range(20)]))
    return [
        (Agency(id=next(ids), name="Elm House"), "phone", ("1", "2"), "intake"),
        (Partner(id=next(ids), family_name="Ruiz"), "phone", ("1", "2"), "remark"),
        (
            Outreach(id=next(ids), outreach_kind="presentation", title="Talk", on=SOME_DAY),
            "town", ("Lee", "Lenox"), "evaluation",
        ),
        (
            Training(id=next(ids), title="Day", on=SOME_DAY, direction="given"),
            "town", ("Lee", "Lenox"), "evaluation",
        ),
        (
            AssistanceRequest(id=next(ids), on=SOME_DAY, question="How?"),
            "county", ("berkshire", "essex"), "answer",
        ),
        (
            Coverage(
                id=next(ids), away="Ana", covered_by="Ben", from_on=SOME_DAY, until_on=SOME_DAY
            ),
            "covered_by", ("Cho", "Dee"), "remark",
        ),
        (
            ClockSetting(id=next(ids), rule="ncmec_24h", remark="Policy 4"),
            "amount", (20, 30), "remark",
        ),
        (
            Task(id=next(ids), text="Order forms", status="open"),
            "owner", ("Cho", "Dee"), "outcome",
        ),
        (
            Referral(id=next(ids), received_on=SOME_DAY, source="dcf"),
            "immediate_safety", ("at home", "at school"), "reason",
        ),
    ]  # fmt: skip


def test_outside_any_case_the_other_value_goes_into_a_text_of_the_record(
    ana: Workspace, ben: Workspace, clock: FixedClock
) -> None:
    for record, name, (first, second), words_in in _loose(ana):
        found = _apart(ana, ben, clock, record, {name: first}, {name: second})
        (review,) = ana.read(reviews_of, [record.id])
        assert (review.place.how, review.place.name) == ("field", words_in)
        kept, other = found.versions
        changes = ana.write(
            settle, found.kind, record.id, found.register, kept.dot, other_as_note=True
        )
        assert set(changes.ids_by_kind) == {found.kind}
        tell(ana, ben)
        label = fields_of(type(record))[name].label
        for each in (ana, ben):
            now = stored(each, type(record), record.id).record
            text = getattr(now, words_in)
            assert getattr(now, name) == second
            assert text.startswith(getattr(record, words_in)), found.kind
            assert f"{label}: " in text
            assert f"(another version, written by {other.author} on " in text
            assert each.read(conflicts_of, record.id) == []
            each.read(check_replay, lambda _done, _all: None)
        assert changes.dot is not None
        ana.write(undo, changes.dot)
        tell(ana, ben)
        for each in (ana, ben):
            again = stored(each, type(record), record.id).record
            assert getattr(again, words_in) == getattr(record, words_in)
            (open_again,) = each.read(conflicts_of, record.id)
            assert {str(v.values[name]) for v in open_again.versions} == {str(first), str(second)}


def test_of_two_versions_of_the_text_itself_one_stands_above_the_other(
    ana: Workspace, ben: Workspace, clock: FixedClock
) -> None:
    record = Partner(id=ana.write(lambda t: t.new_id()), family_name="Ruiz")
    found = _apart(ana, ben, clock, record, {"remark": "Calls back"}, {"remark": "Never calls"})
    ana.write(settle, "partner", record.id, "remark", found.versions[0].dot, other_as_note=True)
    above, beneath = stored(ana, Partner, record.id).record.remark.split("\n")
    assert above == "Never calls"
    assert beneath.startswith("Remark: Calls back (another version, written by Ana Reyes on ")


def test_words_that_have_no_room_settle_nothing(
    ana: Workspace, ben: Workspace, clock: FixedClock
) -> None:
    record = Partner(id=ana.write(lambda t: t.new_id()), family_name="Ruiz", remark="x" * 990)
    found = _apart(ana, ben, clock, record, {"phone": "1"}, {"phone": "2"})
    with pytest.raises(RejectedError, match="Partner: with the other value, Remark would be long"):
        ana.write(settle, "partner", record.id, "phone", found.versions[0].dot, other_as_note=True)
    assert ana.read(conflict_count) == 1


def test_of_a_person_outside_any_case_the_other_value_goes_into_a_task(
    ana: Workspace, ben: Workspace, clock: FixedClock
) -> None:
    loose = Person(id=ana.write(lambda t: t.new_id()), role="primary_victim")
    found = _apart(ana, ben, clock, loose, {"school": "Lakeside"}, {"school": "Hillside"})
    changes = ana.write(
        settle, "person", loose.id, "school", found.versions[0].dot, other_as_note=True
    )
    tell(ana, ben)
    (made,) = changes.ids_by_kind["task"]
    task = stored(ben, Task, made).record
    assert (task.person, task.status, task.case) == (loose.id, "open", None)
    assert task.text.startswith("School: Lakeside (another version, written by Ana Reyes on ")


def test_a_kind_without_any_text_of_its_own_has_no_place_for_words(
    ana: Workspace, ben: Workspace, clock: FixedClock
) -> None:
    new = ana.write(lambda t: t.new_id())
    made = Credential(id=new, holder="Ana", credential="caseworker_20m", from_on=SOME_DAY)
    found = _apart(ana, ben, clock, made, {"trained_by": "Cho"}, {"trained_by": "Dee"})
    (review,) = ana.read(reviews_of, [made.id])
    assert not review.place.how
    with pytest.raises(RejectedError, match="no place for a note"):
        ana.write(
            settle, "credential", made.id, "trained_by", found.versions[0].dot, other_as_note=True
        )
    assert ana.read(conflict_count) == 1


def test_which_kinds_have_no_text_that_takes_words_in() -> None:
    homed = {name for name, cls in OPEN_KINDS.items() if "case" in fields_of(cls)} | {"case"}
    without = {
        name for name, cls in OPEN_KINDS.items() if name not in homed and not kind_of(cls).words_in
    }
    assert without == {
        *("training_hours", "credential", "disclosure"),
        *("field_setting", "code_setting", "activity"),
    }
    for cls in OPEN_KINDS.values():
        if name := kind_of(cls).words_in:
            assert isinstance(fields_of(cls)[name], Text)
            assert not fields_of(cls)[name].group


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
    assert told == [("Ana Reyes", {"phone": "1"}, True), ("Ben Ortiz", {"retired": True}, False)]
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
