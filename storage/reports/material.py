"""What a form is counted from, read in one pass over the period's services.

The pass reads the covering index of the services alone. Everything kept is a dict or a set by
person, which is 2.5 times faster over a year than distinct counts in SQL.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, or_, select

from storage.domain.ids import RecordId
from storage.domain.sameness import Sameness
from storage.reports.destroyed import NOTHING, Kept, kept_counts
from storage.reports.sources import flag_fields, person_fields
from storage.reports.terms import Terms
from storage.reports.undecided import undecided
from storage.tables.records import TABLES
from storage.usecases.onepeople import same_people

SERVICE, PERSON, VICTIMIZATION = (TABLES[name].c for name in ("service", "person", "victimization"))
_SYSTEM = ("id", "role", "retired")
_CHUNK = 500


class Presented(NamedTuple):
    """A victimization presented in the period; ``explained`` when it carries an explanation."""

    id: RecordId
    person: RecordId
    type: str
    explained: bool


@dataclass(frozen=True, slots=True)
class Services:
    """The services in scope, dated in the period."""

    first_day: Mapping[RecordId, str]
    times: Mapping[str, Mapping[RecordId, int]]
    """The sum of the quantities, by service code and recipient."""
    flagged: Mapping[str, frozenset[RecordId]]
    """Recipients of a service on which a field is ticked, by field."""


@dataclass(frozen=True, slots=True)
class Material:
    """Everything one form is counted from.

    ``people`` holds the person records that are here, by id and then by column; ``retired``
    people, whose services do not count, are in nothing else. Whoever is recorded more than once
    is counted as the one record that stands for all.
    """

    terms: Terms
    services: Services
    before: Mapping[RecordId, str]
    """The first service in the year before the period, for those who had one."""
    people: Mapping[RecordId, Mapping[str, Any]]
    presented: tuple[Presented, ...]
    contacts: Mapping[RecordId, frozenset[bytes]]
    """The contacts (a service without one stands for itself) of people counted by contacts."""
    records: Mapping[str, int]
    retired: frozenset[RecordId]
    everybody: frozenset[RecordId]
    """Everybody with a service in scope in the period, record or no record."""
    same: Sameness
    """Who is recorded more than once."""
    undecided: int = 0
    """How many of the records counted have a field with several versions."""
    kept: Kept = NOTHING
    """What cases counted that are destroyed."""

    @property
    def without_record(self) -> frozenset[RecordId]:
        """Everybody of whom only services are here."""
        return self.everybody - self.people.keys()


def read_material(
    connection: Connection, terms: Terms, among: Collection[RecordId] | None = None
) -> Material:
    """Read what ``terms.form`` is counted from in its period.

    With ``among`` only what is of these people, every record of each of them, and nothing of
    cases that are destroyed.
    """
    form = terms.form
    same = same_people(connection, terms.held_back)
    services = _services(connection, terms, same, among)
    served = sorted(services.first_day)
    people = {row["id"]: row for row in _people(connection, terms, served)}
    retired = frozenset(person for person, row in people.items() if row["retired"])
    presented = tuple(_presented(connection, terms, served, same))
    counted = {*people, *(one.id for one in presented)} - retired
    return Material(
        terms=terms,
        services=services,
        before=_before(connection, terms, same, among),
        people={person: row for person, row in people.items() if person not in retired},
        presented=presented,
        contacts=_contacts(connection, terms, people.values(), same),
        records=_records(connection, terms),
        retired=retired,
        everybody=frozenset(services.first_day) - retired,
        same=same,
        undecided=undecided(connection, terms, counted),
        kept=(
            kept_counts(connection, form.form, form.version, terms.period)
            if among is None
            else NOTHING
        ),
    )


def in_scope(terms: Terms) -> ColumnElement[bool]:
    """Return the condition on a service that counts in the period."""
    first, last = terms.period.start.isoformat(), terms.period.end.isoformat()
    return and_(_counted(terms), SERVICE.on.between(first, last))


def presented_in(terms: Terms) -> ColumnElement[bool]:
    """Return the condition on a victimization that was presented in the period."""
    return and_(
        *_not_held_back(VICTIMIZATION.scope, terms),
        VICTIMIZATION.retired == 0,
        VICTIMIZATION.presented_from <= terms.period.end.isoformat(),
        or_(
            VICTIMIZATION.presented_to.is_(None),
            VICTIMIZATION.presented_to >= terms.period.start.isoformat(),
        ),
    )


def chunks(ids: Iterable[RecordId]) -> Iterator[list[RecordId]]:
    """Yield sorted ``ids`` in lists that one statement can take."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]


def _counted(terms: Terms) -> ColumnElement[bool]:
    return and_(
        *_not_held_back(SERVICE.scope, terms),
        SERVICE.retired == 0,
        SERVICE.funding.in_(terms.funding),
    )


def _not_held_back(scope: ColumnElement[bytes], terms: Terms) -> Iterator[ColumnElement[bool]]:
    """Yield the condition that leaves out cases that stay here for a legal hold alone."""
    if terms.held_back:
        yield scope.not_in(terms.held_back)


