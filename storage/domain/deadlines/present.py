"""The present moment, when the laptop's clock may be wrong."""

from dataclasses import dataclass
from datetime import datetime, timedelta

BEHIND = timedelta(minutes=15)
"""A peer's clock is followed ten minutes into the future, so less than this proves nothing."""


@dataclass(frozen=True, slots=True)
class Present:
    """The moment that clocks are counted against, and by how much the laptop's is behind it."""

    moment: datetime
    behind: timedelta

    @property
    def looks_wrong(self) -> bool:
        """Whether the laptop's clock says a moment that is already past."""
        return self.behind > BEHIND


def present(laptop: datetime, *known: datetime | None) -> Present:
    """Return the later of the laptop's moment and those ``known`` to be past already.

    A clock that was set back would hide what is due; one that runs ahead only rings early.
    """
    latest = max([laptop, *(moment for moment in known if moment is not None)])
    return Present(latest, latest - laptop)
