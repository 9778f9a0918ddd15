"""How far each log of the server was followed, and what was sealed for it, fit together."""

from sqlalchemy import Connection

from storage.errors import DamagedError


def check_logs(connection: Connection) -> int:
    """Return how many logs there are; DamagedError when a cursor is not what was verified."""
    for query in _WRONG:
        if connection.exec_driver_sql(query).first() is not None:
            raise DamagedError(
                "How far this laptop followed its program is not what it was. Nothing that was "
                "saved is missing. Restore the newest backup into another folder and sync there: "
                "what it does not hold comes back from the server."
            )
    return int(connection.exec_driver_sql("SELECT count(*) FROM sync_log").scalar_one())


_CURSOR = """
SELECT 1 FROM sync_log s JOIN log_link l ON l.log = s.log AND l.generation = s.generation
WHERE l.sequence > s.sequence OR (l.sequence = s.sequence AND l.link <> s.link)
"""
"""A cursor behind the links that were verified, or at another one. The first of a log has none."""
_BEYOND = """
SELECT 1 FROM envelope_in e JOIN sync_log s ON s.log = e.log WHERE e.sequence > s.sequence
"""
"""An envelope that waits beyond the cursor."""
_ROSTER = """
SELECT count(*) FROM roster_entry HAVING count(*) <> max(sequence) - min(sequence) + 1
"""
"""A roster with an entry missing in its midst."""
_SEALED = """
SELECT 1 FROM sealed s, this_device d WHERE s.counter > (
    SELECT coalesce(max(j.counter), 0) FROM journal j
    WHERE j.device = d.id AND j.incarnation = s.incarnation AND j.counter > 0)
"""
"""Changesets that are noted as sealed and were never saved."""
_WRONG = (_CURSOR, _BEYOND, _ROSTER, _SEALED)
