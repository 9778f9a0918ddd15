"""The SQL of a condition, with everything a person typed as a parameter."""

from datetime import UTC, date, datetime, time, timedelta
from functools import singledispatch
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, not_, select, true

from storage.domain.clocks import ZONE
from storage.domain.kinds import KINDS
from storage.spec.fields import (
    SETS,
    Code,
    Codes,
    Day,
    Field,
    Flag,
    Moment,
    PartialDay,
    Reference,
    Text,
    Texts,
    TimeOfDay,
    Whole,
)
from storage.spec.kinds import fields_of
from storage.usecases.listing.columns import column
from storage.usecases.listing.wanted import Condition, Test

_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)
_YEAR, _MONTH = 4, 7


def tests_of(field: Field) -> tuple[Test, ...]:
    """Return the tests that a field can be put to, the likeliest first."""
    match field:
        case Code() | Codes():
            return ("one_of", "empty", "filled")
        case Flag():
            return ("one_of",)
        case Day() | PartialDay() | Moment() | Whole() | TimeOfDay():
            return ("between", "empty", "filled")
        case Text() | Texts() | Reference():
            return ("contains", "empty", "filled")
        case _:
            return ("empty", "filled")


def in_sql(kind: str, condition: Condition) -> ColumnElement[bool] | None:
    """Return the SQL of ``condition``; None where its words are compared in Python.

    Raises KeyError for a field that the kind does not have, ValueError for a test that the field
    cannot be put to.
    """
    field = fields_of(KINDS[kind])[condition.field]
    if condition.test not in tests_of(field):
        raise ValueError(f"{field.label} cannot be filtered like this.")
    found = column(kind, condition.field)
    match condition.test:
        case "contains":
            return None
        case "empty":
            return _is_empty(field, found)
        case "filled":
            return not_(_is_empty(field, found))
        case "one_of" if isinstance(field, SETS):
            members = func.json_each(found).table_valued("value")
            wanted = select(1).select_from(members).where(members.c.value.in_(condition.values))
            return exists(wanted)
        case "one_of":
            is_flag = isinstance(field, Flag)
            return found.in_([int(v == "1") if is_flag else v for v in condition.values])
        case "between":
            return _between(field, found, *_ends(condition.values))


def _ends(values: tuple[str, ...]) -> tuple[str, str]:
    low, high = (*values, "", "")[:2]
    return low, high


def _is_empty(field: Field, found: ColumnElement[Any]) -> ColumnElement[bool]:
    if isinstance(field, SETS):
        return found == "[]"
    if isinstance(field, Text | Code):
        return found == ""
    return found.is_(None)


@singledispatch
def _between(_field: Field, found: ColumnElement[Any], low: str, high: str) -> ColumnElement[bool]:
    return _ranged(found, low or None, high or None)


@_between.register
def _(_field: Whole, found: ColumnElement[Any], low: str, high: str) -> ColumnElement[bool]:
    return _ranged(found, int(low) if low else None, int(high) if high else None)


@_between.register
def _(_field: Moment, found: ColumnElement[Any], low: str, high: str) -> ColumnElement[bool]:
    first = _midnight(date.fromisoformat(low)) if low else None
    after = _midnight(date.fromisoformat(high) + timedelta(days=1)) if high else None
    begun = found >= first if first else true()
    return and_(begun, found < after if after else true(), found.is_not(None))


@_between.register
def _(_field: PartialDay, found: ColumnElement[Any], low: str, high: str) -> ColumnElement[bool]:
    plain = func.replace(found, "~", "")
    whole = case(
        (func.length(plain) == _YEAR, plain + "-01-01"),
        (func.length(plain) == _MONTH, plain + "-01"),
        else_=plain,
    )
    return whole.between(low or _FIRST.isoformat(), high or _LAST.isoformat())


def _ranged(found: ColumnElement[Any], low: Any, high: Any) -> ColumnElement[bool]:
    ends: list[ColumnElement[bool]] = [found.is_not(None)]
    if low is not None:
        ends.append(found >= literal(low))
    if high is not None:
        ends.append(found <= literal(high))
    return and_(*ends)


def _midnight(day: date) -> str:
    """Return the moment at which ``day`` begins in Massachusetts, as a column holds it."""
    begun = datetime.combine(day, time(), ZONE).astimezone(UTC)
    return begun.strftime("%Y-%m-%dT%H:%M:%SZ")
