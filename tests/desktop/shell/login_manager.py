"""A stand-in for the system's login manager on a bus of its own: gives out delays, goes to sleep.

Says the bus's address; goes to sleep when it hears a line and somebody has taken a delay, and says
``asleep`` and for what the delay was once nobody holds one any more.
"""

import os
import sys
from threading import Thread

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusObjectPath,
    QDBusUnixFileDescriptor,
    QDBusVirtualObject,
)
from typing_extensions import override

from tests.desktop.privatebus import private_bus

LOGIN = "org.freedesktop.login1"
PATH = "/org/freedesktop/login1"


class Manager(QDBusVirtualObject):
    """Answers ``Inhibit`` with one end of a pipe, and whose session one is with the first."""

    def __init__(self) -> None:
        super().__init__()
        self.readings: list[int] = []
        self.what = ""

    @override
    def introspect(self, path: str, /) -> str:
        return ""

    @override
    def handleMessage(self, message: QDBusMessage, connection: QDBusConnection, /) -> bool:
        if message.member() == "GetSession":
            connection.send(message.createReply(QDBusObjectPath(f"{PATH}/session/_31")))
            return True
        if message.member() != "Inhibit":
            return False
        reading, writing = os.pipe()
        self.readings.append(reading)
        self.what = f"{message.arguments()[0]} {message.arguments()[3]}"
        connection.send(message.createReply([QDBusUnixFileDescriptor(writing)]))
        os.close(writing)
        return True


class Line(QObject):
    """Hears lines on a thread and says so on another."""

    heard = Signal()

    def listen(self) -> None:
        """Wait for one line after another."""
        for _ in sys.stdin:
            self.heard.emit()


def tell(text: str) -> None:
    """Say something to the test."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Start a bus and be its login manager."""
    with private_bus() as address:
        application = QCoreApplication([])
        bus = QDBusConnection.connectToBus(address, "manager")
        manager = Manager()
        bus.registerVirtualObject(PATH, manager)
        bus.registerService(LOGIN)

        def sleep() -> None:
            if not manager.readings:
                QTimer.singleShot(20, sleep)
                return
            going = QDBusMessage.createSignal(PATH, f"{LOGIN}.Manager", "PrepareForSleep")
            going.setArguments([True])
            bus.send(going)
            for reading in manager.readings:
                os.read(reading, 1)  # until nobody holds the other end any more
            tell(f"asleep {manager.what}")
            manager.readings.clear()

        line = Line()
        line.heard.connect(sleep, Qt.ConnectionType.QueuedConnection)
        Thread(target=line.listen, daemon=True).start()
        tell(address)
        application.exec()


if __name__ == "__main__":
    main()
