"""The records that may have started a clock: one query for a rule, narrowed by its own words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection

from storage.domain.deadlines.conditions import Condition, Values
from storage.domain.deadlines.rules import Rule
from storage.domain.deadlines.spans import Unit
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.spec.fields import NULLABLE, SETS, Field, Flag, register_of
from storage.spec.kinds import fields_of, kind_of
from storage.spec.plain import Plain
from storage.tables.columns import cell_of, reading
from storage.tables.records import TABLES
from storage.usecases.caseload import CLOSED, open_statuses
from storage.usecases.syncing.beside import Beside, beside

_DAYS_AT_MOST = {
    Unit.MINUTES: 1 / 1440,
    Unit.HOURS: 1 / 24,
    Unit.DAYS: 1,
    Unit.BUSINESS_DAYS: 3,
    Unit.MONTHS: 31,
}
_SLACK = 12
"""More days than any run of weekends and holidays adds to one business day."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that ``rule`` may be about."""

    record: RecordId
    case: RecordId | None
    person: RecordId | None
    values: Values
    home_closed: bool
    versions: int = 0
    """How many versions of its start wait for a decision: it is a candidate once for each."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records to look at: those of one case, or the unmet ones of a stretch of days."""

    case: RecordId | None = None
    coordinator: str = ""
    today: date = date.min
    horizon: int = 0


def candidates(connection: Connection, rule: Rule, wanted: Wanted) -> Iterator[Candidate]:
    """Yield the records of the rule's kind that ``wanted`` asks for; what is retired is left out.

    A record whose case is not here yet is not dropped for that. Where a start on which safety may
    hang has several versions, the record is yielded with each of them.
    """
    apart = starts_beside(connection, rule.kind, rule.start[0])
    for found in _read(connection, rule, wanted, None):
        if found.record not in apart:
            yield found
    for found in _read(connection, rule, wanted, tuple(apart)) if apart else ():
        others = [{**found.values, **plains} for plains in _values_of(rule, apart[found.record])]
        every: list[Values] = []
        for values in (found.values, *others):
            if values not in every:
                every.append(values)
        versions = len(others) + 1
        for values in every:
            if _is_near(rule, wanted, values[rule.start[0]]):
                yield replace(found, values=values, versions=versions)


def starts_beside(connection: Connection, kind: str, name: str) -> Beside:
    """Return what stands beside the field ``name`` undecided, where safety may hang on it."""
    field = fields_of(KINDS[kind])[name]
    return beside(connection, kind, register_of(name, field)) if field.safety else {}


def _read(
    connection: Connection, rule: Rule, wanted: Wanted, ids: tuple[RecordId, ...] | None
) -> Iterator[Candidate]:
    fields = fields_of(KINDS[rule.kind])
    names = sorted(rule.fields() & set(fields))
    query, values = _query(connection, rule, names, wanted, ids)
    readers = [(name, reading(fields[name])) for name in names]
    for record, case, person, status, *cells in connection.exec_driver_sql(query, tuple(values)):
        found: dict[str, Any] = {
            name: read(cell) for (name, read), cell in zip(readers, cells, strict=True)
        }
        found["case"] = case
        yield Candidate(record, case, person, found, status == CLOSED)


def _values_of(rule: Rule, versions: Sequence[Mapping[str, Plain]]) -> Iterator[dict[str, Any]]:
    """Yield what each version says of the fields the rule reads."""
    fields = fields_of(KINDS[rule.kind])
    names = rule.fields() & set(fields)
    for version in versions:
        yield {
            name: reading(fields[name])(cell_of(fields[name], plain))
            for name, plain in version.items()
            if name in names
        }


def _is_near(rule: Rule, wanted: Wanted, start: object) -> bool:
    if wanted.case is not None or not isinstance(start, date):
        return isinstance(start, date)
    first, last = _bounds(rule, wanted)
    return (first or "") <= start.isoformat() <= last


@dataclass(frozen=True, slots=True)
class _Home:
    """How the SQL of a kind says whose case a record is in; all empty where it is in none."""

    case: str
    person: str
    alias: str
    join: str


def _home(rule: Rule) -> _Home:
    cls = KINDS[rule.kind]
    scoped_by = kind_of(cls).scoped_by
    person = "t.person" if "person" in fields_of(cls) else "NULL"
    if not scoped_by:
        return _Home("NULL", person, "", "")
    if scoped_by == "id":
        return _Home("t.id", "t.youth", "t", "")
    return _Home('t."case"', person, "c", ' LEFT JOIN "case" AS c ON c.id = t."case"')


