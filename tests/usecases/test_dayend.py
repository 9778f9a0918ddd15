from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Contact
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.missing_episode import MissingEpisode
from storage.domain.kinds.outreach import Outreach
from storage.domain.kinds.screening import Screening
from storage.domain.kinds.task import Task
from storage.usecases.dayend.checking import day_end, own_day_end
from storage.usecases.dayend.looseend import DayEnd
from storage.usecases.dayend.setting_aside import not_held, set_aside, take_up_again
from storage.usecases.quicklog import QuickLog, log
from storage.usecases.records import Add, Edit, save
from storage.usecases.transaction import Transaction
from storage.usecases.undo import undo
from storage.workspace import Workspace
from tests.conftest import FixedClock
from tests.storage.builders import add_case, add_service, edit, stored
from tests.usecases.plans import plan_of, whole_reads

TODAY = date(2026, 3, 4)
YESTERDAY = date(2026, 3, 3)
NOBODY = RecordId(b"")


def add(transaction: Transaction, record: Any) -> Any:
    made = replace(record, id=transaction.new_id())
    save(transaction, [Add(made)], "add")
    return made


def hearing(workspace: Workspace, case: Case, **values: Any) -> CourtEvent:
    usual = {"matter": "care_and_protection", "event_type": "status", "on": TODAY}
    event = CourtEvent(id=NOBODY, case=case.id, **{**usual, **values})
    made: CourtEvent = workspace.write(add, event)
    return made


def check(workspace: Workspace, day: date = TODAY, who: str = "") -> DayEnd:
    return workspace.read(day_end, day, TODAY, who)


def open_ends(workspace: Workspace, day: date = TODAY) -> list[str]:
    return [end.sort for end in check(workspace, day).open]


