"""The journal in the words of the people who read it."""

from datetime import date

from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person
from storage.usecases.recordhistory import Line, label_of, saving_order, savings, told
from storage.usecases.records import Retire, save
from storage.workspace import Workspace
from tests.conftest import FixedClock
from tests.storage.builders import add_case, add_note, edit, stored


def test_each_change_says_who_when_and_each_field_before_and_after(
    workspace: Workspace, clock: FixedClock
) -> None:
    case, _ = workspace.write(add_case)
    clock.pass_time(hours=2)
    before = stored(workspace, Case, case.id)
    edit(workspace, before, status="monitoring", next_review_on=date(2026, 4, 1))
    newest, oldest = workspace.read(told, "case", case.id)
    assert (newest.author, newest.verb, newest.moment) == ("Ana Reyes", "edit", clock.now())
    assert set(newest.lines) == {
        Line("Status", "Active, ongoing", "Monitoring"),
        Line("Next review", "", "Apr 1, 2026"),
    }
    assert oldest.verb == "add"
    assert Line("Youth", "", "Marisol Vega") in oldest.lines


def test_sets_dates_and_answers_are_told_in_words(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    before = stored(workspace, Person, person.id)
    edit(workspace, before, race=frozenset({"hispanic", "white"}), voicemail_ok=True)
    newest = workspace.read(told, "person", person.id)[0]
    lines = {line.label: line for line in newest.lines}
    assert lines["Voicemail is safe"].after == "Yes"
    assert lines["Race and ethnicity"].before
    assert lines["Race and ethnicity"].before in lines["Race and ethnicity"].after


def test_retired_and_back_are_steps_without_fields(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    note = workspace.write(add_note, case, "Called the school")
    kept = stored(workspace, type(note), note.id)
    workspace.write(save, [Retire(kept)], "retire note")
    newest = workspace.read(told, "note", note.id)[0]
    assert (newest.verb, newest.lines) == ("retire", [])


def test_the_saves_of_a_case_name_what_they_touched(workspace: Workspace) -> None:
    case, person = workspace.write(add_case)
    other, _ = workspace.write(add_case, "Tomas", "Silva")
    note = workspace.write(add_note, case, "Called the school")
    numbers = workspace.read(saving_order, case.id)
    found = workspace.read(savings, case.id, numbers)
    newest, first = (found[number] for number in numbers)
    assert newest.touched == {("add", "note"): [note.id]}
    assert first.touched == {("add", "case"): [case.id], ("add", "person"): [person.id]}
    assert len(workspace.read(saving_order, other.id)) == 1


def test_a_kind_of_a_newer_version_keeps_its_name() -> None:
    assert label_of("case", several=True) == "Cases"
    assert label_of("constellation", several=False) == "constellation"
