from dataclasses import replace
from datetime import date, time

from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Contact
from storage.domain.kinds.court_event import CourtEvent
from storage.usecases.drafts import keep
from storage.usecases.records import Add, Edit, Retire, save
from storage.usecases.settings import set_settings
from storage.usecases.syncing.expunging import destroy
from storage.usecases.today import Sheet, sheet
from storage.usecases.todaynumbers import numbers
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.conftest import FixedClock
from tests.reports.test_destroyed import closed_by
from tests.storage.builders import add_case, add_note, add_service, edit, stored
from tests.usecases.plans import plan_of, whole_reads

TODAY = date(2026, 3, 4)


def _sheet(workspace: Workspace, person: str = "", *, mine: bool = True) -> Sheet:
    return workspace.read(lambda connection: sheet(connection, TODAY, person, mine=mine))


def _hearing(transaction: Transaction, case: Case, on: date, at: time | None = None) -> CourtEvent:
    event = CourtEvent(
        id=transaction.new_id(), case=case.id, matter="care_and_protection",
        event_type="status", on=on, at=at,
    )  # fmt: skip
    save(transaction, [Add(event)], "add court event")
    return event


def test_hearings_and_reviews_of_two_weeks_stand_in_their_order(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    late = workspace.write(_hearing, case, date(2026, 3, 10), time(14, 0))
    early = workspace.write(_hearing, case, date(2026, 3, 10), time(9, 0))
    workspace.write(_hearing, case, date(2026, 3, 18))
    workspace.write(_hearing, case, date(2026, 3, 3))
    edit(workspace, stored(workspace, Case, case.id), next_review_on=date(2026, 3, 5))
    assert [due.record for due in _sheet(workspace).due] == [case.id, early.id, late.id]


def test_a_hearing_names_case_youth_and_that_nobody_accompanies(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(_hearing, case, TODAY)
    (due,) = _sheet(workspace).due
    assert (due.number, due.youth, due.accompanied_by) == (case.number, "Vega, Marisol", "")


def test_a_retired_hearing_is_not_due(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    hearing = workspace.write(_hearing, case, TODAY)
    workspace.write(save, [Retire(stored(workspace, CourtEvent, hearing.id))], "retire")
    assert _sheet(workspace).due == []


def test_a_hearing_that_will_not_be_held_is_not_due(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    hearing = workspace.write(_hearing, case, TODAY)
    edit(workspace, stored(workspace, CourtEvent, hearing.id), state="continued")
    assert _sheet(workspace).due == []
    assert workspace.read(numbers, TODAY).court_soon == 0


def test_a_review_of_yesterday_waits_unless_the_case_is_closed(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    edit(workspace, stored(workspace, Case, case.id), next_review_on=date(2026, 3, 3))
    assert [due.record for due in _sheet(workspace).overdue] == [case.id]
    edit(
        workspace, stored(workspace, Case, case.id),
        status="closed", closed_on=TODAY, closure_reason="goals_met",
    )  # fmt: skip
    assert _sheet(workspace).overdue == []


def test_an_open_case_without_a_contact_for_thirty_days_is_quiet(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    assert _sheet(workspace).quiet == []
    edit(workspace, stored(workspace, Case, case.id), opened_on=date(2026, 1, 5))
    assert [(one.case, one.last_contact) for one in _sheet(workspace).quiet] == [(case.id, None)]
    workspace.write(_contact, case, date(2026, 1, 20))
    assert [one.last_contact for one in _sheet(workspace).quiet] == [date(2026, 1, 20)]
    workspace.write(_contact, case, date(2026, 2, 20))
    assert _sheet(workspace).quiet == []


def _contact(transaction: Transaction, case: Case, on: date) -> None:
    save(transaction, [Add(Contact(id=transaction.new_id(), case=case.id, on=on))], "add contact")


def test_a_draft_names_the_case_it_was_typed_in(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(keep, f"record/note/case/{case.id.hex()}", {"raws": {"text": "half"}})
    (draft,) = _sheet(workspace).drafts
    assert draft.number == case.number


def test_what_was_saved_last_comes_first_and_once(workspace: Workspace, clock: FixedClock) -> None:
    case, person = workspace.write(add_case)
    clock.pass_time(minutes=1)
    note = workspace.write(add_note, case, "Met at the library.")
    clock.pass_time(minutes=1)
    edit(workspace, stored(workspace, Case, case.id), county="berkshire")
    found = [(one.kind, one.record, one.verb, one.number) for one in _sheet(workspace).recent]
    assert found == [
        ("case", case.id, "edit", case.number),
        ("note", note.id, "add", case.number),
        ("person", person.id, "add", case.number),
    ]


def test_what_the_program_writes_for_itself_is_not_among_what_was_saved_last(
    workspace: Workspace,
) -> None:
    gone, youth = workspace.write(add_case)
    workspace.write(add_service, gone, youth)
    stays, person = workspace.write(add_case)

    workspace.write(closed_by, destroy, [gone.id])
    found = {(one.kind, one.record) for one in _sheet(workspace).recent}
    assert found == {("case", stays.id), ("person", person.id)}


def test_only_the_cases_of_the_person_at_the_desk_are_theirs(workspace: Workspace) -> None:
    mine, _ = workspace.write(add_case)
    workspace.write(add_case, "Ana", "Stone")
    assert not _sheet(workspace, "Rosa Lind").leads
    before = stored(workspace, Case, mine.id)
    workspace.write(save, [Edit(before, replace(before.record, coordinator="Rosa Lind"))], "edit")
    found = _sheet(workspace, "Rosa Lind")
    assert (found.leads, found.numbers.open_cases) == (True, 1)
    assert _sheet(workspace, "Rosa Lind", mine=False).numbers.open_cases == 2


def test_a_person_served_in_the_year_before_this_quarter_is_not_new(workspace: Workspace) -> None:
    case, person = workspace.write(add_case)
    other, youth = workspace.write(add_case, "Ana", "Stone")
    workspace.write(add_service, case, person, date(2025, 11, 3))
    workspace.write(add_service, case, person, date(2026, 3, 2))
    workspace.write(add_service, other, youth, date(2026, 2, 25))
    numbers = _sheet(workspace).numbers
    assert (numbers.served, numbers.new) == (2, 1)
    assert (numbers.services_this_week, numbers.services_last_week) == (1, 1)


def test_the_last_backup_is_told(workspace: Workspace) -> None:
    assert _sheet(workspace).backed_up is None
    workspace.write(
        set_settings, {"backup.last": {"at": "2026-03-01T10:00:00.000Z", "sequence": 1}}
    )
    backed_up = _sheet(workspace).backed_up
    assert backed_up is not None
    assert backed_up.date() == date(2026, 3, 1)


def test_no_query_of_the_day_reads_a_whole_table(workspace: Workspace) -> None:
    steps = plan_of(workspace, lambda connection: sheet(connection, TODAY, "", mine=True))
    assert whole_reads(steps) == []