def test_two_court_events_without_a_service_are_said(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    later = hearing(workspace, case, at=time(14), court="Pittsfield")
    earlier = hearing(workspace, case, at=time(9))
    ends = check(workspace).open
    assert [(end.sort, end.record) for end in ends] == [("court", earlier.id), ("court", later.id)]
    assert (ends[1].person, ends[1].what) == (youth.id, "Status, Pittsfield")


def test_logging_the_court_event_from_quick_log_closes_it(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    event = hearing(workspace, case)
    entry = QuickLog(
        people=(youth.id,), on=TODAY, service="e10", mode="court", events={case.id: event.id}
    )
    workspace.write(log, entry)
    assert open_ends(workspace) == []


def test_a_call_about_the_case_that_day_is_no_accompaniment(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    hearing(workspace, case)
    workspace.write(log, QuickLog(people=(youth.id,), on=TODAY, service="b4", mode="phone"))
    assert open_ends(workspace) == ["court"]


@pytest.mark.parametrize(
    "values",
    [
        {"state": "cancelled"},
        {"state": "continued"},
        {"accompanied_by": "nobody"},
        {"accompanied_by": "declined_by_youth"},
        {"accompanied_by": "mdt_member"},
        {"on": YESTERDAY},
    ],
)
def test_nothing_is_owed_for_a_hearing_that_was_not_or_to_which_somebody_else_went(
    workspace: Workspace, values: dict[str, Any]
) -> None:
    case, _ = workspace.write(add_case)
    hearing(workspace, case, **values)
    assert open_ends(workspace) == []


def test_a_hearing_that_was_not_held_is_settled_by_one_act_that_can_be_undone(
    workspace: Workspace,
) -> None:
    case, _ = workspace.write(add_case)
    event = hearing(workspace, case)
    changes = workspace.write(not_held, event.id)
    assert stored(workspace, CourtEvent, event.id).record.state == "cancelled"
    assert open_ends(workspace) == []
    assert changes.dot is not None
    workspace.write(undo, changes.dot)
    assert open_ends(workspace) == ["court"]


def test_a_contact_without_a_service_is_left_open_for_whoever_had_it(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    contact = Contact(id=NOBODY, case=case.id, on=TODAY, mode="phone", coordinator="Ana Reyes")
    made = workspace.write(add, contact)
    workspace.write(add_service, case, youth, TODAY)
    assert [end.record for end in check(workspace, who="Ana Reyes").open] == [made.id]
    assert check(workspace, who="Bo Hale").open == ()


def test_an_open_episode_says_which_stamps_are_empty(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    noon = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
    episode = MissingEpisode(
        id=NOBODY, case=case.id, person=youth.id, identified_at=noon, dcf_at=noon, police_at=noon
    )
    workspace.write(add, episode)
    (end,) = check(workspace).open
    assert (end.sort, end.lacks) == ("missing", ("ncmec_at", "team_at"))
    assert open_ends(workspace, YESTERDAY) == []


def test_a_return_waits_for_its_screening_and_one_that_evening_is_enough(
    workspace: Workspace,
) -> None:
    case, youth = workspace.write(add_case)
    found = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    back = datetime(2026, 3, 3, 2, 30, tzinfo=UTC)  # half past nine in the evening of March 2
    workspace.write(
        add,
        MissingEpisode(
            id=NOBODY, case=case.id, person=youth.id, identified_at=found, returned_at=back
        ),
    )
    (end,) = check(workspace).open
    assert (end.sort, end.on) == ("returned", date(2026, 3, 2))
    workspace.write(
        add,
        Screening(
            id=NOBODY, case=case.id, person=youth.id, instrument="cse_it_2", on=date(2026, 3, 2)
        ),
    )
    assert open_ends(workspace) == []


def test_in_summer_a_screening_of_the_day_before_is_not_one_of_the_return(
    workspace: Workspace, clock: FixedClock
) -> None:
    case, youth = workspace.write(add_case)
    clock.pass_time(days=120)
    back = datetime(2026, 6, 29, 4, 30, tzinfo=UTC)  # half past midnight of June 29
    workspace.write(
        add,
        MissingEpisode(
            id=NOBODY, case=case.id, person=youth.id,
            identified_at=back - timedelta(days=2), returned_at=back,
        ),
    )  # fmt: skip
    workspace.write(
        add,
        Screening(
            id=NOBODY, case=case.id, person=youth.id, instrument="cse_it_2", on=date(2026, 6, 28)
        ),
    )
    assert open_ends(workspace, date(2026, 6, 30)) == ["returned"]


def test_a_reason_why_there_is_no_screening_closes_the_return(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    episode = workspace.write(
        add,
        MissingEpisode(
            id=NOBODY, case=case.id, person=youth.id,
            identified_at=datetime(2026, 3, 1, tzinfo=UTC),
            returned_at=datetime(2026, 3, 2, tzinfo=UTC),
        ),
    )  # fmt: skip
    edit(
        workspace, stored(workspace, MissingEpisode, episode.id), screening_not_done="Youth refused"
    )
    assert open_ends(workspace) == []


def test_outreach_of_the_day_wants_its_numbers(workspace: Workspace) -> None:
    activity = Outreach(id=NOBODY, on=TODAY, title="Tabling", outreach_kind="tabling")
    made = workspace.write(add, activity)
    assert open_ends(workspace) == ["outreach"]
    edit(workspace, stored(workspace, Outreach, made.id), attendees=40)
    assert open_ends(workspace) == []
    assert check(workspace).done.outreach == 1


def test_tasks_that_were_due_are_open_until_they_are_done(workspace: Workspace) -> None:
    for due in (TODAY, YESTERDAY, TODAY + timedelta(days=1)):
        workspace.write(
            add, Task(id=NOBODY, text=f"Due {due}", due_on=due, status="open", owner="Ana Reyes")
        )
    ends = check(workspace, who="Ana Reyes").open
    assert [end.on for end in ends] == [YESTERDAY, None]
    assert [end.what for end in ends] == ["Due 2026-03-03", "Due 2026-03-04"]


def test_what_is_set_aside_says_why_and_comes_back_when_wanted(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    hearing(workspace, case)
    (end,) = check(workspace).open
    workspace.write(set_aside, TODAY, end.key, " Moved online ")
    found = check(workspace)
    assert (found.open, found.set_aside) == ((), ((end, "Moved online"),))
    workspace.write(take_up_again, TODAY, end.key)
    assert check(workspace).open == (end,)


def test_a_reason_counts_for_its_own_day_and_is_forgotten_after_two_weeks(
    workspace: Workspace, clock: FixedClock
) -> None:
    workspace.write(add, Task(id=NOBODY, text="Call", due_on=YESTERDAY, status="open"))
    (end,) = check(workspace, YESTERDAY).open
    workspace.write(set_aside, YESTERDAY, end.key, "Tomorrow")
    assert check(workspace, YESTERDAY).open == ()
    assert [one.key for one in check(workspace).open] == [end.key]
    clock.pass_time(days=16)
    workspace.write(set_aside, TODAY + timedelta(days=16), "task/00", "Other")
    assert check(workspace, YESTERDAY).open == (end,)


def test_the_days_work_is_counted_without_a_name(workspace: Workspace) -> None:
    first, one = workspace.write(add_case)
    _, two = workspace.write(add_case, "Ines", "Ruiz")
    entry = QuickLog(
        people=(one.id, two.id), on=TODAY, service="e10", mode="court", minutes=90,
        note="Sat together",
    )  # fmt: skip
    workspace.write(log, entry)
    task = workspace.write(add, Task(id=NOBODY, text="Call", case=first.id, status="open"))
    before = stored(workspace, Task, task.id)
    done = replace(before.record, status="done", done_on=TODAY)
    workspace.write(save, [Edit(before, done)], "finish task")
    work = check(workspace).done
    assert (work.contacts, work.services, work.youth, work.minutes) == (2, 2, 2, 180)
    assert (work.notes, work.court, work.tasks) == (2, 2, 1)


def test_whoever_leads_cases_checks_their_own_and_others_everything(workspace: Workspace) -> None:
    mine, _ = workspace.write(add_case)
    others, _ = workspace.write(add_case)
    hearing(workspace, mine)
    hearing(workspace, others)
    assert len(workspace.read(own_day_end, TODAY, TODAY, "Ana Reyes").open) == 2
    edit(workspace, stored(workspace, Case, mine.id), coordinator="Ana Reyes")
    assert [end.case for end in workspace.read(own_day_end, TODAY, TODAY, "Ana Reyes").open] == [
        mine.id
    ]


def test_the_check_reads_no_whole_table(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    hearing(workspace, case)
    assert whole_reads(plan_of(workspace, day_end, TODAY, TODAY, "")) == []
