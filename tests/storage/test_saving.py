"""One Save is one transaction and one journal entry; nothing is overwritten unseen."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection

from storage.domain.changeset import Dot
from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Contact
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.disclosure import Disclosure
from storage.domain.kinds.person import Person
from storage.domain.kinds.victimization import Victimization
from storage.errors import ChangedMeanwhileError, RejectedError
from storage.tables import journal
from storage.tables.records import fetch
from storage.usecases.history import history
from storage.usecases.records import Add, Edit, Restore, Retire, save
from storage.usecases.searching import search_names
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.storage.builders import SOME_DAY, add_case, add_note, edit, stored


def _entries(connection: Connection) -> int:
    return journal.head(connection)[0]


def test_a_save_reads_back_exactly_and_makes_one_journal_entry(workspace: Workspace) -> None:
    case, person = workspace.write(add_case)
    assert stored(workspace, Case, case.id).record == case
    assert stored(workspace, Person, person.id).record == person
    assert workspace.read(_entries) == 1


def test_changes_name_every_record_the_save_touched(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    changes = edit(workspace, stored(workspace, Person, person.id), given_name="Mari")
    assert changes.ids_by_kind == {"person": frozenset({person.id})}
    assert changes.touches("person", person.id)
    assert not changes.touches("case")


def test_a_save_that_changes_nothing_leaves_no_trace(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    edit(workspace, stored(workspace, Person, person.id), given_name=person.given_name)
    assert workspace.read(_entries) == 1


@pytest.mark.parametrize("bound", ["MOST_PARTS", "MOST_OPERATIONS", "MOST_REPLACED"])
def test_a_save_that_no_other_laptop_would_take_in_is_refused_whole(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    _, person = workspace.write(add_case)
    before = stored(workspace, Person, person.id)
    monkeypatch.setattr(journal, bound, 0)
    with pytest.raises(RejectedError, match="Save it in several pieces"):
        edit(workspace, before, given_name="Mari")
    assert stored(workspace, Person, person.id) == before
    assert workspace.read(_entries) == 1


def test_an_error_after_the_first_record_keeps_nothing(workspace: Workspace) -> None:
    def half(transaction: Transaction) -> None:
        good, bad = transaction.new_id(), transaction.new_id()
        youth = Person(id=good, role="primary_victim", given_name="Kai")
        save(transaction, [Add(youth), Add(Person(id=bad, role="nobody"))], "intake")

    with pytest.raises(RejectedError, match="Role has the unknown code nobody"):
        workspace.write(half)
    people = workspace.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM person").scalar())
    assert (people, workspace.read(_entries)) == (0, 0)


def test_a_refusal_names_the_kind_the_field_and_one_action(workspace: Workspace) -> None:
    def nameless(transaction: Transaction) -> None:
        case = Case(id=transaction.new_id(), number="", cac="childrens_cove", status="triage")
        save(transaction, [Add(case)], "intake")

    with pytest.raises(RejectedError) as refusal:
        workspace.write(nameless)
    assert str(refusal.value) == (
        "Case: Case number is needed. Fill it in. Opened is needed. Fill it in."
    )


def test_an_edit_of_what_is_no_longer_on_disk_is_refused_and_named(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    on_screen = stored(workspace, Person, person.id)
    edit(workspace, on_screen, given_name="Mari")
    with pytest.raises(ChangedMeanwhileError, match="Given name was changed meanwhile"):
        edit(workspace, on_screen, given_name="Marisa")
    assert stored(workspace, Person, person.id).record.given_name == "Mari"


def test_edits_of_different_fields_from_the_same_screen_both_stay(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    on_screen = stored(workspace, Person, person.id)
    edit(workspace, on_screen, given_name="Mari")
    edit(workspace, on_screen, family_name="Vega-Cruz")
    now = stored(workspace, Person, person.id).record
    assert (now.given_name, now.family_name) == ("Mari", "Vega-Cruz")


def test_set_members_added_from_two_screens_are_united(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    on_screen = stored(workspace, Person, person.id)
    edit(workspace, on_screen, race=person.race | {"black"})
    edit(workspace, on_screen, race=person.race | {"white"})
    assert stored(workspace, Person, person.id).record.race == {"hispanic", "black", "white"}


def test_fields_of_one_group_are_one_register(workspace: Workspace) -> None:
    def hearing(transaction: Transaction) -> CourtEvent:
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

    event = workspace.write(hearing)
    on_screen = stored(workspace, CourtEvent, event.id)
    edit(workspace, on_screen, on=date(2026, 4, 8))
    with pytest.raises(ChangedMeanwhileError):
        edit(workspace, on_screen, judge="Second session")


def test_a_note_once_saved_cannot_be_changed_only_amended(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    note = workspace.write(add_note, case, "Met at the office.")
    with pytest.raises(RejectedError, match="Write an amendment"):
        edit(workspace, stored(workspace, type(note), note.id), text="Met at school.")


def test_a_retired_record_is_hidden_and_can_be_restored(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(save, [Retire(stored(workspace, Case, case.id))], "retire case")
    assert stored(workspace, Case, case.id).retired
    workspace.write(save, [Restore(stored(workspace, Case, case.id))], "restore case")
    assert not stored(workspace, Case, case.id).retired


def test_an_explanation_is_asked_for_where_the_form_asks_for_it(workspace: Workspace) -> None:
    def other(transaction: Transaction) -> None:
        _, person = add_case(transaction)
        row = Victimization(
            id=transaction.new_id(),
            person=person.id,
            type="other",
            presented_from=date(2026, 3, 1),
        )
        save(transaction, [Add(row)], "add victimization")

    with pytest.raises(RejectedError, match="Explanation is needed"):
        workspace.write(other)


def test_every_edited_register_is_named_by_the_edit_that_wrote_it(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    before = stored(workspace, Person, person.id)
    changes = edit(workspace, before, given_name="Mari")
    after = stored(workspace, Person, person.id)
    assert after.versions.of("given_name") == (changes.dot,)
    assert after.versions.of("family_name") == (before.versions.born,)
    assert isinstance(before.versions.born, Dot)


def test_a_record_is_sealed_by_the_key_of_its_case(workspace: Workspace) -> None:
    case, person = workspace.write(add_case)
    assert stored(workspace, Person, person.id).scope == case.id
    scopes = workspace.read(
        lambda c: c.exec_driver_sql("SELECT scope FROM case_key").scalars().all()
    )
    assert scopes == [case.id]


def test_references_may_point_at_what_is_not_here_yet(workspace: Workspace) -> None:
    def early(transaction: Transaction) -> Person:
        absent = transaction.new_id()
        person = Person(id=transaction.new_id(), case=absent, role="sibling", given_name="Noa")
        save(transaction, [Add(person)], "intake")
        return person

    person = workspace.write(early)
    assert person.case is not None
    assert workspace.read(fetch, Case, person.case) is None
    assert stored(workspace, Person, person.id).record == person


def test_the_record_on_screen_is_never_changed_by_saving(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    before = stored(workspace, Person, person.id)
    workspace.write(save, [Edit(before, replace(person, given_name="Mari"))], "edit")
    assert before.record == person


def test_a_zero_is_a_value_and_is_kept_in_the_journal(workspace: Workspace) -> None:
    def call(transaction: Transaction) -> Contact:
        case, _ = add_case(transaction)
        contact = Contact(id=transaction.new_id(), case=case.id, on=SOME_DAY, minutes=0)
        save(transaction, [Add(contact)], "log contact")
        return contact

    contact = workspace.write(call)
    step = workspace.read(history, "contact", contact.id)[0]
    assert step.fields["minutes"] == (None, 0)


def test_an_edit_of_a_record_that_was_retired_meanwhile_is_refused(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    on_screen = stored(workspace, Person, person.id)
    workspace.write(save, [Retire(on_screen)], "retire")
    with pytest.raises(ChangedMeanwhileError, match="Person: it was retired"):
        edit(workspace, on_screen, given_name="Mari")
    assert workspace.read(search_names, "mari") == []


def test_a_record_is_not_retired_while_it_holds_something_not_on_screen(
    workspace: Workspace,
) -> None:
    _, person = workspace.write(add_case)
    on_screen = stored(workspace, Person, person.id)
    edit(workspace, on_screen, placement="With her aunt in Adams")
    with pytest.raises(ChangedMeanwhileError, match="Person: it was changed meanwhile"):
        workspace.write(save, [Retire(on_screen)], "retire")
    assert not stored(workspace, Person, person.id).retired


def test_a_set_member_put_back_since_is_not_taken_out_by_a_stale_screen(
    workspace: Workspace,
) -> None:
    _, person = workspace.write(add_case)
    on_screen = stored(workspace, Person, person.id)
    edit(workspace, stored(workspace, Person, person.id), race=frozenset())
    edit(workspace, stored(workspace, Person, person.id), race=frozenset({"hispanic"}))
    edit(workspace, on_screen, race=frozenset({"white"}))
    assert stored(workspace, Person, person.id).record.race == {"hispanic", "white"}


def test_a_stale_change_of_a_set_that_is_already_so_is_no_change(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    on_screen = stored(workspace, Person, person.id)
    edit(workspace, on_screen, race=frozenset({"black"}))
    assert edit(workspace, on_screen, race=frozenset({"black"})).dot is None
    assert workspace.read(_entries) == 2


def test_rules_hold_for_what_two_screens_make_together(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    on_screen = stored(workspace, Case, case.id)
    edit(
        workspace,
        on_screen,
        status="closed",
        closed_on=date(2026, 3, 3),
        closure_reason="goals_met",
    )
    with pytest.raises(RejectedError, match="Closed is before the start"):
        edit(workspace, on_screen, opened_on=date(2026, 3, 4))


def test_a_save_names_each_record_once(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    on_screen = stored(workspace, Person, person.id)
    with pytest.raises(ValueError, match="each record once"):
        workspace.write(
            save, [Edit(on_screen, replace(person, town="Adams")), Retire(on_screen)], "edit"
        )
    with pytest.raises(ValueError, match="each record once"):
        workspace.write(save, [Add(person), Add(person)], "add")


def test_an_edit_never_reaches_another_record(workspace: Workspace) -> None:
    _, person = workspace.write(add_case)
    _, other = workspace.write(add_case, "Lin", "Tran")
    with pytest.raises(ValueError, match="another record"):
        workspace.write(save, [Edit(stored(workspace, Person, person.id), other)], "edit")
    assert stored(workspace, Person, other.id).record == other


def test_a_disclosure_is_never_hidden(workspace: Workspace) -> None:
    def disclose(transaction: Transaction) -> Disclosure:
        disclosure = Disclosure(
            id=transaction.new_id(),
            at=transaction.clock.now(),
            form="PMT report",
            content="aggregate",
            purpose="Quarterly report",
            recipient="MACA",
        )
        save(transaction, [Add(disclosure)], "share")
        return disclosure

    disclosure = workspace.write(disclose)
    with pytest.raises(RejectedError, match="Disclosure: it has happened"):
        workspace.write(save, [Retire(stored(workspace, Disclosure, disclosure.id))], "retire")
