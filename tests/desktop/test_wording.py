import errno
from datetime import UTC, date, datetime, time, timedelta

import pytest

from desktop.wording import dates, errors, numbers, typed
from storage.domain.partial_dates import PartialDate, Unknown
from storage.errors import RejectedError

TODAY = date(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("3/4/2026", date(2026, 3, 4)),
        ("03-04-2026", date(2026, 3, 4)),
        ("3.4.26", date(2026, 3, 4)),
        ("2026-03-04", date(2026, 3, 4)),
        ("2026/3/4", date(2026, 3, 4)),
        ("20260304", date(2026, 3, 4)),
        ("030426", date(2026, 3, 4)),
        ("Mar 4, 2026", date(2026, 3, 4)),
        ("4 march 2026", date(2026, 3, 4)),
        ("Wed, Mar 4th 2026", date(2026, 3, 4)),
        ("sept 9", date(2026, 9, 9)),
        ("3/4", date(2026, 3, 4)),
        ("12/24", date(2025, 12, 24)),
        ("2/29", date(2024, 2, 29)),
        ("today", TODAY),
        (" Yesterday ", date(2026, 11, 20)),
        ("-3", date(2026, 11, 18)),
        ("monday", date(2026, 11, 16)),
        ("sat", TODAY),
        ("5/12/09", date(2009, 5, 12)),
        ("5/12/87", date(1987, 5, 12)),
    ],
)
def test_a_day_is_read_in_any_of_the_usual_ways(text: str, day: date) -> None:
    assert typed.parse_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("tomorrow", date(2026, 11, 22)),
        ("monday", date(2026, 11, 23)),
        ("12/24", date(2026, 12, 24)),
        ("+14", date(2026, 12, 5)),
    ],
)
def test_where_the_future_is_allowed_a_day_is_the_nearest_to_come(text: str, day: date) -> None:
    assert typed.parse_day(text, TODAY, future=True) == day


@pytest.mark.parametrize("text", ["2/30/2026", "13/1/2026", "0/0", "4/31"])
def test_a_day_no_calendar_has_is_named_as_such(text: str) -> None:
    with pytest.raises(ValueError, match=r"no such day|Type a date like"):
        typed.parse_day(text, TODAY)


@pytest.mark.parametrize("text", ["soon", "4", "<b>3/4</b>x", "march", "1/2/3/4", "12 13 14 15"])
def test_what_is_no_day_gets_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="Type a date like"):
        typed.parse_day(text, TODAY)


def test_a_day_to_come_is_refused_where_it_cannot_be() -> None:
    with pytest.raises(ValueError, match="Dec 24, 2026 is still to come"):
        typed.parse_day("12/24/2026", TODAY)


def test_every_day_shown_can_be_typed_again() -> None:
    for step in range(0, 4_000, 7):
        day = TODAY - timedelta(days=step)
        for text in (dates.short_day(day), dates.long_day(day), day.isoformat()):
            assert typed.parse_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("2009", PartialDate(2009)),
        ("May 2009", PartialDate(2009, 5)),
        ("5/2009", PartialDate(2009, 5)),
        ("2009-05", PartialDate(2009, 5)),
        ("5/12/2009", PartialDate(2009, 5, 12)),
        ("May 12, 2009", PartialDate(2009, 5, 12)),
        ("~2009", PartialDate(2009, estimated=True)),
        ("about May 2009", PartialDate(2009, 5, estimated=True)),
        ("age 15", PartialDate(2011, estimated=True)),
        ("15 yo", PartialDate(2011, estimated=True)),
        ("declined", PartialDate.because(Unknown.DECLINED)),
        ("Unknown", PartialDate.because(Unknown.UNKNOWN)),
        ("not asked", PartialDate.because(Unknown.NOT_ASKED)),
        ("n/a", PartialDate.because(Unknown.NOT_APPLICABLE)),
    ],
)
def test_a_partial_date_is_read_and_what_is_shown_can_be_typed_again(
    text: str, known: PartialDate
) -> None:
    assert typed.parse_partial(text, TODAY) == known
    assert typed.parse_partial(dates.partial_text(known), TODAY) == known


@pytest.mark.parametrize("text", ["2031", "June 2027", "20", "13/2009", "sometime"])
def test_a_birth_to_come_or_a_riddle_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"still to come|Type a date|no such day"):
        typed.parse_partial(text, TODAY)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2:30 pm", time(14, 30)),
        ("2:30p.m.", time(14, 30)),
        ("14:30", time(14, 30)),
        ("1430", time(14, 30)),
        ("230p", time(14, 30)),
        ("230", time(2, 30)),
        ("9", time(9)),
        ("2", time(14)),
        ("2:15", time(14, 15)),
        ("12 am", time(0)),
        ("12pm", time(12)),
        ("noon", time(12)),
        ("08:05", time(8, 5)),
        ("0:15", time(0, 15)),
    ],
)
def test_a_time_is_read_as_people_type_it(text: str, moment: time) -> None:
    assert typed.parse_time(text) == moment
    assert typed.parse_time(dates.clock_time(moment)) == moment


@pytest.mark.parametrize("text", ["25:00", "9:75", "later"])
def test_what_is_no_time_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"[Tt]ype (a|one) "):
        typed.parse_time(text)


def test_whole_numbers_are_read_within_their_bounds() -> None:
    assert typed.parse_whole("1,440", 0, 1_440) == 1_440
    for text in ("1.5", "many", "1441", "-1", "³"):
        with pytest.raises(ValueError, match=r"^Type a "):
            typed.parse_whole(text, 0, 1_440)


def test_days_and_moments_are_spoken_of_as_people_do() -> None:
    assert dates.near_day(TODAY, TODAY) == "Today"
    assert dates.near_day(date(2026, 11, 22), TODAY) == "Tomorrow"
    assert dates.near_day(date(2026, 11, 16), TODAY) == "Mon Nov 16"
    assert dates.near_day(date(2024, 3, 4), TODAY) == "Mar 4, 2024"
    now = datetime(2026, 11, 21, 18, tzinfo=UTC)
    assert dates.ago(now - timedelta(seconds=20), now) == "just now"
    assert dates.ago(now - timedelta(minutes=1), now) == "1 minute ago"
    assert dates.ago(now - timedelta(hours=5), now) == "5 hours ago"
    assert dates.ago(now - timedelta(days=3), now) == "Nov 18, 2026 at 1:00 PM"
    assert numbers.counted(1, "case", "cases") == "1 case"
    assert numbers.counted(12_000, "case", "cases") == "12,000 cases"


def test_an_error_is_told_without_values_paths_or_queries() -> None:
    told = errors.plain(RejectedError("Person: the date of birth lies in the future. Correct it."))
    assert told == "Person: the date of birth lies in the future. Correct it."
    secret = ValueError("SELECT name FROM person WHERE name = 'Alder, Dov'")
    assert "Alder" not in errors.plain(secret)
    assert "ValueError" in errors.plain(secret)
    assert "Install Satchel again" in errors.plain(ModuleNotFoundError("No module named 'alder'"))
    assert "disk is full" in errors.plain(OSError(28, "No space left on device", "/home/x/alder"))
    assert "alder" not in errors.plain(PermissionError(13, "Permission denied", "/home/x/alder"))


def test_a_stick_that_is_locked_against_writing_is_not_told_as_a_faulty_one() -> None:
    told = errors.plain(OSError(errno.EROFS, "Read-only file system", "/media/stick"))
    assert told == "Satchel may not write there. Choose another folder, then try again."
