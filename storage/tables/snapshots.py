"""What a workspace keeps about snapshots: those it knows, what they reach, what of one is here."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, String, Table

from storage.tables.records import METADATA

SNAPSHOTS = Table(
    "snapshot",
    METADATA,
    Column("digest", LargeBinary, primary_key=True, nullable=False),
    Column("log", LargeBinary, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("device", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("state", String, nullable=False, server_default="known"),
    CheckConstraint("state IN ('known', 'receiving', 'taken', 'refused')", name="state_valid"),
    Index("snapshot_by_log", "log", "sequence"),
)
"""Snapshots of vaults' logs as they were opened; ``receiving`` is the one that is being fetched,
``taken`` the one that this laptop began with, ``refused`` one that is not what it says."""

ATTESTATIONS = Table(
    "attestation",
    METADATA,
    Column("snapshot", LargeBinary, primary_key=True, nullable=False),
    Column("device", LargeBinary, primary_key=True, nullable=False),
    Column("total", LargeBinary, nullable=False),
)
"""Who says of which snapshot that it is what they have."""

PACKED_SEGMENTS = Table(
    "packed_segment",
    METADATA,
    Column("log", LargeBinary, primary_key=True, nullable=False),
    Column("digest", LargeBinary, primary_key=True, nullable=False),
    Column("blob", LargeBinary, nullable=False),
    Column("size", Integer, nullable=False),
)
"""Segments that this laptop has sent, so that no snapshot packs them again."""

RECEIVED_SEGMENTS = Table(
    "received_segment",
    METADATA,
    Column("log", LargeBinary, primary_key=True, nullable=False),
    Column("number", Integer, primary_key=True, nullable=False),
    Column("blob", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("changesets", Integer, nullable=False),
    Column("first", Integer, nullable=False),
    Column("manifest", LargeBinary),
    Column("applied", Integer, nullable=False, server_default="0"),
)
"""The segments of the snapshot that is being fetched; number 0 is its front. ``applied`` counts
the changesets that were taken in."""

SEGMENT_CHUNKS = Table(
    "segment_chunk",
    METADATA,
    Column("log", LargeBinary, primary_key=True, nullable=False),
    Column("number", Integer, primary_key=True, nullable=False),
    Column("chunk", Integer, primary_key=True, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""The chunks of those segments that are here and not taken in yet."""

REACHED = Table(
    "reached",
    METADATA,
    Column("log", LargeBinary, primary_key=True, nullable=False),
    Column("device", LargeBinary, primary_key=True, nullable=False),
    Column("incarnation", Integer, primary_key=True, nullable=False),
    Column("counter", Integer, primary_key=True, nullable=False),
    Column("sequence", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""At which place of a log an author's changesets up to ``counter`` had come; 0 where the place was
not written down."""

EMPTIED = Table(
    "emptied",
    METADATA,
    Column("log", LargeBinary, primary_key=True, nullable=False),
    Column("device", LargeBinary, primary_key=True, nullable=False),
    Column("incarnation", Integer, primary_key=True, nullable=False),
    Column("counter", Integer, primary_key=True, nullable=False),
)
"""Changesets of a log of which only digests came: their content had been expunged before."""
