"""Figures on their way to the statewide body, and those it received: codes and whole numbers."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, String, Table

from storage.tables.records import METADATA

SHEETS = Table(
    "figures_sheet",
    METADATA,
    Column("id", LargeBinary, primary_key=True, nullable=False),
    Column("form", String, nullable=False),
    Column("version", String, nullable=False),
    Column("first_day", String, nullable=False),
    Column("last_day", String, nullable=False),
    Column("cac", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("approved_by", String, nullable=False),
    Column("approved_at", Integer, nullable=False),
    Column("disclosure", LargeBinary, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False, server_default=""),
    Column("newest", Integer, nullable=False, server_default="0"),
    Column("sent_at", Integer),
    CheckConstraint("length(id) = 16", name="id_valid"),
    CheckConstraint("revision >= 1", name="revision_valid"),
    CheckConstraint("state IN ('approved', 'sent', 'refused')", name="state_valid"),
)
"""What a person approved for MACA, as it will be signed; ``newest`` is the revision that the
server said it holds when it refused this one. Moments are Unix milliseconds."""

Index(
    "figures_sheet_by_revision",
    SHEETS.c.form,
    SHEETS.c.first_day,
    SHEETS.c.last_day,
    SHEETS.c.revision,
    unique=True,
)
Index("figures_sheet_by_state", SHEETS.c.state)

RECEIVED = Table(
    "statewide_sheet",
    METADATA,
    Column("program", LargeBinary, primary_key=True, nullable=False),
    Column("form", String, primary_key=True, nullable=False),
    Column("first_day", String, primary_key=True, nullable=False),
    Column("last_day", String, primary_key=True, nullable=False),
    Column("version", String, nullable=False),
    Column("cac", String, nullable=False),
    Column("name", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("signed_at", Integer, nullable=False),
    Column("received_at", Integer, nullable=False),
    CheckConstraint("length(program) = 32", name="program_valid"),
    CheckConstraint("revision >= 1", name="revision_valid"),
)
"""The newest sheet of every program, form and period, where this workspace reads the state's."""
