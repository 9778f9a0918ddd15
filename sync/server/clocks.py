"""Where the server takes its time from."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time; tests pass one that stands still."""

    def now(self) -> datetime:
        """Return the moment it is, aware, in UTC."""
        ...


class SystemClock:
    """The clock of this computer."""

    def now(self) -> datetime:
        """Return the moment it is, in UTC."""
        return datetime.now(UTC)  # noqa: TID251 - the one place the server reads the clock


def milliseconds(clock: Clock) -> int:
    """Return the moment it is as Unix milliseconds."""
    moment = clock.now()
    return int(moment.timestamp()) * 1000 + moment.microsecond // 1000
