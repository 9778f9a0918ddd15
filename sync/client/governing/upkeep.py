"""What an admin's laptop does by itself after a round: what was decided before comes due."""

from storage.domain.clocks import Clock
from sync.client.auditing import follow_audit
from sync.client.commands import Script
from sync.client.governing.clearing import clear_server
from sync.client.governing.leaving import end_coverages, renew_stale, settle_cuts


def upkeep(clock: Clock) -> Script[bool]:
    """Take out whose coverage has ended, renew keys that who left knows, and cut what nobody cut.

    What the server has yet of destroyed cases is left out there: whoever destroyed them may have
    been cut off, or no member of each vault. Once a day it also asks whether the server's record
    is still the one seen before; last, so that a server that keeps it back stops nothing. Tells
    whether anything was done. SyncError where it could not be: it is tried again after the next
    round.
    """
    ended = yield from end_coverages(clock)
    renewed = yield from renew_stale(clock)
    settled = yield from settle_cuts(clock)
    cleared = yield from clear_server(clock)
    yield from follow_audit(clock)
    return ended or bool(renewed) or settled or bool(cleared)
