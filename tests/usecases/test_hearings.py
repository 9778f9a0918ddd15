"""A hearing of which two versions stand is shown, counted and warned of on every day it may be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from sqlalchemy import Connection

from storage.domain.clocks import day_of
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.usecases.calendar.file import Telling, calendar_file
from storage.usecases.calendar.occurrence import Occurrence, Span
from storage.usecases.calendar.reading import occurrences
from storage.usecases.casefile import case_file
from storage.usecases.caseload import CaseFilter, case_order, case_rows
from storage.usecases.closing import open_ends
from storage.usecases.dayend.checking import day_end
from storage.usecases.deadlines import alarms, alarms_of, clocks, due_moments
from storage.usecases.quicklog import hearings_on
from storage.usecases.records import Add, save
from storage.usecases.syncing.conflicts import conflicts, settle
from storage.usecases.team.loads import case_loads
from storage.usecases.today import sheet
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.conftest import FixedClock
from tests.storage.builders import add_case, edit, stored
from tests.storage.laptops import joined, meet
from tests.usecases.plans import plan_of, whole_reads

MARCH = Span(first=date(2026, 3, 1), last=date(2026, 3, 31), today=date(2026, 3, 4))
EARLY, LATE = date(2026, 3, 9), date(2026, 3, 11)


@dataclass(frozen=True, slots=True)
class Apart:
    """Ana wrote the early day of a hearing, Ben a minute later the late one, and they met."""

    ana: Workspace
    ben: Workspace
    case: Case
    event: CourtEvent
    clock: FixedClock

    def write(self, first: dict[str, Any], second: dict[str, Any]) -> None:
        """Let each write without having seen the other, and both hear of it."""
        edit(self.ana, stored(self.ana, CourtEvent, self.event.id), **first)
        self.clock.pass_time(minutes=1)
        edit(self.ben, stored(self.ben, CourtEvent, self.event.id), **second)
        meet(self.ana, self.ben)


def _court(transaction: Transaction, /, case: Case, on: date, **values: Any) -> CourtEvent:
    usual = {"matter": "care_and_protection", "event_type": "status", "on": on}
    event = CourtEvent(id=transaction.new_id(), case=case.id, **{**usual, **values})
    save(transaction, [Add(event)], "add court event")
    return event


@pytest.fixture
def apart(workspace: Workspace, tmp_path: Path, clock: FixedClock) -> Iterator[Apart]:
    with joined(workspace, tmp_path / "ben", "Ben Ortiz", clock) as ben:
        case, _ = workspace.write(add_case)
        event = workspace.write(_court, case, date(2026, 4, 20), at=time(9))
        meet(workspace, ben)
        yield Apart(workspace, ben, case, event, clock)


@pytest.fixture
def two_days(apart: Apart) -> Apart:
    apart.write({"on": EARLY, "court": "Pittsfield"}, {"on": LATE, "court": "Adams"})
    return apart


def _found(workspace: Workspace, first: date, last: date) -> list[Occurrence]:
    return workspace.read(occurrences, Span(first=first, last=last, today=MARCH.today))


def test_the_calendar_has_it_on_both_days_and_marks_both(two_days: Apart) -> None:
    for laptop in (two_days.ana, two_days.ben):
        both = _found(laptop, MARCH.first, MARCH.last)
        assert [(one.on, one.where, one.versions) for one in both] == [
            (EARLY, "Pittsfield", 2), (LATE, "Adams", 2),
        ]  # fmt: skip
        for day in (EARLY, LATE):
            assert [one.on for one in _found(laptop, day, day)] == [day]


def test_it_stands_once_when_somebody_has_decided(two_days: Apart) -> None:
    (waiting,) = two_days.ana.read(conflicts)
    kept = next(v for v in waiting.versions if v.values["on"] == EARLY.isoformat())
    place = (waiting.kind, waiting.record, waiting.register, kept.dot)
    two_days.ana.write(settle, *place)
    (one,) = _found(two_days.ana, MARCH.first, MARCH.last)
    assert (one.on, one.versions) == (EARLY, 0)


def test_two_hours_of_one_day_are_two_and_another_judge_is_one(apart: Apart) -> None:
    apart.write({"on": EARLY, "at": time(14)}, {"on": EARLY, "at": time(9, 30), "judge": "Hale"})
    assert [(one.on, one.at) for one in _found(apart.ana, EARLY, EARLY)] == [
        (EARLY, time(9, 30)), (EARLY, time(14)),
    ]  # fmt: skip


def test_a_file_for_another_calendar_has_both_under_names_of_their_own(two_days: Apart) -> None:
    both = _found(two_days.ana, MARCH.first, MARCH.last)
    made = calendar_file(both, Telling(), datetime(2026, 3, 4, 15, tzinfo=UTC))
    events = Calendar.from_ical(made).walk("VEVENT")
    assert len({str(event["uid"]) for event in events}) == 2
    assert {str(event["summary"]) for event in events} == {"Court (2 versions)"}


def test_today_has_both_days_in_order_and_counts_one_hearing(two_days: Apart) -> None:
    def due(day: date) -> tuple[list[tuple[date, str]], int]:
        read = two_days.ana.read(lambda connection: sheet(connection, day, "", mine=False))
        found = [(one.on, one.court) for one in read.due if one.kind == "court_event"]
        return found, read.numbers.court_soon

    assert due(date(2026, 3, 5)) == ([(EARLY, "Pittsfield"), (LATE, "Adams")], 1)
    # Seven days that only the version not on show is in.
    assert due(date(2026, 3, 3))[1] == 1


def test_no_row_of_today_is_cut_for_a_day_that_is_not_on_show(two_days: Apart) -> None:
    for _ in range(10):
        two_days.ana.write(_court, two_days.case, date(2026, 3, 10))
    read = two_days.ana.read(lambda connection: sheet(connection, MARCH.today, "", mine=False))
    assert [one.on for one in read.due] == [EARLY, *[date(2026, 3, 10)] * 9]


def test_the_locked_screen_is_told_of_both_moments(two_days: Apart) -> None:
    for day in (EARLY, LATE):
        now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        assert datetime(day.year, day.month, day.day, 13, tzinfo=UTC) in two_days.ana.read(
            due_moments, now
        )


def test_what_its_day_starts_rings_from_every_day_it_may_be_on(two_days: Apart) -> None:
    now = datetime(2026, 3, 13, 20, tzinfo=UTC)
    listed = (two_days.ana.read(alarms, now), two_days.ana.read(alarms_of, two_days.case.id, now))
    for found in listed:
        rung = [one for one in found if one.rule.code == "court_outcome"]
        assert [(day_of(one.due), one.versions) for one in rung] == [
            (date(2026, 3, 10), 2), (date(2026, 3, 12), 2),
        ]  # fmt: skip


def test_a_hearing_that_may_have_been_before_does_not_stop_the_clock(apart: Apart) -> None:
    order = {"orders": frozenset({"custody_dcf"})}
    apart.ana.write(_court, apart.case, date(2026, 3, 10), **order)
    meet(apart.ana, apart.ben)
    edit(
        apart.ana,
        stored(apart.ana, CourtEvent, apart.event.id),
        event_type="temporary_custody",
    )
    meet(apart.ana, apart.ben)
    apart.write({"on": EARLY}, {"on": LATE})
    now = datetime(2026, 3, 12, 12, tzinfo=UTC)
    assert "custody_hearing" in {one.rule.code for one in apart.ana.read(alarms, now)}


def test_no_query_reads_a_whole_table_for_it(two_days: Apart) -> None:
    ana, now = two_days.ana, datetime(2026, 3, 13, 20, tzinfo=UTC)
    steps = plan_of(ana, occurrences, MARCH)
    steps += plan_of(ana, lambda connection: sheet(connection, EARLY, "", mine=False))
    assert whole_reads(steps) == []
    # Settings and agencies are few and belong to no case.
    assert whole_reads(plan_of(ana, clocks, now, "Ana Reyes")) == ["SCAN clock_setting", "SCAN t"]


def test_the_next_court_of_a_case_is_the_one_that_may_come_first(two_days: Apart) -> None:
    two_days.ana.write(_court, two_days.case, date(2026, 3, 10))
    found = two_days.ana.read(case_file, two_days.case.id, MARCH.today)
    assert found is not None
    assert found.next_court is not None
    assert found.next_court.id == two_days.event.id


def test_the_caseload_has_the_day_that_may_come_first(two_days: Apart) -> None:
    def listed(day: date) -> tuple[list[RecordId], date | None]:
        order = two_days.ana.read(
            case_order, CaseFilter(), "next_court", descending=False, today=day
        )
        return order, two_days.ana.read(case_rows, order, today=day)[two_days.case.id].next_court

    other, _ = two_days.ana.write(add_case)
    two_days.ana.write(_court, other, date(2026, 3, 10))
    assert listed(MARCH.today) == ([two_days.case.id, other.id], EARLY)
    # Only the version on show is still to come.
    assert listed(date(2026, 3, 10)) == ([other.id, two_days.case.id], LATE)
    assert listed(date(2026, 3, 12))[1] is None


def test_a_day_not_on_show_is_the_next_court_where_the_one_on_show_is_over(apart: Apart) -> None:
    apart.write({"on": LATE}, {"on": EARLY})
    day = date(2026, 3, 10)
    row = apart.ana.read(case_rows, [apart.case.id], today=day)[apart.case.id]
    assert row.next_court == LATE
    (end,) = apart.ana.read(open_ends, apart.case.id, day)
    assert end.days == [LATE]


def test_a_hearing_that_was_called_off_is_no_next_court(workspace: Workspace) -> None:
    case, _ = workspace.write(add_case)
    workspace.write(_court, case, EARLY, state="cancelled")
    assert workspace.read(case_rows, [case.id], today=MARCH.today)[case.id].next_court is None


def test_the_quick_log_offers_it_on_either_day_and_marks_it(two_days: Apart) -> None:
    for day, court in ((EARLY, "Pittsfield"), (LATE, "Adams")):
        found = two_days.ana.read(hearings_on, [two_days.case.id], day)[two_days.case.id]
        assert (found.event, found.at, found.versions) == (two_days.event.id, "09:00", 2)
        assert found.words.endswith(court)
    assert two_days.ana.read(hearings_on, [two_days.case.id], date(2026, 3, 10)) == {}


def test_a_supervisor_sees_it_once_from_the_first_day_it_may_be_near(two_days: Apart) -> None:
    def soon(day: date) -> int:
        (load,) = two_days.ana.read(case_loads, day)
        return load.court_soon

    # The fourteenth day of each, the day between, and the day after both.
    days = (date(2026, 2, 22), date(2026, 2, 23), MARCH.today, date(2026, 3, 12))
    assert [soon(day) for day in days] == [0, 1, 1, 0]
    (one,) = two_days.ana.read(case_loads, MARCH.today, two_days.case.coordinator)
    assert one.court_soon == 1


def test_closing_asks_of_it_as_long_as_one_of_its_days_is_to_come(two_days: Apart) -> None:
    for day, days in (
        (MARCH.today, [EARLY, LATE]), (date(2026, 3, 10), [LATE]), (date(2026, 3, 12), None),
    ):  # fmt: skip
        ends = two_days.ana.read(open_ends, two_days.case.id, day)
        assert [end.days for end in ends] == ([days] if days else [])


def test_no_list_reads_a_whole_table_for_it_either(two_days: Apart) -> None:
    ana, case = two_days.ana, two_days.case.id

    def asked(connection: Connection) -> None:
        case_order(connection, CaseFilter(), "next_court", descending=False, today=MARCH.today)
        case_rows(connection, [case], today=MARCH.today)
        hearings_on(connection, [case], EARLY)
        open_ends(connection, case, MARCH.today)

    assert whole_reads(plan_of(ana, asked)) == []


def test_the_end_of_either_day_asks_what_became_of_it(two_days: Apart) -> None:
    for day, court in ((EARLY, "Pittsfield"), (LATE, "Adams")):
        (end,) = two_days.ana.read(day_end, day, LATE, "").open
        assert (end.record, end.what, end.at) == (two_days.event.id, f"Status, {court}", time(9))
