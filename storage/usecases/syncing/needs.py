"""What waits for a person, the first of it by name: for the page that names everything."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from storage.usecases.syncing.openreviews import Open, open_reviews
from storage.usecases.syncing.reviewing import Review, Waiting, first_reviews, waiting
from storage.usecases.syncing.worthalook import Look, worth_a_look

_NAMED = 4


@dataclass(frozen=True, slots=True)
class Needs:
    """How much is open in Review, and the first of each as Review names it."""

    open: Open
    reviews: tuple[Review, ...]
    waiting: tuple[Waiting, ...]
    looks: tuple[Look, ...]


def needs(connection: Connection, day: date) -> Needs:
    """Return what waits for a person on ``day``: safety first, then the newest."""
    return Needs(
        open_reviews(connection),
        first_reviews(connection, _NAMED),
        waiting(connection)[:_NAMED],
        worth_a_look(connection, day, _NAMED).told[:_NAMED],
    )