def _query(
    connection: Connection,
    rule: Rule,
    names: list[str],
    wanted: Wanted,
    ids: tuple[RecordId, ...] | None,
) -> tuple[str, list[object]]:
    home = _home(rule)
    status = f"{home.alias}.status" if home.alias else "NULL"
    fields = "".join(f', t."{name}"' for name in names)
    where: list[str] = ["t.retired = 0"]
    values: list[object] = []
    if home.join:
        where.append("coalesce(c.retired, 0) = 0")
    if ids is not None:
        where.append(f"t.id IN ({', '.join('?' * len(ids))})")
        values.extend(ids)
    if wanted.case is not None:
        where.append(f"{home.case} = ?")
        values.append(wanted.case)
    else:
        _narrow(rule, where, values)
        if ids is None:
            _between(rule, wanted, where, values)
        _leave_closed_out(connection, rule, home, where, values)
        _of_coordinator(rule, wanted, home, where, values)
    query = (
        f"SELECT t.id, {home.case}, {home.person}, {status}{fields} "  # noqa: S608 - our own names
        f'FROM "{rule.kind}" AS t{home.join} WHERE {" AND ".join(where)}'
    )
    return query, values


def _narrow(rule: Rule, where: list[str], values: list[object]) -> None:
    """Leave out what the rule's own words leave out."""
    fields = fields_of(KINDS[rule.kind])
    parts = [(condition, False) for condition in rule.where]
    parts += [(condition, True) for condition in rule.ends]
    parts += [(proof.condition, True) for proof in rule.proofs]
    # Between two days the index of the start is best, though SQLite would prefer a field that is
    # empty; the sign keeps it from using that one's index.
    sign = "+" if rule.keep_days is not None and _is_sought(rule.kind, rule.start[0]) else ""
    for condition, negated in parts:
        text = _sql(condition, fields[condition.field], values, negated=negated)
        if text:
            where.append(f"{sign}{text}")


def _between(rule: Rule, wanted: Wanted, where: list[str], values: list[object]) -> None:
    """Leave out what is due too late or too long ago."""
    start, (first, last) = f't."{rule.start[0]}"', _bounds(rule, wanted)
    where.append(f"{start} <= ?")
    values.append(last)
    if first is not None:
        where.append(f"{start} >= ?")
        values.append(first)


def _bounds(rule: Rule, wanted: Wanted) -> tuple[str | None, str]:
    """Return the first and the last start that can be due now; None where none is too old."""
    last = (wanted.today + timedelta(days=wanted.horizon + 1)).isoformat()
    if rule.keep_days is None:
        return None, last
    span = rule.span.amount * _DAYS_AT_MOST[rule.span.unit]
    first = wanted.today - timedelta(days=rule.keep_days + int(span) + _SLACK)
    return first.isoformat(), last


@cache
def _is_sought(kind: str, start: str) -> bool:
    """Tell whether an index finds ``start``, after the status that every query of cases names."""
    before = ["status"] if kind == "case" else []
    leading = ([column.name for column in index.columns] for index in TABLES[kind].indexes)
    return any(names[:1] == [start] or names[:2] == [*before, start] for names in leading)


def _leave_closed_out(
    connection: Connection, rule: Rule, home: _Home, where: list[str], values: list[object]
) -> None:
    if rule.after_closing or not home.alias:
        return
    if home.join:
        where.append("coalesce(c.status, '') <> ?")
        values.append(CLOSED)
        return
    statuses = open_statuses(connection)
    where.append(f"t.status IN ({', '.join('?' * len(statuses))})")
    values.extend(statuses)


def _of_coordinator(
    rule: Rule, wanted: Wanted, home: _Home, where: list[str], values: list[object]
) -> None:
    """Keep one person's own; what belongs to no case is everybody's, unless it has an owner."""
    who = wanted.coordinator
    owner = {"task": "t.owner", "credential": "t.holder"}.get(rule.kind)
    if not who or not (home.alias or owner):
        return
    if not home.alias:
        where.append(f"{owner} = ?")
        values.append(who)
        return
    alone = f"(c.id IS NULL AND {owner} IN (?, ''))" if owner else "c.id IS NULL"
    other = f"{alone} OR " if home.join else ""
    where.append(f"({other}{home.alias}.coordinator = ?)")
    values.extend([who, who] if owner else [who])


def _sql(condition: Condition, field: Field, values: list[object], *, negated: bool) -> str:
    """Return the condition on a column; empty where only the record itself can tell."""
    column = f't."{condition.field}"'
    wanted = condition.wanted is not negated
    if not condition.codes:
        if isinstance(field, NULLABLE):
            return f"{column} IS {'NOT ' if wanted else ''}NULL"
        empty = "'[]'" if isinstance(field, SETS) else "0" if isinstance(field, Flag) else "''"
        return f"{column} {'<>' if wanted else '='} {empty}"
    if isinstance(field, SETS):
        return ""
    values.extend(sorted(condition.codes))
    marks = ", ".join("?" * len(condition.codes))
    return f"{column} {'' if wanted else 'NOT '}IN ({marks})"
