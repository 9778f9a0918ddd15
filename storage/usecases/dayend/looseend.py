"""One thing of a day that is still open, and what was done on that day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from storage.domain.ids import RecordId

LOOSE_ENDS: Mapping[str, str] = {
    "court": "court_event",
    "contact": "contact",
    "appointment": "referral_out",
    "missing": "missing_episode",
    "returned": "missing_episode",
    "outreach": "outreach",
    "training": "training",
    "task": "task",
}
"""What can be left open at the end of a day, the most pressing first, with its kind of record."""

STAMPS: Mapping[str, str] = {
    "dcf_at": "DCF told",
    "police_at": "Police told",
    "ncmec_at": "NCMEC told",
    "team_at": "MDT alerted",
}
"""The stamps of an open missing episode by field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseEnd:
    """One thing of the day that is not logged, or not finished."""

    sort: str
    record: RecordId
    case: RecordId | None = None
    person: RecordId | None = None
    number: str = ""
    youth: str = ""
    on: date | None = None
    """The day it goes back to, where that is not the day that is checked."""
    at: time | None = None
    what: str = ""
    lacks: tuple[str, ...] = ()
    """The fields that are still empty."""

    @property
    def kind(self) -> str:
        """The kind of its record."""
        return LOOSE_ENDS[self.sort]

    @property
    def key(self) -> str:
        """What names it for a day, as plain text."""
        return f"{self.sort}/{self.record.hex()}"


@dataclass(frozen=True, slots=True)
class DaysWork:
    """What was done on a day, in numbers that name nobody."""

    contacts: int
    services: int
    youth: int
    minutes: int
    notes: int
    court: int
    tasks: int
    outreach: int


@dataclass(frozen=True, slots=True)
class DayEnd:
    """What is left open, what was set aside with a reason, and what was done."""

    open: tuple[LooseEnd, ...]
    set_aside: tuple[tuple[LooseEnd, str], ...]
    done: DaysWork
