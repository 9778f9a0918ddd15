"""The records that were counted, by what decided that they count."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection, bindparam, select

from storage.domain.codes import CodeBook
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.kinds.person import Person
from storage.reports.behind import Behind, listed, people_records
from storage.reports.form import Band, Condition, Counts, Dimension
from storage.reports.material import SERVICE, VICTIMIZATION, chunks, in_scope, presented_in
from storage.reports.sources import source_of, values_of
from storage.reports.tally import Tally
from storage.spec.fields import Text
from storage.spec.kinds import fields_of
from storage.tables.records import TABLES


def codes_with(tally: Tally, dimension: Dimension, value: Condition) -> Collection[str]:
    """Return the service codes that a condition on ``dimension`` accepts."""
    given = tally.material.services.times
    if dimension.kind == "flag":
        return list(given)
    values = values_of(tally.material.terms.book, dimension.list_name, dimension.match)
    return [code for code in given if values.get(code) == value]


def persons(
    connection: Connection, tally: Tally, people: Collection[RecordId], counts: Counts
) -> list[Behind]:
    """Return ``people`` themselves, by the day of their first service in the period."""
    known = people_records(connection, people)
    first_day = tally.material.services.first_day
    return listed(
        connection,
        (
            Behind(
                kind="person",
                id=person,
                person=person,
                case=None,
                text=_facts(tally, known.get(person), counts),
                day=date.fromisoformat(first_day[person]),
            )
            for person in people
        ),
    )


def services(
    connection: Connection,
    tally: Tally,
    people: Collection[RecordId],
    codes: Collection[str],
    *,
    flag: str = "",
) -> list[Behind]:
    """Return the services in scope in the period that ``people`` received under ``codes``."""
    statement = select(
        SERVICE.id, SERVICE.recipient, SERVICE.case, SERVICE.on, SERVICE.code, SERVICE.quantity
    ).where(in_scope(tally.material.terms), SERVICE.code.in_(codes))
    if flag:
        statement = statement.where(SERVICE[flag] == 1)
    one = tally.material.same.one
    label = tally.material.terms.book.label
    return listed(
        connection,
        (
            Behind(
                kind="service",
                id=row.id,
                person=one(row.recipient),
                case=row.case,
                text=label("service", row.code),
                day=date.fromisoformat(row.on),
                quantity=row.quantity,
            )
            for row in connection.execute(statement).all()
            if one(row.recipient) in people
        ),
    )


def contacts(connection: Connection, tally: Tally, people: Collection[RecordId]) -> list[Behind]:
    """Return the contacts of ``people``: each once, or the service where there is no contact."""
    one = tally.material.same.one
    statement = select(SERVICE.id, SERVICE.recipient, SERVICE.contact, SERVICE.case, SERVICE.on)
    found = {
        (row.contact or row.id, one(row.recipient)): Behind(
            kind="contact" if row.contact else "service",
            id=row.contact or row.id,
            person=one(row.recipient),
            case=row.case,
            text="",
            day=date.fromisoformat(row.on),
        )
        for row in connection.execute(statement.where(in_scope(tally.material.terms))).all()
        if one(row.recipient) in people
    }
    return listed(connection, found.values())


def victimizations(
    connection: Connection,
    tally: Tally,
    people: Collection[RecordId],
    dimension: Dimension,
    value: Condition,
) -> list[Behind]:
    """Return what ``people`` presented with in the period, as the condition compares it."""
    values = values_of(tally.material.terms.book, dimension.list_name, dimension.match)
    accepted = [
        code
        for code, compared in values.items()
        if compared and (isinstance(value, Band) or compared == value)
    ]
    statement = select(
        VICTIMIZATION.id,
        VICTIMIZATION.person,
        VICTIMIZATION.case,
        VICTIMIZATION.type,
        VICTIMIZATION.presented_from,
    ).where(
        presented_in(tally.material.terms),
        VICTIMIZATION.type.in_(accepted),
        VICTIMIZATION.person.in_(bindparam("ids", expanding=True)),
    )
    label = tally.material.terms.book.label
    same = tally.material.same
    return listed(
        connection,
        (
            Behind(
                kind="victimization",
                id=row.id,
                person=same.one(row.person),
                case=row.case,
                text=label(dimension.list_name, row.type),
                day=date.fromisoformat(row.presented_from),
            )
            for ids in chunks(same.everyone(people))
            for row in connection.execute(statement, {"ids": ids}).all()
        ),
    )


def dated(connection: Connection, tally: Tally, kind: str) -> list[Behind]:
    """Return the records of ``kind`` dated in the period."""
    columns, period = TABLES[kind].c, tally.material.terms.period
    title = next(name for name, field in fields_of(KINDS[kind]).items() if isinstance(field, Text))
    statement = select(columns.id, columns.on, columns[title]).where(
        columns.retired == 0,
        columns.on.between(period.start.isoformat(), period.end.isoformat()),
    )
    return listed(
        connection,
        (
            Behind(kind, found, None, None, text, date.fromisoformat(day))
            for found, day, text in connection.execute(statement).all()
        ),
    )


def _facts(tally: Tally, person: Person | None, counts: Counts) -> str:
    """Return in words what the conditions of a row found on the person's record."""
    if person is None:
        return ""
    said = []
    for name in counts.where:
        dimension = tally.form.dimensions[name]
        kind, _ = source_of(dimension)
        if dimension.kind == "age":
            said.append(_age_words(tally, name, person.id))
        elif kind == "person":
            said.append(_code_words(tally.material.terms.book, dimension, person))
    return ", ".join(filter(None, said))


def _age_words(tally: Tally, dimension: str, person: RecordId) -> str:
    for age, people in tally.index(dimension).items():
        if person in people and isinstance(age, int):
            return f"Age {age}"
    return ""


def _code_words(book: CodeBook, dimension: Dimension, person: Person) -> str:
    _, name = source_of(dimension)
    value = getattr(person, name)
    codes = sorted(value) if isinstance(value, frozenset) else [value]
    return ", ".join(book.label(dimension.list_name, code) for code in codes)
