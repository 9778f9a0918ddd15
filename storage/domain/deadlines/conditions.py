"""Conditions on the fields of one record, as the rules of clocks write them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

Values = Mapping[str, object]
"""The fields of a record by name, as its dataclass holds them."""


@dataclass(frozen=True, slots=True)
class Condition:
    """``field`` has one of ``codes``, or is filled where no code is named; or just not that."""

    field: str
    codes: frozenset[str] = frozenset()
    wanted: bool = True

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``field``, ``!field``, ``field=one|two`` or ``field!=one|two``; else ValueError."""
        for sign, wanted in (("!=", False), ("=", True)):
            name, found, codes = text.partition(sign)
            if found:
                named = frozenset(code for code in codes.split("|") if code)
                if not named:
                    raise ValueError(f"{text} names no code")
                return cls(_name(name), named, wanted)
        return cls(_name(text.removeprefix("!")), wanted=not text.startswith("!"))

    def holds(self, values: Values) -> bool:
        """Tell whether it is true of a record; a set has a code when it is in it."""
        value = values[self.field]
        if not self.codes:
            found = bool(value)
        elif isinstance(value, frozenset):
            found = bool(value & self.codes)
        else:
            found = value in self.codes
        return found is self.wanted


def parse_all(text: str) -> tuple[Condition, ...]:
    """Read conditions between semicolons; an empty text is none."""
    return tuple(Condition.parse(part.strip()) for part in text.split(";") if part.strip())


def _name(text: str) -> str:
    if not text.isidentifier():
        raise ValueError(f"{text} is no field")
    return text
