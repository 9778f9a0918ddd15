"""How far long work has come, and the way to stop it."""

from threading import Event

from PySide6.QtCore import QObject

from desktop.channel import Channel
from storage.errors import CancelledError


class Progress(QObject):
    """Made on the GUI thread and handed to the work as an argument."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.moved: Channel[tuple[int, int]] = Channel()
        self._cancelled = Event()

    def at(self, done: int, total: int) -> None:
        """Say from the lane how much is done; CancelledError once the user has cancelled."""
        if self._cancelled.is_set():
            raise CancelledError("Stopped. Nothing of it was kept.")
        self.moved.announce((done, total))

    def cancel(self) -> None:
        """Make the next ``at`` end the work."""
        self._cancelled.set()
