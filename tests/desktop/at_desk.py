"""A page or a dialog at a desk: real lanes over a real workspace, on the test's own clock."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.background import Lanes
from desktop.context import DeskContext, Said, Visit
from storage.domain.clocks import Clock
from storage.usecases.codelists import codebook
from storage.usecases.desk import desk
from storage.workspace import Workspace
from tests.conftest import FixedClock, Template
from tests.desktop.ending import delete_now, end_lanes


class AtDesk:
    """What is around a page, and what it said, opened and went to."""

    def __init__(
        self,
        folder: Path,
        key: bytes,
        clock: Clock,
        qtbot: QtBot,
        *,
        read_only: bool = False,
    ) -> None:
        self._open = partial(Workspace, folder, key, clock=clock, read_only=read_only)
        self._read_only = read_only
        self._clock = clock
        self._qtbot = qtbot
        self.lanes = Lanes(self._open)
        self.context = self._sit_down()

    def _sit_down(self) -> DeskContext:
        found = self.read(desk)
        self.said: list[Said] = []
        self.went: list[Visit] = []
        self.opened: list[Visit] = []
        context = DeskContext(self.lanes, self._clock, codebook(), found)
        context.read_only = self._read_only
        context.said.connect(self.said.append)
        context.went.connect(self.went.append)
        context.opened.connect(self.opened.append)
        return context

    def come_back(self) -> DeskContext:
        """Sit down at the desk as after an unlock: drafts and settings are read anew."""
        self.rest()
        self.context.deleteLater()
        QCoreApplication.sendPostedEvents(self.context, QEvent.Type.DeferredDelete)
        self.context = self._sit_down()
        return self.context

    def read(self, query: Callable[..., Any], *args: Any) -> Any:
        """Return what ``query`` finds in the workspace now."""
        with self._open(writer=False) as workspace:
            return workspace.read(query, *args)

    def write(self, act: Callable[..., Any], *args: Any) -> Any:
        """Do ``act`` on the storage lane, as another window would, and wait for it."""
        outcome: list[Any] = []
        self.lanes.write(act, *args, context=self.context, then=outcome.append)
        self._qtbot.waitUntil(lambda: bool(outcome))
        self.rest()
        return outcome[0]

    def rest(self) -> None:
        """Wait until no lane has anything to do, and what came home is on the screen."""
        self._qtbot.waitUntil(lambda: self.lanes._under_way == 0, timeout=20_000)
        # A layout shows what was put into it in the next round of events.
        QCoreApplication.sendPostedEvents()

    def close(self) -> None:
        """Leave, really."""
        end_lanes(self.lanes)
        for thing in (self.context, self.lanes):
            delete_now(thing)


@pytest.fixture
def at_desk(folder: Path, template: Template, clock: FixedClock, qtbot: QtBot) -> Iterator[AtDesk]:
    sitting = AtDesk(folder, template.key, clock, qtbot)
    yield sitting
    sitting.close()


@pytest.fixture
def over(shown: Callable[[QWidget], QWidget]) -> QWidget:
    """A window for dialogs to lie over."""
    window = QWidget()
    window.resize(1200, 800)
    return shown(window)
