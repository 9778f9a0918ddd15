"""Linux: logind and the screen saver over D-Bus, prctl, exec. The system this is proven on."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import (
    QDBusConnection,
    QDBusMessage,
    QDBusObjectPath,
    QDBusPendingCallWatcher,
)
from PySide6.QtWidgets import QWidget

from desktop.hardening import harden
from desktop.system.interface import Signs
from desktop.system.sleep_gap import SleepGap

_LOGIN = "org.freedesktop.login1"
_LOGIN_PATH = "/org/freedesktop/login1"
_MANAGER = "org.freedesktop.login1.Manager"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_SAVERS = (
    "org.freedesktop.ScreenSaver",
    "org.gnome.ScreenSaver",
    "org.cinnamon.ScreenSaver",
    "org.mate.ScreenSaver",
    "org.xfce.ScreenSaver",
)
_STARTED_FIELD = 19
"""Where in /proc/PID/stat, counted after the command, the start time stands (proc(5), field 22)."""


class LinuxSystem:
    """The seam for Linux."""

    def __init__(self) -> None:
        self._listener: _Listener | None = None

    def harden(self) -> None:
        """No core dump, no look into memory by a process of this user; new files are private."""
        harden()

    def watch(self, signs: Signs) -> None:
        """Listen to logind, to the screen saver, and to a clock that ran on without us."""
        self._listener = _Listener(signs)

    def hide_from_capture(self, window: QWidget) -> bool:  # noqa: ARG002 - nothing to be done here
        """Neither X11 nor Wayland can keep a window out of a screen picture."""
        return False

    def replace_process(self, command: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
        """Exec: the process id stays, the memory is another."""
        os.execve(command[0], list(command), dict(environment))  # noqa: S606 - our own program

    def milliseconds_since_start(self) -> float:
        """Return the time since the kernel started this process, which an exec does not change."""
        stat = Path("/proc/self/stat").read_text("ascii").rpartition(")")[2].split()
        started = int(stat[_STARTED_FIELD]) / os.sysconf("SC_CLK_TCK")
        return (time.clock_gettime(time.CLOCK_BOOTTIME) - started) * 1000


def _slot(signature: str) -> Any:
    # Qt's stubs ask for bytes, Qt itself takes text only.
    return SLOT(signature)


def _named_session() -> str:
    """Return the path of the session that the surroundings name, as systemd writes it, or none."""
    name = os.environ.get("XDG_SESSION_ID", "")
    if not name:
        return ""
    kept = (
        letter if letter.isascii() and (letter.isalpha() or (place and letter.isdigit()))
        else f"_{ord(letter):02x}"
        for place, letter in enumerate(name)
    )  # fmt: skip
    return f"/org/freedesktop/login1/session/{''.join(kept)}"


_CHANGED = _slot("_changed(QString,QVariantMap,QStringList)")


class _Listener(QObject):
    """Turns messages of the system's buses into signs."""

    def __init__(self, signs: Signs) -> None:
        super().__init__(signs)
        self._signs = signs
        self._delay: object = None
        self._gap = SleepGap(signs)
        self._system = QDBusConnection.systemBus()
        session = QDBusConnection.sessionBus()
        sleep, lock = _slot("_sleeping(bool)"), _slot("_session_locked()")
        for name in ("PrepareForSleep", "PrepareForShutdown"):
            self._system.connect("", _LOGIN_PATH, _MANAGER, name, self, sleep)
        # Any session's: a lock too many is harmless, and "auto" has no path that signals come from.
        self._system.connect("", "", f"{_LOGIN}.Session", "Lock", self, lock)
        # Any session's too, until logind says which is ours.
        self._system.connect("", "", _PROPERTIES, "PropertiesChanged", self, _CHANGED)
        for name in _SAVERS:
            session.connect("", "", name, "ActiveChanged", self, _slot("_saver(bool)"))
        if self._system.isConnected():
            # Some seconds at most, until the keys are gone before the laptop sleeps.
            wanted = ["shutdown:sleep", "Satchel", "Lock before sleeping", "delay"]
            self._ask_logind("Inhibit", wanted, self._keep_delay)
            self._ask_logind("GetSession", ["auto"], self._keep_to_session)

    def _ask_logind(
        self, method: str, values: list[str], then: Callable[[QDBusPendingCallWatcher], None]
    ) -> None:
        message = QDBusMessage.createMethodCall(_LOGIN, _LOGIN_PATH, _MANAGER, method)
        message.setArguments(values)
        watcher = QDBusPendingCallWatcher(self._system.asyncCall(message), self)
        watcher.finished.connect(then)

    @Slot(QDBusPendingCallWatcher)
    def _keep_delay(self, watcher: QDBusPendingCallWatcher) -> None:
        # The file in the reply is closed by the exec: that lets the laptop sleep.
        self._delay = watcher.reply()
        watcher.deleteLater()

    @Slot(QDBusPendingCallWatcher)
    def _keep_to_session(self, watcher: QDBusPendingCallWatcher) -> None:
        """Heed our own session alone, as logind knows it; any where it does not answer.

        A variable may say another: that one is heeded as well, never instead.
        """
        arguments = watcher.reply().arguments()
        watcher.deleteLater()
        if arguments and isinstance(arguments[0], QDBusObjectPath):
            for path in {arguments[0].path(), _named_session()} - {""}:
                self._system.connect("", path, _PROPERTIES, "PropertiesChanged", self, _CHANGED)
            self._system.disconnect("", "", _PROPERTIES, "PropertiesChanged", self, _CHANGED)

    @Slot(bool)
    def _sleeping(self, going: bool) -> None:  # noqa: FBT001 - as D-Bus says it
        if going:
            self._signs.left.emit("sleep")

    @Slot()
    def _session_locked(self) -> None:
        self._signs.left.emit("session")

    @Slot("QString", "QVariantMap", "QStringList")
    def _changed(self, interface: str, properties: dict[str, Any], _gone: list[str]) -> None:
        """Heed that another user's session came in front of ours, or that a locker covers it."""
        if interface != f"{_LOGIN}.Session":
            return
        # Not every locker says so itself; desktops tell logind all the same.
        if properties.get("Active") is False or properties.get("LockedHint") is True:
            self._signs.left.emit("session")

    @Slot(bool)
    def _saver(self, active: bool) -> None:  # noqa: FBT001 - as D-Bus says it
        if active:
            self._signs.left.emit("session")
