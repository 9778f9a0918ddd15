"""What Satchel asks of an operating system."""

from collections.abc import Mapping, Sequence
from typing import NoReturn, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget


class Signs(QObject):
    """Signs that nobody sits at the desk any more, from the system."""

    left = Signal(str)
    """Lock at once; the word says why: ``sleep``, ``session`` or ``gap``."""


class System(Protocol):
    """One operating system."""

    def harden(self) -> None:
        """Refuse core dumps and, where the system can, debuggers of the same user."""

    def watch(self, signs: Signs) -> None:
        """Announce on ``signs`` when the session is locked or the laptop goes to sleep."""

    def hide_from_capture(self, window: QWidget) -> bool:
        """Keep ``window`` out of screen pictures; False where the system cannot."""

    def replace_process(self, command: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
        """Put a fresh process in the place of this one, so that nothing it held is left."""

    def milliseconds_since_start(self) -> float:
        """Return how long ago this process was started."""
