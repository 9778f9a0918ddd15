"""From a field's description to its column, its SQL check and its stored form."""

import json
from collections.abc import Callable
from functools import cache, lru_cache, singledispatch
from typing import Any

from sqlalchemy import CheckConstraint, Column, Integer, LargeBinary, String
from sqlalchemy.types import TypeEngine

from storage.domain.ids import LENGTH
from storage.domain.partial_dates import PartialDate
from storage.spec.fields import (
    NULLABLE,
    SETS,
    Day,
    Field,
    Flag,
    Reference,
    References,
    Text,
    Whole,
)
from storage.spec.plain import Plain, from_plain, to_plain

Cell = None | int | str | bytes
"""What a column holds."""


def column_for(name: str, field: Field) -> Column[Any]:
    """Return the column that holds ``field``."""
    nullable = isinstance(field, NULLABLE) and not field.required
    return Column(name, _type_of(field), nullable=nullable)


def check_for(name: str, field: Field) -> CheckConstraint | None:
    """Return the constraint SQL can hold within one record, or None."""
    condition = _condition(field, f'"{name}"')
    return CheckConstraint(condition, name=f"{name}_valid") if condition else None


@cache
def storing(field: Field) -> Callable[[Any], Cell]:
    """Return the function from a value of ``field`` to what its column holds."""
    plain = to_plain(field)
    if isinstance(field, SETS):
        return lambda value: set_text(plain(value))  # type: ignore[arg-type]  # sets are lists
    if isinstance(field, Flag):
        return int
    return plain  # type: ignore[return-value]  # only sets have a list as plain form


@cache
def reading(field: Field) -> Callable[[Any], object]:
    """Return the function from what a column holds to a value of ``field``."""
    value = from_plain(field, PartialDate.parse)
    if isinstance(field, References):
        return lambda stored: value([bytes.fromhex(text) for text in json.loads(stored)])
    if isinstance(field, SETS):
        return lambda stored: value(json.loads(stored)) if stored != "[]" else frozenset()
    return value


def plain_of(field: Field) -> Callable[[Any], Plain]:
    """Return the function from what a column holds to the plain form of a value."""
    if isinstance(field, References):
        return lambda stored: [bytes.fromhex(text) for text in json.loads(stored)]
    if isinstance(field, SETS):
        return lambda stored: json.loads(stored) if stored != "[]" else []
    return bool if isinstance(field, Flag) else lambda stored: stored


def set_text(members: list[str] | list[bytes]) -> str:
    """Return the JSON text in which a set is stored; ids in hexadecimal, so SQL can unnest it."""
    return _set_text(tuple(members)) if members else "[]"


@lru_cache(maxsize=4096)
def _set_text(members: tuple[str | bytes, ...]) -> str:
    # The same few sets of codes come again and again.
    return json.dumps([m.hex() if isinstance(m, bytes) else m for m in members])


def cell_of(field: Field, plain: Plain) -> Cell:
    """Return what the column holds for the ``plain`` form of a value."""
    if isinstance(field, SETS):
        return set_text(plain)  # type: ignore[arg-type]  # sets are lists
    return int(plain) if isinstance(plain, bool) else plain  # type: ignore[return-value]


def _type_of(field: Field) -> TypeEngine[Any]:
    if isinstance(field, Reference):
        return LargeBinary()
    return Integer() if isinstance(field, Flag | Whole) else String()


@singledispatch
def _condition(_field: Field, _column: str) -> str:
    """Return the SQL condition on a filled column; empty where the rule needs more than SQL."""
    return ""


@_condition.register
def _(field: Text, column: str) -> str:
    filled = f" AND {column} <> ''" if field.required else ""
    return f"length({column}) <= {field.max_length}{filled}"


@_condition.register
def _(field: Whole, column: str) -> str:
    return f"{column} BETWEEN {field.minimum} AND {field.maximum}"


@_condition.register
def _(_field: Flag, column: str) -> str:
    return f"{column} IN (0, 1)"


@_condition.register
def _(_field: Day, column: str) -> str:
    return f"{column} GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'"


@_condition.register
def _(_field: Reference, column: str) -> str:
    return f"length({column}) = {LENGTH}"
