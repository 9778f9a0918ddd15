"""Drives the real program in a process of its own: types, locks, and comes back after the exec.

Started as ``python lock_driver.py FOLDER first``; its own replacement is started with ``second``;
with ``alone`` it only types.
What it types comes by standard input, so that its own code holds none of it.
"""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from typing_extensions import override

from desktop import app
from desktop.shell import places, window
from desktop.system.linux import LinuxSystem
from desktop.widgets.inputs import LineEdit
from storage.domain.clocks import SystemClock
from tests.desktop.plain_page import PlainPage
from tests.desktop.plain_places import DIALOGS, PAGES


class Again(LinuxSystem):
    """Linux, but the fresh process is driven on."""

    @override
    def harden(self) -> None:
        """Leave the memory readable, for the test reads it."""

    @override
    def replace_process(self, command: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
        folder = command[command.index("--workspace") + 1]
        super().replace_process([sys.executable, __file__, folder, "second"], environment)


def main(folder: Path, half: str) -> int:
    """Run one half."""
    for module in (places, window):
        vars(module).update(PAGES=PAGES, DIALOGS=DIALOGS)
    application = app.make_application()
    satchel = app.Satchel(
        app.Options(workspace=folder, locked=half == "second"), Again(), SystemClock()
    )
    satchel.start()
    driver = Driver(satchel, half)
    timer = QTimer(interval=20)
    timer.timeout.connect(driver.step)
    timer.start()
    code = application.exec()
    satchel.end()
    return code


class Driver:
    """Waits for the test before each act, so that it can look at the process in between."""

    def __init__(self, satchel: app.Satchel, half: str) -> None:
        self._satchel = satchel
        self._half = half
        self._acts = iter([self._unlock, self._tell if half == "second" else self._type])
        self._act: Callable[[], bool] | None = next(self._acts)
        self._told = half != "second"

    def step(self) -> None:
        """Do the next act once it is possible."""
        if not self._told and self._satchel.door is not None:
            self._told = True
            tell("locked")
        if self._act is not None and self._act():
            self._act = next(self._acts, None)

    def _unlock(self) -> bool:
        door = self._satchel.door
        line = door.findChild(LineEdit, "passphrase") if door is not None else None
        if line is None:
            return False
        QTest.keyClicks(line, heard())
        line.returnPressed.emit()
        return True

    def _page(self) -> PlainPage | None:
        session = self._satchel.session
        if self._satchel.door is not None or session is None or session.window is None:
            return None
        page = session.window.navigator.currentWidget()
        return page if isinstance(page, PlainPage) else None

    def _type(self) -> bool:
        page = self._page()
        if page is None:
            return False
        QTest.keyClicks(page.line, heard())
        page.line.setCursorPosition(7)
        tell("typed")
        if self._half == "alone":
            return True
        heard()
        assert self._satchel.session is not None
        self._satchel.session.lock()
        return True

    def _tell(self) -> bool:
        page = self._page()
        if page is None or page.line.cursorPosition() != 7:
            return False
        tell(f"back {page.line.text()} {page.line.cursorPosition()} {page.line.hasFocus()}")
        os._exit(0)


def heard() -> str:
    """Wait for a line from the test."""
    return sys.stdin.readline().rstrip("\n")


def tell(text: str) -> None:
    """Say something to the test."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
