"""Every case key that is here opens under the key of its vault."""

from sqlalchemy import Connection

from storage.errors import DamagedError
from storage.usecases.syncing.keys import CaseKeys


def check_case_keys(connection: Connection) -> int:
    """Return how many there are; DamagedError when one does not open, or a record has none."""
    keys = CaseKeys(connection)
    scopes = connection.exec_driver_sql("SELECT scope FROM case_key").scalars().all()
    try:
        found = [key for scope in scopes for key in keys.of(scope)]
    except (DamagedError, KeyError) as error:
        raise _damaged() from error
    if len(found) < len(scopes):
        raise _damaged()
    return len(scopes)


def _damaged() -> DamagedError:
    return DamagedError(
        "The key of a case does not open any more. Keep the folder, and restore the newest backup "
        "into another one."
    )
