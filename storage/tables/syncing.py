"""What a workspace keeps about other laptops: logs, envelopes, members, versions side by side.

A *log* is the ordered list of envelopes on the server: one for each vault, under the vault's id,
and one for the roster.
"""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, String, Table, text

from storage.tables.records import METADATA

SYNC_LOGS = Table(
    "sync_log",
    METADATA,
    Column("log", LargeBinary, primary_key=True, nullable=False),
    Column("kind", String, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("link", LargeBinary, nullable=False),
    CheckConstraint("kind IN ('vault', 'roster')", name="kind_valid"),
)
"""The last head of each log that was verified and whose envelopes are stored: the cursor."""

LOG_LINKS = Table(
    "log_link",
    METADATA,
    Column("log", LargeBinary, primary_key=True, nullable=False),
    Column("sequence", Integer, primary_key=True, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("link", LargeBinary, nullable=False),
    Column("device", LargeBinary, nullable=False),
    Column("incarnation", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Index("log_link_by_author", "log", "device", "incarnation", "number"),
    sqlite_with_rowid=False,
)
"""Every verified link of a log, with the author's own number of the envelope behind it."""

ENVELOPES_IN = Table(
    "envelope_in",
    METADATA,
    Column("log", LargeBinary, primary_key=True, nullable=False),
    Column("sequence", Integer, primary_key=True, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False, server_default=""),
    CheckConstraint("state IN ('waiting', 'parked')", name="state_valid"),
    Index("envelope_in_by_state", "state", "log", "sequence"),
)
"""Received envelopes that were not applied yet, or cannot be."""

ENVELOPES_OUT = Table(
    "envelope_out",
    METADATA,
    Column("log", LargeBinary, primary_key=True, nullable=False),
    Column("incarnation", Integer, primary_key=True, nullable=False),
    Column("number", Integer, primary_key=True, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("sequence", Integer),
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False, server_default=""),
    Column("first", Integer),
    CheckConstraint("state IN ('waiting', 'sent', 'refused')", name="state_valid"),
    Index("envelope_out_by_state", "state"),
)
"""This device's envelopes; ``first`` is the number of the first changeset in one, if any."""

CHAIN_ENDS = Table(
    "chain_end",
    METADATA,
    Column("log", LargeBinary, primary_key=True, nullable=False),
    Column("device", LargeBinary, primary_key=True, nullable=False),
    Column("incarnation", Integer, primary_key=True, nullable=False),
    Column("number", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
)
"""The last envelope of each author that was seen in each log."""

SEALED = Table(
    "sealed",
    METADATA,
    Column("log", LargeBinary, primary_key=True, nullable=False),
    Column("incarnation", Integer, primary_key=True, nullable=False),
    Column("counter", Integer, nullable=False),
)
"""This device's changesets up to ``counter`` are in envelopes of the log."""

CASE_KEYS_BESIDE = Table(
    "case_key_beside",
    METADATA,
    Column("scope", LargeBinary, primary_key=True, nullable=False),
    Column("wrapped", LargeBinary, primary_key=True, nullable=False),
    Column("vault", LargeBinary, nullable=False),
    Column("epoch", Integer, nullable=False),
)
"""Further keys of a case that several laptops entered before they met."""

HELD_KEYS = Table(
    "held_key",
    METADATA,
    Column("scope", LargeBinary, primary_key=True, nullable=False),
    Column("wrapped", LargeBinary, primary_key=True, nullable=False),
    Column("vault", LargeBinary, nullable=False),
    Column("epoch", Integer, nullable=False),
)
"""Keys of cases that were destroyed elsewhere and stay here, readable, for a legal hold alone."""

CARRIED_KEYS = Table(
    "carried_key", METADATA, Column("scope", LargeBinary, primary_key=True, nullable=False)
)
"""The case keys that an envelope has carried already."""

ROSTER_ENTRIES = Table(
    "roster_entry",
    METADATA,
    Column("sequence", Integer, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)
"""Verified envelopes of the roster, as received."""

MEMBER_DEVICES = Table(
    "member_device",
    METADATA,
    Column("device", LargeBinary, primary_key=True, nullable=False),
    Column("signing", LargeBinary, nullable=False),
    Column("kem", LargeBinary, nullable=False),
    Column("role", String, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("name", String, nullable=False),
    Column("person", LargeBinary, nullable=False, server_default=text("x''")),
    Column("ends", Integer, nullable=False, server_default="0"),
    Column("gone", Integer, nullable=False, server_default="0"),
    Column("reason", String, nullable=False, server_default=""),
)
"""What the roster says of each device; derived from it.

``ends`` is the end of coverage in Unix milliseconds, 0 without one; ``gone`` the roster entry that
took the device out, 0 while it is a member, and ``reason`` why.
"""

EXPUNGED = Table(
    "expunged",
    METADATA,
    Column("scope", LargeBinary, primary_key=True, nullable=False),
    Column("vault", LargeBinary, primary_key=True, nullable=False),
    Column("moved_to", LargeBinary, nullable=False),
    Column("moment", Integer, nullable=False),
    Column("reason", String, nullable=False),
)
"""The case keys that were destroyed in a vault; ``moved_to`` names the vault where a moved case
stands now and is empty for one that was destroyed for good."""

PROGRAM = Table(
    "program",
    METADATA,
    Column("genesis", LargeBinary, primary_key=True, nullable=False),
    Column("roster", LargeBinary, nullable=False),
    Column("server", String, nullable=False),
    Column("server_key", LargeBinary, nullable=False),
    CheckConstraint("length(genesis) = 32", name="genesis_valid"),
)
"""The program that this workspace belongs to: one row, none until it has one."""

INVITATIONS = Table(
    "invitation",
    METADATA,
    Column("id", LargeBinary, primary_key=True, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("stage", String, nullable=False),
    Column("state", LargeBinary, nullable=False),
    Column("expires", Integer, nullable=False),
)
"""An enrolment under way, on either side."""

ENVELOPES_CARRIED = Table(
    "envelope_carried",
    METADATA,
    Column("log", LargeBinary, primary_key=True, nullable=False),
    Column("device", LargeBinary, primary_key=True, nullable=False),
    Column("incarnation", Integer, primary_key=True, nullable=False),
    Column("number", Integer, primary_key=True, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""Envelopes of other devices that came in a bundle and are carried on until a server has them."""

BUNDLES = Table(
    "bundle",
    METADATA,
    Column("digest", LargeBinary, primary_key=True, nullable=False),
    Column("made_here", Integer, primary_key=True, nullable=False),
    Column("moment", Integer, nullable=False),
    Column("device", LargeBinary, nullable=False),
    Column("since", Integer, nullable=False),
    Column("envelopes", Integer, nullable=False),
)
"""The bundles that were made or taken in here, when, and by which device each was made."""

SIBLINGS = Table(
    "sibling",
    METADATA,
    Column("record", LargeBinary, primary_key=True, nullable=False),
    Column("register", String, primary_key=True, nullable=False),
    Column("dot", LargeBinary, primary_key=True, nullable=False),
    Column("kind", String, nullable=False),
    Column("stamp", Integer, nullable=False),
    Column("author", String, nullable=False),
    Column("act", String, nullable=False),
    Column("values", LargeBinary, nullable=False),
)
"""Live versions that are not displayed; somebody decides between them and the displayed one."""

EARLY = Table(
    "early",
    METADATA,
    Column("record", LargeBinary, primary_key=True, nullable=False),
    Column("register", String, primary_key=True, nullable=False),
    Column("dot", LargeBinary, primary_key=True, nullable=False),
)
"""Versions that were replaced before they arrived; of a set, ``register`` names the member too."""

PARKED_OPERATIONS = Table(
    "parked_operation",
    METADATA,
    Column("device", LargeBinary, primary_key=True, nullable=False),
    Column("incarnation", Integer, primary_key=True, nullable=False),
    Column("counter", Integer, primary_key=True, nullable=False),
    Column("position", Integer, primary_key=True, nullable=False),
    Column("kind", String, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("registers", LargeBinary),
    Column("reason", String, nullable=False),
    Index("parked_operation_by_record", "record"),
)
"""Operations that wait, whole or, where ``registers`` lists some, in these alone."""

ARRIVED_CHANGES = Table(
    "arrived_change",
    METADATA,
    Column("device", LargeBinary, primary_key=True, nullable=False),
    Column("incarnation", Integer, primary_key=True, nullable=False),
    Column("counter", Integer, primary_key=True, nullable=False),
    Column("at", Integer, nullable=False),
    Column("author", String, nullable=False),
    Column("act", String, nullable=False),
    Column("units", LargeBinary, nullable=False),
    Column("state", String, nullable=False, server_default=""),
    Index("arrived_change_by_at", "at"),
)
"""What changesets of others changed or retired that was here, as they count for a mass change.

``at`` is Unix milliseconds by the author's clock, ``units`` ids of cases and records behind each
other, ``state`` what somebody decided."""
