"""What a sheet's columns are: which part of a row each fills, and how its words are read."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from types import MappingProxyType

import msgspec

from storage.domain.kinds import KINDS, OPEN_KINDS
from storage.domain.names import folded
from storage.exchange.foreign.tables import Body
from storage.spec.fields import Field, Reference, References
from storage.spec.kinds import kind_of, open_fields_of

_NOT_BROUGHT = {
    "case_link",
    "same_person",
    "misfiling",
    "disclosure",
    "field_setting",
    "code_setting",
    "clock_setting",
    "activity",
}
"""Kinds that only mean something beside records of Satchel's own."""

PARTS: Mapping[str, str] = MappingProxyType(
    {
        "youth": "person",
        "caregiver": "person",
        **{kind: kind for kind in OPEN_KINDS if kind not in _NOT_BROUGHT and kind != "person"},
    }
)
"""The records that one row may make, each with its kind; a youth and a caregiver are people."""

PART_LABELS = {"youth": "Youth", "caregiver": "Caregiver"}


class Columns(msgspec.Struct, frozen=True):
    """The mapping of one sheet. A place is a part and a field: ``youth.given_name``."""

    source: str
    """The list these rows come from: rows of one list with one key are one record for ever."""
    places: dict[str, str] = {}
    """Of each column that is brought, its place."""
    keys: dict[str, str] = {}
    """Of a part, the column that tells its records apart, such as a client number."""
    fixed: dict[str, str] = {}
    """Of a place without a column, what every row has there: a code, or a date."""
    words: dict[str, dict[str, str]] = {}
    """Of a column of codes, the code that each of its words (folded) means; empty for none."""
    dates: dict[str, str] = {}
    """Of a column of dates, ``mdy`` or ``dmy``."""

    def parts(self) -> list[str]:
        """Return the parts of which a column is brought, in the order of the kinds."""
        used = {place.partition(".")[0] for place in self.places.values()}
        return [part for part in PARTS if part in used]

    def fields(self, part: str) -> Iterator[tuple[str, str, Field]]:
        """Yield (column, field name, field) of ``part``."""
        for column, place in self.places.items():
            owner, _, name = place.partition(".")
            if owner == part:
                yield column, name, field_at(place)


def field_at(place: str) -> Field:
    """Return the field of a place; KeyError when there is none."""
    part, _, name = place.partition(".")
    return open_fields_of(KINDS[PARTS[part]])[name]


def part_label(part: str) -> str:
    """Return what people call a part."""
    return PART_LABELS.get(part) or kind_of(KINDS[PARTS[part]]).label


def offered(part: str) -> Iterator[tuple[str, Field]]:
    """Yield (place, field) of what a column may fill: references are tied by the row itself."""
    for name, field in open_fields_of(KINDS[PARTS[part]]).items():
        if not isinstance(field, Reference | References):
            yield f"{part}.{name}", field


def needed(columns: Columns) -> list[str]:
    """Return the places that every record must fill and that neither column nor value fills.

    A case of which only the number is brought is looked up, so nothing else of it is needed.
    """
    found = []
    for part in columns.parts():
        names = {name for _, name, _ in columns.fields(part)}
        if part == "case" and names == {"number"}:
            continue
        cls = KINDS[PARTS[part]]
        for place, field in offered(part):
            name = place.partition(".")[2]
            default = cls.__dataclass_fields__[name].default
            is_given = name in names or columns.fixed.get(place)
            has_default = isinstance(default, str | int | bool) and bool(default)
            if field.required and not is_given and not has_default:
                found.append(place)
    return found


def shape_of(body: Body) -> str:
    """Return what tells this header from others, under which its mapping is remembered."""
    names = "\n".join(sorted(folded(name) for name in body.columns))
    return sha256(names.encode()).hexdigest()[:32]
