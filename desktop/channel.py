"""A Qt signal whose payload type the checker knows."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

T = TypeVar("T")


class _Bridge(QObject):
    signal = Signal(object)


class Channel(Generic[T]):
    """Announce values of one type to the objects that asked for them.

    Every value is delivered on the thread the receiver lives in, and never to a receiver that has
    been deleted.
    """

    def __init__(self) -> None:
        self._bridge = _Bridge()

    def connect(self, slot: Callable[[T], object]) -> None:
        """Call ``slot``, a bound method of a QObject, with every value announced from now on.

        Anything else is refused with TypeError: only a QObject has a thread and an end of life.
        """
        if not isinstance(getattr(slot, "__self__", None), QObject):
            raise TypeError("a channel calls bound methods of a QObject only")
        self._bridge.signal.connect(slot, Qt.ConnectionType.AutoConnection)

    def disconnect(self, slot: Callable[[T], object]) -> None:
        """Stop calling ``slot``."""
        self._bridge.signal.disconnect(slot)

    def announce(self, value: T) -> None:
        """Deliver ``value`` to everyone connected; safe from any thread."""
        self._bridge.signal.emit(value)
