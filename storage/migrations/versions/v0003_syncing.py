"""Room for what other laptops say: logs, envelopes, members, versions side by side."""

from importlib.resources import files

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of sync, and the greatest stamp this device has heard."""
    op.execute("ALTER TABLE this_device ADD COLUMN heard INTEGER DEFAULT '0' NOT NULL")
    script = files("storage.migrations").joinpath("versions/v0003_syncing.sql").read_text("utf-8")
    for statement in script.split(";\n"):
        if statement.strip():
            op.execute(statement)
