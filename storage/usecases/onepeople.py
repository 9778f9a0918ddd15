"""Who is recorded more than once, as this workspace knows it now: people, agencies, partners."""

from collections.abc import Sequence

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.sameness import Sameness, sameness

_PAIRS = "SELECT kept, other FROM same_person WHERE retired = 0 AND different = 0"
_ASKED = 500
TOLD_TWICE = ("person", "agency", "partner")
"""The kinds of which two records may be told to be one."""
IN_DIRECTORY = frozenset({"agency", "partner"})
"""Those of them that lists show once."""


def same_people(connection: Connection) -> Sameness:
    """Return who is one person; a record that is retired or not here stands for nobody else.

    Agencies and partners recorded more than once are in it as well: no two ids are alike.
    """
    rows = connection.exec_driver_sql(_PAIRS).all()
    pairs = [(RecordId(kept), RecordId(other)) for kept, other in rows]
    people = {one for pair in pairs for one in pair}
    return sameness(pairs, people - _here(connection, sorted(people)))


def _here(connection: Connection, people: Sequence[RecordId]) -> set[RecordId]:
    found: set[RecordId] = set()
    for start in range(0, len(people), _ASKED):
        some = list(people[start : start + _ASKED])
        for kind in TOLD_TWICE:
            marks = ", ".join("?" * len(some))
            query = f"SELECT id FROM {kind} WHERE id IN ({marks}) AND retired = 0"  # noqa: S608 - ours
            found.update(connection.exec_driver_sql(query, tuple(some)).scalars())
            some = [one for one in some if one not in found]
    return found
