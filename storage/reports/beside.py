"""What is counted beside the forms: requests that could not be met, and marks for the narrative.

No form has a row of either: a person writes them into the year's answers. What destroyed cases
counted in them is kept as their rows of the forms are, so that a past year stays what it was.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection

from storage.domain.anonymous import KeptCount
from storage.domain.periods import FEDERAL, STATE, Period, quarter_containing, year_of
from storage.reports.destroyed import kept_counts
from storage.usecases.narratives import marks
from storage.usecases.syncing.expunging import held_back

UNMET, MARKED = "unmet_need", "narrative"
_VERSION = "1"
_UNMET = 'SELECT "on" AS day, reason, scope FROM unmet_need WHERE retired = 0'


class Beside(NamedTuple):
    """How many there are in records that are here, and in cases that were destroyed since."""

    here: int
    kept: int


class _Entry(NamedTuple):
    on: date
    code: str
    scope: bytes


def unmet(connection: Connection, period: Period, reasons: Collection[str]) -> Beside:
    """Count the requests of a period that could not be met for one of ``reasons``."""
    return _counted(connection, UNMET, period, reasons)


def unmet_by_year(
    connection: Connection, years: int, today: date, reasons: Collection[str]
) -> list[tuple[Period, Beside]]:
    """Do as ``unmet`` for so many federal years, the one of ``today`` first."""
    found = [year_of(today)]
    while len(found) < years:
        found.append(year_of(found[-1].start - timedelta(days=1)))
    return [(year, unmet(connection, year, reasons)) for year in found]


def marked(connection: Connection, period: Period, topics: Collection[str]) -> Beside:
    """Count what is marked in a period for ``topics``, once under each."""
    return _counted(connection, MARKED, period, topics)


def counts_beside(connection: Connection, cases: Collection[bytes]) -> tuple[KeptCount, ...]:
    """Return what ``cases`` count beside the forms, in every quarter and year; nothing is 0."""
    found: defaultdict[tuple[str, Period], list[_Entry]] = defaultdict(list)
    for form, read in _ENTRIES.items():
        for entry in read(connection):
            if entry.scope in cases:
                for period in _around(entry.on):
                    found[form, period].append(entry)
    return tuple(
        KeptCount(form, _VERSION, period, len({one.scope for one in some}), _by_code(some))
        for (form, period), some in sorted(found.items())
    )


def _counted(connection: Connection, form: str, period: Period, codes: Collection[str]) -> Beside:
    left_out = held_back(connection)
    here = sum(
        entry.on in period and entry.code in codes and entry.scope not in left_out
        for entry in _ENTRIES[form](connection)
    )
    kept = kept_counts(connection, form, _VERSION, period)
    return Beside(here, sum(value for code, value in kept.values.items() if code in codes))


def _unmet(connection: Connection) -> Iterator[_Entry]:
    for row in connection.exec_driver_sql(_UNMET):
        yield _Entry(date.fromisoformat(row.day), row.reason, row.scope)


def _marked(connection: Connection) -> Iterator[_Entry]:
    for mark in marks(connection):
        yield _Entry(mark.on, mark.topic, mark.scope)


def _by_code(entries: Collection[_Entry]) -> dict[str, int]:
    codes = sorted(one.code for one in entries)
    return {code: codes.count(code) for code in codes}


def _around(day: date) -> tuple[Period, ...]:
    return quarter_containing(day), year_of(day, FEDERAL), year_of(day, STATE)


_ENTRIES: Mapping[str, Callable[[Connection], Iterator[_Entry]]] = {
    UNMET: _unmet,
    MARKED: _marked,
}
