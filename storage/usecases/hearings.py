"""Every day a hearing may be on: each version counts until somebody decides between them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.usecases.syncing.beside import Beside, beside


@dataclass(frozen=True, slots=True)
class Sitting:
    """When and where a hearing may be, as stored; ``versions`` is 0 where nothing is undecided."""

    on: str
    at: str
    court: str
    session: str
    versions: int


def undecided(connection: Connection) -> Beside:
    """Return the hearings of which more than one version stands, with those not on show."""
    return beside(connection, "court_event", "hearing")


def elsewhere(apart: Beside, first: str, last: str) -> tuple[RecordId, ...]:
    """Return the hearings that a version not on show puts between two days, both included."""
    return tuple(
        record
        for record, versions in apart.items()
        if any(first <= str(version["on"] or "") <= last for version in versions)
    )


def between(apart: Beside, first: str, last: str, alias: str) -> tuple[str, tuple[object, ...]]:
    """Return the SQL, with its values, for the hearings that may be between two days."""
    shown, ids = f'{alias}."on" BETWEEN ? AND ?', elsewhere(apart, first, last)
    if not ids:
        return shown, (first, last)
    return f"({shown} OR {alias}.id IN ({', '.join('?' * len(ids))}))", (first, last, *ids)


def nearest(apart: Beside, first: str) -> dict[RecordId, str]:
    """Return the earliest day from ``first`` on that a version not on show gives, by hearing."""
    named = {
        record: [str(version["on"]) for version in versions if str(version["on"] or "") >= first]
        for record, versions in apart.items()
    }
    return {record: min(days) for record, days in named.items() if days}


def sittings(row: Any, apart: Beside, first: str, last: str) -> Iterator[Sitting]:
    """Yield when ``row`` may be between two days, the version on show first.

    The row needs the columns ``on``, ``at``, ``court`` and ``session``.
    """
    others = apart.get(row.id, ())
    count = len(others) + 1 if others else 0
    on_show = {name: getattr(row, name) for name in _TOLD}
    told = [tuple(str(version.get(name) or "") for name in _TOLD) for version in (on_show, *others)]
    for on, at, court, session in dict.fromkeys(told):
        if first <= on <= last:
            yield Sitting(on, at, court, session, count)


_TOLD = ("on", "at", "court", "session")
