"""The record of access: who looked at what, in one chain for each laptop's incarnation.

Own entries and those that leads receive stand in one table. Nothing here is ever updated but
``said`` and ``salt``, which may be emptied: an entry stays provable by the digest of what it said.
"""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, String, Table

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
