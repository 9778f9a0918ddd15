"""From a number to the records behind it: exactly those counted, and what is missing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from storage.domain.periods import Period
from storage.reports import evidence
from storage.reports.behind import Behind
from storage.reports.figures import Row, counted_row, tally_of
from storage.reports.form import Counts
from storage.reports.missing import Missing, missing_from
from storage.reports.sources import source_of
from storage.reports.tally import Tally


@dataclass(frozen=True, slots=True)
class Lineage:
    """A row as it counts now, the rule that counted it, the records, and what is missing.

    People rows count the distinct ``person`` of their records, times rows add ``quantity``,
    contacts and activities are one record each; a percentage shows the records of its numerator.
    ``destroyed`` is how much of it was counted in cases that are destroyed: behind that stands
    no record any more.
    """

    row: Row
    rule: str
    records: tuple[Behind, ...]
    missing: tuple[Missing, ...]
    destroyed: int = 0


def records_behind(connection: Connection, form: str, period: Period, row: str) -> Lineage:
    """Return the records behind one row of ``form`` over ``period``, newest first.

    Raises KeyError when the form has no such row.
    """
    tally = tally_of(connection, form, period)
    found = tally.form.row(row)
    numerator = found.counts.numerator
    behind = tally.form.row(numerator) if numerator else found
    counts = behind.counts
    known = tally.tracked(counts)
    return Lineage(
        counted_row(tally, found),
        found.rule,
        tuple(_RECORDS[counts.measure](connection, tally, counts)) if known else (),
        tuple(missing_from(connection, tally, behind)) if known else (),
        tally.material.kept.values.get(behind.id, 0) if known else 0,
    )


def _people(connection: Connection, tally: Tally, counts: Counts) -> list[Behind]:
    people = tally.people(counts)
    for name, value in counts.where.items():
        dimension = tally.form.dimensions[name]
        kind, _ = source_of(dimension)
        if kind == "victimization":
            return evidence.victimizations(connection, tally, people, dimension, value)
        if kind == "service":
            codes = evidence.codes_with(tally, dimension, value)
            return evidence.services(connection, tally, people, codes, flag=dimension.flag)
    return evidence.persons(connection, tally, people, counts)


def _times(connection: Connection, tally: Tally, counts: Counts) -> list[Behind]:
    return evidence.services(connection, tally, tally.people(counts), tally.codes(counts))


def _contacts(connection: Connection, tally: Tally, counts: Counts) -> list[Behind]:
    return evidence.contacts(connection, tally, tally.people(counts))


def _records(connection: Connection, tally: Tally, counts: Counts) -> list[Behind]:
    return evidence.dated(connection, tally, counts.of)


_RECORDS: Mapping[str, Callable[[Connection, Tally, Counts], list[Behind]]] = {
    "people": _people,
    "contacts": _contacts,
    "times": _times,
    "records": _records,
}
