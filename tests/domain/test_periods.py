from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.domain.periods import (
    FEDERAL,
    STATE,
    MonthDay,
    Period,
    due_on,
    previous_quarter,
    quarter_containing,
    quarter_name,
    quarter_of,
    quarters_of,
    year_name,
    year_of,
)

days = st.dates(date(1950, 1, 1), date(2150, 1, 1))
starts = st.builds(MonthDay, st.integers(1, 12), st.integers(1, 28))


def test_a_period_is_read_as_it_is_written() -> None:
    period = Period.parse("2021-07-01..2022-06-30")
    assert period == Period(date(2021, 7, 1), date(2022, 6, 30))
    assert Period.parse(period.text()) == period
    assert Period.parse(" 2021-07-01..2021-07-01 ").words() == "Jul 1, 2021"


@pytest.mark.parametrize(
    "text", ["", "2021", "2021-07-01", "2021-07-01..", "2021-07-01 to 2022-06-30", "2021-02-30..x"]
)
def test_what_is_no_period_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a period. Write it like 2021-07-01..2022-06-30"):
        Period.parse(text)


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Period.parse("2022-06-30..2021-07-01")


def test_both_ends_are_inside() -> None:
    period = Period.parse("2021-10-01..2021-12-31")
    assert date(2021, 10, 1) in period
    assert date(2021, 12, 31) in period
    assert date(2021, 9, 30) not in period
    assert date(2022, 1, 1) not in period


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2021-10-01..2021-12-31", "Oct 1 to Dec 31, 2021"),
        ("2021-07-01..2022-06-30", "Jul 1, 2021 to Jun 30, 2022"),
        ("2024-02-29..2024-02-29", "Feb 29, 2024"),
    ],
)
def test_a_period_in_words(text: str, words: str) -> None:
    assert Period.parse(text).words() == words


def test_the_federal_year_starts_in_october_and_the_state_year_in_july() -> None:
    assert year_of(date(2021, 9, 30)).text() == "2020-10-01..2021-09-30"
    assert year_of(date(2021, 10, 1)).text() == "2021-10-01..2022-09-30"
    assert year_of(date(2021, 10, 1), STATE).text() == "2021-07-01..2022-06-30"
    assert year_name(year_of(date(2021, 10, 1))) == "Federal year 2022"
    assert year_name(year_of(date(2021, 10, 1), STATE)) == "State year 2022"
    assert year_name(year_of(date(2021, 10, 1), MonthDay(1, 1))) == "Calendar year 2021"
    assert year_name(year_of(date(2021, 10, 1), MonthDay(3, 15))) == "Year 2022"


def test_the_quarters_of_a_federal_year() -> None:
    assert [quarter.text() for quarter in quarters_of(year_of(date(2022, 3, 1)))] == [
        "2021-10-01..2021-12-31",
        "2022-01-01..2022-03-31",
        "2022-04-01..2022-06-30",
        "2022-07-01..2022-09-30",
    ]
    assert quarter_name(quarter_of(date(2021, 10, 1))) == "Quarter 1, federal year 2022"
    assert quarter_name(quarter_of(date(2022, 7, 1))) == "Quarter 4, federal year 2022"
    assert previous_quarter(quarter_of(date(2021, 10, 1))) == quarter_of(date(2021, 7, 1))


def test_a_day_that_starts_no_quarter_is_refused_with_the_days_that_do() -> None:
    with pytest.raises(ValueError, match="No quarter starts on 2021-11-01") as refused:
        quarter_of(date(2021, 11, 1))
    assert "10-01, 01-01, 04-01 and 07-01" in str(refused.value)
    assert "starts on 2021-10-01" in str(refused.value)


def test_the_pmt_is_due_thirty_days_after_the_quarter_unless_said_otherwise() -> None:
    due = [due_on(quarter) for quarter in quarters_of(year_of(date(2022, 3, 1)))]
    assert [day.isoformat() for day in due] == [
        "2022-01-30",
        "2022-04-30",
        "2022-07-30",
        "2022-10-30",
    ]
    assert due_on(quarter_of(date(2021, 10, 1)), 45) == date(2022, 2, 14)


def test_a_day_of_every_year_is_read_as_it_is_written() -> None:
    assert MonthDay.parse("10-01") == FEDERAL
    assert FEDERAL.text() == "10-01"
    assert FEDERAL.words() == "October 1"


@pytest.mark.parametrize("text", ["", "13-01", "10-31", "02-29", "October 1", "1-1"])
def test_a_day_that_some_month_lacks_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"day of the year|every month"):
        MonthDay.parse(text)


@given(days, starts)
def test_quarters_fill_their_year_without_gap_or_overlap(day: date, begins: MonthDay) -> None:
    year = year_of(day, begins)
    quarters = quarters_of(year)
    assert day in year
    assert quarters[0].start == year.start
    assert quarters[-1].end == year.end
    for before, after in pairwise(quarters):
        assert after.start == before.end + timedelta(days=1)
    assert sum(day in quarter for quarter in quarters) == 1
    quarter = quarter_containing(day, begins)
    assert quarter_of(quarter.start, begins) == quarter
