"""From the rows of a file to records that have passed every check of a Save."""

import io
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from storage.domain.checks import Problem, checks_of
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
from storage.usecases.codelists import codebook
from storage.usecases.transaction import Transaction
from storage.usecases.wording import sentence

Row = tuple[int, Any, bool]
"""The row's number, its record, and whether it is retired."""
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
        today = transaction.today()
        self._cells = [
            (place, name, _cell_reader(name, source.kind, identities, today))
            for place, name in enumerate(self._rows.columns)
            if name != ID
        ]

    def __iter__(self) -> Iterator[Row]:
        """Yield every record that may be stored."""
        cls, identities, own_id = self._cls, self._identities, self._own_id()
        rules = rule_problems.dispatch(cls)
        for number, cells in self._rows:
            identities.row = number
            try:
                values = {name: read(cells[place]) for place, name, read in self._cells}
            except CellError:
                self._reject_cells(number, cells)
                identities.stored[self._source.kind].add(own_id(cells))
                continue
            retired = values.pop(RETIRED, False)
            record = cls(id=own_id(cells), **values)
            if problems := rules(record):
                for problem in problems:
                    self._reject(number, problem.field, _reason(cls, problem))
                identities.stored[self._source.kind].add(record.id)
            else:
                yield number, record, retired

    def _own_id(self) -> Callable[[list[str]], RecordId]:
        kind, own = self._source.kind, self._identities.own
        if ID not in self._rows.columns:
            return lambda _cells: own(kind, "")
        place = self._rows.columns.index(ID)
        return lambda cells: own(kind, cells[place])

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


def _cell_reader(name: str, kind: str, identities: Identities, today: date) -> Callable[[str], Any]:
    """Return the function from a cell to a value that passed its check, or CellError."""
    if name == RETIRED:
        return reading(_RETIRED, identities.mentioned(kind, name, kind), lambda value: value)
    cls, codes = KINDS[kind], codebook()
    field, check = fields_of(cls)[name], checks_of(kind)[name]
    target = field.kind if isinstance(field, Reference | References) else kind

    def checked(value: Any) -> Any:
        if (problem := check(value, codes, today)) is not None:
            raise CellError(_reason(cls, problem))
        return value

    return reading(field, identities.mentioned(kind, name, target), checked)


_RETIRED = Flag(label="Retired")


def _reason(cls: type[Any], problem: Problem) -> str:
    if problem.key == "unknown-code":
        return "is not a code of this field's list. Write one of its codes."
    label = fields_of(cls)[problem.field].label
    return sentence(cls, problem).removeprefix(f"{label} ")


def _is_damaged(cell: str) -> bool:
    """Tell whether ``cell`` has bytes that were no text, as ``sources.opened`` marks them."""
    return any("\udc80" <= letter <= "\udcff" for letter in cell)
