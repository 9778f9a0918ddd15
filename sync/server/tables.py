"""The tables as this version knows them; the steps in ``migrations`` make them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata = MetaData()

server = Table("server", metadata, Column("generation", BigInteger, nullable=False))
"""One row."""

admitted = Table(
    "admitted",
    metadata,
    Column("prefix", LargeBinary, primary_key=True),
    Column("name", Text, nullable=False),
    Column("statewide", Boolean, nullable=False),
)
"""The programs the operator added, by the 20 bytes their code carries."""

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
)

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
