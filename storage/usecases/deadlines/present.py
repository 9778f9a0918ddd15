"""The present moment of a workspace: the laptop's clock, unless what is recorded is later."""

from datetime import datetime

from sqlalchemy import Connection

from storage.domain.clocks import stamp_moment
from storage.domain.deadlines.present import Present, present
from storage.tables import journal

_STAMPS = "SELECT id, heard FROM this_device"


def present_moment(
    connection: Connection, laptop: datetime, seen: datetime | None = None
) -> Present:
    """Return the moment to count from: ``laptop``, or the last that was recorded if it is later.

    ``seen`` is the latest moment that the laptop's clock has shown since the program started.
    """
    row = connection.exec_driver_sql(_STAMPS).one()
    stamp = max(journal.last_stamp(connection, row.id), row.heard)
    return present(laptop, stamp_moment(stamp) if stamp else None, seen)
