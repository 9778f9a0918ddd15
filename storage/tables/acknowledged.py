"""What the small files beside the database said last, so that an earlier copy of one is noticed."""

from sqlalchemy import Column, Connection, Integer, LargeBinary, Row, String, Table

from storage.tables.records import METADATA

ACKNOWLEDGED = Table(
    "acknowledged",
    METADATA,
    Column("what", String, primary_key=True, nullable=False),
    Column("number", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)
"""``journal`` and ``access``: the number that the head file named before the newest transaction.
``keys``: the generation and the SHA-256 of the newest key file. ``renamed``: the number and the
link that the record of access ended with before its newest entries were named anew."""


def note_heads(connection: Connection, journal: int, access: int) -> None:
    """Note how far the head file had come before this transaction."""
    _note(connection, "journal", journal)
    _note(connection, "access", access)


def note_keys(connection: Connection, generation: int, digest: bytes) -> None:
    """Note which key file is the newest."""
    _note(connection, "keys", generation, digest)


def heads(connection: Connection) -> tuple[int, int]:
    """Return the numbers that the head file must name at least: of the journal and of access."""
    return _number(connection, "journal"), _number(connection, "access")


def keys(connection: Connection) -> Row[int, bytes] | None:
    """Return the generation and the digest of the newest key file; None before the first time."""
    query = "SELECT number, digest FROM acknowledged WHERE what = 'keys'"
    return connection.exec_driver_sql(query).first()


def note_renamed(connection: Connection, number: int, link: bytes) -> None:
    """Note where the record of access ended before its newest entries were named anew."""
    _note(connection, "renamed", number, link)


def was_renamed(connection: Connection, number: int, link: bytes) -> bool:
    """Tell whether the record of access ended so before its newest entries were named anew."""
    query = "SELECT 1 FROM acknowledged WHERE what = 'renamed' AND number = ? AND digest = ?"
    return connection.exec_driver_sql(query, (number, link)).first() is not None


def _note(connection: Connection, what: str, number: int, digest: bytes = b"") -> None:
    connection.exec_driver_sql(
        "INSERT INTO acknowledged VALUES (?, ?, ?) ON CONFLICT(what) DO UPDATE "
        "SET number = excluded.number, digest = excluded.digest",
        (what, number, digest),
    )


def _number(connection: Connection, what: str) -> int:
    query = "SELECT number FROM acknowledged WHERE what = ?"
    return int(connection.exec_driver_sql(query, (what,)).scalar() or 0)
