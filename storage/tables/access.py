"""The record of access: who looked at what, in one chain for each laptop's incarnation.

Own entries and those that leads receive stand in one table. Nothing here is ever updated but
``said`` and ``salt``, which may be emptied: an entry stays provable by the digest of what it said.
Entries that nobody has yet may be named anew, where two copies of one workspace used their numbers.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    Row,
    String,
    Table,
)

from storage.domain.access import Entry, genesis, is_whole, link_after
from storage.errors import DamagedError
from storage.tables.records import METADATA

ENTRIES = Table(
    "access_entry",
    METADATA,
    Column("device", LargeBinary, primary_key=True, nullable=False),
    Column("incarnation", Integer, primary_key=True, nullable=False),
    Column("number", Integer, primary_key=True, nullable=False),
    Column("at", Integer, nullable=False),
    Column("until", Integer, nullable=False),
    Column("act", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", LargeBinary, nullable=False),
    Column("case", LargeBinary, nullable=False),
    Column("author", String, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("link", LargeBinary, nullable=False),
    Column("salt", LargeBinary),
    Column("said", String),
    CheckConstraint("length(link) = 32", name="link_valid"),
    Index("access_entry_by_at", "at"),
    Index("access_entry_by_act", "act", "at"),
    Index("access_entry_by_case", "case", "at"),
    Index("access_entry_by_subject", "subject", "act", "at"),
)
"""``at`` and ``until`` in Unix milliseconds by the laptop's clock, ``until`` 0 without one; ids
empty where there is none. ``digest`` is of salt and ``said``; ``link`` of the entry and the link
before."""

SEALS = Table(
    "access_seal",
    METADATA,
    Column("device", LargeBinary, primary_key=True, nullable=False),
    Column("incarnation", Integer, primary_key=True, nullable=False),
    Column("last", Integer, primary_key=True, nullable=False),
    Column("first", Integer, nullable=False),
    Column("at", Integer, nullable=False),
    Column("link", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)
"""Signed ends of chains, each by its own laptop: of the batches made or taken in here."""

KEYS = Table(
    "access_secret",
    METADATA,
    Column("id", LargeBinary, primary_key=True, nullable=False),
    Column("device", LargeBinary, nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("since", Integer, nullable=False),
    CheckConstraint("length(key) = 32", name="key_valid"),
)
"""Keys of batches: this laptop's own, and those that others wrapped to it."""

