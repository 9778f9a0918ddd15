"""New records of other laptops in one sweep: rows by ``executemany``, as an import writes them.

What meets anything (a record that is here already, a value that has to wait) is left for the
slow way.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection

from storage.domain.admission import PlainCheck, empty_plain, plain_checks
from storage.domain.changeset import Operation, Part
from storage.domain.checks import Problem
from storage.domain.codes import CodeBook
from storage.domain.ids import LENGTH, RecordId
from storage.domain.kinds import KINDS
from storage.domain.partial_dates import PartialDate
from storage.spec.fields import SETS, Field, Flag, Reference, Text
from storage.spec.kinds import fields_of, kind_of
from storage.spec.plain import from_plain
from storage.tables import search_index
from storage.tables.columns import Cell, cell_of
from storage.tables.encoding import pack_dot
from storage.tables.records import insert_statement
from storage.usecases import indexing
from storage.usecases.syncing.incoming import Incoming
from storage.usecases.syncing.parking import Pending

_LOOKED_UP = 500


_Taken = tuple[Incoming, bytes, Operation]
"""A changeset, the scope of a part of it, an addition in that."""
_CellsMaker = Callable[[Mapping[str, Any]], list[Cell] | None]


class Additions:
    """The additions of one sweep, by kind and record."""

    def __init__(self, codes: CodeBook) -> None:
        self._codes = codes
        self._makers: dict[str, _CellsMaker] = {}
        self._rows: defaultdict[str, dict[RecordId, tuple[Any, ...]]] = defaultdict(dict)
        self._taken: defaultdict[str, dict[RecordId, _Taken]] = defaultdict(dict)

    def take(self, each: Incoming, part: Part) -> list[Pending]:
        """Take in the additions of ``part``; return what must go the slow way."""
        left = []
        start, scope, stamp = (each.device, each.incarnation, each.counter), part.scope, each.stamp
        for operation in part.operations:
            kind, record = operation.kind, operation.record
            cells = None
            if operation.verb == "add" and kind in KINDS and record not in self._rows[kind]:
                cells = self._cells(kind, operation.values)
            if cells is None:
                left.append(_pending(each, scope, operation))
            else:
                born = pack_dot((*start, operation.index))
                self._rows[kind][record] = (record, scope, born, None, stamp, 0, *cells)
                self._taken[kind][record] = (each, scope, operation)
        return left

    def _cells(self, kind: str, values: Mapping[str, Any]) -> list[Cell] | None:
        make = self._makers.get(kind)
        if make is None:
            make = self._makers[kind] = _cells_maker(kind, self._codes)
        return make(values)

    def store(self, connection: Connection) -> list[Pending]:
        """Store all that are new; return those whose record is here already."""
        here = []
        for kind, rows in self._rows.items():
            for record in _present(connection, kind, list(rows)):
                del rows[record]
                here.append(_pending(*self._taken[kind].pop(record)))
            if rows:
                connection.exec_driver_sql(insert_statement(kind), list(rows.values()))
                self._index(connection, kind)
        return here

    def records(self) -> dict[str, set[RecordId]]:
        """Return the new records by kind."""
        return {kind: set(rows) for kind, rows in self._rows.items() if rows}

    def _index(self, connection: Connection, kind: str) -> None:
        values = {record: taken[2].values for record, taken in self._taken[kind].items()}
        if indexing.searched_fields(kind, "name"):
            search_index.add_names(
                connection,
                (
                    row
                    for id_, plain in values.items()
                    for row in indexing.name_rows_of(kind, id_, plain)
                ),
            )
        if indexing.searched_fields(kind, "text"):
            search_index.add_texts(connection, _text_rows(kind, values))
        indexing.settle(connection, kind)


def _pending(each: Incoming, scope: bytes, operation: Operation) -> Pending:
    dot = each.dot(operation.index)
    return Pending(dot, each.stamp, each.author, each.act, scope, operation)


def _text_rows(kind: str, values: Mapping[RecordId, Mapping[str, Any]]) -> Iterator[Any]:
    dated = kind_of(KINDS[kind]).dated_by
    read = from_plain(fields_of(KINDS[kind])[dated], PartialDate.parse) if dated else None
    for record, plain in values.items():
        day = read(plain.get(dated)) if read else None
        yield from indexing.text_rows_of(kind, record, plain, day)


def _present(connection: Connection, kind: str, records: list[RecordId]) -> list[RecordId]:
    found: list[RecordId] = []
    newest = connection.exec_driver_sql(f'SELECT max(id) FROM "{kind}"').scalar()  # noqa: S608 - our own names
    # Ids grow with time: those of a first pull lie behind all that are here.
    records = [] if newest is None else [record for record in records if record <= newest]
    for start in range(0, len(records), _LOOKED_UP):
        some = tuple(records[start : start + _LOOKED_UP])
        marks = ", ".join("?" * len(some))
        query = f'SELECT id FROM "{kind}" WHERE id IN ({marks})'  # noqa: S608 - our own names
        found += connection.exec_driver_sql(query, some).scalars()
    return found


def _cells_maker(kind: str, codes: CodeBook) -> _CellsMaker:
    """Return the function from an addition's values to its cells; None when one has to wait."""
    fields = fields_of(KINDS[kind])
    empty = [cell_of(field, empty_plain(field)) for field in fields.values()]
    known = _known(kind)
    required = {name for name, field in fields.items() if field.required}

    def make(values: Mapping[str, Any]) -> list[Cell] | None:
        cells = empty.copy()
        for name, plain in values.items():
            if name not in known:
                return None
            place, check, convert, remembered = known[name]
            fine = remembered.get(plain.__class__)
            if fine is None or plain not in fine:
                if check(plain, codes) is not None:
                    return None
                if fine is not None and len(fine) < _MOST_KNOWN:
                    fine.add(plain)
            cells[place] = convert(plain) if convert else plain
        return cells if required <= values.keys() else None

    return make


