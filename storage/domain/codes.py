"""Code lists: codes are never reused, only closed; an old record keeps the label of its day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One code of a list: its label, the days it is offered, and the form rows it maps to."""

    code: str
    label: str
    valid_from: date | None = None
    valid_to: date | None = None
    pmt: str = ""
    nca: str = ""
    verified: bool = False
    note: str = ""

    def offered_on(self, day: date) -> bool:
        """Tell whether the code may be chosen for something that happens on ``day``."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class CodeBook:
    """Every code list by name, each in its order."""

    lists: Mapping[str, Mapping[str, CodeEntry]]

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
