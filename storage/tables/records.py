"""One table for each kind of record, and the way between rows and records."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    RowMapping,
    Table,
)

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.partial_dates import PartialDate
from storage.domain.versions import Versions
from storage.spec.fields import SETS, Code, Flag, Reference, Text, Whole
from storage.spec.kinds import fields_of, kind_of
from storage.spec.plain import Plain, from_plain, to_plain
from storage.tables import misfiled
from storage.tables.columns import check_for, column_for, reading, set_text
from storage.tables.encoding import unpack_dot, unpack_versions

T = TypeVar("T")

METADATA = MetaData()

SYSTEM_COLUMNS = ("id", "scope", "born", "versions", "saved", "retired")
"""Before a record's own fields: whose key seals it, its versions, its last stamp, hidden or not."""

_INDEXES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "person": (("case",),),
    "case": (
        ("youth",),
        ("status", "opened_on"),
        ("coordinator", "status"),
        ("next_review_on",),
    ),
    "referral": (
        ("case",),
        ("received_on",),
        ("report_filed_on",),
        ("report_decided_on",),
        ("report_found_on",),
        # A youth may be named in a referral of another case: one pass over this index finds it.
        ("people", "retired", "id"),
    ),
    "contact": (("case", "on"), ("on",)),
    "service": (
        ("case", "on"),
        ("contact",),
        # The figures read this index alone: one pass over a period, no row is touched.
        ("on", "recipient", "code", "quantity", "funding", "compensation_assisted", "retired"),
        ("recipient", "on"),
    ),
    "victimization": (("person",), ("case",)),
    "note": (("case", "on"), ("amends",)),
    "court_event": (("case", "on"), ("on",)),
    "outreach": (("on",),),
    "disclosure": (("at",),),
    "case_link": (("case",), ("other",)),
    "screening": (("case", "on"), ("person", "on"), ("next_on",)),
    "indicator": (("case", "on"),),
    "exploitation": (("case", "known_on"),),
    "exploiter": (("case",), ("person",)),
    "involvement": (("case", "known_on"), ("exploiter",)),
    "misfiling": (("case", "on"), ("note",)),
    "referral_out": (
        ("case", "referred_on"),
        ("status", "status_on"),
        ("agency",),
        ("offered_on",),
    ),
    "safety_plan": (("case", "made_on"), ("person", "made_on"), ("next_review_on",)),
    "missing_episode": (("case", "identified_at"), ("person",), ("returned_at",)),
    "sighting": (("case", "at"), ("at",), ("episode",)),
    "appearance": (("case", "as_of"), ("person",)),
    "custody_period": (("case", "from_on"), ("person",), ("until_on",)),
    "placement_period": (("case", "from_on"), ("person",)),
    "need": (("case", "on"),),
    "unmet_need": (("case", "on"), ("on",)),
    "document": (("case", "received_on"), ("blob",)),
    "task": (("case", "due_on"), ("status", "due_on")),
    "same_person": (
        ("case", "on"),
        # Who is one person is asked by every list: the answer is read from this index alone.
        ("different", "retired", "kept", "other"),
        ("kept",),
        ("other",),
    ),
    "agency": (("name",),),
    "partner": (("agency",), ("family_name",)),
    "training": (("on",),),
    "training_hours": (("on",), ("partner",), ("training",)),
    "assistance_request": (("on",),),
    "credential": (("holder",),),
    "time_entry": (("on",), ("coordinator", "on")),
    "coverage": (("until_on",),),
    "field_setting": (("kind_name",),),
    "code_setting": (("list_name",),),
    "clock_setting": (("rule",),),
    "activity": (("owner",),),
    "access_batch": (("device", "incarnation", "last"),),
    "access_key": (("device", "reader"),),
    "legal_hold": (("case", "from_on"), ("person",)),
    "hold_lifting": (("hold",),),
    "anonymous_count": (),
}


def _table_for(name: str, cls: type[Any]) -> Table:
    fields = fields_of(cls)
    checks = [check for field in fields if (check := check_for(field, fields[field])) is not None]
    return Table(
        name,
        METADATA,
        Column("id", LargeBinary, primary_key=True, nullable=False),
        Column("scope", LargeBinary, nullable=False),
        Column("born", LargeBinary, nullable=False),
        Column("versions", LargeBinary),
        Column("saved", Integer, nullable=False),
        Column("retired", Integer, nullable=False, server_default="0"),
        *(column_for(field, fields[field]) for field in fields),
        *checks,
        CheckConstraint("length(id) = 16", name="id_valid"),
        *(Index(f"{name}_by_{'_'.join(columns[:2])}", *columns) for columns in _INDEXES[name]),
    )


