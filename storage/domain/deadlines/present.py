"""The present moment, when the laptop's clock may be wrong."""

from dataclasses import dataclass
from datetime import datetime, timedelta

BEHIND = timedelta(minutes=15)
"""A peer's clock is followed ten minutes into the future, so less than this proves nothing."""


AHEAD = timedelta(days=7)
"""Longer than a workspace in use stands still, but for a holiday, after which one question costs
little; a clock set forward looks like an absence."""


@dataclass(frozen=True, slots=True)
class Present:
    """The moment that clocks are counted against, and by how much the laptop's is behind it."""

    moment: datetime
    behind: timedelta
    idle: timedelta = timedelta()
    """How long ago by the laptop's clock anything was recorded."""

    @property
    def looks_wrong(self) -> bool:
        """Whether the laptop's clock says a moment that is already past."""
        return self.behind > BEHIND

    @property
    def may_be_ahead(self) -> bool:
        """Whether nothing was recorded for so long that the clock may have been set forward."""
        return self.idle > AHEAD

    @property
    def is_doubtful(self) -> bool:
        """Whether somebody has to look at the laptop's clock."""
        return self.looks_wrong or self.may_be_ahead


def present(laptop: datetime, recorded: datetime | None, seen: datetime | None = None) -> Present:
    """Return the latest of the laptop's moment, what was ``recorded`` last and what it has shown.

    A clock that was set back would hide what is due; one that runs ahead only rings early, and
    nothing on the laptop can tell it from a long absence: so a person is asked.
    """
    latest = max([laptop, *(moment for moment in (recorded, seen) if moment is not None)])
    idle = laptop - recorded if recorded is not None else timedelta()
    return Present(latest, latest - laptop, max(idle, timedelta()))
