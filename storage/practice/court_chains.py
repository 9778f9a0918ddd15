"""Tie the court events of a case into chains: what was held, what it follows, what comes next."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from storage.domain.ids import RecordId
from storage.domain.kinds.court_event import CourtEvent
from storage.practice.desk import Batch, Desk

_CONTINUED, _RIDE = 0.18, 0.2
_ONE = {"cra": "care_and_protection"}
"""Before the same judge: what follows is heard in the matter that came first."""


def chain_court_events(desk: Desk, batch: Batch, today: date) -> None:
    """Let each event of a matter follow the one before, and say what became of every one.

    A date that was only announced is kept where it is still to come.
    """
    chains: dict[tuple[RecordId | None, str], list[CourtEvent]] = defaultdict(list)
    for event in batch.court_events:
        chains[event.case, _ONE.get(event.matter, event.matter)].append(event)
    found = {
        event.id: event
        for chain in chains.values()
        for event in _chained(desk, sorted(chain, key=lambda one: (one.on, one.id)), today)
    }
    batch.court_events[:] = [found[event.id] for event in batch.court_events]


def _chained(desk: Desk, chain: list[CourtEvent], today: date) -> Iterator[CourtEvent]:
    before: CourtEvent | None = None
    for place, heard in enumerate(chain):
        event = _following(heard, before) if before else heard
        following = chain[place + 1].on if place + 1 < len(chain) else event.next_on
        if following and event.on and following <= event.on:
            following = None
        if place + 1 == len(chain) and following and following < today:
            following = None
        done = event.on is not None and event.on < today
        continued = done and following is not None and desk.rng.random() < _CONTINUED
        yield replace(
            event,
            previous=before.id if before else None,
            next_on=following,
            state="continued" if continued else "held" if done else "scheduled",
            ride_needed=not done and desk.rng.random() < _RIDE,
        )
        before = event


def _following(event: CourtEvent, before: CourtEvent) -> CourtEvent:
    """Return the event in the matter, court and docket of the one that it follows."""
    kept = event.event_type if event.matter == before.matter else "status"
    return replace(
        event, matter=before.matter, event_type=kept, court=before.court, docket=before.docket
    )
