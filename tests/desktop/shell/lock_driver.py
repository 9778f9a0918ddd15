"""Drives the real program in a process of its own: types, locks, and comes back after the exec.

Started as ``python lock_driver.py FOLDER first``; its own replacement is started with ``second``;
with ``alone`` it only types. A process says ``locked`` once its door stands, hears the passphrase
(or the PIN), hears what to type, says ``typed`` with what then stands on the page, and hears what
is to happen. What it types comes by standard input, so that its own code holds none of it.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import NoReturn

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from typing_extensions import override

from desktop import app
from desktop.shell import places, window
from desktop.shell.idle import IdleWatch
from desktop.shell.session import Session
from desktop.system import linux
from desktop.system.ending import Ending
from desktop.system.linux import LinuxSystem
from desktop.system.sleep_gap import SleepGap
from desktop.widgets.inputs import LineEdit
from storage.domain.clocks import SystemClock
from tests.desktop.plain_page import PlainPage
from tests.desktop.plain_places import DIALOGS, PAGES

SHORT_GAP = 8.0
"""Of a process that was stopped, in seconds: longer than any busy machine keeps one waiting."""


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
    """Run one process of the chain."""
    for module in (places, window):
        vars(module).update(PAGES=PAGES, DIALOGS=DIALOGS)
    vars(linux).update(SleepGap=partial(SleepGap, longest=SHORT_GAP))
    application = app.make_application()
    satchel = app.Satchel(
        app.Options(workspace=folder, locked=half == "second"), Again(), SystemClock()
    )
    ending = Ending(application)
    ending.asked.connect(satchel.shut)
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
        self._acts = iter([self._unlock, self._type, self._happen])
        self._act: Callable[[], bool] | None = next(self._acts)
        self._told = half != "second"
        self._secret = ""
        self._lines: SimpleQueue[str] = SimpleQueue()
        # The window must not stand still while the test looks at it.
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in sys.stdin:
            self._lines.put(line.rstrip("\n"))

    def _heard(self) -> str | None:
        """Return what the test has said next, if it has."""
        try:
            return self._lines.get_nowait()
        except Empty:
            return None

    def step(self) -> None:
        """Do the next act once it is possible."""
        if not self._told and self._satchel.door is not None:
            self._told = True
            tell(f"locked {type(self._satchel.door.step).__name__}")
        if self._act is not None and self._act():
            self._act = next(self._acts, None)

    def _unlock(self) -> bool:
        door = self._satchel.door
        line = door.findChild(LineEdit, "passphrase") if door is not None else None
        if line is None:
            return False
        if line.text():
            return False  # it is being tried
        self._secret = self._secret or self._heard() or ""
        if not self._secret:
            return False
        secret, again, _ = self._secret.partition(" three times")
        QTest.keyClicks(line, secret)
        line.returnPressed.emit()
        return not again

    def _page(self) -> PlainPage | None:
        session = self._satchel.session
        if self._satchel.door is not None or session is None or session.window is None:
            return None
        page = session.window.navigator.currentWidget()
        return page if isinstance(page, PlainPage) else None

    def _type(self) -> bool:
        page = self._page()
        if page is None or (self._half == "second" and page.line.cursorPosition() != 7):
            return False
        text = self._heard()
        if text is None:
            return False
        if text:
            QTest.keyClicks(page.line, text)
            page.line.setCursorPosition(7)
        tell(f"typed {page.line.text()} {page.line.cursorPosition()} {page.line.hasFocus()}")
        return True

    def _session(self) -> Session:
        assert self._satchel.session is not None
        return self._satchel.session

    def _happen(self) -> bool:
        if self._half == "alone":
            return True
        match self._heard():
            case None:
                return False
            case "key":
                control = Qt.KeyboardModifier.ControlModifier
                shown = self._session().window
                assert shown is not None
                QTest.keyClick(shown, Qt.Key.Key_L, control)
            case "idle":
                for watch in self._session().findChildren(IdleWatch):
                    watch.idle.emit()
            case _:
                tell("waiting")
        return True


def tell(text: str) -> None:
    """Say something to the test."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
