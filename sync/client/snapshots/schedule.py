"""When a snapshot of a log is due, and whose turn it is to make or to attest one."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

_HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Schedule:
    """How far a log grows before its next snapshot; counts are of envelopes."""

    envelopes: int = 500
    """A snapshot is due when so many came after the last one, ..."""
    hours: int = 24
    """... or after so many hours, ..."""
    least: int = 50
    """... when at least so many came. A newcomer asks for a snapshot of a log this long."""

    def due(self, grown: int, age_ms: int, turn: int) -> bool:
        """Tell whether a log that has grown by so much is due; each later turn waits longer."""
        many = grown >= self.envelopes * (4 + turn) // 4
        late = age_ms >= self.hours * (1 + turn) * _HOUR_MS and grown >= self.least
        return many or late

    def attested(self, grown: int, turn: int) -> bool:
        """Tell whether it is time to attest a snapshot after which the log has grown by so much."""
        return grown >= self.least * turn // 4


NEVER = Schedule(2**62, 2**40, 2**62)
"""Makes none and asks for none."""


def turn_of(devices: Iterable[bytes], device: bytes, salt: bytes) -> int:
    """Return this device's place in the order of ``devices``: 0 is the first.

    The order is another one for each ``salt``, and the same on every laptop.
    """
    order = sorted(devices, key=lambda each: sha256(salt + each).digest())
    return order.index(device)


@dataclass(frozen=True, slots=True)
class Manner:
    """How a round goes about it.

    ``at_work`` applies in slices, so that whoever types does not wait; otherwise in bulk. With
    ``early`` a new laptop's round ends as soon as the open cases are here.
    """

    at_work: bool
    early: bool
    schedule: Schedule
