"""What happened to a record is read from the journal, and one Save can be taken back."""

from datetime import date, time

import pytest

from storage.domain.changeset import Dot
from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Contact, Service
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.person import Person
from storage.errors import ChangedMeanwhileError, RejectedError
from storage.tables.records import fetch
from storage.usecases.history import history
from storage.usecases.records import Add, Restore, Retire, save
from storage.usecases.searching import search_names
from storage.usecases.sharing import Intent, release
from storage.usecases.syncing.expunging import destroy
from storage.usecases.transaction import Transaction
from storage.usecases.undo import last_own_save, undo
from storage.workspace import Workspace
from tests.conftest import FixedClock
from tests.reports.test_destroyed import closed_by
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


def test_what_was_saved_in_a_case_that_was_destroyed_since_is_not_said_to_be_undone(
    workspace: Workspace,
) -> None:
    case, person = workspace.write(add_case)
    changes = edit(workspace, stored(workspace, Person, person.id), town="Adams")
    assert changes.dot

    def destroyed(transaction: Transaction) -> None:
        destroy(transaction, transaction.vault("cases").id, case.id, "retention")

    workspace.write(destroyed)
    with pytest.raises(RejectedError, match=r"not on this laptop any more\. Nothing was undone"):
        workspace.write(undo, changes.dot)


def test_what_is_kept_of_a_destroyed_case_is_no_save_that_undo_stops_at(
    workspace: Workspace,
) -> None:
    gone, youth = workspace.write(add_case)
    workspace.write(add_service, gone, youth)
    stays, person = workspace.write(add_case)
    _, changes = workspace.write(add_service, stays, person)

    workspace.write(closed_by, destroy, [gone.id])
    offered = workspace.read(last_own_save, workspace.device)
    assert offered == (changes.dot, "log service")


def test_the_newest_own_save_is_the_one_offered_for_undo(workspace: Workspace) -> None:
    case, person = workspace.write(add_case)
    _, changes = workspace.write(add_service, case, person)
    offered = workspace.read(last_own_save, workspace.device)
    assert offered == (changes.dot, "log service")


def test_the_history_of_an_unknown_record_is_empty(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    assert workspace.read(history, "person", case.id) == []
    assert workspace.read(fetch, Person, case.id) is None


def test_history_shows_only_what_changed(workspace: Workspace) -> None:
    event = workspace.write(_hearing)
    edit(workspace, stored(workspace, CourtEvent, event.id), on=date(2026, 4, 8))
    step = workspace.read(history, "court_event", event.id)[0]
    assert step.fields == {"on": ("2026-04-01", "2026-04-08")}


def test_a_set_first_filled_by_an_edit_has_its_history(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    edit(workspace, stored(workspace, Person, person.id), languages=frozenset({"spanish"}))
    edit(workspace, stored(workspace, Person, person.id), languages=frozenset())
    steps = workspace.read(history, "person", person.id)
    assert [step.fields.get("languages") for step in steps] == [
        (["spanish"], []),
        (None, ["spanish"]),
        None,
    ]


def test_records_outside_any_case_have_their_own_history(workspace: Workspace) -> None:
    first, second = workspace.write(_siblings)
    edit(workspace, stored(workspace, Person, second.id), town="Adams")
    assert [s.act for s in workspace.read(history, "person", first.id)] == ["add"]
    assert [s.act for s in workspace.read(history, "person", second.id)] == ["edit", "add"]


def test_undo_of_one_date_brings_back_the_whole_hearing(workspace: Workspace) -> None:
    event = workspace.write(_hearing)
    changes = edit(
        workspace,
        stored(workspace, CourtEvent, event.id),
        on=date(2026, 4, 8),
        court="",
        at=time(9, 30),
    )
    assert changes.dot
    workspace.write(undo, changes.dot)
    assert stored(workspace, CourtEvent, event.id).record == event


def test_undo_does_not_take_out_a_set_member_that_was_put_in_again(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    added = _race(workspace, person, {"hispanic", "black"})
    _race(workspace, person, {"hispanic"})
    _race(workspace, person, {"hispanic", "black"})
    with pytest.raises(ChangedMeanwhileError, match="changed since"):
        workspace.write(undo, added)


def test_undo_does_not_put_back_a_set_member_that_was_taken_out_again(
    workspace: Workspace,
) -> None:
    _, person = workspace.write(add_case)
    removed = _race(workspace, person, set())
    _race(workspace, person, {"hispanic"})
    _race(workspace, person, set())
    with pytest.raises(ChangedMeanwhileError, match="changed since"):
        workspace.write(undo, removed)


def test_undo_of_a_set_leaves_later_members_alone(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    added = _race(workspace, person, {"hispanic", "black"})
    _race(workspace, person, {"hispanic", "black", "white"})
    workspace.write(undo, added)
    assert stored(workspace, Person, person.id).record.race == {"hispanic", "white"}


def test_undo_of_an_old_retire_does_not_restore_what_was_retired_again(
    workspace: Workspace,
) -> None:
    case, _ = workspace.write(add_case)
    first = workspace.write(save, [Retire(stored(workspace, Case, case.id))], "retire")
    workspace.write(save, [Restore(stored(workspace, Case, case.id))], "restore")
    workspace.write(save, [Retire(stored(workspace, Case, case.id))], "retire")
    assert first.dot
    with pytest.raises(ChangedMeanwhileError, match="changed since"):
        workspace.write(undo, first.dot)
    assert stored(workspace, Case, case.id).retired


def test_undo_of_a_restore_does_not_hide_what_was_written_since(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    workspace.write(save, [Retire(stored(workspace, Person, person.id))], "retire")
    back = workspace.write(save, [Restore(stored(workspace, Person, person.id))], "restore")
    edit(workspace, stored(workspace, Person, person.id), town="Adams")
    assert back.dot
    with pytest.raises(ChangedMeanwhileError, match="changed since"):
        workspace.write(undo, back.dot)
    assert not stored(workspace, Person, person.id).retired


def test_undo_of_an_edit_of_a_retired_record_is_refused(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    changes = edit(workspace, stored(workspace, Person, person.id), given_name="Mari")
    workspace.write(save, [Retire(stored(workspace, Person, person.id))], "retire")
    assert changes.dot
    with pytest.raises(ChangedMeanwhileError, match="retired"):
        workspace.write(undo, changes.dot)
    assert workspace.read(search_names, "marisol") == []


def test_undo_and_redo_may_alternate(workspace: Workspace) -> None:
    case, person = workspace.write(add_case)
    service, changes = workspace.write(add_service, case, person)
    for round_ in range(4):
        assert changes.dot
        changes = workspace.write(undo, changes.dot)
        assert stored(workspace, Service, service.id).retired is (round_ % 2 == 0)


def _hearing(transaction: Transaction) -> CourtEvent:
    event = CourtEvent(
        id=transaction.new_id(),
        matter="cra",
        event_type="status",
        on=date(2026, 4, 1),
        court="Pittsfield Juvenile Court",
        judge="First session",
    )
    save(transaction, [Add(event)], "add hearing")
    return event


def _siblings(transaction: Transaction) -> tuple[Person, Person]:
    first, second = (
        Person(id=transaction.new_id(), role="sibling", given_name=name) for name in ("Noa", "Lin")
    )
    save(transaction, [Add(first), Add(second)], "add")
    return first, second


def _race(workspace: Workspace, person: Person, race: set[str]) -> Dot:
    changes = edit(workspace, stored(workspace, Person, person.id), race=frozenset(race))
    assert changes.dot
    return changes.dot
