"""The plain form of field values: what changesets carry and what columns are made from.

Plain values are ``None``, ``bool``, ``int``, ``str``, ``bytes`` and lists of ``str`` or ``bytes``.
Days are ISO text, so that text order is time order; sets are sorted lists.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

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

_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
"""A moment as ``to_plain`` writes it."""
Plain = None | bool | int | str | bytes | list[str] | list[bytes]


def to_plain(field: Field) -> Callable[[Any], Plain]:
    """Return the function that turns a value of ``field`` into its plain form."""
    return _TO[type(field)]


def from_plain(field: Field, parse_partial: Callable[[str], object]) -> Callable[[Any], object]:
    """Return the function that reads a plain form back; ``parse_partial`` reads partial dates."""
    if isinstance(field, PartialDay):
        return lambda plain: None if plain is None else parse_partial(plain)
    return _FROM[type(field)]


def _same(value: Any) -> Any:
    return value


def _moment(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read_moment(plain: str | None) -> datetime | None:
    if not plain:
        return None
    if _WRITTEN.fullmatch(plain):  # 20 times as fast; thousands come with a first pull
        return datetime.fromisoformat(plain)
    return datetime.strptime(plain, "%Y-%m-%dT%H:%M:%S%z")


_TO: dict[type[Field], Callable[[Any], Plain]] = {
    Text: _same,
    Code: _same,
    Flag: _same,
    Whole: _same,
    Reference: _same,
    Day: lambda value: value and value.isoformat(),
    PartialDay: lambda value: None if value is None else value.text(),
    TimeOfDay: lambda value: None if value is None else value.isoformat("minutes"),
    Moment: _moment,
    Codes: sorted,
    Texts: sorted,
    References: sorted,
}

_FROM: dict[type[Field], Callable[[Any], object]] = {
    Text: _same,
    Code: _same,
    Flag: bool,
    Whole: _same,
    Reference: _same,
    Day: lambda plain: date.fromisoformat(plain) if plain else None,
    TimeOfDay: lambda plain: time.fromisoformat(plain) if plain else None,
    Moment: _read_moment,
    Codes: frozenset,
    Texts: frozenset,
    References: frozenset,
}
