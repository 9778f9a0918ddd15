"""What a county or a computer's administrator may set, and the floors nobody goes below."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol


class Bound(Protocol):
    """What one setting may hold."""

    def takes(self, value: object) -> bool:
        """Tell whether the value is of the right sort at all."""

    def within(self, value: Any) -> Any:
        """Return the value, or the nearest one that is allowed."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of some words."""

    words: tuple[str, ...]

    def takes(self, value: object) -> bool:
        """Tell whether it is one of the words."""
        return isinstance(value, str) and value in self.words

    def within(self, value: Any) -> Any:
        """Return the value: every word is allowed."""
        return value


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between two bounds, which win over whoever asks for more or less."""

    least: int
    most: int

    def takes(self, value: object) -> bool:
        """Tell whether it is a whole number; a yes or no is none."""
        return type(value) is int

    def within(self, value: Any) -> Any:
        """Return the number, or the bound it went past."""
        return min(max(int(value), self.least), self.most)


@dataclass(frozen=True, slots=True)
class YesNo:
    """Yes or no."""

    def takes(self, value: object) -> bool:
        """Tell whether it is one of the two."""
        return type(value) is bool

    def within(self, value: Any) -> Any:
        """Return the value: both are allowed."""
        return value


BOUNDS: Mapping[str, Bound] = MappingProxyType(
    {
        "look.theme": Choice(("auto", "light", "dark", "contrast")),
        "look.text_percent": Whole(100, 200),
        "look.initials": YesNo(),
        # Never later than a quarter of an hour: the cap of policy in the threat model.
        "lock.idle_minutes": Whole(1, 15),
        # 0 where no meeting holds the idle lock.
        "lock.meeting_minutes": Whole(0, 240),
        # 0 where no PIN unlocks after an idle lock.
        "lock.pin_minutes": Whole(0, 60),
        "program.fiscal_year_start": Choice(("10-01", "07-01", "01-01")),
        "program.tracks_new": YesNo(),
        "reports.pmt_due_days": Whole(1, 90),
        # Whether only a lead may change or retire very many records at once.
        "masschange.lead_only": YesNo(),
        # How many supervisors together open the workspace of somebody who forgot the passphrase.
        "supervisors.needed": Whole(1, 3),
        # Whether pictures (PNG, JPEG) come in as documents; recordings never do.
        "documents.pictures": YesNo(),
        # Who may open a document in another program.
        "documents.outside": Choice(("nobody", "leads", "members")),
        # Whether a colleague's case, and a restricted record, are opened only with a reason.
        "access.others_cases": Choice(("open", "reason")),
        "access.restricted": Choice(("open", "reason")),
        # How long the words of a record of access are kept; CJIS and HIPAA ask for six years.
        "access.keep_years": Whole(6, 99),
    }
)
"""Every setting that a county profile or a machine policy may hold, by its stored name."""

RULES = frozenset(
    {
        "masschange.lead_only",
        "documents.pictures",
        "documents.outside",
        "access.others_cases",
        "access.restricted",
        "access.keep_years",
    }
)
"""Those that are no matter of taste: a person cannot choose them, locked or not."""
