"""Until when every closed case is kept, and by which rule; computed here, without a network."""

import calendar
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.partial_dates import PartialDate
from storage.domain.periods import FEDERAL, year_of
from storage.usecases.codelists import book_of
from storage.usecases.retention.rules import Rule, retention_rules, rules_for

_SOME = 400
_DECEMBER = 12


class _Closed(NamedTuple):
    id: bytes
    number: str
    closed_on: str
    closure_reason: str
    born_on: str | None
    given_name: str | None
    family_name: str | None


@dataclass(frozen=True, slots=True)
class KeptUntil:
    """One closed case: until when it is kept (None: nobody can say), and by which rule.

    Nobody can say where the rule asks for a date of birth and none is known.
    """

    case: RecordId
    number: str
    given_name: str
    family_name: str
    closed_on: date
    until: date | None
    rule: Rule

    @property
    def name(self) -> str:
        """The youth's name as lists write it."""
        return ", ".join(filter(None, (self.family_name, self.given_name)))


def kept_until(connection: Connection) -> list[KeptUntil]:
    """Return every closed case with the day until which it is kept, the earliest first.

    A case that no rule applies to is not among them: nothing says that it may go.
    """
    rules = retention_rules(connection)
    rows = [_Closed(*row) for row in connection.exec_driver_sql(_CLOSED)]
    served = dict(_served(connection, [row.id for row in rows]))
    found = (_judged(row, rules, served.get(row.id)) for row in rows)
    listed = [one for one in found if one is not None]
    return sorted(listed, key=lambda one: (one.until or date.max, one.number))


def due(connection: Connection, today: date) -> list[KeptUntil]:
    """Return the cases whose time is over on ``today``."""
    return [one for one in kept_until(connection) if one.until is not None and one.until <= today]


def last_day(
    rule: Rule, *, closed: date, born: PartialDate | None, served: date | None
) -> date | None:
    """Return the day on which the rule keeps a case no longer; None where nobody can say.

    A birthday known to the year or month is taken at its end: rather too late than too early.
    """
    match rule.start:
        case "closed":
            return years_later(closed, rule.years)
        case "served":
            if served is None:
                return closed
            return years_later(year_of(served, FEDERAL).end, rule.years)
        case "birthday":
            latest = _latest(born)
            return None if latest is None else years_later(latest, rule.years)


def years_later(day: date, years: int) -> date:
    """Return the same day ``years`` later; March 1 for one that the year does not have."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _judged(row: _Closed, rules: Sequence[Rule], served: date | None) -> KeptUntil | None:
    closed = date.fromisoformat(row.closed_on)
    born = PartialDate.parse(row.born_on) if row.born_on else None
    applying = rules_for(rules, row.closure_reason)
    days = [(last_day(rule, closed=closed, born=born, served=served), rule) for rule in applying]
    if not days:
        return None
    until, rule = max(days, key=lambda pair: pair[0] or date.max)
    names = (row.given_name or "", row.family_name or "")
    return KeptUntil(RecordId(row.id), row.number, *names, closed, until, rule)


def _latest(born: PartialDate | None) -> date | None:
    if born is None or born.year is None:
        return None
    month = born.month or _DECEMBER
    return date(born.year, month, born.day or calendar.monthrange(born.year, month)[1])


def _served(connection: Connection, cases: Sequence[bytes]) -> Iterator[tuple[bytes, date]]:
    """Yield the last day on which each case had a service that a VOCA grant paid."""
    funding = [
        code for code, entry in book_of(connection).lists["funding"].items() if entry.pmt == "voca"
    ]
    for start in range(0, len(cases), _SOME):
        some = cases[start : start + _SOME]
        query = _LAST_SERVED.format(
            cases=", ".join("?" * len(some)), funding=", ".join("?" * len(funding))
        )
        for case, day in connection.exec_driver_sql(query, (*some, *funding)):
            yield case, date.fromisoformat(day)


_CLOSED = """
SELECT c.id, c.number, c.closed_on, c.closure_reason, p.born_on, p.given_name, p.family_name
FROM "case" AS c LEFT JOIN person AS p ON p.id = c.youth
WHERE c.status = 'closed' AND c.closed_on IS NOT NULL
"""
_LAST_SERVED = """
SELECT "case", max("on") FROM service
WHERE "case" IN ({cases}) AND retired = 0 AND funding IN ({funding}) GROUP BY "case"
"""
