"""What happened to a record is read from the journal, and one Save can be taken back."""

import pytest

from storage.domain.case import Case
from storage.domain.contact import Contact, Service
from storage.domain.person import Person
from storage.errors import ChangedMeanwhileError, RejectedError
from storage.tables.records import fetch
from storage.usecases.history import history
from storage.usecases.records import Retire, save
from storage.usecases.sharing import Intent, release
from storage.usecases.undo import last_own_save, undo
from storage.workspace import Workspace
from tests.conftest import FixedClock
from tests.storage.builders import add_case, add_service, edit, stored


def test_history_tells_who_when_and_each_field_before_and_after(
    workspace: Workspace, clock: FixedClock
) -> None:
    _, person = workspace.write(add_case)
    clock.pass_time(hours=2)
    edit(workspace, stored(workspace, Person, person.id), "correct name", given_name="Mari")
    newest, oldest = workspace.read(history, "person", person.id)
    assert (newest.act, newest.author, newest.moment) == (
        "correct name",
        "Ana Reyes",
        clock.now(),
    )
    assert newest.fields == {"given_name": ("Marisol", "Mari")}
    assert oldest.verb == "add"
    assert oldest.fields["race"] == (None, ["hispanic"])


def test_undo_of_an_edit_brings_the_former_value_back(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    edit(workspace, stored(workspace, Person, person.id), given_name="Mari")
    changes = edit(
        workspace, stored(workspace, Person, person.id), given_name="Maria", race=frozenset()
    )
    assert changes.dot
    workspace.write(undo, changes.dot)
    now = stored(workspace, Person, person.id).record
    assert (now.given_name, now.race) == ("Mari", {"hispanic"})


def test_undo_of_an_edit_empties_a_field_that_was_empty(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    changes = edit(workspace, stored(workspace, Person, person.id), town="Adams", voicemail_ok=True)
    assert changes.dot
    workspace.write(undo, changes.dot)
    assert stored(workspace, Person, person.id).record == person


def test_undo_of_a_new_contact_hides_everything_that_came_with_it(workspace: Workspace) -> None:
    case, person = workspace.write(add_case)
    service, changes = workspace.write(add_service, case, person)
    assert changes.dot
    undone = workspace.write(undo, changes.dot)
    assert undone.act == "undo log service"
    assert stored(workspace, Service, service.id).retired
    assert service.contact
    assert stored(workspace, Contact, service.contact).retired


def test_an_undo_can_itself_be_undone(workspace: Workspace) -> None:
    case, person = workspace.write(add_case)
    service, changes = workspace.write(add_service, case, person)
    assert changes.dot
    undone = workspace.write(undo, changes.dot)
    assert undone.dot
    workspace.write(undo, undone.dot)
    assert not stored(workspace, Service, service.id).retired


def test_undo_refuses_what_was_changed_since(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    changes = edit(workspace, stored(workspace, Person, person.id), given_name="Mari")
    edit(workspace, stored(workspace, Person, person.id), given_name="Maria")
    assert changes.dot
    with pytest.raises(ChangedMeanwhileError, match="changed since"):
        workspace.write(undo, changes.dot)
    assert stored(workspace, Person, person.id).record.given_name == "Maria"


def test_undo_of_a_retire_restores(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    changes = workspace.write(save, [Retire(stored(workspace, Case, case.id))], "retire case")
    assert changes.dot
    workspace.write(undo, changes.dot)
    assert not stored(workspace, Case, case.id).retired


def test_a_disclosure_has_happened_and_stays(workspace: Workspace) -> None:
    intent = Intent(
        form="PMT report",
        content="aggregate",
        purpose="Quarterly report",
        recipient="MACA",
        basis="aggregate_report",
    )
    released = workspace.write(release, intent, {"report.json": b"{}"})
    dot = released.changes.dot
    assert dot
    with pytest.raises(RejectedError, match="cannot be undone"):
        workspace.write(undo, dot)


def test_the_newest_own_save_is_the_one_offered_for_undo(workspace: Workspace) -> None:
    case, person = workspace.write(add_case)
    _, changes = workspace.write(add_service, case, person)
    offered = workspace.read(last_own_save, workspace.device)
    assert offered == (changes.dot, "log service")


def test_the_history_of_an_unknown_record_is_empty(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    assert workspace.read(history, "person", case.id) == []
    assert workspace.read(fetch, Person, case.id) is None
