"""Who is recorded more than once, as this workspace knows it now."""

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.sameness import Sameness, sameness

_PAIRS = "SELECT kept, other FROM same_person WHERE retired = 0 AND different = 0"
_HERE = """
SELECT id FROM person WHERE retired = 0 AND id IN
(SELECT kept FROM same_person UNION SELECT other FROM same_person)
"""


def same_people(connection: Connection) -> Sameness:
    """Return who is one person; a record that is retired or not here stands for nobody else."""
    rows = connection.exec_driver_sql(_PAIRS).all()
    if not rows:
        return Sameness()
    here = set(connection.exec_driver_sql(_HERE).scalars())
    pairs = [(RecordId(kept), RecordId(other)) for kept, other in rows]
    return sameness(pairs, {one for pair in pairs for one in pair} - here)
