"""Room for a coordinator's whole record, and for more of what was there."""

from importlib.resources import files

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of the further kinds; make anew those whose kinds have further fields.

    A table is made anew and not altered: its columns stand in the order of its kind's fields.
    """
    script = files("storage.migrations").joinpath("versions/v0005_whole_record.sql")
    for statement in script.read_text("utf-8").split(";\n"):
        if statement.strip():
            op.execute(statement)
