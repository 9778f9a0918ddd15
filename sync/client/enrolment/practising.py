"""Made-up people never reach a real server, and real ones never a practice program."""

from sqlalchemy import Connection

from storage.errors import RejectedError
from storage.usecases.settings import setting

_HERE = ("http://127.0.0.1", "http://localhost", "http://[::1]")


def refuse_practice_elsewhere(connection: Connection, address: str) -> None:
    """Raise RejectedError when a practice workspace is to go to a server on another machine."""
    if setting(connection, "program.practice") and not address.startswith(_HERE):
        raise RejectedError(
            "The practice program goes to a server on this laptop only. Make a workspace of your "
            "own."
        )