def _known(
    kind: str,
) -> dict[str, tuple[int, PlainCheck, Callable[[Any], Cell] | None, dict[type, set[Any]]]]:
    """Return by field its place, check and conversion, and what was found to be storable.

    Days and codes come again and again; what a person typed is not remembered. Values are
    remembered by class, for 1 is not True.
    """
    checks = plain_checks(kind)
    return {
        name: (
            place,
            _quick(field, checks[name]),
            _converting(field),
            {} if _is_long(field) else {str: set(), int: set(), bool: set(), type(None): set()},
        )
        for place, (name, field) in enumerate(fields_of(KINDS[kind]).items())
    }


def _quick(field: Field, check: PlainCheck) -> PlainCheck:
    """Return ``check`` with the answer for nearly every value of ``field`` before it."""
    if isinstance(field, Reference):
        return _of_reference(check)
    return _of_text(field, check) if isinstance(field, Text) else check


def _of_reference(check: PlainCheck) -> PlainCheck:
    def quick(plain: Any, codes: CodeBook) -> Problem | None:
        if plain.__class__ is bytes and len(plain) == LENGTH:
            return None
        return check(plain, codes)

    return quick


def _of_text(field: Text, check: PlainCheck) -> PlainCheck:
    """A line that is printable, and neither blank nor too long, can be stored."""

    def quick(plain: Any, codes: CodeBook) -> Problem | None:
        fits = plain.__class__ is str and len(plain) <= field.max_length
        if fits and plain.isprintable() and not plain.isspace() and plain:
            return None
        return check(plain, codes)

    return quick


def _converting(field: Field) -> Callable[[Any], Cell] | None:
    return (lambda plain: cell_of(field, plain)) if isinstance(field, (*SETS, Flag)) else None


def _is_long(field: Field) -> bool:
    return isinstance(field, (*SETS, Text, Reference))


_MOST_KNOWN = 4_096
