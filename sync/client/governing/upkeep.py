"""What an admin's laptop does by itself after a round: what was decided before comes due."""

from storage.domain.clocks import Clock
from sync.client.commands import Script
from sync.client.governing.leaving import end_coverages, renew_stale


def upkeep(clock: Clock) -> Script[bool]:
    """Take out whose coverage has ended, and renew keys that somebody knows who left.

    Tells whether anything was done. SyncError where it could not be: it is tried again after the
    next round.
    """
    ended = yield from end_coverages(clock)
    renewed = yield from renew_stale(clock)
    return ended or bool(renewed)
