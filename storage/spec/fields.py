"""The vocabulary in which record kinds describe their fields.

From one description come the column, the check, the editor, the search index, the import and
export column, the label, the merge rule and the sensitivity of a field.
"""

from dataclasses import dataclass
from typing import Literal

SearchRole = Literal["", "name", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What every field says about itself beyond its type."""

    label: str
    required: bool = False
    sensitive: bool = False
    """Tells who or where a child is: hidden by initials mode, never in a file name."""
    safety: bool = False
    """Shows every version while in conflict and acts on the most cautious one."""
    group: str = ""
    """Fields of one group are one register: never half of one person's edit."""
    search: SearchRole = ""
    counts: tuple[str, ...] = ()
    """Reports this field feeds, shown as chips ("VOCA", "NCA")."""
    hint: str = ""
    graphic: bool = False
    """Folded until somebody opens it; on no paper unless it is asked for."""
    inner: bool = False
    """For the program alone, such as a file's key: never shown, asked for, searched, printed,
    exported or decided by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Field):
    """Plain text (``str``), on one line or, when ``lines`` says so, on many."""

    max_length: int = 200
    lines: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Field):
    """A calendar day (``date | None``)."""

    allow_future: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialDay(Field):
    """A day known to the day, month or year, or why it is not known (``PartialDate | None``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOfDay(Field):
    """A local wall-clock time to the minute (``time | None``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment(Field):
    """An instant (aware ``datetime`` in UTC, to the second, or ``None``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Field):
    """A whole number (``int | None``) within bounds, both included."""

    minimum: int = 0
    maximum: int = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Field):
    """Yes or no (``bool``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code(Field):
    """One code of a named code list (``str``; the empty string is "not recorded")."""

    list_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes(Field):
    """A set of codes of a named code list (``frozenset[str]``); merges by union."""

    list_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts(Field):
    """A set of short texts, such as aliases (``frozenset[str]``); merges by union."""

    max_length: int = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Field):
    """A soft reference (``RecordId | None``): the other record may not be here yet.

    It may name a record of the kinds ``also`` instead; ids tell them apart.
    """

    kind: str
    also: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind that it may name, the usual one first."""
        return (self.kind, *self.also)


@dataclass(frozen=True, slots=True, kw_only=True)
class References(Field):
    """A set of soft references (``frozenset[RecordId]``); merges by union."""

    kind: str


NULLABLE = (Day, Moment, PartialDay, Reference, TimeOfDay, Whole)
"""Field types whose empty value is ``None``; every other type has an empty value of its own."""

SETS = (Codes, Texts, References)
"""Field types that merge as add-wins sets."""


def register_of(name: str, field: Field) -> str:
    """Return the register that ``field`` is a part of: its group, or itself."""
    return field.group or name
