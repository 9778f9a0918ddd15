"""macOS, written against its documentation and not yet tried on a machine."""

import ctypes
import os
import time
from collections.abc import Mapping, Sequence
from ctypes.util import find_library
from typing import Any, NoReturn

from PySide6.QtWidgets import QWidget

from desktop.hardening import harden
from desktop.system.interface import Signs
from desktop.system.sleep_gap import SleepGap

_STARTED = time.perf_counter()
_PT_DENY_ATTACH = 31
_UTF8 = 0x08000100
_DELIVER_AT_ONCE = 4
_NOTICES = {"com.apple.screenIsLocked": "session", "com.apple.screensaver.didstart": "session"}
_CALLBACK = ctypes.CFUNCTYPE(
    None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p
)


class MacSystem:
    """The seam for macOS."""

    def __init__(self) -> None:
        self._kept: list[object] = []

    def harden(self) -> None:
        """No core dump, no debugger of the same user; new files are private."""
        harden()
        ctypes.CDLL(None).ptrace(_PT_DENY_ATTACH, 0, None, 0)

    def watch(self, signs: Signs) -> None:
        """Hear of a locked screen; a sleep is noticed at the first look after it."""
        foundation: Any = ctypes.CDLL(find_library("CoreFoundation"))
        foundation.CFNotificationCenterGetDistributedCenter.restype = ctypes.c_void_p
        foundation.CFStringCreateWithCString.restype = ctypes.c_void_p
        centre = ctypes.c_void_p(foundation.CFNotificationCenterGetDistributedCenter())
        for name, reason in _NOTICES.items():
            heard = _CALLBACK(lambda *_, reason=reason: signs.left.emit(reason))
            text = foundation.CFStringCreateWithCString(None, name.encode(), _UTF8)
            foundation.CFNotificationCenterAddObserver(
                centre, None, heard, ctypes.c_void_p(text), None, _DELIVER_AT_ONCE
            )
            self._kept.append(heard)
        self._kept.append(SleepGap(signs))

    def hide_from_capture(self, window: QWidget) -> bool:
        """Set the window's sharing type to none, by the Objective-C runtime."""
        objc: Any = ctypes.CDLL(find_library("objc"))
        objc.sel_registerName.restype = ctypes.c_void_p
        send = objc.objc_msgSend
        send.restype = ctypes.c_void_p
        view = ctypes.c_void_p(int(window.winId()))
        native = ctypes.c_void_p(send(view, ctypes.c_void_p(objc.sel_registerName(b"window"))))
        send(native, ctypes.c_void_p(objc.sel_registerName(b"setSharingType:")), ctypes.c_ulong(0))
        return True

    def replace_process(self, command: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
        """Exec: the process id stays, the memory is another."""
        os.execve(command[0], list(command), dict(environment))  # noqa: S606 - our own program

    def milliseconds_since_start(self) -> float:
        """Return the time since this module was read, a moment after the start."""
        return (time.perf_counter() - _STARTED) * 1000
