"""The record of access as people read it: who did what, to what, when and why; the newest first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.spec.kinds import kind_of
from storage.usecases.access.noting import WORKSPACE
from storage.usecases.codelists import rows_of
from storage.usecases.naming import named

MOST = 5_000
"""Entries of a list: what is older is found by a period."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of a person's laptops, of a case, of an act, of a time; all where empty.

    ``since`` and ``until`` are Unix milliseconds, the second not included; 0 for no bound.
    """

    person: bytes = b""
    case: bytes = b""
    act: str = ""
    since: int = 0
    until: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody whose laptops have a record here; ``id`` is that of the person or of a laptop."""

    id: bytes
    name: str
    here: bool
    """Whether this laptop is one of them."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry in words. Times are Unix milliseconds by the laptop's own clock.

    ``late`` says that the clock had gone back: an entry before has a later time.
    """

    at: int
    who: str
    act: str
    what: str
    """The kind of record, or who it was about."""
    named: str
    """What the record is called, where it is here; it may be somebody's name."""
    case: str
    why: str
    until: int
    late: bool
    code: str = ""
    """The act's code."""
    kind: str = ""
    record: bytes = b""
    case_id: bytes = b""


@dataclass(frozen=True, slots=True)
class State:
    """How whole the record is: entries and laptops, what is wrong, and whose keys wait."""

    entries: int
    laptops: int
    faults: tuple[tuple[str, str], ...]
    gaps: tuple[tuple[str, int, int], ...]
    """Of whose laptop, from and up to which entry nothing has come."""
    waiting: int
    """Batches whose keys have not come to this laptop."""


def acts() -> Mapping[str, str]:
    """Return the label of every act."""
    return {row["code"]: row["label"] for row in rows_of("codes/access_act.csv")}


def leads(connection: Connection) -> bool:
    """Tell whether this laptop is a lead's; without a program it is its only person's own."""
    row = connection.exec_driver_sql(_ROLE).first()
    return row is None or row.role == "admin"


def people(connection: Connection) -> list[Person]:
    """Return whose entries are here, by name."""
    found: dict[bytes, Person] = {}
    for row in connection.exec_driver_sql(_PEOPLE):
        one = Person(row.person, row.name, bool(row.here))
        known = found.get(row.person)
        found[row.person] = (
            one if known is None else Person(one.id, one.name or known.name, one.here or known.here)
        )
    return sorted(found.values(), key=lambda one: one.name.casefold())


def order(
    connection: Connection, wanted: Wanted, *, descending: bool = True, most: int = MOST
) -> list[int]:
    """Return the keys of the entries that ``wanted`` lets through, by their time.

    The newest ``most`` of them; all where that is -1.
    """
    conditions, values = _conditions(wanted)
    query = (
        f"SELECT rowid FROM access_entry e {conditions} "  # noqa: S608 - our own names
        f"ORDER BY at DESC, number DESC LIMIT {most}"
    )
    keys = connection.exec_driver_sql(query, tuple(values)).scalars().all()
    return [*keys] if descending else [*reversed(keys)]


def rows(connection: Connection, keys: Sequence[int]) -> dict[int, Shown]:
    """Return the entries of ``keys`` in words."""
    if not keys:
        return {}
    marks = ", ".join("?" * len(keys))
    found = connection.exec_driver_sql(_ROWS.format(marks=marks), tuple(keys)).all()
    labels, names = acts(), _Names(connection)
    names.look_up("case", {row.case for row in found})
    for kind in ("case", "person"):
        names.look_up(kind, {row.subject for row in found if row.kind == kind})
    return {
        row.rowid: Shown(
            row.at,
            row.author or row.member or row.device.hex(),
            labels.get(row.act, row.act),
            names.what(row.kind, row.subject),
            names.named(row.kind, row.subject),
            names.named("case", row.case),
            row.said or "",
            row.until,
            bool(row.late),
            row.act,
            row.kind,
            row.subject,
            row.case,
        )
        for row in found
    }


def state(connection: Connection) -> State:
    """Return how whole the record on this laptop is."""
    count = connection.exec_driver_sql("SELECT count(*) FROM access_entry").scalar_one()
    laptops = connection.exec_driver_sql(_LAPTOPS).scalar_one()
    faults = connection.exec_driver_sql(_FAULTS).all()
    waiting = connection.exec_driver_sql(_WAITING).scalar_one() if leads(connection) else 0
    return State(
        count,
        laptops,
        tuple((row.name or row.device.hex(), row.reason) for row in faults),
        tuple(_gaps(connection)),
        waiting,
    )


