"""Wait for a security key: the thread that speaks to it says when it is to be touched."""

from threading import Event

from PySide6.QtCore import QObject, Signal


class Touch(QObject):
    """Handed to the thread; ``wanted`` comes home when the key waits for a finger.

    ``stop`` ends the waiting. The key's own PIN is ``typed`` beforehand, where it wants one.
    """

    wanted = Signal()

    def __init__(self, owner: QObject, typed: str = "") -> None:
        super().__init__(owner)
        self.stop = Event()
        self._typed = typed

    def touch(self) -> None:
        """Say on the screen that the key is to be touched; from any thread."""
        self.wanted.emit()

    def pin(self) -> str:
        """Return the key's own PIN, empty where none was typed."""
        return self._typed
