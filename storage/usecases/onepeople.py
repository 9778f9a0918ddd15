"""Who is recorded more than once, as this workspace knows it now: people, agencies, partners."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.sameness import Sameness, sameness

_PAIRS = "SELECT kept, other, scope FROM same_person WHERE retired = 0 AND different = 0"
_ASKED = 500
TOLD_TWICE = ("person", "agency", "partner")
"""The kinds of which two records may be told to be one."""
IN_DIRECTORY = frozenset({"agency", "partner"})
"""Those of them that lists show once."""


def same_people(connection: Connection, without: Collection[bytes] = ()) -> Sameness:
    """Return who is one person; a record that is retired or not here stands for nobody else.

    Agencies and partners recorded more than once are in it as well: no two ids are alike.
    ``without`` are cases of which nothing counts, as if they were not here.
    """
    rows = connection.exec_driver_sql(_PAIRS).all()
    pairs = [
        (RecordId(kept), RecordId(other)) for kept, other, scope in rows if scope not in without
    ]
    people = {one for pair in pairs for one in pair}
    return sameness(pairs, people - _here(connection, sorted(people), without))


def _here(
    connection: Connection, people: Sequence[RecordId], without: Collection[bytes]
) -> set[RecordId]:
    found: set[RecordId] = set()
    for start in range(0, len(people), _ASKED):
        some = list(people[start : start + _ASKED])
        for kind in TOLD_TWICE:
            marks = ", ".join("?" * len(some))
            query = f"SELECT id, scope FROM {kind} WHERE id IN ({marks}) AND retired = 0"  # noqa: S608 - ours
            rows = connection.exec_driver_sql(query, tuple(some))
            found.update(RecordId(id_) for id_, scope in rows if scope not in without)
            some = [one for one in some if one not in found]
    return found
