"""Other records that are evidence: those that share a link with a candidate, in a query or two."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from storage.domain.deadlines.alarms import Met, witnessed
from storage.domain.deadlines.rules import Rule, Witness
from storage.domain.kinds import KINDS
from storage.spec.kinds import fields_of, kind_of
from storage.tables.columns import reading
from storage.usecases.deadlines.candidates import Candidate, starts_beside

_AT_ONCE = 400

Seen = Mapping[Hashable, Sequence[tuple[Mapping[str, Any], date]]]
"""Records by what the first of the rule's links says, each with its day."""


def witnesses(connection: Connection, rule: Rule, found: Sequence[Candidate]) -> Seen:
    """Return the records of the rule's other kind that share its first link with a candidate."""
    seen: dict[Hashable, list[tuple[Mapping[str, Any], date]]] = defaultdict(list)
    witness = rule.witness
    if witness is None:
        return seen
    link = witness.by[0]
    wanted = {one.values[link] for one in found if one.values[link]}
    for some in _batches(sorted(wanted, key=repr)):
        for values, when in _records(connection, witness, some):
            seen[values[link]].append((values, when))
    return seen


def evidence_in(rule: Rule, candidate: Candidate, seen: Seen) -> Met | None:
    """Return what another record proves for ``candidate``, or None."""
    if rule.witness is None:
        return None
    link = candidate.values[rule.witness.by[0]]
    return witnessed(rule, candidate.values, seen.get(link, ())) if link else None


def _batches(wanted: Sequence[Any]) -> list[Sequence[Any]]:
    return [wanted[at : at + _AT_ONCE] for at in range(0, len(wanted), _AT_ONCE)]


def _records(
    connection: Connection, witness: Witness, links: Sequence[Any]
) -> list[tuple[Mapping[str, Any], date]]:
    fields = fields_of(KINDS[witness.kind])
    dated = kind_of(KINDS[witness.kind]).dated_by
    names = sorted({dated, *witness.by, *(condition.field for condition in witness.where)})
    readers = [(name, reading(fields[name])) for name in names]
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(links))
    rows = connection.exec_driver_sql(
        f'SELECT id, {columns} FROM "{witness.kind}" '  # noqa: S608 - our own names
        f'WHERE "{witness.by[0]}" IN ({marks}) AND retired = 0',
        tuple(links),
    )
    found: list[tuple[Mapping[str, Any], date]] = []
    apart = starts_beside(connection, witness.kind, dated)
    read_day = reading(fields[dated])
    for record, *row in rows:
        values: dict[str, Any] = {
            name: read(cell) for (name, read), cell in zip(readers, row, strict=True)
        }
        # Of several days the earliest is evidence of least: a later one may be wrong.
        days = [values[dated], *(read_day(version[dated]) for version in apart.get(record, ()))]
        if all(day is not None for day in days):
            found.append((values, min(days)))
    return found