def _gaps(connection: Connection) -> Iterator[tuple[str, int, int]]:
    """Yield what is missing inside the chains of others, by the seals that came."""
    rows = connection.exec_driver_sql(_SEALS).all()
    last: dict[bytes, int] = {}
    for row in rows:
        expected = last.get(row.device, 0) + 1
        if row.first > expected:
            yield row.name or row.device.hex(), expected, row.first - 1
        last[row.device] = max(row.last, last.get(row.device, 0))


class _Names:
    """What records are called, each looked up once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[tuple[str, bytes], str] = {}

    def look_up(self, kind: str, records: set[bytes]) -> None:
        """Look many up at once."""
        records = {one for one in records if one and (kind, one) not in self._known}
        marks = ", ".join("?" * len(records))
        query = _CALLED[kind].format(marks=marks)
        found = self._connection.exec_driver_sql(query, tuple(records)) if records else ()
        self._known.update({(kind, one): "" for one in records})
        self._known.update({(kind, row.id): row.called for row in found})

    def what(self, kind: str, record: bytes) -> str:
        if kind == "device":
            return self._device(record)
        if kind == WORKSPACE:
            return "Earlier workspace"
        return kind_of(KINDS[kind]).label if kind in KINDS else kind

    def named(self, kind: str, record: bytes) -> str:
        if not record or kind not in KINDS or kind_of(KINDS[kind]).restricted:
            return ""
        known = self._known.get((kind, record))
        if known is None:
            found = named(self._connection, kind, RecordId(record), retired=True)
            known = self._known[kind, record] = found.name if found else ""
        return known

    def _device(self, device: bytes) -> str:
        row = self._connection.exec_driver_sql(_MEMBER, (device,)).first()
        return (row.name if row else "") or device.hex()


def _conditions(wanted: Wanted) -> tuple[str, list[Any]]:
    parts: list[str] = []
    values: list[Any] = []
    if wanted.person:
        parts.append(
            "e.device IN (SELECT device FROM member_device WHERE device = ? OR person = ? "
            "UNION SELECT ?)"
        )
        values += [wanted.person] * 3
    for column, value in (('e."case"', wanted.case), ("e.act", wanted.act)):
        if value:
            parts.append(f"{column} = ?")
            values.append(value)
    if wanted.since:
        parts.append("e.at >= ?")
        values.append(wanted.since)
    if wanted.until:
        parts.append("e.at < ?")
        values.append(wanted.until)
    return ("WHERE " + " AND ".join(parts) if parts else ""), values


_ROLE = (
    "SELECT role FROM member_device JOIN this_device ON this_device.id = member_device.device "
    "WHERE gone = 0"
)
_PEOPLE = (
    "SELECT coalesce(nullif(m.person, x''), e.device) AS person, "
    "coalesce(nullif(m.name, ''), (SELECT author FROM access_entry a WHERE a.device = e.device "
    "ORDER BY a.incarnation DESC, a.number DESC LIMIT 1)) AS name, "
    "e.device = (SELECT id FROM this_device) AS here "
    "FROM (SELECT DISTINCT device FROM access_entry) e "
    "LEFT JOIN member_device m ON m.device = e.device"
)
_ROWS = (
    "SELECT e.rowid, e.*, m.name AS member, EXISTS (SELECT 1 FROM access_entry b "
    "WHERE b.device = e.device AND b.incarnation = e.incarnation AND b.number = e.number - 1 "
    "AND b.at > e.at) AS late "
    "FROM access_entry e LEFT JOIN member_device m ON m.device = e.device "
    "WHERE e.rowid IN ({marks})"
)
_LAPTOPS = "SELECT count(DISTINCT device) FROM access_entry"
_FAULTS = (
    "SELECT f.device, m.name, f.reason FROM access_fault f "
    "LEFT JOIN member_device m ON m.device = f.device ORDER BY f.device, f.first"
)
_WAITING = (
    "SELECT count(*) FROM access_batch b WHERE NOT EXISTS "
    "(SELECT 1 FROM access_secret k WHERE k.id = unhex(b.key))"
)
_SEALS = (
    "SELECT s.device, s.first, s.last, m.name FROM access_seal s "
    "LEFT JOIN member_device m ON m.device = s.device "
    "WHERE s.device <> (SELECT id FROM this_device) ORDER BY s.device, s.first"
)
_CALLED = {
    "case": 'SELECT id, number AS called FROM "case" WHERE id IN ({marks})',
    "person": (
        "SELECT id, trim(coalesce(nullif(name_used, ''), given_name) || ' ' || family_name) "
        "AS called FROM person "
        "WHERE id IN ({marks})"
    ),
}
_MEMBER = "SELECT name FROM member_device WHERE device = ?"
