"""Dates that are known in part, and the reasons why one is not known at all.

Written as EDTF (ISO 8601-2) writes them: ``2009-05-12``, ``2009-05``, ``2009``, with ``~`` behind
an estimate. A reason is written as its code.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

_PATTERN = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(~?)", re.ASCII)


class Unknown(StrEnum):
    """Why a value is missing; declined and never asked count differently in the PMT."""

    UNKNOWN = "unknown"
    NOT_ASKED = "not_asked"
    DECLINED = "declined"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, a month or a year, exact or estimated; or a reason."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    estimated: bool = False
    reason: Unknown | None = None

    def __post_init__(self) -> None:
        """Refuse what no calendar has (ValueError)."""
        if (self.year is None) == (self.reason is None):
            raise ValueError("a partial date is a year or a reason")
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        if self.year is not None:
            date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the exact date ``day``."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def because(cls, reason: Unknown) -> Self:
        """Return a date that is not known, and why."""
        return cls(reason=reason)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the written form; ValueError when it is not one."""
        if text in set(Unknown):
            return cls.because(Unknown(text))
        found = _PATTERN.fullmatch(text)
        if found is None:
            raise ValueError(text)
        year, month, day, mark = found.groups()
        return cls(int(year), int(month) if month else None, int(day) if day else None, bool(mark))

    def text(self) -> str:
        """Return the written form; ``parse`` reads it back."""
        if self.reason is not None:
            return str(self.reason)
        parts = [f"{self.year:04d}"] + [f"{p:02d}" for p in (self.month, self.day) if p is not None]
        return "-".join(parts) + ("~" if self.estimated else "")

    def earliest(self) -> date | None:
        """Return the first day it can mean, or None when it is not known."""
        if self.year is None:
            return None
        return date(self.year, self.month or 1, self.day or 1)


def age_on(born: PartialDate | None, day: date) -> int | None:
    """Return the age in whole years on ``day``, or None when it cannot be told.

    A month or a year alone is taken at its middle (the 15th, the 1st of July), the usual choice
    for estimates; the day of a birthday counts as the full year, 29 February on 1 March.
    """
    if born is None or born.year is None:
        return None
    month, dom = born.month or 7, born.day or (15 if born.month else 1)
    years = day.year - born.year - ((day.month, day.day) < (month, dom))
    return years if years >= 0 else None
