"""Hear that the system ends this process: at a shutdown, at a log-out, by its usual signals."""

import signal
import socket

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier, Signal
from PySide6.QtGui import QGuiApplication

_ASKING = ("SIGTERM", "SIGHUP", "SIGINT")


class Ending(QObject):
    """``asked`` once the process is to end; nothing typed may be lost by that.

    One for a process: Python's wake-up descriptor is the only way by which its handlers run while
    Qt waits. A process that replaces this one begins with the system's own handlers.
    """

    asked = Signal()

    def __init__(self, application: QCoreApplication) -> None:
        super().__init__(application)
        self._reading, self._writing = socket.socketpair()
        for end in (self._reading, self._writing):
            end.setblocking(False)
        notifier = QSocketNotifier(self._reading.fileno(), QSocketNotifier.Type.Read, self)
        notifier.activated.connect(self._wake)
        signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        for name in _ASKING:
            number = getattr(signal, name, None)
            if number is not None:
                signal.signal(number, _note)
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(self._commit)

    def _wake(self) -> None:
        told = self._reading.recv(64)
        wanted = {int(getattr(signal, name)) for name in _ASKING if hasattr(signal, name)}
        if wanted & set(told):
            self.asked.emit()

    def _commit(self, _session: object) -> None:
        """The session's manager asks, as Windows does at a log-out."""
        self.asked.emit()


def _note(_number: int, _frame: object) -> None:
    """Leave it to the event loop."""
