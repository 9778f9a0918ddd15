"""What was marked for the year's narrative, by topic, without anybody in it.

A line carries the day, what it is and the county: never a text as it was written, which may name
a child. What goes to the funder is the line that a person types for it here, from memory.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.spec.kinds import fields_of, kind_of
from storage.tables.columns import reading
from storage.tables.misfiled import HIDDEN
from storage.usecases.settings import set_settings, setting
from storage.usecases.transaction import Transaction

_LINES = "narrative.lines"
_MOST = 2_000
"""Characters of one line."""
FLAGGED = tuple(kind for kind, cls in KINDS.items() if "narrative" in fields_of(cls))
"""The kinds that can be marked for the narrative."""


@dataclass(frozen=True, slots=True)
class Harvested:
    """One record marked for a topic: which, when, in which county, and the line typed for it."""

    kind: str
    record: RecordId
    on: date
    county: str
    line: str


class Mark(NamedTuple):
    """One topic that one record is marked for; ``scope`` is what the record is sealed with."""

    on: date
    topic: str
    scope: bytes


def marks(connection: Connection) -> Iterator[Mark]:
    """Yield every mark there is."""
    for kind, cls in KINDS.items():
        if kind not in FLAGGED:
            continue
        fields, dated_by = fields_of(cls), kind_of(cls).dated_by
        hidden = f"AND id NOT IN ({HIDDEN})" if kind == "note" else ""
        rows = connection.exec_driver_sql(
            f'SELECT "{dated_by}" AS day, narrative, scope FROM "{kind}" '  # noqa: S608 - our own names
            f"WHERE retired = 0 AND narrative <> '[]' {hidden}"
        )
        topics_of: Any = reading(fields["narrative"])
        for row in rows:
            for topic in sorted(topics_of(row.narrative)):
                yield Mark(date.fromisoformat(row.day), topic, row.scope)


def harvest(connection: Connection, first: date, last: date) -> Mapping[str, tuple[Harvested, ...]]:
    """Return what is marked between two days, both included, by topic; the oldest first.

    Not in cases that are destroyed everywhere else and stay here for a legal hold alone.
    """
    lines: Mapping[str, str] = setting(connection, _LINES)
    found: dict[str, list[Harvested]] = {}
    for kind in FLAGGED:
        for topics, one in _marked(connection, kind, first, last, lines):
            for topic in topics:
                found.setdefault(topic, []).append(one)
    return {
        topic: tuple(sorted(found[topic], key=lambda one: (one.on, one.kind, one.record)))
        for topic in sorted(found)
    }


def write_line(transaction: Transaction, record: RecordId, line: str) -> None:
    """Keep the line typed for a record on this laptop; an empty one takes it away.

    Raises ValueError where it is longer than two thousand characters.
    """
    if len(line) > _MOST:
        raise ValueError("A line of the narrative has at most 2,000 characters.")
    lines = {**setting(transaction.connection, _LINES), record.hex(): line.strip()}
    kept = {one: text for one, text in lines.items() if text}
    set_settings(transaction, {_LINES: kept})


def forget_lines(transaction: Transaction, records: Collection[RecordId]) -> None:
    """Forget the lines typed for records that are destroyed."""
    lines, gone = setting(transaction.connection, _LINES), {record.hex() for record in records}
    if not gone.isdisjoint(lines):
        kept = {one: text for one, text in lines.items() if one not in gone}
        set_settings(transaction, {_LINES: kept})


def _marked(
    connection: Connection, kind: str, first: date, last: date, lines: Mapping[str, str]
) -> Iterator[tuple[frozenset[str], Harvested]]:
    fields, dated_by = fields_of(KINDS[kind]), kind_of(KINDS[kind]).dated_by
    own = "t.county" if "county" in fields else "''"
    home = (
        f"coalesce(nullif({own}, ''), c.county, '') AS county FROM \"{kind}\" t "
        'LEFT JOIN "case" c ON c.id = t."case"'
        if "case" in fields
        else f'{own} AS county FROM "{kind}" t'
    )
    hidden = f"AND t.id NOT IN ({HIDDEN})" if kind == "note" else ""
    rows = connection.exec_driver_sql(
        f'SELECT t.id, t."{dated_by}" AS day, t.narrative, {home} '  # noqa: S608 - our own names
        f'WHERE t.retired = 0 AND t."{dated_by}" BETWEEN ? AND ? '
        f"AND t.narrative <> '[]' AND t.scope NOT IN (SELECT scope FROM held_key) {hidden}",
        (first.isoformat(), last.isoformat()),
    )
    topics_of: Any = reading(fields["narrative"])
    for row in rows:
        record, line = RecordId(row.id), lines.get(row.id.hex(), "")
        yield (
            topics_of(row.narrative),
            Harvested(kind, record, date.fromisoformat(row.day), row.county, line),
        )
