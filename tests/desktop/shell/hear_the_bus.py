"""Prints the signs heard on a message bus of its own; a process, for Qt keeps its buses.

There is a login manager on it, unless it is to be ``silent``; the surroundings name a session that
is none.
"""

import os
import sys

from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage

from tests.desktop.privatebus import private_bus
from tests.desktop.shell.login_manager import Manager

LOGIN = "/org/freedesktop/login1"
SESSION = "org.freedesktop.login1.Session"
PROPERTIES = "org.freedesktop.DBus.Properties"
MESSAGES: tuple[tuple[str, str, str, list[object]], ...] = (
    (LOGIN, "org.freedesktop.login1.Manager", "PrepareForSleep", [False]),
    (LOGIN, "org.freedesktop.login1.Manager", "PrepareForSleep", [True]),
    (LOGIN, "org.freedesktop.login1.Manager", "PrepareForShutdown", [True]),
    (f"{LOGIN}/session/_31", SESSION, "Lock", []),
    (f"{LOGIN}/session/_31", PROPERTIES, "PropertiesChanged", [SESSION, {"Active": True}, ["x"]]),
    (f"{LOGIN}/session/_31", PROPERTIES, "PropertiesChanged", [SESSION, {"Active": False}, ["x"]]),
    (
        f"{LOGIN}/session/_31",
        PROPERTIES,
        "PropertiesChanged",
        [SESSION, {"LockedHint": True}, ["x"]],
    ),
    (
        f"{LOGIN}/session/_31",
        PROPERTIES,
        "PropertiesChanged",
        [SESSION, {"LockedHint": False}, ["x"]],
    ),
    (f"{LOGIN}/session/_32", PROPERTIES, "PropertiesChanged", [SESSION, {"Active": False}, ["x"]]),
    (f"{LOGIN}/session/_31", PROPERTIES, "PropertiesChanged", ["x.y", {"Active": False}, ["x"]]),
    ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", [True]),
    ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", [False]),
)


def main() -> None:
    """Start a bus, listen, send, print."""
    with private_bus() as address:
        os.environ.update(
            DBUS_SYSTEM_BUS_ADDRESS=address, DBUS_SESSION_BUS_ADDRESS=address, XDG_SESSION_ID="9"
        )
        listen(address)


def listen(address: str) -> None:
    """Listen for a second to what is sent on the bus, or so many times as long."""
    from desktop.system import Signs, this_system  # noqa: PLC0415 - once the buses are ours

    application = QCoreApplication([])
    sender = QDBusConnection.connectToBus(address, "sender")
    manager = Manager()
    if "silent" not in sys.argv:
        sender.registerVirtualObject(LOGIN, manager)
        sender.registerService("org.freedesktop.login1")
    signs = Signs(application)
    signs.left.connect(lambda reason: sys.stdout.write(f"{reason}\n"))
    this_system().watch(signs)

    def send() -> None:
        for path, interface, name, values in MESSAGES:
            message = QDBusMessage.createSignal(path, interface, name)
            message.setArguments(values)
            sender.send(message)

    times = int(sys.argv[2])
    QTimer.singleShot(300 * times, send)
    QTimer.singleShot(1_200 * times, application.quit)
    application.exec()


if __name__ == "__main__":
    main()
