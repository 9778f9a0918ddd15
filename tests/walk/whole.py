"""One record of every kind with every field filled, and what such a record must tell."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import UTC, date, datetime, time
from functools import singledispatch
from typing import Any

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS, OPEN_KINDS
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
from storage.spec.kinds import fields_of, open_fields_of
from storage.usecases.codelists import codebook

DAY = date(2026, 3, 2)

Values = dict[str, Any]

EITHER: Mapping[str, tuple[str, str]] = {"indicator": ("vulnerability", "sign")}
"""Two fields of which a record may have only one: there are two records of such a kind."""

CHOSEN: Mapping[str, Values] = {
    "note": {"note_class": "factual"},
    "case": {"status": "closed"},
    "document": {"blob": "3a" * 32, "key": "9f" * 32},
    "task": {"status": "done"},
    "person": {"born_on": PartialDate.parse("2010-05-12")},
}
"""Values that the rules, or the law, do not leave to chance."""

BESIDE = ("person", "case", "note", "contact", "court_event", "safety_plan")
"""Kinds of which a further record is needed: what a whole one of the kind, or of another, names."""


def whole_records(new_id: Callable[[], RecordId]) -> list[Any]:
    """Return a whole record of every kind, two of some, and beside them what they refer to.

    Every reference leads to a record of the list. A text of a whole record names its kind and
    field and is like no other.
    """
    named = {kind: new_id() for kind in OPEN_KINDS}
    other = {kind: new_id() for kind in BESIDE}
    found = [_whole(kind, named[kind], named, other) for kind in OPEN_KINDS]
    # The misfiled note is one of its own: no other step of the walk could read it.
    moved = replace(_plain("note", new_id(), named["case"]), text="Of another child")
    place = list(OPEN_KINDS).index("misfiling")
    found[place] = replace(found[place], note=moved.id)
    for kind, (first, second) in EITHER.items():
        place = list(OPEN_KINDS).index(kind)
        both = found[place]
        found[place] = replace(both, **{second: ""})
        found.append(replace(both, id=new_id(), **{first: ""}))
    return [*found, moved, *(_plain(kind, other[kind], named["case"]) for kind in BESIDE)]


def whole_of(records: list[Any], kind: str) -> list[Any]:
    """Return the whole records of ``kind``; together they fill every field."""
    cls = KINDS[kind]
    count = 2 if kind in EITHER else 1
    of_kind = [record for record in records if isinstance(record, cls)]
    return of_kind[:count]


def filled(record: Any) -> dict[str, Any]:
    """Return the fields of ``record`` that say something."""
    values = {name: getattr(record, name) for name in fields_of(type(record))}
    return {name: value for name, value in values.items() if value not in _NOTHING}


def told_of(record: Any) -> dict[str, Any]:
    """Return what of ``record`` people are told: the fields that are not the program's own."""
    return {n: value for n, value in filled(record).items() if n in open_fields_of(type(record))}


def without_inner(record: Any) -> Any:
    """Return ``record`` as a file of an export has it."""
    inner = {name: field for name, field in fields_of(type(record)).items() if field.inner}
    return replace(record, **{n: None if isinstance(f, NULLABLE) else "" for n, f in inner.items()})


_NOTHING: tuple[Any, ...] = (None, "", False, frozenset())


def _whole(
    kind: str, record: RecordId, named: Mapping[str, RecordId], other: Mapping[str, RecordId]
) -> Any:
    values: Values = {}
    for name, field in fields_of(KINDS[kind]).items():
        values[name] = _linked(kind, name, field, named, other) or _value(field, f"{kind} {name}")
    return KINDS[kind](id=record, **{**values, **CHOSEN.get(kind, {})})


def _linked(
    kind: str, name: str, field: Field, named: Mapping[str, RecordId], other: Mapping[str, RecordId]
) -> Any:
    if isinstance(field, Reference):
        # Nothing names itself, and of a pair each is somebody else.
        apart = field.kind == kind or name in {"other", "moved_to"}
        same = name == "case"
        return other[field.kind] if apart and not same else named[field.kind]
    return frozenset({named[field.kind]}) if isinstance(field, References) else None


def _plain(kind: str, record: RecordId, case: RecordId) -> Any:
    cls = KINDS[kind]
    asked = {name: field for name, field in fields_of(cls).items() if field.required}
    values = {name: _value(field, f"beside {kind} {name}") for name, field in asked.items()}
    values |= {} if kind in {"case", "person"} else {"case": case}
    values |= {} if kind != "case" else {"status": "referred"}
    chosen = {n: v for n, v in CHOSEN.get(kind, {}).items() if n in asked and n != "status"}
    known = {field.name for field in fields(cls)}
    return cls(id=record, **{n: v for n, v in {**values, **chosen}.items() if n in known})


@singledispatch
def _value(field: Field, _words: str) -> Any:
    raise NotImplementedError(type(field).__name__)


@_value.register
def _(field: Text, words: str) -> str:
    # The end tells one field from another where there is little room.
    return words.replace("_", " ")[-field.max_length :].strip()


@_value.register
def _(_field: Texts, words: str) -> frozenset[str]:
    said = words.replace("_", " ")
    return frozenset({f"{said} one", f"{said} two"})


@_value.register
def _(_field: Day, _words: str) -> date:
    return DAY


@_value.register
def _(_field: PartialDay, _words: str) -> PartialDate:
    return PartialDate.parse("2009-05")


@_value.register
def _(_field: TimeOfDay, _words: str) -> time:
    return time(14, 30)


@_value.register
def _(_field: Moment, _words: str) -> datetime:
    return datetime(2026, 3, 2, 15, 4, tzinfo=UTC)


@_value.register
def _(field: Whole, _words: str) -> int:
    return min(field.maximum, max(field.minimum, 7))


@_value.register
def _(_field: Flag, _words: str) -> bool:
    return True


@_value.register
def _(field: Code, _words: str) -> str:
    return next(iter(codebook().lists[field.list_name]))


@_value.register
def _(field: Codes, _words: str) -> frozenset[str]:
    return frozenset(list(codebook().lists[field.list_name])[:2])
