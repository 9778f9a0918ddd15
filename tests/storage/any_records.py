"""Any record of any kind, made from the kinds' own descriptions."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time
from functools import singledispatch
from typing import Any

from hypothesis import strategies as st

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.partial_dates import PartialDate, Unknown
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
from storage.spec.kinds import fields_of
from storage.usecases.codelists import codebook

REFERENCES = [RecordId(bytes([n]) * 16) for n in (1, 2, 3)]
"""What references point at: nothing that is here, as before a first pull."""
_WORDS = [
    "Noa",
    "O'Neil",
    "Nguyễn",
    "李",
    "e\u0301",
    "Adams",
    "2009",
    "=1+1",
    "\U0001f469\u200d\U0001f467",
]
_FIRST, _LAST = date(2025, 12, 1), date(2026, 3, 4)


def records(kind: str, names: Collection[str] = ()) -> st.SearchStrategy[dict[str, Any]]:
    """Values for every field of ``kind``, or for ``names`` and what is required.

    Rules between fields may still refuse them.
    """
    fields = fields_of(KINDS[kind])
    wanted = [name for name in fields if not names or name in names or fields[name].required]
    return st.fixed_dictionaries({name: value(fields[name]) for name in wanted})


def value(field: Field) -> st.SearchStrategy[Any]:
    """Values that ``field`` accepts, empty ones where it may be empty."""
    filled = _filled(field)
    return filled if field.required else st.one_of(st.just(_empty(field)), filled)


def member(field: Field) -> st.SearchStrategy[Any]:
    """One of two members of the set ``field``: so few that edits meet on the same one."""
    if isinstance(field, Codes):
        return st.sampled_from(sorted(codebook().lists[field.list_name])[:2])
    return st.sampled_from(REFERENCES[:2] if isinstance(field, References) else _WORDS[:2])


def _empty(field: Field) -> Any:
    if isinstance(field, Codes | Texts | References):
        return frozenset()
    if isinstance(field, Flag):
        return False
    return "" if isinstance(field, Text | Code) else None


@singledispatch
def _filled(field: Field) -> st.SearchStrategy[Any]:
    raise NotImplementedError(type(field).__name__)


@_filled.register
def _(field: Text) -> st.SearchStrategy[str]:
    words = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=4).map(" ".join)
    return words.map(lambda text: text[: field.max_length])


@_filled.register
def _(_field: Texts) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(_WORDS), max_size=3)


@_filled.register
def _(_field: Flag) -> st.SearchStrategy[bool]:
    return st.booleans()


@_filled.register
def _(field: Whole) -> st.SearchStrategy[int]:
    return st.integers(field.minimum, min(field.maximum, field.minimum + 3))


@_filled.register
def _(_field: Day) -> st.SearchStrategy[date]:
    return st.dates(_FIRST, _LAST)


@_filled.register
def _(_field: PartialDay) -> st.SearchStrategy[PartialDate]:
    known = st.sampled_from(["2009", "2009~", "2009-05", "2009-05-12", "2009-05-12~"])
    return known.map(PartialDate.parse) | st.sampled_from(Unknown).map(PartialDate.because)


@_filled.register
def _(_field: TimeOfDay) -> st.SearchStrategy[time]:
    return st.builds(time, st.integers(0, 23), st.integers(0, 59))


@_filled.register
def _(_field: Moment) -> st.SearchStrategy[datetime]:
    return st.integers(0, 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@_filled.register
def _(field: Code) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(codebook().lists[field.list_name])[:4])


@_filled.register
def _(field: Codes) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(sorted(codebook().lists[field.list_name])[:4]), max_size=3)


@_filled.register
def _(_field: Reference) -> st.SearchStrategy[RecordId]:
    return st.sampled_from(REFERENCES)


@_filled.register
def _(_field: References) -> st.SearchStrategy[frozenset[RecordId]]:
    return st.frozensets(st.sampled_from(REFERENCES), max_size=3)
