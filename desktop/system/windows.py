"""Windows, written against its documentation and not yet tried on a machine."""

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.system.interface import Signs
from desktop.system.offer import pipe_of
from desktop.system.sleep_gap import SleepGap

_STARTED = time.perf_counter()
_WDA_EXCLUDEFROMCAPTURE = 0x11
_WM_POWERBROADCAST, _PBT_APMSUSPEND = 0x0218, 0x0004
_WM_WTSSESSION_CHANGE = 0x02B1
_LEAVING = {0x2: "session", 0x4: "session", 0x6: "session", 0x7: "session"}
"""WTS_CONSOLE_DISCONNECT (another user), WTS_REMOTE_DISCONNECT, WTS_SESSION_LOGOFF, _LOCK."""
_SEM_FAILCRITICALERRORS_AND_NOGPFAULT = 0x0003


def _library(name: str) -> Any:
    return getattr(ctypes, "windll")[name] if sys.platform == "win32" else None  # noqa: B009 - exists only there


class WindowsSystem:
    """The seam for Windows."""

    def __init__(self) -> None:
        self._kept: list[object] = []

    def harden(self) -> None:
        """Keep the system's crash report, with its picture of the memory, from being made."""
        _library("kernel32").SetErrorMode(_SEM_FAILCRITICALERRORS_AND_NOGPFAULT)

    def watch(self, signs: Signs) -> None:
        """Hear of suspension, of a locked session and of a cut remote desktop."""
        window = QWidget()
        _library("wtsapi32").WTSRegisterSessionNotification(int(window.winId()), 0)
        listener = _Messages(signs)
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(listener)
        self._kept = [window, listener, SleepGap(signs)]

    def hide_from_capture(self, window: QWidget) -> bool:
        """Show black in screen pictures and recordings (Windows 10 2004 and later)."""
        handle = int(window.winId())
        return bool(_library("user32").SetWindowDisplayAffinity(handle, _WDA_EXCLUDEFROMCAPTURE))

    def replace_process(self, command: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
        """Windows cannot exec: start the fresh process, then end this one at once."""
        pipe, start = pipe_of(environment), None
        if sys.platform == "win32" and pipe is not None:
            start = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [pipe]})
        subprocess.Popen(list(command), env=dict(environment), close_fds=True, startupinfo=start)  # noqa: S603 - our own program
        os._exit(0)

    def milliseconds_since_start(self) -> float:
        """Return the time since this module was read, a moment after the start."""
        return (time.perf_counter() - _STARTED) * 1000


class _Message(ctypes.Structure):
    _fields_ = (
        ("window", ctypes.c_void_p),
        ("message", ctypes.c_uint),
        ("word", ctypes.c_size_t),
        ("long", ctypes.c_ssize_t),
    )


class _Messages(QAbstractNativeEventFilter):
    def __init__(self, signs: Signs) -> None:
        super().__init__()
        self._signs = signs

    @override
    def nativeEventFilter(
        self, event_type: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> tuple[bool, int]:
        told = _Message.from_address(int(message))
        if told.message == _WM_POWERBROADCAST and told.word == _PBT_APMSUSPEND:
            self._signs.left.emit("sleep")
        elif told.message == _WM_WTSSESSION_CHANGE and told.word in _LEAVING:
            self._signs.left.emit(_LEAVING[told.word])
        return False, 0
