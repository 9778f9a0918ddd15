"""While Satchel is locked or not yet open, a thread without keys copies the closed workspace."""

from contextlib import suppress
from importlib import import_module
from pathlib import Path
from threading import Event, Thread

from storage import threads
from storage.domain.clocks import Clock
from storage.errors import CancelledError
from storage.threads import NoThreadError


class BackupPost:
    """Copies what is encrypted as it lies, where it changed; whoever unlocks never waits for it."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder, self._clock = folder, clock
        self._stopped = Event()
        self._thread = Thread(target=self._run, name="backups", daemon=True)

    def start(self) -> None:
        """Begin; the library is read on the thread."""
        # Where the computer starts no thread, the open workspace makes the backup.
        with suppress(NoThreadError):
            threads.start(self._thread)

    def stop(self) -> None:
        """Drop what is not finished: the workspace is being opened."""
        self._stopped.set()

    def end(self, seconds: float) -> None:
        """Drop it and wait until it has been: the folder is being replaced."""
        self.stop()
        if self._thread.ident is not None:
            self._thread.join(seconds)

    def _run(self) -> None:
        closed = import_module("storage.backup.closed")
        mirroring = import_module("storage.backup.mirroring")
        first = import_module("storage.backup.standing").first_place(self._folder)
        try:
            wait = closed.due_in(self._folder, first, self._clock)
            if wait is None or not self._stopped.wait(wait.total_seconds()):
                mirroring.keep_closed(self._folder, self._clock, self._check)
        except CancelledError:
            return
        except OSError:
            return  # The folder itself cannot be read: the door says so.

    def _check(self) -> None:
        if self._stopped.is_set():
            raise CancelledError("The workspace is being opened; the backup comes later.")
