"""What bundles were made and taken in on this laptop, for people to read."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from storage.usecases.syncing.bundles import bundles, carried_count
from sync.client.members import members


@dataclass(frozen=True, slots=True)
class Passed:
    """One bundle: made here or taken in, when, by whose laptop, how many sealed envelopes."""

    made_here: bool
    moment: datetime
    name: str
    """Whose laptop made it; empty where nobody here knows."""
    envelopes: int


@dataclass(frozen=True, slots=True)
class Passages:
    """The newest bundles, and how many envelopes of others this laptop carries on."""

    passed: tuple[Passed, ...]
    carried: int
    last_made: datetime | None


def passages(connection: Connection, most: int = 5) -> Passages:
    """Return the newest ``most`` bundles and what is carried on."""
    names = {member.device: member.name for member in members(connection)}
    notes = bundles(connection)
    passed = [
        Passed(note.made_here, _moment(note.moment), names.get(note.device, ""), note.envelopes)
        for note in notes
    ]
    made = [each.moment for each in passed if each.made_here]
    return Passages(tuple(passed[:most]), carried_count(connection), made[0] if made else None)


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
