"""The tables as this version knows them; the steps in ``migrations`` make them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata = MetaData()

server = Table(
    "server",
    metadata,
    Column("generation", BigInteger, nullable=False),
    Column("quota", BigInteger),
)
"""One row; ``quota`` is of programs that have none of their own (NULL: as this version says)."""

admitted = Table(
    "admitted",
    metadata,
    Column("prefix", LargeBinary, primary_key=True),
    Column("name", Text, nullable=False),
    Column("statewide", Boolean, nullable=False),
    Column("quota", BigInteger),
    Column("used", BigInteger, nullable=False, default=0),
    Column("audit_count", BigInteger, nullable=False, default=0),
    Column("audit_digest", LargeBinary),
)
"""The programs the operator added, by the 20 bytes their code carries.

``used`` counts bytes of envelopes, blobs and what is parked, up to ``quota`` (NULL: the server's).
The audit chain's head stands here too: one row is locked for both.
"""

blocked = Table(
    "blocked",
    metadata,
    Column("prefix", LargeBinary, primary_key=True),
    Column("device", LargeBinary, primary_key=True),
)
"""Devices the operator blocked: what they hold stays, what they ask is refused."""

logs = Table(
    "logs",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("program", LargeBinary, nullable=False),
    Column("log", LargeBinary, nullable=False),
    Column("is_roster", Boolean, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("link", LargeBinary, nullable=False),
)
"""Every log and how far it goes; its row is locked while it grows."""

envelopes = Table(
    "envelopes",
    metadata,
    Column("log", BigInteger, primary_key=True),
    Column("sequence", BigInteger, primary_key=True),
    Column("generation", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("device", LargeBinary, nullable=False),
    Column("incarnation", BigInteger, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("kind", Integer, nullable=False),
)

blobs = Table(
    "blobs",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("program", LargeBinary, nullable=False),
    Column("vault", LargeBinary, nullable=False),
    Column("blob", LargeBinary, nullable=False),
    Column("manifest", LargeBinary),
)
"""Blobs whose manifest came; without a manifest: one that an admin had destroyed for good."""

blob_chunks = Table(
    "blob_chunks",
    metadata,
    Column("blob", BigInteger, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("program", LargeBinary, nullable=False),
    Column("vault", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)
"""Which chunks a blob lists."""

chunks = Table(
    "chunks",
    metadata,
    Column("program", LargeBinary, primary_key=True),
    Column("vault", LargeBinary, primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("name", Text, nullable=False),
)
"""The chunks that are in the store, and under which name."""

loose = Table(
    "loose",
    metadata,
    Column("name", Text, primary_key=True),
    Column("time", BigInteger, nullable=False),
)
"""Names in the store that belong to no chunk: just being brought, or to be deleted."""

parked = Table(
    "parked",
    metadata,
    Column("program", LargeBinary, primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
    Column("device", LargeBinary, nullable=False),
    Column("time", BigInteger, nullable=False),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
"""Envelopes that devices left after they were taken out; ``time`` in Unix milliseconds."""

audit = Table(
    "audit",
    metadata,
    Column("prefix", LargeBinary, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("time", BigInteger, nullable=False),
    Column("device", LargeBinary, nullable=False),
    Column("event", Text, nullable=False),
    Column("subject", LargeBinary, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)
"""Who did what: each row proves all rows of its program before it (``audit``)."""

rendezvous = Table(
    "rendezvous",
    metadata,
    Column("place", LargeBinary, primary_key=True),
    Column("program", LargeBinary, nullable=False),
    Column("device", LargeBinary, nullable=False),
    Column("made", BigInteger, nullable=False),
    Column("offer", LargeBinary, nullable=False),
    Column("answer", LargeBinary),
    Column("reveal", LargeBinary),
)
"""The three sealed messages of an invitation; ``made`` in Unix milliseconds."""

figures_roster = Table(
    "figures_roster",
    metadata,
    Column("program", LargeBinary, primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    Column("entry", LargeBinary, nullable=False),
)
"""The roster entries a program showed to the figures role, from its first one on."""

sheets = Table(
    "sheets",
    metadata,
    Column("program", LargeBinary, primary_key=True),
    Column("report", Text, primary_key=True),
    Column("first_day", Text, primary_key=True),
    Column("last_day", Text, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("sheet", LargeBinary, nullable=False),
)
"""The newest revision of each program's fact sheet for one report and period."""

fleeting = MetaData()
"""Tables that are no part of the truth: lost, they are made again."""

nonces = Table(
    "nonces",
    fleeting,
    Column("nonce", LargeBinary, primary_key=True),
    Column("time", BigInteger, nullable=False),
)

counts = Table(
    "counts",
    fleeting,
    Column("key", LargeBinary, primary_key=True),
    Column("minute", BigInteger, nullable=False),
    Column("count", BigInteger, nullable=False),
)
"""What all workers together counted in a minute."""

measures = Table(
    "measures",
    fleeting,
    Column("name", Text, primary_key=True),
    Column("value", Float, nullable=False),
)
"""What all workers together measured since the file was made, by the name of the metric."""
