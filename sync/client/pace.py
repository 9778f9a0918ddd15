"""When to try again: often while there is something to say, ever more seldom while nobody hears."""

from dataclasses import dataclass

from sync.client.problems import BESIDE, RETRIED, Problem

AFTER_SAVE = 20.0
"""Seconds after a Save, so that what is typed in one breath travels together."""
QUIET = 300.0
"""Seconds between two rounds when all is well."""
_STEPS = (15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0)
_NEEDS_A_PERSON = 900.0
_JITTER = 0.25


@dataclass(frozen=True, slots=True)
class Pace:
    """How many rounds failed in a row."""

    failures: int = 0

    def after(self, problem: Problem | None) -> "Pace":
        """Return the pace after a round that ended with ``problem``, or well."""
        return Pace() if problem is None or problem in BESIDE else Pace(self.failures + 1)

    def wait(self, problem: Problem | None, chance: float) -> float:
        """Return the seconds until the next round.

        ``chance``, from 0 to 1, spreads laptops that lost the server at the same moment.
        """
        if problem is None or problem in BESIDE:
            seconds = QUIET
        elif problem in RETRIED:
            seconds = _STEPS[min(self.failures, len(_STEPS)) - 1]
        else:
            seconds = _NEEDS_A_PERSON
        return seconds * (1 + _JITTER * (2 * chance - 1))
