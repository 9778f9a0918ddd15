"""Code lists: codes are never reused, only closed; an old record keeps the label of its day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One code of a list: its label, the days it is offered, and the form rows it maps to.

    A ``hidden`` one is not offered and still shown where a record has it; an ``own`` one is the
    program's.
    """

    code: str
    label: str
    valid_from: date | None = None
    valid_to: date | None = None
    pmt: str = ""
    nca: str = ""
    verified: bool = False
    note: str = ""
    hidden: bool = False
    own: bool = False

    def offered_on(self, day: date) -> bool:
        """Tell whether the code may be chosen for something that happens on ``day``."""
        return (
            not self.hidden
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day <= self.valid_to)
        )


@dataclass(frozen=True, slots=True)
class FieldArrangement:
    """How a program shows one field: under another name, hidden, required here, at a place."""

    label: str = ""
    hidden: bool = False
    mandatory: bool = False
    place: int | None = None


_AS_SHIPPED = FieldArrangement()


@dataclass(frozen=True, slots=True)
class CodeBook:
    """Every code list by name, each in its order, and what the program arranged of its fields.

    ``fields`` holds the arranged fields only, by kind and name.
    """

    lists: Mapping[str, Mapping[str, CodeEntry]]
    fields: Mapping[tuple[str, str], FieldArrangement] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def has(self, list_name: str, code: str) -> bool:
        """Tell whether ``code`` is or ever was a code of the list."""
        return code in self.lists[list_name]

    def label(self, list_name: str, code: str) -> str:
        """Return the words for ``code``; an unknown code of a newer version shows as itself."""
        entry = self.lists[list_name].get(code)
        return entry.label if entry else code

    def choices(self, list_name: str, day: date) -> list[tuple[str, str]]:
        """Return (code, label) of what may be chosen on ``day``, in the list's order."""
        return [
            (entry.code, entry.label)
            for entry in self.lists[list_name].values()
            if entry.offered_on(day)
        ]

    def pmt(self, list_name: str, code: str) -> str:
        """Return the PMT row that ``code`` counts in, or the empty string."""
        entry = self.lists[list_name].get(code)
        return entry.pmt if entry else ""

    def arranged(self, kind: str, name: str) -> FieldArrangement:
        """Return what the program arranged of a field of ``kind``."""
        return self.fields.get((kind, name), _AS_SHIPPED)

    def in_order(self, kind: str, names: Iterable[str]) -> list[str]:
        """Return ``names`` with those that have a place here in that order among themselves."""
        given = list(names)
        return in_places(given, {name: self.arranged(kind, name).place for name in given})


def in_places(names: Sequence[str], places: Mapping[str, int | None]) -> list[str]:
    """Return ``names`` with those that have a place in that order among themselves.

    All others stand where they stood.
    """
    placed = (name for name in names if places.get(name) is not None)
    moved = iter(sorted(placed, key=lambda name: places[name] or 0))
    return [name if places.get(name) is None else next(moved) for name in names]
