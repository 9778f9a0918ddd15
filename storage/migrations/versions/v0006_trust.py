"""Room for members who left, cases that were destroyed or moved, and documents."""

from importlib.resources import files

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and columns, statement by statement."""
    script = files("storage.migrations").joinpath("versions/v0006_trust.sql").read_text("utf-8")
    for statement in script.split(";\n"):
        if statement.strip():
            op.execute(statement)
