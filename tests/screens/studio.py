"""Shows a screen over the practice state and keeps its picture."""

import os
import time
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.shell.places import PAGES, exists, make_dialog, make_page
from storage.domain.clocks import SystemClock
from storage.practice.making import PASSPHRASE, practice
from storage.usecases.codelists import book_of
from storage.usecases.desk import desk
from storage.workspace import Workspace, unlock
from tests.screens.targets import Shot, shots

_ROOM = QSize(1180, 880)
"""What a page has in a window of 1400 by 900."""
_LONGEST_S = 20.0


class _Ear(QObject):
    """Hears what failed on a lane: a page whose query failed shows nothing and says nothing."""

    def __init__(self, failures: list[BaseException]) -> None:
        super().__init__()
        self._failures = failures

    def hear(self, error: BaseException) -> None:
        self._failures.append(error)


class Studio:
    """The practice state, open, and the application to show it in."""

    def __init__(self, folder: Path, application: QApplication) -> None:
        if not folder.exists():
            practice(folder)
        self.key = unlock(folder, PASSPHRASE)
        self.open = partial(Workspace, folder, self.key)
        self.application = application
        self.failures: list[BaseException] = []
        self.lanes = Lanes(self.open)
        with self.open(writer=False) as workspace:
            found, book = workspace.read(desk), workspace.read(book_of)
            pages = {name: place for name, place in PAGES.items() if exists(place)}
            self.shots = workspace.read(lambda connection: list(shots(connection, pages)))
        self.context = DeskContext(self.lanes, SystemClock(), book, found)
        self._ear = _Ear(self.failures)
        self.lanes.failed.connect(self._ear.hear)

    def take(self, shot: Shot, file: Path) -> QPixmap:
        """Show ``shot``, wait until it stands, keep its picture and return it."""
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
        picture: QPixmap = shown.grab()
        picture.save(str(file))
        host.close()
        host.deleteLater()
        QCoreApplication.sendPostedEvents(host, QEvent.Type.DeferredDelete)
        return picture

    def _settle(self) -> None:
        """Wait until no lane works and nothing new was painted for a moment."""
        began, quiet = time.monotonic(), 0
        while quiet < 8 and time.monotonic() - began < _LONGEST_S:
            QCoreApplication.processEvents()
            quiet = quiet + 1 if self.lanes._under_way == 0 else 0
            time.sleep(0.02)

    def close(self) -> None:
        """Leave the workspace."""
        self.lanes.close(seconds=5)
