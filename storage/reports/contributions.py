"""What cases count in the figures: each form once with and once without them, before they go.

Nothing is derived by a formula of its own: the same engine counts the same people twice, so that
whatever a form counts, now or in a later version, is kept to the last unit.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from storage.domain.anonymous import NO_RECORD, KeptCount
from storage.domain.ids import RecordId
from storage.domain.periods import FEDERAL, STATE, Period, quarter_containing, year_of
from storage.errors import RejectedError
from storage.reports.form import Form
from storage.reports.forms import form_for, forms
from storage.reports.material import chunks, read_material
from storage.reports.tally import Tally
from storage.reports.terms import Terms, terms_of
from storage.tables.records import TABLES
from storage.usecases.onepeople import same_people

_Counted = dict[str, int]


def contributions(
    connection: Connection, cases: Collection[RecordId], without: Collection[RecordId] = ()
) -> tuple[KeptCount, ...]:
    """Return what ``cases`` count in every form and period in which they count anything.

    Call it in the transaction that destroys them, before it does. Nothing is changed. It is
    counted as if the cases ``without`` were not here.
    """
    with connection.begin_nested() as savepoint:
        _leave_out(connection, without)
        people = people_of(connection, cases)
        asked = list(_asked(connection, people))
        before = [_counted(connection, terms, people) for terms in asked]
        _leave_out(connection, cases)
        after = [_counted(connection, terms, people) for terms in asked]
        savepoint.rollback()
    found = (
        KeptCount(
            terms.form.form,
            terms.form.version,
            terms.period,
            max(1, _cases_in(connection, terms, cases)),
            values,
        )
        for terms, with_them, without in zip(asked, before, after, strict=True)
        if (values := _difference(with_them, without))
    )
    return tuple(found)


def people_of(connection: Connection, cases: Collection[RecordId]) -> frozenset[RecordId]:
    """Return whose figures ``cases`` decide about: by record, service, victimization or merge."""
    found: set[RecordId] = set()
    for some in chunks(cases):
        for kind, name in _NAMING:
            query = f'SELECT DISTINCT "{name}" FROM "{kind}" WHERE scope IN ({_marks(some)})'  # noqa: S608 - our own names
            found.update(connection.exec_driver_sql(query, tuple(some)).scalars())
    return frozenset(same_people(connection).everyone(sorted(found)))


def _difference(before: _Counted, after: _Counted) -> _Counted:
    rows = before.keys() | after.keys()
    changed = {row: before.get(row, 0) - after.get(row, 0) for row in rows}
    return {row: value for row, value in sorted(changed.items()) if value}


def _counted(connection: Connection, terms: Terms, people: Collection[RecordId]) -> _Counted:
    """Return every whole number of the form and its footnotes, of ``people`` alone."""
    tally = Tally(read_material(connection, terms, people))
    counted = (row.id for row in terms.form.rows if row.counts.measure != "percent")
    values = ((row, tally.value(row)) for row in counted)
    found = {row: value for row, value in values if isinstance(value, int)}
    return found | {NO_RECORD: len(tally.material.without_record)}


def _asked(connection: Connection, people: Collection[RecordId]) -> Iterator[Terms]:
    """Yield the terms of every form and period in which ``people`` received a service."""
    periods = sorted(
        {period for day in _days(connection, people) for period in _around(day)},
        key=lambda period: (period.start, period.end),
    )
    for form in sorted({one.form for one in forms()}):
        for period in periods:
            terms = _terms(connection, form, period)
            if terms is not None:
                yield terms


def _terms(connection: Connection, form: str, period: Period) -> Terms | None:
    try:
        version: Form = form_for(form, period)
        terms = terms_of(connection, version, period)
    except RejectedError:
        return None
    # Who is new is kept even while a program does not track it: it may do so again.
    return replace(terms, tracks_new=True)


def _around(day: date) -> Iterable[Period]:
    return quarter_containing(day), year_of(day, FEDERAL), year_of(day, STATE)


def _days(connection: Connection, people: Collection[RecordId]) -> set[date]:
    return {
        date.fromisoformat(day)
        for some in chunks(people)
        for day in connection.exec_driver_sql(
            f'SELECT DISTINCT "on" FROM service WHERE recipient IN ({_marks(some)})',  # noqa: S608 - marks
            tuple(some),
        ).scalars()
    }


def _leave_out(connection: Connection, cases: Collection[RecordId]) -> None:
    for some in chunks(cases):
        for kind in TABLES:
            connection.exec_driver_sql(
                f'DELETE FROM "{kind}" WHERE scope IN ({_marks(some)})',  # noqa: S608 - our own names
                tuple(some),
            )


def _cases_in(connection: Connection, terms: Terms, cases: Collection[RecordId]) -> int:
    """Return how many of the cases have a service in the period."""
    period = terms.period
    return sum(
        connection.exec_driver_sql(
            f"SELECT count(DISTINCT scope) FROM service WHERE scope IN ({_marks(some)}) "  # noqa: S608 - marks
            'AND retired = 0 AND "on" BETWEEN ? AND ?',
            (*some, period.start.isoformat(), period.end.isoformat()),
        ).scalar_one()
        for some in chunks(cases)
    )


def _marks(values: Collection[object]) -> str:
    return ", ".join("?" * len(values))


_NAMING = (
    ("person", "id"),
    ("service", "recipient"),
    ("victimization", "person"),
    ("same_person", "kept"),
    ("same_person", "other"),
)
"""The kinds that decide about somebody's figures, and the field that names whose."""
