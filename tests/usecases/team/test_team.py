from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.missing_episode import MissingEpisode
from storage.domain.kinds.person import Person
from storage.domain.kinds.task import Task
from storage.domain.kinds.time_entry import Coverage
from storage.errors import RejectedError
from storage.usecases.codelists import codebook
from storage.usecases.records import Add, save
from storage.usecases.team.coverage import covered_by, covers
from storage.usecases.team.handing_over import HandOver, hand_over
from storage.usecases.team.loads import CaseLoad, case_loads, loads
from storage.usecases.team.weights import weights
from storage.usecases.transaction import Transaction
from storage.usecases.undo import undo
from storage.workspace import Workspace
from tests.storage.builders import add_case, add_service, edit, stored

TODAY = date(2026, 3, 4)


def _case(workspace: Workspace, **values: Any) -> Case:
    case, _ = workspace.write(add_case)
    edit(workspace, stored(workspace, Case, case.id), coordinator="Ana Reyes", **values)
    return case


def _add(workspace: Workspace, cls: type[Any], **values: Any) -> Any:
    def act(transaction: Transaction) -> Any:
        record = cls(id=transaction.new_id(), **values)
        save(transaction, [Add(record)], "add")
        return record

    return workspace.write(act)


def _only(workspace: Workspace) -> CaseLoad:
    (found,) = workspace.read(case_loads, TODAY)
    return found


def _points(load: CaseLoad, fact: str) -> int:
    return sum(part.points for part in load.parts if part.fact == fact)


def test_a_case_weighs_what_its_status_priority_and_silence_say(workspace: Workspace) -> None:
    _case(workspace, status="active_acute", priority="emergency", exploitation_now="disclosed")
    load = _only(workspace)
    named = {(part.fact, part.code) for part in load.parts}
    assert named == {
        ("case_status", "active_acute"),
        ("priority", "emergency"),
        ("exploitation", "disclosed"),
        ("not_seen", ""),
    }
    assert load.weight == sum(weights()[one] for one in named)


def test_a_contact_within_thirty_days_takes_the_silence_away(workspace: Workspace) -> None:
    case, person = workspace.write(add_case)
    workspace.write(add_service, case, person, TODAY - timedelta(days=30))
    assert _points(_only(workspace), "not_seen") == 0


def test_tasks_weigh_up_to_five_and_late_ones_twice(workspace: Workspace) -> None:
    case = _case(workspace)
    for days in range(7):
        due = TODAY - timedelta(days=1) if days < 2 else TODAY
        _add(workspace, Task, case=case.id, text="Call", due_on=due, status="open")
    _add(workspace, Task, case=case.id, text="Called", due_on=TODAY, status="done", done_on=TODAY)
    load = _only(workspace)
    assert (load.tasks, load.overdue) == (7, 2)
    assert _points(load, "task_open") == 5 * weights()["task_open", ""]
    assert _points(load, "task_overdue") == 2 * weights()["task_overdue", ""]


@pytest.mark.parametrize(("days", "counted"), [(-1, 0), (0, 1), (14, 1), (15, 0)])
def test_court_within_fourteen_days_weighs(workspace: Workspace, days: int, counted: int) -> None:
    case = _case(workspace)
    day = TODAY + timedelta(days=days)
    for state in ("scheduled", "continued", "cancelled"):
        values = {"matter": "cra", "event_type": "status", "state": state}
        _add(workspace, CourtEvent, case=case.id, on=day, **values)
    assert _only(workspace).court_soon == counted


def test_a_child_who_is_missing_weighs_until_the_return(workspace: Workspace) -> None:
    case, person = workspace.write(add_case)
    found = datetime(2026, 3, 3, 22, 0, tzinfo=UTC)
    episode = _add(workspace, MissingEpisode, case=case.id, person=person.id, identified_at=found)
    assert _only(workspace).is_missing
    back = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    edit(workspace, stored(workspace, MissingEpisode, episode.id), returned_at=back)
    assert not _only(workspace).is_missing


