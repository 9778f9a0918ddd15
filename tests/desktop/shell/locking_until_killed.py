"""Locks in a process of its own that is killed meanwhile; each is a child of one that is ready.

Started as ``python locking_until_killed.py KEY TEXT``. For each folder that it hears it forks a
child, which opens the workspace, keeps ``TEXT`` as what is typed, types more, says its process id,
and locks. The parent says ``ended`` and how once the child is gone.
"""

import os
import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

from desktop import app, theme
from desktop.endings import DESK
from desktop.faults import Faults
from desktop.shell import places, window
from desktop.shell.session import Session
from desktop.system.handover import Handover
from storage.domain.clocks import SystemClock
from storage.usecases.drafts import keep
from storage.workspace import Workspace
from tests.desktop.desks import StillSystem
from tests.desktop.plain_page import PlainPage
from tests.desktop.plain_places import DIALOGS, PAGES

MORE = " and then"
_LOCKED = "import sys, time; sys.stdout.write('locked\\n'); sys.stdout.flush(); time.sleep(30)"


def main(key: str, text: str) -> None:
    """Fork a child for every folder that is heard."""
    for module in (places, window):
        vars(module).update(PAGES=PAGES, DIALOGS=DIALOGS)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os._exit(lock_in(Path(line.rstrip("\n")), bytes.fromhex(key), text))
        _, status = os.waitpid(child, 0)
        tell(f"ended {os.waitstatus_to_exitcode(status)}")


def lock_in(folder: Path, key: bytes, text: str) -> int:
    """Open, type, lock."""
    application = app.make_application()
    theme.apply(application, "light")
    opening = partial(Workspace, folder, key)
    session = Session(opening, SystemClock(), StillSystem(), Faults(), replace)

    def type_and_lock() -> None:
        assert session.window is not None
        assert session.context is not None
        page = session.window.navigator.currentWidget()
        assert isinstance(page, PlainPage)
        QTest.keyClicks(page.line, text)
        session.lanes.write_now(keep, DESK, session.window.place())
        QTest.keyClicks(page.line, MORE)
        tell(str(os.getpid()))
        session.lock()

    session.ready.connect(lambda: QTimer.singleShot(0, type_and_lock))
    session.start(Handover())
    return application.exec()


def replace(_handed: Handover) -> None:
    """Put a process in the place of this one, as the lock does."""
    os.execv(sys.executable, [sys.executable, "-c", _LOCKED])  # noqa: S606 - what the test waits for


def tell(text: str) -> None:
    """Say something to the test."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
