"""A field's value as one CSV cell, and back again.

Days are ISO text, flags ``yes`` or ``no``, references the text of an id, sets their members joined
by ``;``. A text that a spreadsheet would run as a formula is written behind an apostrophe, which
reading takes off again, so that what comes back is exactly what left.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

from storage.domain.ids import RecordId, text_of
from storage.domain.partial_dates import PartialDate
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
from storage.tables.columns import Cell

IdReader = Callable[[str], RecordId]
"""Returns the id that a cell names: an id as text, or a key of this import."""

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_GUARD_STARTS = frozenset("'=+-@\t\r")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_NOTHING: frozenset[str] = frozenset()
_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
_MEMBER = re.compile(r"(?:\\[;\\]|[^;])+")
_ESCAPED = re.compile(r"\\([;\\])")


class CellError(ValueError):
    """A cell that cannot be read; the text says why, without repeating what stands there."""


def guarded(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula."""
    if text and text[0] in _GUARD_STARTS and _FORMULA.match(text):
        return f"'{text}"
    return text


def unguarded(text: str) -> str:
    """Return the text that ``guarded`` wrote."""
    if text[:1] == "'" and _GUARDED.match(text):
        return text[1:]
    return text


def writing(field: Field) -> Callable[[Any], str] | None:
    """Return the function from what the column of ``field`` holds to the text of its cell.

    None where a CSV writer writes it that way by itself.
    """
    return _WRITERS.get(type(field))


def reading(field: Field, id_of: IdReader, checked: Callable[[Any], Any]) -> Callable[[str], Any]:
    """Return the function from the text of a cell to a value of ``field``, or CellError.

    ``checked`` returns the value it is given, or raises CellError when it may not be stored.
    """
    match field:
        case Reference():
            nothing = _attempt(checked, None)
            return lambda text: id_of(text) if text else nothing()
        case References():
            return lambda text: checked(frozenset(map(id_of, _codes(text))))
        case Text() | Texts():
            read = _TEXTS[type(field)]
            nothing = _attempt(checked, read(""))
            return lambda text: checked(read(text)) if text else nothing()
        case _:
            read = _REPEATING[type(field)]
            return _Remembered(lambda text: checked(read(text))).__getitem__


def _attempt(checked: Callable[[Any], Any], value: Any) -> Callable[[], Any]:
    """Return a function that gives ``value`` back, or raises what ``checked`` says of it."""
    try:
        checked(value)
    except CellError:
        return lambda: checked(value)
    return lambda: value


class _Remembered(dict[str, Any]):
    """Looks at every different text once: most cells repeat."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Any:
        value = self[text] = self._read(text)
        return value


def _guarded_text(cell: str) -> str:
    return guarded(cell) if cell else ""


def _yes_or_no(cell: Cell) -> str:
    return "yes" if cell else "no"


def _id_text(cell: bytes | None) -> str:
    return "" if cell is None else text_of(RecordId(cell))


def _set_text(cell: str) -> str:
    if cell == "[]":
        return ""
    members = (member.replace("\\", r"\\").replace(";", r"\;") for member in json.loads(cell))
    return guarded(";".join(members))


def _ids_text(cell: str) -> str:
    return ";".join(text_of(RecordId(bytes.fromhex(text))) for text in json.loads(cell))


def _members(text: str) -> list[str]:
    return [_ESCAPED.sub(r"\1", member) for member in _MEMBER.findall(text)]


def _codes(text: str) -> frozenset[str]:
    return frozenset(code for member in _members(text) if (code := member.strip()))


def _read_text(text: str) -> str:
    if text[:1] == "'":
        text = unguarded(text)
    return text.replace("\r\n", "\n") if "\r" in text else text


def _read_texts(text: str) -> frozenset[str]:
    return frozenset(_members(unguarded(text))) if text else _NOTHING


def _read_flag(text: str) -> bool:
    word = text.strip().lower()
    if word not in ("", "yes", "no"):
        raise CellError("is neither yes nor no.")
    return word == "yes"


def _read_whole(text: str) -> int | None:
    word = text.strip()
    if not word:
        return None
    if not _WHOLE.fullmatch(word):
        raise CellError("is not a whole number. Write digits alone.")
    return int(word)


def _read_day(text: str) -> date | None:
    word = text.strip()
    if not word:
        return None
    if not _DAY.fullmatch(word):
        raise CellError("is not a date. Write it like 2026-03-04.")
    try:
        return date.fromisoformat(word)
    except ValueError as error:
        raise CellError("is a date that no calendar has. Correct it.") from error


def _read_partial(text: str) -> PartialDate | None:
    word = text.strip()
    if not word:
        return None
    try:
        return PartialDate.parse(word)
    except ValueError as error:
        raise CellError("is not a date. Write it like 2009-05-12, 2009-05 or 2009.") from error


def _read_time(text: str) -> time | None:
    word = text.strip()
    if not word:
        return None
    try:
        if _TIME.fullmatch(word):
            return time.fromisoformat(word)
    except ValueError:
        pass
    raise CellError("is not a time. Write it like 14:30.")


def _read_moment(text: str) -> datetime | None:
    word = text.strip()
    if not word:
        return None
    try:
        if _MOMENT.fullmatch(word):
            return datetime.fromisoformat(word.removesuffix("Z")).replace(tzinfo=UTC)
    except ValueError:
        pass
    raise CellError("is not a moment. Write it like 2026-03-04T19:30:00Z.")


_WRITERS: dict[type[Field], Callable[[Any], str]] = {
    Text: _guarded_text,
    Flag: _yes_or_no,
    Reference: _id_text,
    References: _ids_text,
    Codes: _set_text,
    Texts: _set_text,
}

_TEXTS: dict[type[Field], Callable[[str], Any]] = {Text: _read_text, Texts: _read_texts}

_REPEATING: dict[type[Field], Callable[[str], Any]] = {
    Code: str.strip,
    Codes: _codes,
    Day: _read_day,
    Flag: _read_flag,
    Moment: _read_moment,
    PartialDay: _read_partial,
    TimeOfDay: _read_time,
    Whole: _read_whole,
}
