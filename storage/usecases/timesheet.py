"""Time and miles of a period by funding project; services are counted elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from storage.domain.periods import Period


@dataclass(frozen=True, slots=True)
class Spent:
    """What one funding project paid for in a period."""

    funding: str
    activity: str
    minutes: int
    miles: int


@dataclass(frozen=True, slots=True)
class Contacts:
    """What contacts with youth took in the same period, shown beside and never added."""

    minutes: int
    miles: int


_SPENT = """
SELECT funding, activity, coalesce(sum(minutes), 0), coalesce(sum(miles), 0) FROM time_entry
 WHERE "on" BETWEEN ? AND ? AND retired = 0{who}
 GROUP BY funding, activity ORDER BY funding, activity
"""
_CONTACTS = """
SELECT coalesce(sum(minutes), 0), coalesce(sum(miles), 0) FROM contact
 WHERE "on" BETWEEN ? AND ? AND retired = 0{who}
 AND scope NOT IN (SELECT scope FROM held_key)
"""


def spent(connection: Connection, period: Period, coordinator: str = "") -> Sequence[Spent]:
    """Return minutes and miles by funding project and activity, of one person or of all."""
    query, bounds = _asked(_SPENT, period, coordinator)
    return [Spent(*row) for row in connection.exec_driver_sql(query, bounds)]


def contacts(connection: Connection, period: Period, coordinator: str = "") -> Contacts:
    """Return what the contacts of a period took, of one person or of all.

    Not those in cases that are destroyed everywhere else and stay here for a legal hold alone.
    """
    query, bounds = _asked(_CONTACTS, period, coordinator)
    return Contacts(*connection.exec_driver_sql(query, bounds).one())


def _asked(query: str, period: Period, coordinator: str) -> tuple[str, tuple[str, ...]]:
    days = (period.start.isoformat(), period.end.isoformat())
    if not coordinator:
        return query.format(who=""), days
    return query.format(who=" AND coordinator = ?"), (*days, coordinator)
