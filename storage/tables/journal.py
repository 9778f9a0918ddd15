"""The journal: every Save in order, each entry chained to the digest of the one before."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import Column, Connection, Index, Integer, LargeBinary, String, Table, select

from storage.domain.changeset import (
    MOST_OPERATIONS,
    MOST_PARTS,
    MOST_REPLACED,
    Changeset,
    Dot,
    Operation,
    Part,
)
from storage.errors import DamagedError, NewerVersionError, RejectedError
from storage.tables.encoding import (
    Header,
    header_digest,
    pack_body,
    parse_part,
    parse_seen,
    part_bytes,
    seen_bytes,
    unpack_body,
)
from storage.tables.records import METADATA

JOURNAL = Table(
    "journal",
    METADATA,
    Column("sequence", Integer, primary_key=True),
    Column("device", LargeBinary, nullable=False),
    Column("incarnation", Integer, nullable=False),
    Column("counter", Integer, nullable=False),
    Column("stamp", Integer, nullable=False),
    Column("author", String, nullable=False),
    Column("act", String, nullable=False),
    Column("batch", LargeBinary),
    Column("seen", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("chain", LargeBinary, nullable=False),
    Index("journal_by_dot", "device", "incarnation", "counter", unique=True),
    Index("journal_by_batch", "batch"),
)

PARTS = Table(
    "journal_part",
    METADATA,
    Column("sequence", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("vault", LargeBinary, nullable=False),
    Column("scope", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("body", LargeBinary),
    Index("journal_part_by_scope", "scope", "sequence"),
)


class PartKept(NamedTuple):
    """One part as the journal keeps it; ``content`` is None where it is not on this laptop."""

    vault: bytes
    scope: bytes
    digest: bytes
    content: bytes | None


GENESIS = sha256(b"satchel/1/journal").digest()


@dataclass(frozen=True, slots=True)
class Entry:
    """One journal entry: its place, its chained digest, its changeset with what parts are left."""

    sequence: int
    chain: bytes
    changeset: Changeset


def head(connection: Connection) -> tuple[int, bytes]:
    """Return the sequence number and the chained digest of the last entry (0 when empty)."""
    row = connection.exec_driver_sql(_HEAD).first()
    return (row.sequence, row.chain) if row else (0, GENESIS)


def chain_at(connection: Connection, sequence: int) -> bytes | None:
    """Return the chained digest of one entry, or None when it is not there."""
    if sequence == 0:
        return GENESIS
    return connection.execute(
        select(JOURNAL.c.chain).where(JOURNAL.c.sequence == sequence)
    ).scalar()


def next_counter(connection: Connection, device: bytes, incarnation: int) -> int:
    """Return the number of this device's next changeset."""
    last = connection.exec_driver_sql(_LAST_COUNTER, (device, incarnation)).scalar()
    return (last or 0) + 1


def last_stamp(connection: Connection, device: bytes) -> int:
    """Return the stamp of the last changeset of ``device``, 0 when there is none."""
    return connection.exec_driver_sql(_LAST_STAMP, (device,)).scalar() or 0


def append(connection: Connection, changeset: Changeset) -> int:
    """Write ``changeset`` as the next entry and return its sequence number.

    Raises RejectedError for more than other laptops take in at once, and writes nothing.
    """
    _refuse_too_many(changeset)
    bodies = [part_bytes(part) for part in changeset.parts]
    kept = [
        PartKept(part.vault, part.scope, sha256(body).digest(), body)
        for part, body in zip(changeset.parts, bodies, strict=True)
    ]
    written = Header(
        changeset.device,
        changeset.incarnation,
        changeset.counter,
        changeset.stamp,
        changeset.author,
        changeset.act,
        changeset.batch,
        seen_bytes(changeset),
    )
    return append_all(connection, [(written, kept)])


def _refuse_too_many(changeset: Changeset) -> None:
    """Raise RejectedError where one of the counts is beyond what an envelope may hold."""
    operations = [one for part in changeset.parts for one in part.operations]
    replaced = sum(len(dots) for one in operations for dots in one.replaces.values())
    if (
        len(changeset.parts) > MOST_PARTS
        or len(operations) > MOST_OPERATIONS
        or replaced > MOST_REPLACED
    ):
        raise RejectedError(
            "This changes too much to be saved at once. Save it in several pieces; "
            "nothing was changed."
        )


