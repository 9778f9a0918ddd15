"""Which of several voices sets a setting: program, county, computer, person; and who it was."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from storage.profile.bounds import BOUNDS, RULES

Source = Literal["program", "county", "computer", "person"]
_DEFAULT: Source = "program"


@dataclass(frozen=True, slots=True)
class Layer:
    """What one voice sets, and what it locks for the person."""

    settings: Mapping[str, Any] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Holding:
    """The value that holds, whose it is, and whether the person may change it."""

    value: Any
    source: Source
    locked: bool = False


def holdings(
    defaults: Mapping[str, Any], county: Layer, computer: Layer, person: Mapping[str, Any]
) -> dict[str, Holding]:
    """Return what holds for every name of ``defaults``.

    Later voices win: the program's default, the county's profile, the computer's policy, the
    person; but a person's choice of a locked setting, or of a rule, is passed over. Bounds win
    over everyone.
    """
    locked = county.locked | computer.locked | RULES
    found: dict[str, Holding] = {}
    for name, default in defaults.items():
        bound = BOUNDS.get(name)
        if bound is None:
            own = name in person
            found[name] = Holding(person[name] if own else default, "person" if own else "program")
            continue
        voices: tuple[tuple[Source, Mapping[str, Any]], ...] = (
            ("county", county.settings),
            ("computer", computer.settings),
            ("person", {} if name in locked else person),
        )
        value, source = default, _DEFAULT
        for voice, said in voices:
            if name in said and bound.takes(said[name]):
                value, source = bound.within(said[name]), voice
        found[name] = Holding(value, source, name in locked)
    return found
