"""What the last check-up found, as Today and Settings show it, and when the next is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

WEEKLY = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class CheckupState:
    """``at`` is when the last check-up ended; ``findings`` are its sentences, each with one action.

    ``mended`` says that the search index was made anew by it.
    """

    at: datetime | None = None
    findings: tuple[str, ...] = ()
    mended: bool = False
    at_work: bool = False

    @classmethod
    def of(cls, kept: dict[str, Any]) -> Self:
        """Read what the workspace remembers."""
        at = kept.get("at")
        return cls(
            datetime.fromisoformat(str(at)) if at else None,
            tuple(map(str, kept.get("findings", ()))),
            bool(kept.get("mended", False)),
        )

    def kept(self) -> dict[str, Any]:
        """Return what the workspace is to remember."""
        at = self.at.isoformat() if self.at else ""
        return {"at": at, "findings": list(self.findings), "mended": self.mended}

    def is_due(self, now: datetime) -> bool:
        """Tell whether a week has passed; a clock that was set back puts nothing off."""
        return self.at is None or abs(now - self.at) >= WEEKLY