def append_all(
    connection: Connection, changesets: Iterable[tuple[Header, Sequence[PartKept]]]
) -> int:
    """Write changesets with all their parts as the next entries; return the last one's number.

    A part whose bytes are not here has its digest alone, and no vault and scope.
    """
    sequence, chain = head(connection)
    entries, parts = [], []
    for written, kept in changesets:
        sequence += 1
        digest = header_digest(written, [part.digest for part in kept])
        chain = chained(chain, digest)
        entries.append((sequence, *written, digest, chain))
        for position, part in enumerate(kept):
            body = None if part.content is None else pack_body(part.content)
            parts.append((sequence, position, part.vault, part.scope, part.digest, body))
    if entries:
        connection.exec_driver_sql(_INSERT_ENTRY, entries)
        connection.exec_driver_sql(_INSERT_PART, parts)
    return sequence


def fill_in(connection: Connection, sequence: int, position: int, part: PartKept) -> bool:
    """Keep the bytes of a part that had not arrived; tell whether they were missing.

    A part that was destroyed here has a scope, and stays destroyed.
    """
    if part.content is None:
        return False
    changed = connection.exec_driver_sql(
        _FILL_IN,
        (part.vault, part.scope, pack_body(part.content), sequence, position, part.digest),
    )
    return changed.rowcount == 1


def chained(chain: bytes, digest: bytes) -> bytes:
    """Return the link after ``chain`` for an entry of this ``digest``."""
    return sha256(b"satchel/1/link" + chain + digest).digest()


def entries_of_scope(connection: Connection, scope: bytes) -> Iterator[tuple[Entry, Part]]:
    """Yield every entry with its part of ``scope``, newest first; destroyed parts are left out."""
    rows = connection.execute(
        select(JOURNAL, PARTS.c.body)
        .join_from(PARTS, JOURNAL, PARTS.c.sequence == JOURNAL.c.sequence)
        .where(PARTS.c.scope == scope, PARTS.c.body.is_not(None))
        .order_by(PARTS.c.sequence.desc())
    )
    for row in rows:
        for part in _parts([row.body]):
            yield Entry(row.sequence, row.chain, _changeset(row, (part,))), part


def entry_of(connection: Connection, dot: Dot) -> Entry | None:
    """Return the entry that wrote ``dot``, with all parts that are left; None when unknown."""
    row = connection.execute(
        select(JOURNAL).where(
            JOURNAL.c.device == dot.device,
            JOURNAL.c.incarnation == dot.incarnation,
            JOURNAL.c.counter == dot.counter,
        )
    ).first()
    if row is None:
        return None
    bodies = connection.execute(
        select(PARTS.c.body)
        .where(PARTS.c.sequence == row.sequence, PARTS.c.body.is_not(None))
        .order_by(PARTS.c.position)
    ).scalars()
    return Entry(row.sequence, row.chain, _changeset(row, tuple(_parts(bodies))))


def named_now(connection: Connection, dot: Dot) -> Dot:
    """Return ``dot`` as it is named since another copy of the workspace used its number.

    What stands under its own name then is the other copy's. The moment of a Save tells it.
    """
    name = (dot.device, dot.incarnation, -dot.counter)
    row = connection.exec_driver_sql(_NAMED_NOW, name).first()
    return Dot(dot.device, row.incarnation, row.counter, dot.position) if row else dot


def sequence_of(connection: Connection, dot: Dot) -> int | None:
    """Return the number of the entry that wrote ``dot``, or None when it is not here."""
    return connection.exec_driver_sql(
        f"SELECT sequence {_OF_DOT}", (dot.device, dot.incarnation, dot.counter)
    ).scalar()


def signature_of(connection: Connection, dot: Dot) -> tuple[int, str, str]:
    """Return stamp, author and act of ``dot``; DamagedError when its entry is not here."""
    row = connection.exec_driver_sql(
        f"SELECT stamp, author, act {_OF_DOT}", (dot.device, dot.incarnation, dot.counter)
    ).first()
    if row is None:
        raise DamagedError("A version names no journal entry. Restore from a backup.")
    return row.stamp, row.author, row.act


def operation_of(connection: Connection, dot: Dot) -> tuple[Part, Operation] | None:
    """Return the operation that wrote ``dot`` and its part; None where it is not here."""
    rows = connection.exec_driver_sql(_BODIES_OF_DOT, (dot.device, dot.incarnation, dot.counter))
    for part in _parts(rows.scalars().all()):
        for operation in part.operations:
            if operation.index == dot.position:
                return part, operation
    return None


def entries(connection: Connection) -> Iterator[Entry]:
    """Yield every entry in order, with all parts that are left."""
    bodies = connection.execute(
        select(PARTS.c.sequence, PARTS.c.body)
        .where(PARTS.c.body.is_not(None))
        .order_by(PARTS.c.sequence, PARTS.c.position)
    )
    parts = groupby(bodies, key=attrgetter("sequence"))
    ahead = next(parts, None)
    for row in connection.execute(select(JOURNAL).order_by(JOURNAL.c.sequence)):
        left: tuple[Part, ...] = ()
        if ahead is not None and ahead[0] == row.sequence:
            left = tuple(_parts(part.body for part in ahead[1]))
            ahead = next(parts, None)
        yield Entry(row.sequence, row.chain, _changeset(row, left))


