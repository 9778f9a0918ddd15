"""Ids, stamps, partial dates and ages."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.domain.clocks import next_stamp, stamp_moment, today
from storage.domain.ids import RecordId, SecureIds, id_from, parse_id, text_of
from storage.domain.partial_dates import PartialDate, Unknown, age_on
from tests.conftest import FixedClock


@given(st.integers(0, 2**48 - 1), st.integers(0, 2**74 - 1))
def test_an_id_is_a_version_7_uuid_that_reads_back(milliseconds: int, randomness: int) -> None:
    record = id_from(milliseconds, randomness)
    text = text_of(record)
    assert (len(record), text[14], text[19] in "89ab") == (16, "7", True)
    assert parse_id(text) == record
    assert int.from_bytes(record[:6], "big") == milliseconds


def test_ids_of_later_moments_sort_later() -> None:
    ids = SecureIds()
    made = [ids.new(moment) for moment in (1, 2, 3, 10**12)]
    assert made == sorted(made)
    assert len({ids.new(1) for _ in range(1000)}) == 1000


@pytest.mark.parametrize("text", ["", "P-17", "019cb95c", "zz" * 16])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the caller words it
        parse_id(text)


def test_a_clock_set_back_never_makes_a_smaller_stamp() -> None:
    first = next_stamp(0, 1_000_000)
    assert next_stamp(first, 999_000) == first + 1
    assert stamp_moment(first) == datetime.fromtimestamp(1000, UTC)


def test_the_day_is_counted_in_massachusetts() -> None:
    late = FixedClock(datetime(2026, 3, 5, 3, 30, tzinfo=UTC))
    assert today(late) == date(2026, 3, 4)


@pytest.mark.parametrize(
    "text", ["2009-05-12", "2009-05", "2009", "2009~", "2009-05-12~", *Unknown]
)
def test_a_partial_date_reads_back_as_written(text: str) -> None:
    assert PartialDate.parse(text).text() == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2009-13",
        "2009-02-29",
        "20090512",
        "2009-W01-1",
        "09",
        "soon",
        "2009-5",
        "\u0662\u0660\u0660\u0669",
    ],
)
def test_what_no_calendar_has_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the caller words it
        PartialDate.parse(text)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("2010-05-12", date(2022, 5, 11), 11),
        ("2010-05-12", date(2022, 5, 12), 12),
        ("2008-02-29", date(2021, 2, 28), 12),
        ("2008-02-29", date(2021, 3, 1), 13),
        ("2010-05", date(2022, 5, 14), 11),
        ("2010-05", date(2022, 5, 15), 12),
        ("2010", date(2022, 6, 30), 11),
        ("2010", date(2022, 7, 1), 12),
        ("2010~", date(2022, 7, 1), 12),
        ("declined", date(2022, 7, 1), None),
        ("2023", date(2022, 7, 1), None),
    ],
)
def test_age_in_whole_years(born: str, day: date, age: int | None) -> None:
    assert age_on(PartialDate.parse(born), day) == age


def test_no_date_of_birth_gives_no_age() -> None:
    assert age_on(None, date(2022, 7, 1)) is None


def test_an_id_is_bytes() -> None:
    assert isinstance(SecureIds().new(0), bytes)
    assert RecordId(bytes(16)) == bytes(16)
