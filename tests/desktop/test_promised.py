from datetime import date, time

import pytest

from desktop.wording.promised import Promised, read_promise

TODAY = date(2026, 3, 4)  # a Wednesday


def day(month: int, dom: int, year: int = 2026) -> date:
    return date(year, month, dom)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("call DCF office friday 2pm", Promised("Call DCF office", day(3, 6), time(14))),
        ("file follow-up tomorrow at noon", Promised("File follow-up", day(3, 5), time(12))),
        ("MDT summary by Mar 12", Promised("MDT summary", day(3, 12))),
        ("return call in 2 weeks!", Promised("Return call", day(3, 18), urgent=True)),
        ("ride for court 3/9 9:30 am", Promised("Ride for court", day(3, 9), time(9, 30))),
        ("email judge next friday", Promised("Email judge", day(3, 13))),
        ("order cards next week", Promised("Order cards", day(3, 9))),
        ("call at 3", Promised("Call", TODAY, time(15))),
        ("fax release asap", Promised("Fax release", urgent=True)),
        ("sit with her on sat", Promised("Sit with her", day(3, 7))),
        ("call mon 14:30", Promised("Call", day(3, 9), time(14, 30))),
        ("review wednesday", Promised("Review", day(3, 11))),
        ("visit jan 5", Promised("Visit", day(1, 5, 2027))),
        ("visit 1/5/2027", Promised("Visit", day(1, 5, 2027))),
        ("by friday: write note", Promised("Write note", day(3, 6))),
        ("talk about 39K at 10:00", Promised("Talk about 39K", TODAY, time(10))),
        ("in a week call back", Promised("Call back", day(3, 11))),
    ],
)
def test_a_line_says_what_by_when(line: str, expected: Promised) -> None:
    assert read_promise(line, TODAY) == expected


@pytest.mark.parametrize(
    "line",
    [
        "May call grandmother",
        "Meet Wednesday's child",
        "Pay 12.50",
        "Ask about 3/4 of the hours",
        "Interview 4/31",
        "See 20 March court",
        "Sun cream and hats",
        "Call 413-555-0100",
        "Talk to 15 youth",
    ],
)
def test_words_that_are_no_day_or_time_stay_where_they_are(line: str) -> None:
    assert read_promise(line, TODAY) == Promised(line)


@pytest.mark.parametrize("line", ["today", "friday 2pm", "!"])
def test_a_line_that_is_only_a_day_stays_the_task(line: str) -> None:
    assert read_promise(line, TODAY).text


def test_an_empty_line_says_nothing() -> None:
    assert read_promise("   ", TODAY) == Promised("")
