"""Find a coordinator's open cases and the reviews that are due without a scan."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the two indexes that Today and the caseload read."""
    op.create_index("case_by_coordinator_status", "case", ["coordinator", "status"])
    op.create_index("case_by_next_review_on", "case", ["next_review_on"])
