"""The records that may have started a clock: one query for a rule, narrowed by its own words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from storage.domain.deadlines.conditions import Condition, Values
from storage.domain.deadlines.rules import Rule
from storage.domain.deadlines.spans import Unit
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.spec.fields import NULLABLE, SETS, Field, Flag
from storage.spec.kinds import fields_of, kind_of
from storage.tables.columns import reading
from storage.usecases.caseload import CLOSED

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


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records to look at: those of one case, or the unmet ones of a stretch of days."""

    case: RecordId | None = None
    coordinator: str = ""
    today: date = date.min
    horizon: int = 0


def candidates(connection: Connection, rule: Rule, wanted: Wanted) -> Iterator[Candidate]:
    """Yield the records of the rule's kind that ``wanted`` asks for; what is retired is left out.

    A record whose case is not here yet is not dropped for that.
    """
    kind = kind_of(KINDS[rule.kind])
    fields = fields_of(KINDS[rule.kind])
    names = sorted(rule.fields() & set(fields))
    links = _links(kind.scoped_by, fields)
    query, values = _query(rule, names, links, wanted)
    readers = [(name, reading(fields[name])) for name in names]
    for record, case, person, status, *cells in connection.exec_driver_sql(query, tuple(values)):
        found: dict[str, Any] = {
            name: read(cell) for (name, read), cell in zip(readers, cells, strict=True)
        }
        found["case"] = case
        yield Candidate(record, case, person, found, status == CLOSED)


def _links(scoped_by: str, fields: Any) -> tuple[str, str]:
    """Return the SQL of a record's case and of the person it is about."""
    if scoped_by == "id":
        return "t.id", "t.youth"
    case = 't."case"' if scoped_by else "NULL"
    return case, "t.person" if "person" in fields else "NULL"


def _query(
    rule: Rule, names: list[str], links: tuple[str, str], wanted: Wanted
) -> tuple[str, list[object]]:
    columns = ", ".join(f't."{name}"' for name in names)
    case, person = links
    home, status = ("", "NULL")
    if case != "NULL":
        home, status = f' LEFT JOIN "case" AS c ON c.id = {case}', "c.status"
    where: list[str] = ["t.retired = 0"]
    values: list[object] = []
    if case != "NULL":
        where.append("coalesce(c.retired, 0) = 0")
    if wanted.case is not None:
        where.append(f"{case} = ?")
        values.append(wanted.case)
    else:
        _narrow(rule, wanted, where, values)
        _of_coordinator(rule, wanted, case, where, values)
    query = (
        f'SELECT t.id, {case}, {person}, {status}, {columns} FROM "{rule.kind}" AS t{home} '  # noqa: S608 - our own names
        f"WHERE {' AND '.join(where)}"
    )
    return query, values


def _narrow(rule: Rule, wanted: Wanted, where: list[str], values: list[object]) -> None:
    """Leave out what the rule's own words leave out, and what is due too late or too long ago."""
    fields = fields_of(KINDS[rule.kind])
    parts = [(condition, False) for condition in rule.where]
    parts += [(condition, True) for condition in rule.ends]
    parts += [(proof.condition, True) for proof in rule.proofs]
    for condition, negated in parts:
        text = _sql(condition, fields[condition.field], values, negated=negated)
        if text:
            where.append(text)
    start = f't."{rule.start[0]}"'
    where.append(f"{start} <= ?")
    values.append((wanted.today + timedelta(days=wanted.horizon + 1)).isoformat())
    if rule.keep_days is not None:
        span = rule.span.amount * _DAYS_AT_MOST[rule.span.unit]
        first = wanted.today - timedelta(days=rule.keep_days + int(span) + _SLACK)
        where.append(f"{start} >= ?")
        values.append(first.isoformat())
    if not rule.after_closing and kind_of(KINDS[rule.kind]).scoped_by:
        where.append("coalesce(c.status, '') <> ?")
        values.append(CLOSED)


def _of_coordinator(
    rule: Rule, wanted: Wanted, case: str, where: list[str], values: list[object]
) -> None:
    """Keep one person's own; what belongs to no case is everybody's, unless it has an owner."""
    who = wanted.coordinator
    if not who:
        return
    owner = {"task": "t.owner", "credential": "t.holder"}.get(rule.kind)
    if case == "NULL":
        if owner:
            where.append(f"{owner} = ?")
            values.append(who)
        return
    alone = f"(c.id IS NULL AND {owner} IN (?, ''))" if owner else "c.id IS NULL"
    where.append(f"({alone} OR c.coordinator = ?)")
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