FAULTS = Table(
    "access_fault",
    METADATA,
    Column("batch", LargeBinary, primary_key=True, nullable=False),
    Column("device", LargeBinary, nullable=False),
    Column("incarnation", Integer, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("reason", String, nullable=False),
)
"""Batches that are not what their laptop wrote, and why."""


def head(connection: Connection) -> tuple[int, bytes]:
    """Return the number and the link of this laptop's newest entry; (0, its genesis) before one.

    An incarnation goes on where the database of its backup ended.
    """
    device, incarnation = connection.exec_driver_sql(_SELF).one()
    row = connection.exec_driver_sql(_NEWEST_OF, (device, incarnation)).first()
    if row is None:
        row = connection.exec_driver_sql(_NEWEST, (device,)).first()
    return (row.number, row.link) if row else (0, genesis(device))


def sealed_up_to(connection: Connection, device: bytes, incarnation: int) -> int:
    """Return up to which entry batches carry the chain of one incarnation; 0 before any does."""
    return connection.exec_driver_sql(_SEALED, (device, incarnation)).scalar() or 0


def has_link(connection: Connection, number: int, link: bytes) -> bool:
    """Tell whether this laptop's entry of this number has this link; nothing has number 0."""
    if number == 0:
        return True
    return connection.exec_driver_sql(_HAS_LINK, (number, link)).first() is not None


def add(connection: Connection, entries: Iterable[tuple[Entry, bytes]]) -> None:
    """Store entries, each with its link."""
    rows = [
        (
            entry.device,
            entry.incarnation,
            entry.number,
            entry.at,
            entry.until,
            entry.act,
            entry.kind,
            entry.subject,
            entry.case,
            entry.author,
            entry.digest,
            link,
            entry.salt,
            entry.said,
        )
        for entry, link in entries
    ]
    if rows:
        connection.exec_driver_sql(_INSERT, rows)


def entry_of(row: Row[tuple[object, ...]]) -> Entry:
    """Return the entry of a row of all columns."""
    values = row._asdict()
    return Entry(**{name: values[name] for name in _FIELDS})


def chain_of(
    connection: Connection, device: bytes, incarnation: int, after: int = 0
) -> Iterator[tuple[Entry, bytes]]:
    """Yield the entries of one chain behind the number ``after``, each with its link, in order."""
    for row in connection.exec_driver_sql(_CHAIN, (device, incarnation, after)):
        yield entry_of(row), row.link


def chains(connection: Connection) -> list[tuple[bytes, int]]:
    """Return every laptop and incarnation of which entries are here."""
    rows = connection.exec_driver_sql(
        "SELECT DISTINCT device, incarnation FROM access_entry ORDER BY 1, 2"
    )
    return [(row.device, row.incarnation) for row in rows]


def incarnations(connection: Connection, device: bytes) -> Iterator[int]:
    """Yield the incarnations of which entries of ``device`` are here, in order."""
    last = -1
    while (row := connection.exec_driver_sql(_INCARNATION, (device, last)).scalar()) is not None:
        yield row
        last = row


def link_before(connection: Connection, device: bytes, incarnation: int, number: int) -> set[bytes]:
    """Return the links that an entry of this number may come after, as far as they are here.

    An incarnation begins behind an entry of any earlier one of its laptop.
    """
    if number == 1:
        return {genesis(device)}
    rows = connection.exec_driver_sql(_BEFORE, (device, incarnation, number - 1)).all()
    own = {row.link for row in rows if row.incarnation == incarnation}
    return own or {row.link for row in rows}


def links_before(connection: Connection, entry: Entry) -> set[bytes]:
    """Return the links that the first entry here of a stretch may come after.

    Where what comes before is not here, its batch says the link: entries of the same number of
    another incarnation tell nothing then.
    """
    links = link_before(connection, entry.device, entry.incarnation, entry.number)
    place = entry.device.hex(), entry.incarnation, entry.number
    for named in connection.exec_driver_sql(_NAMED, place).scalars():
        with suppress(ValueError):
            links.add(bytes.fromhex(named))
    return links


def verify_chains(connection: Connection) -> int:
    """Compute every link again; return how many entries there are.

    Raises DamagedError naming the first entry that is not what was written.
    """
    count = 0
    own, _ = connection.exec_driver_sql(_SELF).one()
    for device, incarnation in chains(connection):
        expected, before = 0, b""
        for entry, link in chain_of(connection, device, incarnation):
            count += 1
            links = {before}
            if entry.number != expected:
                # The first one here; of others' chains a part may not have come yet.
                links = links_before(connection, entry)
            unknown = not links and device != own
            fits = unknown or link in {link_after(each, entry) for each in links}
            if not fits or not is_whole(entry):
                raise DamagedError(
                    f"Entry {entry.number:,} of the record of access of laptop {device.hex()} is "
                    "not what was written. Restore from a backup."
                )
            expected, before = entry.number + 1, link
    return count


_FIELDS = tuple(column.name for column in ENTRIES.columns if column.name != "link")
_SELF = "SELECT id, incarnation FROM this_device"
_SEALED = "SELECT max(last) FROM access_seal WHERE device = ? AND incarnation = ?"
_NEWEST_OF = (
    "SELECT number, link FROM access_entry WHERE device = ? AND incarnation = ? "
    "ORDER BY number DESC LIMIT 1"
)
_NEWEST = (
    "SELECT number, link FROM access_entry WHERE device = ? ORDER BY incarnation DESC, number DESC "
    "LIMIT 1"
)
_HAS_LINK = (
    "SELECT 1 FROM access_entry WHERE device = (SELECT id FROM this_device) AND number = ? "
    "AND link = ?"
)
_INSERT = "INSERT INTO access_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_CHAIN = (
    "SELECT * FROM access_entry WHERE device = ? AND incarnation = ? AND number > ? ORDER BY number"
)
_BEFORE = (
    "SELECT incarnation, link FROM access_entry WHERE device = ? AND incarnation <= ? "
    "AND number = ?"
)
_NAMED = 'SELECT "before" FROM access_batch WHERE device = ? AND incarnation = ? AND "first" = ?'
_INCARNATION = "SELECT min(incarnation) FROM access_entry WHERE device = ? AND incarnation > ?"

FORGET_WORDS_OF_CASE = (
    "UPDATE access_entry SET said = NULL, salt = NULL "
    "WHERE \"case\" = ? AND said <> '' AND act NOT IN ('destroy', 'restrict')"
)
"""Empties what was said about a case that was destroyed; who looked stays, and stays provable."""
