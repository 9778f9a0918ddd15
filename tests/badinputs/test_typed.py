"""Days, times and numbers: read as what they say, or refused in a sentence of ours."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from desktop.wording.typed import parse_day, parse_partial, parse_time, parse_whole
from desktop.wording.typedmoments import parse_moment
from storage.domain.checks import checks_of
from storage.exchange.cells import CellError, reading, writing
from storage.spec.fields import Day, Field, Moment, PartialDay, Text, TimeOfDay, Whole
from storage.usecases.codelists import codebook
from tests.badinputs.typed import BORN, CELLS, DAYS, MOMENTS, NO, NUMBERS, PHONES, TIMES

TODAY = date(2026, 3, 4)
NOW = datetime(2026, 3, 9, 15, tzinfo=UTC)
_PYTHONS_OWN = ("int()", "literal", "isoformat", "limit (", "out of range", "integer string")
FIELDS: dict[str, Field] = {
    "day": Day(label="Day", allow_future=True),
    "whole": Whole(label="Number", minimum=0, maximum=1_440),
    "time": TimeOfDay(label="Time"),
    "moment": Moment(label="Moment"),
    "partial": PartialDay(label="Born"),
}


def becomes(read: Callable[[str], Any], typed: str) -> str:
    try:
        return str(read(typed))
    except ValueError as error:
        said = str(error)
        assert said.endswith(".")
        assert len(said) < 120
        assert not any(own in said for own in _PYTHONS_OWN)
        return NO


@pytest.mark.parametrize(("item", "typed", "expected"), DAYS)
def test_a_day_is_read_as_it_stands_or_refused(item: int, typed: str, expected: str) -> None:
    assert becomes(lambda text: parse_day(text, TODAY), typed) == expected, item


@pytest.mark.parametrize(("item", "typed", "expected"), BORN)
def test_a_birth_is_read_as_it_stands_or_refused(item: int, typed: str, expected: str) -> None:
    assert becomes(lambda text: parse_partial(text, TODAY).text(), typed) == expected, item


@pytest.mark.parametrize(("item", "typed", "expected"), TIMES)
def test_a_time_is_read_as_it_stands_or_refused(item: int, typed: str, expected: str) -> None:
    assert becomes(lambda text: parse_time(text).isoformat("minutes"), typed) == expected, item


@pytest.mark.parametrize(("item", "typed", "expected"), MOMENTS)
def test_a_moment_is_read_as_it_stands_or_refused(item: int, typed: str, expected: str) -> None:
    def read(text: str) -> str:
        return f"{parse_moment(text, NOW):%Y-%m-%dT%H:%M}"

    assert becomes(read, typed) == expected, item


@pytest.mark.parametrize(("item", "typed", "expected"), NUMBERS)
def test_a_number_is_read_as_it_stands_or_refused(item: int, typed: str, expected: str) -> None:
    assert becomes(lambda text: parse_whole(text, 0, 1_440), typed) == expected, item


@pytest.mark.parametrize(("kind", "item", "cell", "reads"), CELLS)
def test_a_cell_is_read_in_its_one_form_or_refused(
    kind: str, item: int, cell: str, *, reads: bool
) -> None:
    read = reading(FIELDS[kind], pytest.fail, lambda value: value)
    if reads:
        assert read(cell) is not None, item
    else:
        with pytest.raises(CellError, match=r"^is .*\.$") as refused:
            read(cell)
        assert cell not in str(refused.value)


@pytest.mark.parametrize(("item", "typed"), PHONES)
def test_what_looks_like_a_number_stays_the_text_it_is(item: int, typed: str) -> None:
    assert checks_of("person")["phone"](typed, codebook(), TODAY) is None
    field = Text(label="Phone", max_length=40)
    write = writing(field)
    assert write is not None
    assert reading(field, pytest.fail, lambda value: value)(write(typed)) == typed, item
