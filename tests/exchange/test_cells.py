"""One value as one cell, and back: exactly, and never as a formula."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.domain.ids import RecordId, parse_id
from storage.domain.partial_dates import PartialDate
from storage.exchange.cells import CellError, guarded, reading, unguarded, writing
from storage.spec.fields import (
    Code,
    Codes,
    Day,
    Field,
    Flag,
    Moment,
    PartialDay,
    Reference,
    References,
    Text,
    Texts,
    TimeOfDay,
    Whole,
)
from storage.tables.columns import storing

ID = parse_id("018f3c1e-7a2b-7c3d-8e4f-001122334455")
OTHER = parse_id("018f3c1e-7a2b-7c3d-8e4f-001122334456")


def read(field: Field, text: str) -> object:
    return reading(field, parse_id, lambda value: value)(text)


def written(field: Field, value: object) -> str:
    """Return the cell as the CSV writer writes it."""
    cell, write = storing(field)(value), writing(field)
    text = write(cell) if write else cell
    return "" if text is None else str(text)


VALUES: list[tuple[Field, object, str]] = [
    (Text(label="x"), 'O\'Neil, "Jo"', 'O\'Neil, "Jo"'),
    (Text(label="x"), "=1+1", "'=1+1"),
    (Text(label="x"), "'=1+1", "''=1+1"),
    (Text(label="x"), "-5 degrees", "'-5 degrees"),
    (Text(label="x"), "@home", "'@home"),
    (Text(label="x"), "'Tis", "'Tis"),
    (Text(label="x"), "", ""),
    (Code(label="x", list_name="cac"), "berkshire_kids_place", "berkshire_kids_place"),
    (Codes(label="x", list_name="race"), frozenset({"white", "asian"}), "asian;white"),
    (Texts(label="x"), frozenset({"Jo; Joey", "A\\B"}), "A\\\\B;Jo\\; Joey"),
    (Texts(label="x"), frozenset({"=cmd", "b"}), "'=cmd;b"),
    (Texts(label="x"), frozenset({" two  spaces "}), " two  spaces "),
    (Day(label="x"), date(2026, 3, 4), "2026-03-04"),
    (Day(label="x"), None, ""),
    (PartialDay(label="x"), PartialDate.parse("2009-05~"), "2009-05~"),
    (PartialDay(label="x"), PartialDate.parse("declined"), "declined"),
    (TimeOfDay(label="x"), time(14, 30), "14:30"),
    (Moment(label="x"), datetime(2026, 3, 4, 19, 30, 5, tzinfo=UTC), "2026-03-04T19:30:05Z"),
    (Whole(label="x"), 0, "0"),
    (Whole(label="x"), None, ""),
    (Flag(label="x"), True, "yes"),
    (Flag(label="x"), False, "no"),
    (Reference(label="x", kind="case"), ID, "018f3c1e-7a2b-7c3d-8e4f-001122334455"),
    (Reference(label="x", kind="case"), None, ""),
    (
        References(label="x", kind="person"),
        frozenset({ID, OTHER}),
        "018f3c1e-7a2b-7c3d-8e4f-001122334455;018f3c1e-7a2b-7c3d-8e4f-001122334456",
    ),
]


@pytest.mark.parametrize(("field", "value", "text"), VALUES)
def test_a_value_is_written_as_people_write_it_and_read_back(
    field: Field, value: object, text: str
) -> None:
    assert written(field, value) == text
    assert read(field, text) == value


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (Day(label="x"), "20240101"),
        (Day(label="x"), "2024-W01-1"),
        (Day(label="x"), "02/03/04"),
        (Day(label="x"), "2024-1-1"),
        (Day(label="x"), "1900-02-29"),
        (Day(label="x"), "0000-00-00"),
        (Day(label="x"), "10000-01-01"),
        (Day(label="x"), "٢٠٢٤-٠١-٠١"),  # noqa: RUF001 - Arabic digits are the point
        (Day(label="x"), "45292"),
        (PartialDay(label="x"), "2009/05"),
        (PartialDay(label="x"), "２００９"),  # noqa: RUF001 - wide digits are the point
        (TimeOfDay(label="x"), "2pm"),
        (TimeOfDay(label="x"), "24:00"),
        (TimeOfDay(label="x"), "12:30:15"),
        (Moment(label="x"), "2026-03-04 19:30:00"),
        (Moment(label="x"), "2026-03-04T25:30:00Z"),
        (Whole(label="x"), "١٢"),
        (Whole(label="x"), "1_000"),
        (Whole(label="x"), "²"),
        (Whole(label="x"), "1,5"),
        (Whole(label="x"), "1e3"),
        (Whole(label="x"), "-1"),
        (Whole(label="x"), "NaN"),
        (Whole(label="x"), "9" * 5000),
        (Flag(label="x"), "TRUE"),
        (Flag(label="x"), "1"),
    ],
)
def test_what_could_mean_two_things_is_refused_without_repeating_it(
    field: Field, text: str
) -> None:
    with pytest.raises(CellError) as caught:
        read(field, text)
    assert text not in str(caught.value)


def test_blanks_around_a_date_or_a_code_do_not_matter() -> None:
    assert read(Day(label="x"), " 2026-03-04\u00a0") == date(2026, 3, 4)
    assert read(Codes(label="x", list_name="race"), "white ; asian;") == {"white", "asian"}


@given(st.text())
def test_guarding_is_undone_exactly(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.frozensets(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)))
def test_any_set_of_texts_comes_back(members: frozenset[str]) -> None:
    field = Texts(label="x")
    assert read(field, written(field, members)) == members


def test_the_reader_of_ids_is_asked_for_each_member() -> None:
    seen: list[str] = []

    def id_of(text: str) -> RecordId:
        seen.append(text)
        return ID

    reading(References(label="x", kind="person"), id_of, lambda value: value)("P-1; P-2")
    assert sorted(seen) == ["P-1", "P-2"]
