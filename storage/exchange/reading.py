"""From the rows of a file to records that have passed every check of a Save."""

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice, repeat
from typing import Any

from storage.domain.checks import Problem, checks_of, to_come
from storage.domain.clocks import day_of
from storage.domain.codes import CodeBook
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.rules import rule_problems
from storage.exchange.cells import CellError, reading
from storage.exchange.identities import Identities
from storage.exchange.rejects import RejectList
from storage.exchange.rows import ID, RETIRED, Rows
from storage.exchange.sources import Source
from storage.spec.fields import Flag, Reference, References
from storage.spec.kinds import fields_of
from storage.usecases.codelists import book_of
from storage.usecases.transaction import Transaction
from storage.usecases.wording import sentence

Row = tuple[int, Any, bool]
"""The row's number, its record, and whether it is retired."""
NumberedCells = tuple[int, list[str]]
ReadRow = tuple[int, RecordId, dict[str, Any]]
_BLOCK = 1_000
_NOT_UTF8 = 'is not UTF-8. Save the file from your spreadsheet as "CSV UTF-8".'


class RecordReader:
    """Reads one file record by record; a row that may not be stored is rejected and left out."""

    def __init__(
        self,
        transaction: Transaction,
        source: Source,
        text: io.TextIOWrapper,
        identities: Identities,
        rejects: RejectList,
    ) -> None:
        self._source = source
        self._identities = identities
        self._rejects = rejects
        self._cls = KINDS[source.kind]
        self._rows = Rows(source, text, rejects)
        columns = self._rows.columns
        self._id_place = columns.index(ID) if ID in columns else None
        now, codes = transaction.clock.now(), book_of(transaction.connection)
        self._cells = [
            (place, name, _cell_reader(name, source.kind, identities, now, codes))
            for place, name in enumerate(columns)
            if name != ID
        ]

    def __iter__(self) -> Iterator[Row]:
        """Yield every record that may be stored."""
        rows = iter(self._rows)
        while block := list(islice(rows, _BLOCK)):
            try:
                values = self._read_columns(block)
            except CellError:
                values = self._read_rows(block)
            yield from self._records(values)

    def _read_columns(self, block: list[NumberedCells]) -> Iterator[ReadRow]:
        """Read many rows column by column: three times faster than row by row."""
        self._identities.row = 0
        numbers, rows = zip(*block, strict=True)
        columns = list(zip(*rows, strict=True))
        names = [name for _, name, _ in self._cells]
        # Everything is read before anything is given out, so that a refusal comes at once.
        read = [list(map(read, columns[place])) for place, _, read in self._cells]
        values = zip(*read, strict=True) if read else repeat((), len(block))
        ids = map(self._own_id, rows)
        return (
            (number, own, dict(zip(names, row, strict=True)))
            for number, own, row in zip(numbers, ids, values, strict=True)
        )

    def _read_rows(self, block: list[NumberedCells]) -> Iterator[ReadRow]:
        """Read row by row, rejecting each cell that cannot be read by its place."""
        for number, cells in block:
            self._identities.row = number
            try:
                values = {name: read(cells[place]) for place, name, read in self._cells}
            except CellError:
                self._reject_cells(number, cells)
                self._identities.stored[self._source.kind].add(self._own_id(cells))
                continue
            yield number, self._own_id(cells), values

    def _records(self, rows: Iterator[ReadRow]) -> Iterator[Row]:
        cls = self._cls
        rules = rule_problems.dispatch(cls)
        for number, own, values in rows:
            retired = values.pop(RETIRED, False)
            record = cls(id=own, **values)
            if problems := rules(record):
                for problem in problems:
                    self._reject(number, problem.field, reason_of(cls, problem))
                self._identities.stored[self._source.kind].add(own)
            else:
                yield number, record, retired

    def _own_id(self, cells: Sequence[str]) -> RecordId:
        text = "" if self._id_place is None else cells[self._id_place]
        return self._identities.own(self._source.kind, text)

    def _reject_cells(self, number: int, cells: list[str]) -> None:
        """Name every cell of the row that cannot be read, not only the first."""
        for place, name, read in self._cells:
            try:
                read(cells[place])
            except CellError as error:
                reason = _NOT_UTF8 if _is_damaged(cells[place]) else str(error)
                self._reject(number, name, reason)

    def _reject(self, number: int, name: str, reason: str) -> None:
        self._rejects.add(self._source.name, number, name, reason)


def _cell_reader(
    name: str, kind: str, identities: Identities, now: datetime, codes: CodeBook
) -> Callable[[str], Any]:
    """Return the function from a cell to a value that passed its check, or CellError."""
    if name == RETIRED:
        return reading(_RETIRED, identities.mentioned(kind, name, kind), lambda value: value)
    cls = KINDS[kind]
    field, check = fields_of(cls)[name], checks_of(kind)[name]
    target = field.kind if isinstance(field, Reference | References) else kind

    today = day_of(now)

    def checked(value: Any) -> Any:
        if problem := check(value, codes, today) or to_come(name, value, now):
            raise CellError(reason_of(cls, problem))
        return value

    return reading(field, identities.mentioned(kind, name, target), checked)


_RETIRED = Flag(label="Retired")


def reason_of(cls: type[Any], problem: Problem) -> str:
    """Return what is wrong as the end of a sentence that begins with the field's name."""
    if problem.key == "unknown-code":
        return "is not a code of this field's list. Write one of its codes."
    label = fields_of(cls)[problem.field].label
    return sentence(cls, problem).removeprefix(f"{label} ")


def _is_damaged(cell: str) -> bool:
    """Tell whether ``cell`` has bytes that were no text, as ``sources.opened`` marks them."""
    return any("\udc80" <= letter <= "\udcff" for letter in cell)
