"""Stop what a connection is doing, from another thread: a lock waits for no import."""

from contextlib import suppress
from threading import Event
from typing import Any

from sqlalchemy import Engine, event
from sqlcipher3 import dbapi2

from storage.errors import CancelledError


class Brake:
    """Stops the statement under way and every further one, until it is released."""

    def __init__(self, engine: Engine) -> None:
        self._pulled = Event()
        pooled = engine.raw_connection()
        self._raw: Any = pooled.driver_connection
        pooled.close()
        event.listen(engine, "before_cursor_execute", self._refuse)

    @property
    def pulled(self) -> bool:
        """Whether what is under way is to end."""
        return self._pulled.is_set()

    def pull(self) -> None:
        """End what is under way; from any thread."""
        self._pulled.set()
        with suppress(dbapi2.ProgrammingError):  # it was closed at this very moment
            self._raw.interrupt()

    def release(self) -> None:
        """Let statements run again."""
        self._pulled.clear()

    def _refuse(self, *_: object) -> None:
        if self._pulled.is_set():
            raise CancelledError("Stopped. Nothing of it was kept.")
