"""Check a record against its own description before it is stored."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, singledispatch
from typing import Any

from storage.domain.clocks import MAX_LEAD_MS
from storage.domain.codes import CodeBook
from storage.domain.kinds import KINDS
from storage.domain.partial_dates import PartialDate
from storage.spec.fields import (
    NULLABLE,
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
from storage.spec.kinds import fields_of, kind_of

EARLIEST = date(1900, 1, 1)
LATEST = date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one field: a stable key, and the limit it names."""

    field: str
    key: str
    limit: str = ""


Check = Callable[[Any, CodeBook, date], Problem | None]


def problems_of(record: object, *, today: date, codes: CodeBook) -> list[Problem]:
    """Return what is wrong with ``record``, in field order; nothing when it may be stored."""
    found = []
    for name, check in checks_of(kind_of(type(record)).name).items():
        if (problem := check(getattr(record, name), codes, today)) is not None:
            found.append(problem)
    return found


def to_come(name: str, value: Any, now: datetime) -> Problem | None:
    """Tell that a moment is still to come, which none is that a form takes.

    Where it comes from another laptop, that one's clock may lead as far as in sync.
    """
    if not isinstance(value, datetime) or value <= now + timedelta(milliseconds=MAX_LEAD_MS):
        return None
    return Problem(name, "to-come")


@cache
def checks_of(kind: str) -> Mapping[str, Check]:
    """Return the check of every field of ``kind`` by name; each tells what is wrong, or None."""
    return {name: _whole_check(field, name) for name, field in fields_of(KINDS[kind]).items()}


def _whole_check(field: Field, name: str) -> Check:
    check = _check(field, name)
    needed = Problem(name, "missing")
    missing = needed if field.required else None
    nothing = missing if isinstance(field, NULLABLE) else needed

    def whole(value: Any, codes: CodeBook, today: date) -> Problem | None:
        if value is None:
            return nothing
        if value in _EMPTY:
            return missing
        return check(value, codes, today)

    return whole


_EMPTY: tuple[object, ...] = ("", frozenset())


@singledispatch
def _check(field: Field, _name: str) -> Check:
    raise NotImplementedError(type(field).__name__)


@_check.register
def _(field: Text, name: str) -> Check:
    def check(value: Any, _codes: CodeBook, _today: date) -> Problem | None:
        if not isinstance(value, str):
            return Problem(name, "not-text")
        if len(value) > field.max_length:
            return Problem(name, "too-long", str(field.max_length))
        if not value.isprintable() and _unstorable(value, lines=field.lines > 1):
            return Problem(name, "unstorable")
        if field.required and not value.strip():
            return Problem(name, "missing")
        return None

    return check


@_check.register
def _(field: Texts, name: str) -> Check:
    def check(value: Any, _codes: CodeBook, _today: date) -> Problem | None:
        if any(len(text) > field.max_length for text in value):
            return Problem(name, "too-long", str(field.max_length))
        if any(not text.strip() or _unstorable(text, lines=False) for text in value):
            return Problem(name, "unstorable")
        return None

    return check


@_check.register
def _(field: Day, name: str) -> Check:
    def check(value: Any, _codes: CodeBook, today: date) -> Problem | None:
        if not isinstance(value, date) or isinstance(value, datetime):
            return Problem(name, "not-a-day")
        if not EARLIEST <= value <= LATEST:
            return Problem(name, "out-of-range", f"{EARLIEST.year} to {LATEST.year}")
        if not field.allow_future and value > today:
            return Problem(name, "in-future")
        return None

    return check


@_check.register
def _(_field: PartialDay, name: str) -> Check:
    def check(value: Any, _codes: CodeBook, today: date) -> Problem | None:
        if not isinstance(value, PartialDate):
            return Problem(name, "not-a-day")
        first = value.earliest()
        if first is not None and first < EARLIEST:
            return Problem(name, "out-of-range", f"{EARLIEST.year} to {LATEST.year}")
        return Problem(name, "in-future") if first is not None and first > today else None

    return check


@_check.register
def _(_field: TimeOfDay, name: str) -> Check:
    def check(value: Any, _codes: CodeBook, _today: date) -> Problem | None:
        fine = isinstance(value, time) and not (value.second or value.microsecond or value.tzinfo)
        return None if fine else Problem(name, "not-a-time")

    return check


@_check.register
def _(_field: Moment, name: str) -> Check:
    def check(value: Any, _codes: CodeBook, _today: date) -> Problem | None:
        if not isinstance(value, datetime) or value.tzinfo is None:
            return Problem(name, "not-a-time")
        if not EARLIEST <= value.date() <= LATEST:
            return Problem(name, "out-of-range", f"{EARLIEST.year} to {LATEST.year}")
        return None

    return check


@_check.register
def _(field: Whole, name: str) -> Check:
    def check(value: Any, _codes: CodeBook, _today: date) -> Problem | None:
        if type(value) is not int:
            return Problem(name, "not-a-number")
        if not field.minimum <= value <= field.maximum:
            return Problem(name, "out-of-range", f"{field.minimum} to {field.maximum}")
        return None

    return check


@_check.register
def _(_field: Flag, name: str) -> Check:
    def check(value: Any, _codes: CodeBook, _today: date) -> Problem | None:
        return None if type(value) is bool else Problem(name, "not-yes-or-no")

    return check


@_check.register
def _(field: Code, name: str) -> Check:
    def check(value: Any, codes: CodeBook, _today: date) -> Problem | None:
        return None if codes.has(field.list_name, value) else Problem(name, "unknown-code", value)

    return check


@_check.register
def _(field: Codes, name: str) -> Check:
    def check(value: Any, codes: CodeBook, _today: date) -> Problem | None:
        unknown = [code for code in sorted(value) if not codes.has(field.list_name, code)]
        return Problem(name, "unknown-code", unknown[0]) if unknown else None

    return check


@_check.register
def _(_field: Reference, name: str) -> Check:
    def check(value: Any, _codes: CodeBook, _today: date) -> Problem | None:
        return None if _is_id(value) else Problem(name, "not-an-id")

    return check


@_check.register
def _(_field: References, name: str) -> Check:
    def check(value: Any, _codes: CodeBook, _today: date) -> Problem | None:
        return None if all(map(_is_id, value)) else Problem(name, "not-an-id")

    return check


def _is_id(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == _ID_LENGTH


def _unstorable(text: str, *, lines: bool) -> bool:
    """Tell whether ``text`` has what no person types: NUL and other controls, half surrogates."""
    allowed = "\n\t" if lines else ""
    return any(
        (c < " " and c not in allowed) or c == "\x7f" or "\ud800" <= c <= "\udfff" for c in text
    )


_ID_LENGTH = 16
