"""Room for the record of access, legal holds, what stays of destroyed cases, mass changes."""

from importlib.resources import files

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, statement by statement."""
    script = files("storage.migrations").joinpath("versions/v0007_nothing_lost.sql")
    for statement in script.read_text("utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
