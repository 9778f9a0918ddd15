"""The reconciliation sheet of a table that was brought in: its rows against what is stored."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from storage.domain.ids import RecordId
from storage.exchange.cells import CellError
from storage.exchange.foreign.drafts import Drafts
from storage.exchange.foreign.mapping import PARTS, Columns, field_at, part_label
from storage.exchange.foreign.outcome import LISTED, Coded, Count, Outcome, Sample, Sum
from storage.exchange.foreign.tables import Body
from storage.exchange.foreign.values import Manner, value_of
from storage.spec.fields import Code, Whole
from storage.tables.records import TABLES
from storage.usecases.codelists import book_of
from storage.usecases.record_words import words_of_value

_SAMPLES = 20
_MEMBERS = 500
_LONGEST_SHOWN = 200


class Reconciliation:
    """Counts what was stored, by asking what is stored, against what the file says."""

    def __init__(
        self, connection: Connection, body: Body, columns: Columns, drafts: Drafts, name: str
    ) -> None:
        self._connection, self._body, self._columns = connection, body, columns
        self._drafts, self._name = drafts, name
        self._good = {draft.key for draft in drafts.good()}

    def outcome(
        self, ids: Mapping[str, list[RecordId]], batch: bytes, alike: Iterable[Any]
    ) -> Outcome:
        """Return the sheet of ``batch``, which added the records of ``ids`` (by kind)."""
        drafts, body = self._drafts, self._body
        brought = [place for place in drafts.of_row if place not in drafts.rejected]
        fresh = [p for p in brought if not all(d.is_here for d in drafts.of_row[p].values())]
        rejects = sorted(drafts.rejects, key=lambda reject: reject.place)[:LISTED]
        return Outcome(
            name=self._name,
            source=self._columns.source,
            rows=len(body.rows),
            rows_brought=len(fresh),
            rows_here=len(brought) - len(fresh),
            rows_rejected=len(drafts.rejected),
            counts=tuple(self._counts()),
            sums=tuple(self._sums(ids)),
            codes=tuple(self._codes()),
            samples=tuple(self._samples(fresh)),
            rejects=tuple(rejects),
            alike=tuple(alike),
            rejected=self._rejected({reject.place for reject in rejects}),
            batch=batch if ids else b"",
        )

    def _rejected(self, places: Iterable[int]) -> Body:
        body, some = self._body, sorted(places)
        rows = tuple(body.rows[place] for place in some)
        return Body(body.columns, rows, tuple(body.numbers[place] for place in some))

    def _counts(self) -> Iterator[Count]:
        counted: Counter[tuple[str, str]] = Counter()
        for draft in self._drafts.by_key.values():
            if draft.key not in self._good:
                counted[draft.part, "rejected"] += 1
            else:
                counted[draft.part, "here" if draft.is_here else "added"] += 1
        for part in dict.fromkeys(part for part, _ in counted):
            three = [counted[part, state] for state in ("added", "here", "rejected")]
            yield Count(part_label(part), sum(three), *three)

    def _sums(self, ids: Mapping[str, list[RecordId]]) -> Iterator[Sum]:
        """Sum the columns of numbers of parts of which every row has its own."""
        for column, where in self._columns.places.items():
            part, _, name = where.partition(".")
            described = field_at(where)
            if not isinstance(described, Whole) or not self._is_by_row(part):
                continue
            place = self._body.columns.index(column)
            sums: Counter[str] = Counter()
            for at, row in enumerate(self._body.rows):
                number = _number(described, row[place])
                draft = self._drafts.of_row.get(at, {}).get(part)
                sums["in_file"] += number
                if at in self._drafts.rejected or draft is None:
                    sums["rejected"] += number
                elif draft.is_here:
                    sums["here"] += number
            stored = self._stored_sum(PARTS[part], name, ids.get(PARTS[part], []))
            label = f"{part_label(part)}: {described.label}"
            yield Sum(column, label, sums["in_file"], stored, sums["here"], sums["rejected"])

    def _is_by_row(self, part: str) -> bool:
        return all(len(d.rows) == 1 for d in self._drafts.by_key.values() if d.part == part)

    def _stored_sum(self, kind: str, name: str, ids: list[RecordId]) -> int:
        table, total = TABLES[kind], 0
        for some in _pieces(ids):
            query = select(func.sum(table.c[name])).where(table.c.id.in_(some))
            total += self._connection.execute(query).scalar() or 0
        return total

    def _codes(self) -> Iterator[Coded]:
        book = book_of(self._connection)
        for where in self._columns.places.values():
            part, _, name = where.partition(".")
            described = field_at(where)
            if not isinstance(described, Code):
                continue
            wanted = [
                draft.id
                for draft in self._drafts.good()
                if draft.part == part and not draft.is_here and draft.id is not None
            ]
            table, counted = TABLES[PARTS[part]], Counter[str]()
            for some in _pieces(wanted):
                query = select(table.c[name], func.count()).where(table.c.id.in_(some))
                for code, count in self._connection.execute(query.group_by(table.c[name])):
                    counted[code] += count
            label = f"{part_label(part)}: {described.label}"
            for code, count in counted.most_common():
                words = book.label(described.list_name, code) if code else "Not recorded"
                yield Coded(label, words, described.list_name, count)

    def _samples(self, rows: list[int]) -> Iterator[Sample]:
        step = max(len(rows) // _SAMPLES, 1)
        for place in rows[::step][:_SAMPLES]:
            lines = []
            for column, where in self._columns.places.items():
                part, _, name = where.partition(".")
                draft = self._drafts.of_row[place].get(part)
                cell = self._body.rows[place][self._body.columns.index(column)]
                if draft is None or draft.record is None or not cell.strip():
                    continue
                described = field_at(where)
                value = getattr(draft.record, name)
                words = words_of_value(self._connection, described, value) if value else ""
                label = f"{part_label(part)}: {described.label}"
                lines.append((column, cell[:_LONGEST_SHOWN], label, words[:_LONGEST_SHOWN]))
            yield Sample(self._body.numbers[place], tuple(lines))


def _number(described: Whole, text: str) -> int:
    try:
        return value_of(described, text, Manner(today=date.min)) or 0
    except CellError:
        return 0


def _pieces(ids: list[RecordId]) -> Iterator[list[RecordId]]:
    for start in range(0, len(ids), _MEMBERS):
        yield ids[start : start + _MEMBERS]