def entries_of_batch(connection: Connection, batch: bytes) -> Iterator[Entry]:
    """Yield the entries of one batch in order, with all parts that are left."""
    for row in connection.execute(
        select(JOURNAL).where(JOURNAL.c.batch == batch).order_by(JOURNAL.c.sequence)
    ).all():
        bodies = connection.execute(
            select(PARTS.c.body)
            .where(PARTS.c.sequence == row.sequence, PARTS.c.body.is_not(None))
            .order_by(PARTS.c.position)
        ).scalars()
        yield Entry(row.sequence, row.chain, _changeset(row, tuple(_parts(bodies))))


def part_at(connection: Connection, dot: Dot, position: int) -> Part | None:
    """Return the part at ``position`` of a changeset; None where this version cannot read it."""
    bodies = connection.exec_driver_sql(
        "SELECT body FROM journal_part WHERE sequence = ? AND position = ? AND body IS NOT NULL",
        (sequence_of(connection, dot), position),
    ).scalars()
    return next(_parts(bodies), None)


def _parts(bodies: Iterable[bytes]) -> Iterator[Part]:
    """Yield the parts that this version can read; one of a newer form waits in its bytes."""
    for body in bodies:
        with suppress(NewerVersionError):
            yield parse_part(unpack_body(body))


def verify_chain(connection: Connection) -> int:
    """Recompute every digest and link; return how many entries there are.

    Raises DamagedError naming the first entry that is not what was written.
    """
    chain, expected = GENESIS, 0
    for row in connection.execute(select(JOURNAL).order_by(JOURNAL.c.sequence)):
        expected += 1
        digests = _part_digests(connection, row.sequence)
        # What was named anew keeps its place under a number below zero.
        written = Header(*row[1:9])
        digest = header_digest(written._replace(counter=abs(row.counter)), digests)
        chain = chained(chain, digest)
        if (row.sequence, row.digest, row.chain) != (expected, digest, chain):
            raise DamagedError(
                f"Journal entry {expected} is not what was written. Restore from a backup."
            )
    return expected


def _part_digests(connection: Connection, sequence: int) -> list[bytes]:
    digests = []
    for part in connection.execute(
        select(PARTS.c.digest, PARTS.c.body)
        .where(PARTS.c.sequence == sequence)
        .order_by(PARTS.c.position)
    ):
        if part.body is not None and sha256(unpack_body(part.body)).digest() != part.digest:
            raise DamagedError(
                f"Journal entry {sequence} is not what was written. Restore from a backup."
            )
        digests.append(part.digest)
    return digests


def _changeset(row: object, parts: tuple[Part, ...]) -> Changeset:
    values = row._mapping  # type: ignore[attr-defined]  # noqa: SLF001 - Row's public mapping
    return Changeset(
        device=values["device"],
        incarnation=values["incarnation"],
        counter=values["counter"],
        stamp=values["stamp"],
        author=values["author"],
        act=values["act"],
        parts=parts,
        batch=values["batch"],
        seen=parse_seen(values["seen"]),
    )


# Plain text, because these run several times in every Save: building them costs more than running.
_HEAD = "SELECT sequence, chain FROM journal ORDER BY sequence DESC LIMIT 1"
_LAST_COUNTER = "SELECT max(counter) FROM journal WHERE device = ? AND incarnation = ?"
_LAST_STAMP = (
    "SELECT stamp FROM journal WHERE device = ? ORDER BY incarnation DESC, counter DESC LIMIT 1"
)
_INSERT_ENTRY = "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_INSERT_PART = "INSERT INTO journal_part VALUES (?, ?, ?, ?, ?, ?)"
_OF_DOT = "FROM journal WHERE device = ? AND incarnation = ? AND counter = ?"
_NAMED_NOW = """
SELECT n.incarnation, n.counter FROM journal o JOIN journal n
ON n.device = o.device AND n.incarnation > o.incarnation AND n.stamp = o.stamp AND n.counter > 0
WHERE o.device = ? AND o.incarnation = ? AND o.counter = ? ORDER BY n.sequence LIMIT 1
"""
_BODIES_OF_DOT = (
    "SELECT body FROM journal_part JOIN journal USING (sequence) "
    "WHERE device = ? AND incarnation = ? AND counter = ? AND body IS NOT NULL ORDER BY position"
)
_FILL_IN = (
    "UPDATE journal_part SET vault = ?, scope = ?, body = ? "
    "WHERE sequence = ? AND position = ? AND digest = ? AND body IS NULL AND scope = x''"
)
