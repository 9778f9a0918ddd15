from datetime import date, timedelta

from storage.domain.ids import RecordId
from storage.domain.kinds.court_event import CourtEvent
from storage.usecases.desk import case_labels, desk, due_on
from storage.usecases.drafts import keep
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.conftest import FixedClock
from tests.storage.builders import add_case

TODAY = date(2026, 3, 4)


def add_hearing(transaction: Transaction, case: RecordId, on: date) -> None:
    hearing = CourtEvent(
        id=transaction.new_id(),
        case=case,
        matter="care_and_protection",
        event_type="status",
        on=on,
    )
    save(transaction, [Add(hearing)], "set hearing")


def test_a_desk_is_found_as_it_was_left(workspace: Workspace, clock: FixedClock) -> None:
    assert workspace.read(desk).last_saved is None
    workspace.write(keep, "case/1/note", {"text": "half"})
    workspace.write(add_case)
    found = workspace.read(desk)
    assert found.drafts == {"case/1/note": {"text": "half"}}
    assert found.settings["person.name"] == "Ana Reyes"
    assert found.last_saved == clock.now()


def test_what_is_due_is_counted_for_its_day_only(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    for days in (0, 0, 1):
        workspace.write(add_hearing, case.id, TODAY + timedelta(days=days))
    assert workspace.read(due_on, TODAY) == 2
    assert workspace.read(due_on, TODAY + timedelta(days=1)) == 1


def test_cases_are_labelled_in_the_order_asked_and_unknown_ones_left_out(
    workspace: Workspace,
) -> None:
    first, _ = workspace.write(add_case)
    second, _ = workspace.write(add_case, "Dov", "Alder")
    unknown = RecordId(bytes(16))
    labels = workspace.read(case_labels, [second.id, unknown, first.id])
    assert [(label.number, label.name) for label in labels] == [
        (second.number, "Dov Alder"),
        (first.number, "Marisol Vega"),
    ]
