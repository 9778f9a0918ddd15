"""What a fact adds to the weight of a case, as ``resources/team/weights.csv`` says."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from storage.usecases.codelists import rows_of

COURT_DAYS = 14
"""A court event within so many days adds to the load."""
SEEN_DAYS = 30
"""A case without a contact for longer than this does too."""
MOST_TASKS = 5
"""More tasks than this weigh no more: a long list is not a heavier child."""


@cache
def weights() -> Mapping[tuple[str, str], int]:
    """Return the points by fact and code; a fact that is no code has the empty one."""
    rows = rows_of("team/weights.csv")
    return MappingProxyType({(row["fact"], row["value"]): int(row["points"]) for row in rows})