def test_closed_cases_weigh_nothing(workspace: Workspace) -> None:
    _case(workspace, status="closed", closed_on=TODAY, closure_reason="goals_met")
    assert workspace.read(case_loads, TODAY) == []


def test_each_coordinator_carries_the_sum_of_the_cases(workspace: Workspace) -> None:
    for priority in ("emergency", "standard"):
        _case(workspace, priority=priority, next_review_on=date(2026, 3, 1))
    case, person = workspace.write(add_case)
    edit(workspace, stored(workspace, Case, case.id), coordinator="Rosa Lind")
    workspace.write(add_service, case, person, TODAY)
    first, second = workspace.read(loads, TODAY)
    assert (first.coordinator, first.cases, first.reviews_overdue) == ("Ana Reyes", 2, 2)
    assert (second.coordinator, second.services) == ("Rosa Lind", 1)
    mine = workspace.read(case_loads, TODAY, "Ana Reyes")
    assert first.weight == sum(one.weight for one in mine)


def test_who_covers_stands_in_only_on_those_days(workspace: Workspace) -> None:
    _add(
        workspace, Coverage, away="Ana Reyes", covered_by="Rosa Lind",
        from_on=date(2026, 3, 4), until_on=date(2026, 3, 6),
    )  # fmt: skip
    (cover,) = workspace.read(covered_by, "Rosa Lind", TODAY)
    assert cover.away == "Ana Reyes"
    assert workspace.read(covered_by, "Ana Reyes", TODAY) == []
    assert workspace.read(covered_by, "Rosa Lind", date(2026, 3, 3)) == []
    assert workspace.read(covered_by, "Rosa Lind", date(2026, 3, 7)) == []
    assert [one.away for one in workspace.read(covers, date(2026, 3, 3))] == ["Ana Reyes"]


def test_a_hand_over_moves_cases_and_tasks_and_can_be_undone(workspace: Workspace) -> None:
    case = _case(workspace)
    task = _add(
        workspace, Task, case=case.id, text="Call", due_on=TODAY, owner="Ana Reyes", status="open"
    )
    done = _add(
        workspace, Task, case=case.id, text="Asked", owner="Ana Reyes", status="done",
        done_on=TODAY,
    )  # fmt: skip
    changes = workspace.write(hand_over, HandOver([case.id], "Rosa Lind", TODAY))
    after = stored(workspace, Case, case.id).record
    assert (after.coordinator, after.backup_coordinator) == ("Rosa Lind", "Ana Reyes")
    assert stored(workspace, Task, task.id).record.owner == "Rosa Lind"
    assert stored(workspace, Task, done.id).record.owner == "Ana Reyes"
    (load,) = workspace.read(case_loads, TODAY)
    assert load.tasks == 2
    assert changes.dot is not None
    workspace.write(undo, changes.dot)
    assert stored(workspace, Case, case.id).record.coordinator == "Ana Reyes"
    assert _only(workspace).tasks == 1


def test_a_hand_over_to_nobody_or_of_nothing_is_refused_in_words(workspace: Workspace) -> None:
    case = _case(workspace)
    with pytest.raises(RejectedError, match="choose who takes"):
        workspace.write(hand_over, HandOver([case.id], "  ", TODAY))
    with pytest.raises(RejectedError, match="with them already"):
        workspace.write(hand_over, HandOver([case.id], "Ana Reyes", TODAY))


def test_weights_name_codes_that_exist() -> None:
    lists = {
        "case_status": "case_status",
        "priority": "priority",
        "exploitation": "exploitation_status",
    }
    for fact, code in weights():
        assert not code or codebook().has(lists[fact], code), (fact, code)


def test_nobody_is_named_in_a_load(workspace: Workspace) -> None:
    case, person = workspace.write(add_case, "Marisol", "Vega")
    assert isinstance(person, Person)
    words = repr(workspace.read(case_loads, TODAY)) + repr(workspace.read(loads, TODAY))
    assert "Vega" not in words
    assert case.number in words
