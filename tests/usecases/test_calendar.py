from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from pypdfium2 import PdfDocument

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.missing_episode import MissingEpisode
from storage.domain.kinds.outreach import Outreach
from storage.domain.kinds.referral_out import ReferralOut
from storage.domain.kinds.safety_plan import SafetyPlan
from storage.domain.kinds.screening import Screening
from storage.domain.kinds.task import Task
from storage.domain.kinds.time_entry import Coverage
from storage.domain.kinds.training import Training
from storage.usecases.calendar.file import Telling, calendar_file, uid_of
from storage.usecases.calendar.occurrence import SUBJECTS, Occurrence, Span, days_of
from storage.usecases.calendar.paper import calendar_pdf
from storage.usecases.calendar.reading import occurrences, own_name, sheet
from storage.usecases.printing import Printing
from storage.usecases.records import Add, Retire, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.storage.builders import add_case, edit, stored
from tests.usecases.plans import plan_of, whole_reads

TODAY = date(2026, 3, 4)
NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
MARCH = Span(first=date(2026, 3, 1), last=date(2026, 3, 31), today=TODAY)


def add(transaction: Transaction, record: Any) -> Any:
    made = replace(record, id=transaction.new_id())
    save(transaction, [Add(made)], "add")
    return made


def court(case: Case, **values: Any) -> CourtEvent:
    usual = {"matter": "care_and_protection", "event_type": "status", "on": TODAY}
    return CourtEvent(id=RecordId(b""), case=case.id, **{**usual, **values})


def found(workspace: Workspace, span: Span = MARCH) -> list[Occurrence]:
    return workspace.read(occurrences, span)


def fill(workspace: Workspace) -> Case:
    """Put one of every subject into March."""
    case, youth = workspace.write(add_case)
    nobody = RecordId(b"")
    whose: dict[str, Any] = {"id": nobody, "case": case.id, "person": youth.id}
    edit(workspace, stored(workspace, Case, case.id), next_review_on=date(2026, 3, 20))
    for record in (
        court(case, at=time(9, 30), court="Pittsfield Juvenile Court"),
        Task(id=nobody, case=case.id, text="Call DCF", due_on=date(2026, 3, 6), status="open"),
        Outreach(id=nobody, on=date(2026, 3, 9), title="Tabling", outreach_kind="tabling"),
        Training(id=nobody, on=date(2026, 3, 10), title="CSEC 101", direction="given"),
        Screening(**whose, instrument="cse_it_2", on=SOME, next_on=date(2026, 3, 12)),
        SafetyPlan(**whose, made_on=SOME, next_review_on=date(2026, 3, 13)),
        ReferralOut(
            **whose, referred_on=SOME, need="peer_mentor", status="scheduled",
            offered_on=date(2026, 3, 16), provider="A clinic",
        ),
        MissingEpisode(**whose, identified_at=datetime(2026, 3, 3, 3, 0, tzinfo=UTC)),
        Coverage(
            id=nobody, away="Ana Reyes", covered_by="Bo Hale", from_on=date(2026, 2, 27),
            until_on=date(2026, 3, 2),
        ),
    ):  # fmt: skip
        workspace.write(add, record)
    return case


SOME = date(2026, 3, 1)


def test_everything_with_a_day_stands_in_the_calendar_once(workspace: Workspace) -> None:
    fill(workspace)
    assert sorted(one.subject for one in found(workspace)) == sorted(SUBJECTS)