def _services(
    connection: Connection, terms: Terms, same: Sameness, among: Collection[RecordId] | None
) -> Services:
    flags = flag_fields(terms.form)
    columns = [SERVICE[name] for name in ("on", "recipient", "code", "quantity", *flags)]
    statement = select(*columns).where(in_scope(terms)).order_by(SERVICE.on)
    first_day: dict[RecordId, str] = {}
    times: defaultdict[str, dict[RecordId, int]] = defaultdict(dict)
    flagged: dict[str, set[RecordId]] = {name: set() for name in flags}
    stands = same.stands
    for day, received, code, quantity, *ticks in _received(connection, statement, among):
        recipient = stands.get(received, received)
        if recipient not in first_day:
            first_day[recipient] = day
        given = times[code]
        given[recipient] = given.get(recipient, 0) + quantity
        if 1 in ticks:
            ticked = (name for name, tick in zip(flags, ticks, strict=True) if tick)
            for name in ticked:
                flagged[name].add(recipient)
    return Services(first_day, times, {name: frozenset(found) for name, found in flagged.items()})


def _before(
    connection: Connection, terms: Terms, same: Sameness, among: Collection[RecordId] | None
) -> dict[RecordId, str]:
    if terms.year_start is None or terms.starts_new_year:
        return {}
    first, last = terms.year_start.isoformat(), terms.period.start.isoformat()
    statement = (
        select(SERVICE.recipient, func.min(SERVICE.on))
        .where(_counted(terms), SERVICE.on >= first, SERVICE.on < last)
        .group_by(SERVICE.recipient)
    )
    found: dict[RecordId, str] = {}
    for recipient, day in _received(connection, statement, among):
        one = same.one(recipient)
        found[one] = min(day, found.get(one, day))
    return found


def _people(
    connection: Connection, terms: Terms, served: list[RecordId]
) -> Iterator[Mapping[str, Any]]:
    names = sorted({*_SYSTEM, *person_fields(terms.form)})
    statement = select(*(PERSON[name] for name in names)).where(
        PERSON.id.in_(bindparam("ids", expanding=True)), *_not_held_back(PERSON.scope, terms)
    )
    for ids in chunks(served):
        for row in _rows(connection, statement, ids):
            yield dict(zip(names, row, strict=True))


def _presented(
    connection: Connection, terms: Terms, served: list[RecordId], same: Sameness
) -> Iterator[Presented]:
    explained = func.trim(VICTIMIZATION.explanation) != ""
    statement = select(VICTIMIZATION.id, VICTIMIZATION.person, VICTIMIZATION.type, explained).where(
        presented_in(terms), VICTIMIZATION.person.in_(bindparam("ids", expanding=True))
    )
    for ids in chunks(same.everyone(served)):
        for found, person, kind, told in _rows(connection, statement, ids):
            yield Presented(found, same.one(person), kind, bool(told))


def _contacts(
    connection: Connection, terms: Terms, people: Iterable[Mapping[str, Any]], same: Sameness
) -> dict[RecordId, frozenset[bytes]]:
    form = terms.form
    counted = {row.counts.of for row in form.rows if row.counts.measure == "contacts"}
    roles = {role for name in counted for role in form.populations[name].roles}
    found: defaultdict[RecordId, set[bytes]] = defaultdict(set)
    statement = select(SERVICE.recipient, func.coalesce(SERVICE.contact, SERVICE.id)).where(
        in_scope(terms), SERVICE.recipient.in_(bindparam("ids", expanding=True))
    )
    counted_so = (person["id"] for person in people if person["role"] in roles)
    for ids in chunks(same.everyone(counted_so)):
        for recipient, contact in _rows(connection, statement, ids):
            found[same.one(recipient)].add(contact)
    return {recipient: frozenset(contacts) for recipient, contacts in found.items()}


def _records(connection: Connection, terms: Terms) -> dict[str, int]:
    first, last = terms.period.start.isoformat(), terms.period.end.isoformat()
    found = {}
    for row in terms.form.rows:
        if row.counts.measure == "records":
            columns = TABLES[row.counts.of].c
            found[row.counts.of] = connection.execute(
                select(func.count()).where(columns.retired == 0, columns.on.between(first, last))
            ).scalar_one()
    return found


def _received(
    connection: Connection, statement: Select[Any], among: Collection[RecordId] | None
) -> Sequence[Any]:
    """Return the rows of services, in order; with ``among`` those that these people received."""
    if among is None:
        return _rows(connection, statement)
    theirs = statement.where(SERVICE.recipient.in_(bindparam("ids", expanding=True)))
    return sorted(row for ids in chunks(among) for row in _rows(connection, theirs, ids))


def _rows(
    connection: Connection, statement: Select[Any], ids: list[RecordId] | None = None
) -> Sequence[Any]:
    """Return the driver's own rows: wrapping them costs more than reading them."""
    result = connection.execute(statement, {"ids": ids} if ids is not None else {})
    found = result.cursor.fetchall()
    result.close()
    return found
