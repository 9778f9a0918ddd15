"""Every screen over the practice state, light and dark, at 100 and 200 % text, as pictures.

``python -m tests.screens [NAME ...] [--out FOLDER] [--size 200] [--mode dark]``: whole names or
their beginnings; without any, all of them into ``build/screens``.
"""

import argparse
import os
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop import theme
from desktop.app.application import make_application
from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.shell.places import DIALOGS, PAGES, exists, make_dialog, make_page
from storage.domain.clocks import SystemClock
from storage.practice.making import PASSPHRASE, practice
from storage.usecases.codelists import book_of
from storage.usecases.desk import desk
from storage.workspace import Workspace, unlock
from tests.screens.targets import Shot, shots

_ROOM = QSize(1180, 880)
"""What a page has in a window of 1400 by 900."""
_LOOKS = [(mode, size) for mode in ("light", "dark") for size in (100, 200)]
_LONGEST_S = 20.0


class Studio:
    """The practice state, open, and one application to show it in."""

    def __init__(self, folder: Path) -> None:
        if not folder.exists():
            practice(folder)
        self.key = unlock(folder, PASSPHRASE)
        self.open = partial(Workspace, folder, self.key)
        self.application: QApplication = make_application()
        self.lanes = Lanes(self.open)
        with self.open(writer=False) as workspace:
            found, book = workspace.read(desk), workspace.read(book_of)
            pages = {name: place for name, place in PAGES.items() if exists(place)}
            self.shots = workspace.read(lambda connection: list(shots(connection, pages)))
        self.context = DeskContext(self.lanes, SystemClock(), book, found)

    def take(self, shot: Shot, file: Path) -> None:
        """Show ``shot``, wait until it stands, and keep its picture."""
        host = QWidget()
        host.resize(_ROOM)
        column = QVBoxLayout(host)
        column.setContentsMargins(0, 0, 0, 0)
        shown: Any
        if shot.is_dialog:
            host.show()
            shown = make_dialog(shot.place, self.lanes, self.context, shot.target, host)
            shown.open()
        else:
            shown = make_page(shot.place, self.lanes, self.context)
            column.addWidget(shown)
            host.show()
            shown.open(shot.target)
        self._settle()
        shown.grab().save(str(file))
        host.close()
        host.deleteLater()
        QCoreApplication.sendPostedEvents(host, QEvent.Type.DeferredDelete)

    def _settle(self) -> None:
        """Wait until no lane works and nothing new was painted for a moment."""
        began, quiet = time.monotonic(), 0
        while quiet < 12 and time.monotonic() - began < _LONGEST_S:
            QCoreApplication.processEvents()
            quiet = quiet + 1 if self.lanes._under_way == 0 else 0
            time.sleep(0.02)

    def close(self) -> None:
        """Leave the workspace."""
        self.lanes.close(seconds=5)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.screens", description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--out", type=Path, default=Path("build/screens"))
    parser.add_argument("--practice", type=Path, default=Path("build/bench/practice-1"))
    parser.add_argument("--mode", choices=("light", "dark"))
    parser.add_argument("--size", type=int)
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    studio = Studio(chosen.practice)
    failed = 0
    for mode, size in _LOOKS:
        if chosen.mode not in {None, mode} or chosen.size not in {None, size}:
            continue
        theme.apply(studio.application, mode, size)
        for shot in studio.shots:
            if chosen.names and not any(shot.name.startswith(name) for name in chosen.names):
                continue
            if shot.is_dialog and (shot.place not in DIALOGS or not exists(DIALOGS[shot.place])):
                continue
            try:
                studio.take(shot, chosen.out / f"{shot.name}-{mode}-{size}.png")
            except Exception as error:  # noqa: BLE001 - the other screens are still worth looking at
                failed += 1
                print(f"{shot.name} {mode} {size}: {error!r}", file=sys.stderr)
    studio.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
