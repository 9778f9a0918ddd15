"""Runs the real program in a child of its own: to a window where it crashes, or to what is left.

Started as ``python crashing_windows.py PASSPHRASE``, once everything is read. For each order that
it hears, in JSON, it forks a child, which unlocks as a person does. One with a ``place`` goes
there, types, waits as long as Satchel may take to keep it, tells what stands there, and crashes.
One without tells what it finds, saves, and quits. The parent says ``ended`` and how.
"""

import ctypes
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from traceback import format_exception
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPlainTextEdit, QWidget

from desktop import app
from desktop.faults import Fault
from desktop.shell.places import DIALOGS, PAGES
from desktop.shell.session import Session
from desktop.shell.window import MainWindow
from desktop.system.linux import LinuxSystem
from desktop.widgets.inputs import LineEdit
from storage.domain.clocks import SystemClock
from tests.desktop.shell.day_driver import front_of, type_somewhere
from tests.desktop.shell.processes import family
from tests.storage.builders import add_case

KEPT_S = 2.0
"""What is typed is in the workspace within two seconds."""
_PATIENCE_S = 120
Script = Iterator[Callable[[], bool]]


def main(passphrase: str) -> None:
    """Fork a child for every order that is heard."""
    for place in (*PAGES.values(), *DIALOGS.values()):
        import_module(place.module)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(run(passphrase, json.loads(line)))
        _, status = os.waitpid(child, 0)
        tell("ended", how=os.waitstatus_to_exitcode(status))


def run(passphrase: str, order: dict[str, Any]) -> int:
    """Be the program for one order."""
    application = app.make_application()
    folder = Path(order["folder"])
    satchel = app.Satchel(app.Options(workspace=folder), LinuxSystem(), SystemClock())
    satchel.start()
    driver = Driver(satchel, passphrase, order)
    timer = QTimer(interval=10)
    timer.timeout.connect(driver.step)
    timer.start()
    code = application.exec()
    satchel.end()
    return code


class Driver(QObject):
    """Goes on with its script whenever the program rests."""

    def __init__(self, satchel: app.Satchel, passphrase: str, order: dict[str, Any]) -> None:
        super().__init__()
        self._satchel, self._passphrase = satchel, passphrase
        self._script = self._crash(order) if "place" in order else self._look()
        self._until: Callable[[], bool] = lambda: True
        self._since = time.monotonic()
        satchel.faults.found.connect(self._report)

    def step(self) -> None:
        """Do the next act once the last has come to its end."""
        try:
            if self._until():
                self._until = next(self._script, lambda: False)
                self._since = time.monotonic()
            elif time.monotonic() - self._since > _PATIENCE_S:
                self._give_up(f"nothing came of {self._until}")
        except Exception as error:  # noqa: BLE001 - the test is told, whatever it is
            self._give_up("".join(format_exception(error)))

    def _give_up(self, error: str) -> None:
        tell("failed", error=error)
        os._exit(70)

    def _crash(self, order: dict[str, Any]) -> Script:
        yield from self._unlock()
        kind, name, target = order["place"]
        context = self._session.context
        assert context is not None
        (context.go if kind == "page" else context.open)(name, target)
        yield self._at_rest
        front = front_of(self._window)
        typed = type_somewhere(front, order["text"])
        # Whoever came there by hand has pressed something.
        QTest.keyClick(front, Qt.Key.Key_Shift)
        kept = time.monotonic() + KEPT_S
        yield lambda: time.monotonic() > kept and self._at_rest()
        tell("kept", typed=typed, others=family(os.getpid())[1:], **self._stands())
        ctypes.string_at(0)

    def _look(self) -> Script:
        yield from self._unlock()
        tell("back", **self._stands())
        saved: list[str] = []
        self._session.lanes.write(add_case, context=self, then=lambda made: saved.append(made[0]))
        yield lambda: bool(saved) and self._at_rest()
        self._window.close()
        yield lambda: False

    def _report(self, fault: Fault) -> None:
        tell("fault", fault=fault.report())

    def _unlock(self) -> Script:
        yield lambda: self._line() is not None
        line = self._line()
        assert line is not None
        QTest.keyClicks(line, self._passphrase)
        line.returnPressed.emit()
        yield lambda: self._satchel.door is None and self._at_rest()

    def _line(self) -> LineEdit | None:
        door = self._satchel.door
        return None if door is None else door.findChild(LineEdit, "passphrase")

    def _at_rest(self) -> bool:
        session = self._satchel.session
        return session is not None and session.window is not None and not session.busy

    def _stands(self) -> dict[str, Any]:
        """Return which page and dialogs are shown, and what stands in the fields in front."""
        shown = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
        return {
            "page": self._window.navigator.current_id,
            "dialogs": sorted(type(each).__name__ for each in shown if isinstance(each, QDialog)),
            "fields": fields_of(front_of(self._window)),
            "cut off": self._session.context is not None
            and self._session.context.checkup.was_cut_off,
        }

    @property
    def _session(self) -> Session:
        assert self._satchel.session is not None
        return self._satchel.session

    @property
    def _window(self) -> MainWindow:
        assert self._session.window is not None
        return self._session.window


def fields_of(front: QWidget) -> list[str]:
    """Return what stands in every field that can be seen there."""
    lines = [line.text() for line in front.findChildren(QLineEdit) if line.isVisible()]
    areas = [area for area in front.findChildren(QPlainTextEdit) if area.isVisible()]
    return lines + [area.toPlainText() for area in areas]


def tell(what: str, **more: Any) -> None:
    """Say something to the test."""
    os.write(1, json.dumps({"what": what, **more}).encode() + b"\n")


if __name__ == "__main__":
    main(sys.argv[1])
