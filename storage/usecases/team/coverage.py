"""Who stands in for whom on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from storage.domain.ids import RecordId


@dataclass(frozen=True, slots=True)
class Cover:
    """One time away, and who covers it."""

    record: RecordId
    away: str
    covered_by: str
    from_on: date
    until_on: date


def covers(connection: Connection, day: date) -> Sequence[Cover]:
    """Return every coverage that is not over on ``day``, the next one first."""
    rows = connection.exec_driver_sql(
        "SELECT id, away, covered_by, from_on, until_on FROM coverage "
        "WHERE until_on >= ? AND retired = 0 ORDER BY from_on, away",
        (day.isoformat(),),
    )
    return [
        Cover(
            RecordId(row.id),
            row.away,
            row.covered_by,
            date.fromisoformat(row.from_on),
            date.fromisoformat(row.until_on),
        )
        for row in rows
    ]


def covered_by(connection: Connection, person: str, day: date) -> Sequence[Cover]:
    """Return for whom ``person`` stands in on ``day``."""
    return [
        cover
        for cover in covers(connection, day)
        if cover.from_on <= day and cover.covered_by == person
    ]
