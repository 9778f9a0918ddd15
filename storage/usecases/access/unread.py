"""What in the record of access a lead has not seen yet and should."""

from dataclasses import dataclass

from sqlalchemy import Connection

from storage.usecases.access.reading import leads
from storage.usecases.settings import setting

FAULTS_SEEN = "access.faults_seen"
"""How many batches that are not whole this person was shown."""


@dataclass(frozen=True, slots=True)
class Unread:
    """What came of colleagues since this person read the record last.

    Openings with a reason, laptops whose entries are missing, and batches that are not whole.
    """

    overrides: int = 0
    cuts: int = 0
    faults: int = 0


def unread(connection: Connection) -> Unread:
    """Return what is new for a lead; nothing for anybody else."""
    if not leads(connection):
        return Unread()
    row = connection.exec_driver_sql(_NEW).one()
    faults = connection.exec_driver_sql("SELECT count(*) FROM access_fault").scalar_one()
    seen = int(setting(connection, FAULTS_SEEN))
    return Unread(row.overrides or 0, row.cuts or 0, max(faults - seen, 0))


# What came later stands behind, whatever its clock said.
_NEW = (
    "SELECT sum(act = 'override') AS overrides, sum(act = 'cut') AS cuts FROM access_entry "
    "WHERE act IN ('override', 'cut') AND device <> (SELECT id FROM this_device) "
    "AND rowid > coalesce((SELECT max(rowid) FROM access_entry WHERE act = 'read' "
    "AND device = (SELECT id FROM this_device)), 0)"
)
