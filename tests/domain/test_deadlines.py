"""The arithmetic of clocks, against the calendar and against a loop too simple to be wrong."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.domain.deadlines.alarms import Alarm, Met, State, judge, proven, started, urgency
from storage.domain.deadlines.conditions import Condition, parse_all
from storage.domain.deadlines.present import AHEAD, BEHIND, present
from storage.domain.deadlines.rules import Rule, arranged
from storage.domain.deadlines.spans import (
    Span,
    Start,
    Unit,
    add_business_days,
    add_months,
    due_at,
)
from storage.usecases.deadlines.calendar_days import (
    holidays_between,
    is_holiday,
)
from storage.usecases.deadlines.rulebook import shipped

BOSTON = ZoneInfo("America/New_York")
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def _boston(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=BOSTON, fold=fold).astimezone(UTC)  # type: ignore[arg-type, misc]  # year to second


def _due(start: Start, amount: int, unit: Unit) -> datetime:
    return due_at(start, Span(amount, unit), is_holiday).astimezone(BOSTON)


@given(DAYS, st.integers(0, 40))
def test_business_days_are_what_a_person_counts_on_a_wall_calendar(day: date, count: int) -> None:
    counted, looked_at = 0, day
    while counted < count:
        looked_at += timedelta(days=1)
        if looked_at.strftime("%a") not in {"Sat", "Sun"} and not is_holiday(looked_at):
            counted += 1
    assert add_business_days(day, count, is_holiday) == looked_at


@given(DAYS, st.integers(1, 40), st.integers(1, 40))
def test_business_days_add_up(day: date, first: int, then: int) -> None:
    between = add_business_days(day, first, is_holiday)
    there = add_business_days(day, first + then, is_holiday)
    assert add_business_days(between, then, is_holiday) == there
    assert not is_holiday(there)
    assert there.isoweekday() < 6


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        (date(2026, 3, 4), 1, date(2026, 3, 5)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
        (date(2026, 3, 7), 1, date(2026, 3, 9)),
        (date(2026, 3, 8), 3, date(2026, 3, 11)),
        (date(2026, 4, 17), 1, date(2026, 4, 21)),
        (date(2026, 11, 25), 1, date(2026, 11, 27)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2021, 12, 31), 5, date(2022, 1, 7)),
        (date(2022, 12, 30), 1, date(2023, 1, 3)),
        (date(2026, 7, 2), 1, date(2026, 7, 3)),
    ],
    ids=[
        "a weekday",
        "over a weekend",
        "from a Saturday",
        "from a Sunday",
        "Patriots' Day",
        "Thanksgiving, but not the Friday after",
        "the turn of the year on a Friday",
        "a New Year's Day on a Saturday is not moved",
        "a New Year's Day on a Sunday is kept on Monday",
        "an Independence Day on a Saturday does not close the Friday",
    ],
)
def test_business_days_at_the_edges(day: date, count: int, due: date) -> None:
    assert add_business_days(day, count, is_holiday) == due


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        (date(2026, 4, 20), True),
        (date(2026, 6, 19), True),
        (date(2022, 6, 20), True),
        (date(2021, 7, 5), True),
        (date(2026, 3, 17), False),
        (date(2026, 6, 17), False),
        (date(2026, 7, 3), False),
        (date(2026, 12, 24), False),
        (date(2055, 5, 31), True),
    ],
    ids=[
        "Patriots' Day",
        "Juneteenth",
        "Juneteenth on a Sunday",
        "Independence Day on a Sunday",
        "Evacuation Day is Suffolk's alone",
        "Bunker Hill Day is Suffolk's alone",
        "the Friday before a Saturday holiday",
        "Christmas Eve",
        "Memorial Day in thirty years",
    ],
)
def test_which_days_are_holidays(day: date, *, closed: bool) -> None:
    assert is_holiday(day) is closed


def test_the_holidays_passed_over_are_named() -> None:
    passed = holidays_between(date(2026, 12, 23), date(2027, 1, 4))
    assert [name for _, name in passed] == ["Christmas Day", "New Year's Day"]


@pytest.mark.parametrize(
    ("start", "hours", "wall"),
    [
        (_boston(2026, 3, 7, 15, 0), 24, (8, 16, 0)),
        (_boston(2026, 10, 31, 15, 0), 24, (1, 14, 0)),
        (_boston(2026, 3, 8, 1, 30), 1, (8, 3, 30)),
        (_boston(2026, 11, 1, 1, 30), 1, (1, 1, 30)),
        (_boston(2026, 11, 1, 1, 30, fold=1), 1, (1, 2, 30)),
        (_boston(2026, 12, 31, 20, 0), 24, (1, 20, 0)),
    ],
    ids=[
        "into summer time",
        "out of summer time",
        "over the hour that is skipped",
        "into the hour that comes twice",
        "out of it",
        "over the turn of the year",
    ],
)
def test_hours_are_hours_on_a_stopwatch(
    start: datetime, hours: int, wall: tuple[int, int, int]
) -> None:
    due = _due(Start(start, exact=True), hours, Unit.HOURS)
    assert due.astimezone(UTC) - start == timedelta(hours=hours)
    assert (due.day, due.hour, due.minute) == wall


@given(st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)), st.integers(0, 5_000))  # noqa: DTZ001 - made aware below
def test_any_number_of_hours_is_that_many_real_hours(naive: datetime, hours: int) -> None:
    start = Start(naive.replace(tzinfo=UTC), exact=True)
    due = due_at(start, Span(hours, Unit.HOURS), is_holiday)
    assert due - start.moment == timedelta(hours=hours)


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1), date(2026, 12, 31)])
def test_a_day_is_over_with_its_last_second_in_massachusetts(day: date) -> None:
    due = _due(Start.of(day), 0, Unit.DAYS)
    assert (due.date(), due.time()) == (day, time(23, 59, 59))
    assert _due(Start.of(day, time(9, 0)), 1, Unit.DAYS).date() == day + timedelta(days=1)


def test_a_moment_late_in_the_evening_belongs_to_its_own_day() -> None:
    late = Start(_boston(2026, 3, 4, 23, 30), exact=True)
    assert _due(late, 1, Unit.BUSINESS_DAYS).date() == date(2026, 3, 5)


def test_hours_from_a_bare_day_run_from_its_beginning_and_none_to_its_end() -> None:
    assert _due(Start.of(date(2026, 3, 4)), 24, Unit.HOURS).isoformat()[:16] == "2026-03-05T00:00"
    assert _due(Start.of(date(2026, 3, 4)), 0, Unit.HOURS).time() == time(23, 59, 59)
    assert _due(Start.of(date(2026, 3, 4), time(9, 0)), 0, Unit.HOURS).time() == time(9, 0)


@pytest.mark.parametrize(
    ("day", "months", "there"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
    ],
)
def test_months_end_where_the_month_does(day: date, months: int, there: date) -> None:
    assert add_months(day, months) == there


def test_less_than_nothing_is_no_span() -> None:
    with pytest.raises(ValueError, match="cannot run"):
        Span(-1, Unit.DAYS)


NCMEC = shipped()["missing_ncmec"]
BEGAN = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "met", "ended", "state"),
    [
        (1, None, False, State.SOON),
        (24, None, False, State.SOON),
        (25, None, False, State.OVERDUE),
        (25, None, True, State.NOT_NEEDED),
        (25, Met(BEGAN + timedelta(hours=24)), False, State.MET),
        (25, Met(BEGAN + timedelta(hours=25)), False, State.MET_LATE),
        (25, Met(date(2026, 3, 5)), False, State.MET),
        (25, Met(date(2026, 3, 6)), False, State.MET_LATE),
        (99, Met(None), False, State.MET),
        (99, Met(BEGAN), True, State.MET),
    ],
)
def test_how_a_clock_stands(hours: int, met: Met | None, *, ended: bool, state: State) -> None:
    now = BEGAN + timedelta(hours=hours)
    assert judge(NCMEC, Start(BEGAN, exact=True), now, is_holiday, met, ended=ended)[1] is state


def test_a_clock_is_ahead_until_its_lead() -> None:
    rule, start = shipped()["mou_until"], Start.of(date(2026, 6, 30))
    states = [
        judge(rule, start, moment, is_holiday, None, ended=False)[1]
        for moment in (_boston(2026, 4, 1), _boston(2026, 5, 10))
    ]
    assert states == [State.AHEAD, State.SOON]


def test_a_rule_begins_only_where_its_conditions_hold_and_its_day_is_known() -> None:
    rule = shipped()["notice_supported"]
    values = {"report_finding": "supported", "report_found_on": date(2026, 3, 4)}
    assert started(rule, values) == Start.of(date(2026, 3, 4))
    assert started(rule, {**values, "report_finding": "unsupported"}) is None
    assert started(rule, {**values, "report_found_on": None}) is None


def test_evidence_says_when_by_its_own_field_or_by_another_or_not_at_all() -> None:
    told = BEGAN + timedelta(hours=2)
    assert proven(NCMEC, {"ncmec_at": told, "ncmec_number": ""}) == Met(told)
    assert proven(NCMEC, {"ncmec_at": None, "ncmec_number": "12"}) == Met(None)
    assert proven(NCMEC, {"ncmec_at": None, "ncmec_number": ""}) is None


@pytest.mark.parametrize(
    ("text", "values", "holds"),
    [
        ("on", {"on": date(2026, 3, 4)}, True),
        ("on", {"on": None}, False),
        ("!on", {"on": None}, True),
        ("state=held|continued", {"state": "held"}, True),
        ("state=held|continued", {"state": ""}, False),
        ("state!=held", {"state": ""}, True),
        ("orders=custody_dcf", {"orders": frozenset({"custody_dcf", "other"})}, True),
        ("orders!=custody_dcf", {"orders": frozenset({"other"})}, True),
    ],
)
def test_conditions(text: str, values: dict[str, object], *, holds: bool) -> None:
    assert Condition.parse(text).holds(values) is holds


@pytest.mark.parametrize("text", ["state=", "a b", "=held", "!"])
def test_a_condition_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no "):
        Condition.parse(text)


def test_several_conditions_stand_between_semicolons() -> None:
    assert len(parse_all("a=b; !c;d")) == 3
    assert parse_all("") == ()


def test_a_program_may_change_the_span_but_not_what_it_counts() -> None:
    changed = arranged(NCMEC, off=False, amount=12, remark=" Protocol ")
    assert (changed.span, changed.verified) == (Span(12, Unit.HOURS), False)
    assert changed.changed == "Protocol"
    assert arranged(NCMEC, off=False, amount=24, remark="x") == NCMEC
    assert arranged(NCMEC, off=True, amount=None, remark="").off


def test_a_clock_set_back_never_moves_the_present_and_one_ahead_is_believed() -> None:
    known = BEGAN
    assert present(known + timedelta(days=9), known).moment == known + timedelta(days=9)
    behind = present(known - timedelta(days=2), None, known)
    assert (behind.moment, behind.looks_wrong) == (known, True)
    assert not present(known - BEHIND, known).looks_wrong


def test_a_clock_that_may_be_set_forward_is_asked_about_after_a_week_without_a_record() -> None:
    recorded = BEGAN
    assert not present(recorded + AHEAD, recorded).may_be_ahead
    assert present(recorded + timedelta(days=8), recorded).may_be_ahead
    found = present(recorded + timedelta(days=365), recorded, recorded + timedelta(days=365))
    assert (found.may_be_ahead, found.looks_wrong, found.idle.days) == (True, False, 365)
    assert not present(recorded, None).may_be_ahead
    assert not present(recorded - timedelta(days=90), recorded).may_be_ahead


def test_what_is_overdue_stands_first_then_a_missing_child_then_the_rest_by_due() -> None:
    def alarm(rule: Rule, hours: int, state: State) -> Alarm:
        return Alarm(
            rule=rule, kind=rule.kind, record=None, case=None, person=None,
            start=Start(BEGAN, exact=True), due=BEGAN + timedelta(hours=hours), state=state,
        )  # fmt: skip

    task = shipped()["task_due"]
    every = [
        alarm(NCMEC, 5, State.SOON),
        alarm(task, -90, State.OVERDUE),
        alarm(task, 1, State.SOON),
        alarm(NCMEC, -1, State.OVERDUE),
    ]
    hours = [(one.due - BEGAN) // timedelta(hours=1) for one in sorted(every, key=urgency)]
    assert hours == [-1, -90, 1, 5]