TABLES: Mapping[str, Table] = {name: _table_for(name, cls) for name, cls in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Stored(Generic[T]):
    """A record as it is stored, with what an edit of it must know."""

    record: T
    scope: bytes
    versions: Versions
    saved: int
    retired: bool


def insert_statement(kind: str) -> str:
    """Return the SQL that inserts one row of ``kind``: system columns, then fields in order."""
    count = len(TABLES[kind].columns)
    return f'INSERT INTO "{kind}" VALUES ({", ".join("?" * count)})'  # noqa: S608 - our own names


@cache
def plain_maker(kind: str) -> Callable[[Any], tuple[list[Any], dict[str, Plain]]]:
    """Return the function from a record to its cells and its filled plain values.

    Cells are in field order, as ``insert_statement`` takes them behind the system columns.
    """
    fields = fields_of(KINDS[kind])
    names, values_of = tuple(fields), attrgetter(*fields)
    converted = [
        (place, to_plain(field))
        for place, field in enumerate(fields.values())
        if not isinstance(field, _PLAIN_ALREADY)
    ]
    sets = [place for place, field in enumerate(fields.values()) if isinstance(field, SETS)]

    def make(record: Any) -> tuple[list[Any], dict[str, Plain]]:
        plains = list(values_of(record))
        for place, plain_of in converted:
            # Most fields of most records are empty, and so is their plain form.
            if value := plains[place]:
                plains[place] = plain_of(value)
        # A zero is a value; nothing, an empty text, an empty set and a no are not.
        values = {n: p for n, p in zip(names, plains, strict=True) if p or p.__class__ is int}
        for place in sets:
            plains[place] = set_text(plains[place])
        return plains, values

    return make


_PLAIN_ALREADY = (Code, Flag, Reference, Text, Whole)


@cache
def record_maker(kind: str) -> Callable[[RowMapping], Any]:
    """Return the function from a row to a record of ``kind``."""
    cls = KINDS[kind]
    readers = [(name, reading(field)) for name, field in fields_of(cls).items()]

    def make(row: RowMapping) -> Any:
        return cls(id=row["id"], **{name: read(row[name]) for name, read in readers})

    return make


@cache
def from_plains(kind: str) -> Callable[[RecordId, Mapping[str, Plain]], Any]:
    """Return the function from an id and the plain values of all fields to a record of ``kind``."""
    cls = KINDS[kind]
    readers = {n: from_plain(field, PartialDate.parse) for n, field in fields_of(cls).items()}

    def make(record: RecordId, plains: Mapping[str, Plain]) -> Any:
        return cls(id=record, **{name: read(plains[name]) for name, read in readers.items()})

    return make


def fetch(connection: Connection, cls: type[T], record: RecordId) -> Stored[T] | None:
    """Return the record of ``cls`` with this id as it is displayed, or None.

    Of a note that was moved it has what is shown of it (``storage.tables.misfiled``).
    """
    table = TABLES[kind_of(cls).name]
    query = f'SELECT * FROM "{table.name}" WHERE id = ?'  # noqa: S608 - our own names
    row = connection.exec_driver_sql(query, (record,)).mappings().first()
    if row is None:
        return None
    born = unpack_dot(row["born"])
    versions = unpack_versions(born, row["versions"])
    (made,) = misfiled.shown(connection, [record_maker(table.name)(row)])
    return Stored(made, row["scope"], versions, row["saved"], bool(row["retired"]))


def fetch_all(
    connection: Connection, cls: type[T], records: Collection[RecordId]
) -> dict[RecordId, T]:
    """Return the records of ``cls`` with these ids that are here, by id: one query for a list."""
    if not records:
        return {}
    make: Any = cls
    fields = fields_of(cls)
    readers = [reading(field) for field in fields.values()]
    columns = ", ".join(f'"{name}"' for name in fields)
    marks = ", ".join("?" * len(records))
    query = f'SELECT id, {columns} FROM "{kind_of(cls).name}" WHERE id IN ({marks})'  # noqa: S608 - our own names
    found: dict[RecordId, T] = {}
    for record, *cells in connection.exec_driver_sql(query, tuple(records)):
        values = {n: read(c) for n, read, c in zip(fields, readers, cells, strict=True)}
        found[record] = make(id=record, **values)
    return dict(zip(found, misfiled.shown(connection, list(found.values())), strict=True))
