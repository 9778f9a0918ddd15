"""Room for figures that were approved for MACA, and for those that a statewide program reads."""

from importlib.resources import files

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the sheets that leave and the sheets that came."""
    script = files("storage.migrations").joinpath("versions/v0004_figures.sql").read_text("utf-8")
    for statement in script.split(";\n"):
        if statement.strip():
            op.execute(statement)
