"""From rows to records that may be: read, joined where they name the same, tied to each other."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from storage.domain.checks import checks_of, to_come
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.names import folded
from storage.errors import RejectedError
from storage.exchange.cells import CellError
from storage.exchange.foreign.mapping import PARTS, Columns, field_at, part_label
from storage.exchange.foreign.outcome import RejectedCell
from storage.exchange.foreign.tables import Body, Cells
from storage.exchange.foreign.values import Manner, value_of
from storage.exchange.reading import reason_of
from storage.spec.fields import Code, Codes, Field, Flag
from storage.usecases.codelists import book_of
from storage.usecases.transaction import Transaction

_PEOPLE = {"youth", "caregiver"}
_NAMES = ("given_name", "family_name", "name_used")
_EMPTY: tuple[Any, ...] = (None, "", frozenset(), False)
_MOST_REASONS = 20_000


@dataclass(slots=True, eq=False)
class Draft:
    """One record that the file tells of, by one row or by several."""

    part: str
    identity: str
    values: dict[str, Any]
    first_row: int
    rows: list[int] = field(default_factory=list)
    id: RecordId | None = None
    is_here: bool = False
    youth: RecordId | None = None
    """Of a case that is here, whose it is."""
    record: Any = None
    is_bad: bool = False

    @property
    def key(self) -> str:
        """Return what tells this record from all others of the file."""
        return f"{self.part}|{self.identity}"


class Drafts:
    """Every draft of a body, the drafts of each row, and what was rejected."""

    def __init__(self, transaction: Transaction, body: Body, columns: Columns) -> None:
        self._body, self._columns = body, columns
        self._now, self._today = transaction.clock.now(), transaction.today()
        self._book = book_of(transaction.connection)
        self._places = {name: place for place, name in enumerate(body.columns)}
        self._parts = columns.parts()
        looked_up = [part for part in columns.keys if part not in self._parts]
        self._all_parts = [part for part in PARTS if part in {*self._parts, *looked_up}]
        self._fields = {part: list(self._fields_of(part)) for part in self._all_parts}
        self._fixed = {part: self._fixed_of(part) for part in self._parts}
        self.by_key: dict[str, Draft] = {}
        self.of_row: dict[int, dict[str, Draft]] = {}
        self.rejects: list[RejectedCell] = []
        self.rejected: set[int] = set()
        self._seen: defaultdict[str, int] = defaultdict(int)

    def read(self, place: int) -> None:
        """Read one row: all of it becomes drafts, or it is rejected."""
        cells = self._body.rows[place]
        found: dict[str, dict[str, Any]] = {}
        for part in self._all_parts:
            values = self._values(part, place, cells)
            if values is not None:
                found[part] = values
        if place in self.rejected:
            return
        if not found:
            self.reject(place, "", "", "says nothing in any of the columns that are brought.")
            return
        identities: dict[str, str] = {}
        for part in found:
            identities[part] = self._identity(part, cells, identities)
        if all(self._fits(part, identities[part], found[part], place) for part in found):
            drafts = {
                part: self._join(part, identities[part], found[part], place) for part in found
            }
            self.of_row[place] = drafts

    def reject(self, place: int, column: str, label: str, reason: str) -> None:
        """Reject a row for one reason; it may have several."""
        self.rejected.add(place)
        if len(self.rejects) < _MOST_REASONS:
            row = self._body.numbers[place]
            self.rejects.append(RejectedCell(row, place, column, label, reason))

    def reject_draft(self, draft: Draft, name: str, reason: str) -> None:
        """Reject a record that may not be stored, and the rows that tell of it."""
        draft.is_bad = True
        label = f"{part_label(draft.part)}: {field_at(f'{draft.part}.{name}').label}"
        column = next((c for c, n, _ in self._fields[draft.part] if n == name), "")
        for place in draft.rows:
            self.reject(place, column, label, reason)

    def good(self) -> Iterator[Draft]:
        """Yield the drafts that some row that is not rejected tells of."""
        for draft in self.by_key.values():
            if not draft.is_bad and any(place not in self.rejected for place in draft.rows):
                yield draft

    def _fields_of(self, part: str) -> Iterator[tuple[str, str, Field]]:
        yield from self._columns.fields(part)

    def _fixed_of(self, part: str) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for where, text in self._columns.fixed.items():
            owner, _, name = where.partition(".")
            if owner == part and text:
                described = field_at(where)
                if isinstance(described, Code):
                    values[name] = text
                elif isinstance(described, Codes):
                    values[name] = frozenset({text})
                else:
                    values[name] = self._one_for_all(part, name, described, text)
        return values

    def _one_for_all(self, part: str, name: str, described: Field, text: str) -> Any:
        """Return the value that every row has; RejectedError where none may have it."""
        where = f"{part_label(part)}: {described.label}"
        try:
            value = value_of(described, text, Manner(today=self._today))
        except CellError as error:
            raise RejectedError(f"{where} {error}") from error
        if wrong := self._wrong(part, name, value):
            raise RejectedError(f"{where} {wrong}")
        return value

    def _wrong(self, part: str, name: str, value: Any) -> str:
        """Return why a field of a part may not have ``value``; empty where it may."""
        kind = PARTS[part]
        problem = checks_of(kind)[name](value, self._book, self._today)
        problem = problem or to_come(name, value, self._now)
        return reason_of(KINDS[kind], problem) if problem else ""

    def _values(self, part: str, place: int, cells: Cells) -> dict[str, Any] | None:
        """Return the values of one part of a row; None where the row says nothing of it."""
        texts = [cells[self._places[column]].strip() for column, _, _ in self._fields[part]]
        if not any(texts) and not self._key_text(part, cells):
            return None
        values = dict(self._fixed.get(part, {}))
        for (column, name, described), text in zip(self._fields[part], texts, strict=True):
            manner = Manner(
                today=self._today,
                order=self._columns.dates.get(column, ""),
                words=self._columns.words.get(column, {}),
            )
            try:
                value = value_of(described, text, manner)
                if value in _EMPTY and not isinstance(described, Flag):
                    continue
            except CellError as error:
                self.reject(place, column, described.label, str(error))
                continue
            if wrong := self._wrong(part, name, value):
                self.reject(place, column, described.label, wrong)
            values[name] = value
        return values

    def _key_text(self, part: str, cells: Cells) -> str:
        column = self._columns.keys.get(part, "")
        return _plain(cells[self._places[column]]) if column in self._places else ""

    def _identity(self, part: str, cells: Cells, others: dict[str, str]) -> str:
        """Return what makes a record of this part the same as another of the same list."""
        if key := self._key_text(part, cells):
            return f"key|{key}"
        said = {name: _plain(cells[self._places[c]]) for c, name, _ in self._fields[part]}
        if part == "case" and said.get("number"):
            return f"number|{said['number']}"
        if part in _PEOPLE and (names := [said.get(name, "") for name in _NAMES]) and any(names):
            if said.get("born_on"):
                return "|".join(("born", *names, said["born_on"]))
            if said_case := self._said_case(cells):
                return "|".join(("case", *names, said_case))
        elif part == "agency" and said.get("name"):
            return f"name|{said['name']}"
        tied = [others.get(other, "") for other in ("case", "youth")]
        text = "|".join(("row", *tied, *(f"{name}={said[name]}" for name in sorted(said))))
        self._seen[part + text] += 1
        return f"{text}|{self._seen[part + text]}"

    def _said_case(self, cells: Cells) -> str:
        for column, place in self._columns.places.items():
            if place == "case.number":
                return _plain(cells[self._places[column]])
        return ""

    def _fits(self, part: str, identity: str, values: dict[str, Any], place: int) -> bool:
        """Tell whether a row says nothing else of a record than the rows before it."""
        known = self.by_key.get(f"{part}|{identity}")
        if known is None:
            return True
        fits = True
        for name, value in values.items():
            before = known.values.get(name)
            if before not in _EMPTY and not _is_same(before, value):
                row = self._body.numbers[known.first_row]
                label = field_at(f"{part}.{name}").label
                self.reject(
                    place,
                    "",
                    label,
                    f"says something else than row {row}, of the same {part_label(part)}.",
                )
                fits = False
        return fits

    def _join(self, part: str, identity: str, values: dict[str, Any], place: int) -> Draft:
        key = f"{part}|{identity}"
        draft = self.by_key.get(key)
        if draft is None:
            draft = self.by_key[key] = Draft(part, identity, values, place)
        else:
            draft.values = {**values, **{n: v for n, v in draft.values.items() if v not in _EMPTY}}
        draft.rows.append(place)
        return draft


def _is_same(one: Any, other: Any) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return _plain(one) == _plain(other)
    return bool(one == other)


def _plain(text: str) -> str:
    return " ".join(folded(text).split())