def test_a_plan_replaced_on_its_own_day_asks_for_no_review(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    whose: dict[str, Any] = {"id": RecordId(b""), "case": case.id, "person": youth.id}
    due = date(2026, 3, 13)
    old = workspace.write(add, SafetyPlan(**whose, made_on=SOME, next_review_on=due))
    new = SafetyPlan(**whose, made_on=SOME, next_review_on=due, replaces=old.id)
    made = workspace.write(add, new)
    assert [one.record for one in found(workspace)] == [made.id]


def test_a_court_event_tells_when_where_and_whose(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(add, court(case, at=time(9, 30), court="Pittsfield", session="2"))
    (one,) = found(workspace)
    assert (one.at, one.what, one.where) == (
        time(9, 30), "Status, Care and protection", "Pittsfield, 2",
    )  # fmt: skip
    assert (one.number, one.youth, one.kind) == (case.number, "Vega, Marisol", "court_event")


def test_a_court_event_that_was_continued_will_not_happen_on_its_day(
    workspace: Workspace,
) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(add, court(case, state="continued"))
    (one,) = found(workspace)
    assert (one.off, one.done, one.state) == (True, True, "Continued")


def test_a_child_found_missing_late_in_the_evening_is_missing_from_that_evening(
    workspace: Workspace,
) -> None:
    fill(workspace)
    (one,) = (one for one in found(workspace) if one.subject == "missing")
    assert (one.on, one.until) == (date(2026, 3, 2), TODAY)


def test_a_screening_that_was_done_again_is_due_no_more(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    first = Screening(
        id=RecordId(b""), case=case.id, person=youth.id, instrument="cse_it_2", on=SOME,
        next_on=date(2026, 3, 12),
    )  # fmt: skip
    workspace.write(add, first)
    assert [one.on for one in found(workspace)] == [date(2026, 3, 12)]
    workspace.write(add, replace(first, on=TODAY, next_on=None))
    assert found(workspace) == []


def test_what_is_retired_or_of_a_closed_case_is_gone(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    hearing = workspace.write(add, court(case))
    edit(workspace, stored(workspace, Case, case.id), next_review_on=TODAY)
    assert len(found(workspace)) == 2
    workspace.write(save, [Retire(stored(workspace, CourtEvent, hearing.id))], "retire")
    edit(
        workspace,
        stored(workspace, Case, case.id),
        status="closed",
        closed_on=TODAY,
        closure_reason="goals_met",
    )
    assert found(workspace) == []


def test_mine_are_the_cases_one_leads_or_stands_behind_and_the_tasks_one_owns(
    workspace: Workspace,
) -> None:
    mine, _ = workspace.write(add_case)
    second, _ = workspace.write(add_case)
    others, _ = workspace.write(add_case)
    edit(workspace, stored(workspace, Case, mine.id), coordinator="Ana Reyes")
    edit(workspace, stored(workspace, Case, second.id), backup_coordinator="Ana Reyes")
    edit(workspace, stored(workspace, Case, others.id), coordinator="Bo Hale")
    for case in (mine, second, others):
        workspace.write(add, court(case))
    task = Task(id=RecordId(b""), text="Call", due_on=TODAY, status="open")
    workspace.write(add, replace(task, owner="Ana Reyes", case=others.id))
    workspace.write(add, replace(task, owner="Bo Hale"))
    shown = found(workspace, replace(MARCH, who="Ana Reyes"))
    assert {one.case for one in shown if one.subject == "court"} == {mine.id, second.id}
    assert [one.who for one in shown if one.subject == "task"] == ["Ana Reyes"]


def test_somebody_who_leads_no_case_sees_everything(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(add, court(case))
    seen = workspace.read(sheet, MARCH, "Ana Reyes", True)
    assert (len(seen.found), seen.leads) == (1, False)
    edit(workspace, stored(workspace, Case, case.id), coordinator="Ana Reyes")
    assert workspace.read(own_name, "Ana Reyes") == "Ana Reyes"


def test_only_the_subjects_asked_for_are_read(workspace: Workspace) -> None:
    fill(workspace)
    asked = replace(MARCH, subjects=("task", "court"))
    assert [one.subject for one in found(workspace, asked)] == ["court", "task"]


def test_a_day_lists_whole_days_first_then_by_time_and_spans_stand_on_each_of_theirs(
    workspace: Workspace,
) -> None:
    case = fill(workspace)
    workspace.write(add, court(case, at=time(8, 0)))
    days = days_of(found(workspace), date(2026, 3, 1), date(2026, 3, 5))
    assert [one.subject for one in days[TODAY]] == ["missing", "court", "court"]
    assert [one.at for one in days[TODAY]] == [None, time(8, 0), time(9, 30)]
    assert [
        day.day for day, ones in days.items() if any(o.subject == "coverage" for o in ones)
    ] == [1, 2]


def test_no_query_of_the_calendar_reads_a_whole_table(workspace: Workspace) -> None:
    fill(workspace)
    assert whole_reads(plan_of(workspace, occurrences, MARCH)) == []


def _events(found: list[Occurrence], telling: Telling, now: datetime = NOW) -> list[Any]:
    return list(Calendar.from_ical(calendar_file(found, telling, now)).walk("VEVENT"))


def test_the_file_says_court_and_appointment_and_never_a_name(workspace: Workspace) -> None:
    case = fill(workspace)
    made = calendar_file(found(workspace), Telling(), NOW)
    titles = {str(event["summary"]) for event in Calendar.from_ical(made).walk("VEVENT")}
    assert titles == {"Court", "Task", "Outreach", "Training", "Appointment", "Review", "Away"}
    text = made.decode()
    for secret in ("Vega", "Marisol", case.number, "DCF", "clinic", "Pittsfield", "issing"):
        assert secret not in text
    assert "VALARM" not in text
    assert "DESCRIPTION" not in text


def test_case_numbers_and_places_stand_in_the_file_only_when_chosen(workspace: Workspace) -> None:
    case = fill(workspace)
    events = _events(found(workspace), Telling(numbers=True, places=True))
    (hearing,) = (e for e in events if str(e["summary"]) == f"Court {case.number}")
    assert str(hearing["location"]) == "Pittsfield Juvenile Court"
    places = [str(e["location"]) for e in events if "location" in e]
    assert "A clinic" not in places


@pytest.mark.parametrize("hostile", ["A; B, C\\", "A\nEND:VEVENT\nATTENDEE:mailto:x", '"A"\r\nX:Y'])
def test_hostile_text_stays_text(workspace: Workspace, hostile: str) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(add, court(case, at=time(9, 0)))
    (one,) = found(workspace)
    (event,) = _events([replace(one, where=hostile)], Telling(places=True))
    assert str(event["location"]).splitlines() == hostile.splitlines()
    assert "attendee" not in event
    assert "x" not in event


def test_a_time_is_local_on_both_sides_of_the_change_of_clocks(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    for day in (6, 9):
        workspace.write(add, court(case, on=date(2026, 3, day), at=time(9, 30)))
    starts = [event["dtstart"].dt for event in _events(found(workspace), Telling())]
    utc = [start.astimezone(UTC).hour for start in starts]
    assert ([start.hour for start in starts], utc) == ([9, 9], [14, 13])
    assert {start.tzinfo.key for start in starts} == {ZoneInfo("America/New_York").key}


def test_a_whole_day_ends_before_the_next_and_a_continued_hearing_is_cancelled(
    workspace: Workspace,
) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(add, court(case, state="continued"))
    (event,) = _events(found(workspace), Telling())
    assert (event["dtstart"].dt, event["dtend"].dt) == (TODAY, TODAY + timedelta(days=1))
    assert event["status"] == "CANCELLED"


def test_a_second_file_updates_the_events_of_the_first(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    hearing = workspace.write(add, court(case))
    (before,) = _events(found(workspace), Telling())
    edit(workspace, stored(workspace, CourtEvent, hearing.id), on=date(2026, 3, 11))
    (after,) = _events(found(workspace), Telling(), NOW + timedelta(minutes=1))
    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["dtstart"].dt == date(2026, 3, 11)


def test_the_name_of_an_event_does_not_give_its_record_away(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(add, court(case))
    (one,) = found(workspace)
    assert one.record.hex() not in uid_of(one)
    assert uid_of(one) == uid_of(replace(one, on=SOME))


def test_the_paper_lists_the_days_with_case_numbers_and_without_names(
    workspace: Workspace,
) -> None:
    case = fill(workspace)
    printing = Printing(program="A program", printed_by="Ana", printed_at=NOW, practice=False)
    content = calendar_pdf(found(workspace), MARCH, printing)
    with PdfDocument(content) as pdf:
        text = " ".join(" ".join(p.get_textpage().get_text_range().split()) for p in pdf)
    assert "Wednesday, Mar 4, 2026" in text
    assert "Court event: Status, Care and" in text
    assert case.number in text
    assert "Vega" not in text
