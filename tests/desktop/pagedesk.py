"""A desk for one page or dialog: real lanes, a real context, and what it asked for written down."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.background import Lanes
from desktop.context import DeskContext, Said, Visit
from desktop.theme import Tokens
from storage.usecases.codelists import codebook
from storage.usecases.desk import desk
from storage.workspace import Workspace
from tests.conftest import FixedClock, Template
from tests.desktop.ending import delete_now, end_lanes


@dataclass
class PageDesk:
    """What a page or dialog stands on, and what it asked of the window."""

    lanes: Lanes
    context: DeskContext
    workspace: Workspace
    qtbot: QtBot
    went: list[Visit] = field(default_factory=list)
    opened: list[Visit] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    def settle(self) -> None:
        """Wait until every query and write is done and delivered."""
        done: list[object] = []
        # An answer may ask again: what follows from what follows is done too.
        for turn in range(1, 4):
            self.lanes.write(lambda _transaction: None, context=self.context, then=done.append)
            self.lanes.read(lambda _connection: 0, context=self.context, then=done.append)
            self.qtbot.waitUntil(partial(_holds, done, 2 * turn))

    def window(self) -> QWidget:
        """Return a window to open dialogs over."""
        window = QWidget()
        window.resize(1000, 700)
        window.setAccessibleName("Window")
        return window


def _holds(things: list[object], count: int) -> bool:
    return len(things) >= count


@pytest.fixture
def page_desk(
    folder: Path,
    template: Template,
    workspace: Workspace,
    clock: FixedClock,
    qtbot: QtBot,
    light: Tokens,  # noqa: ARG001 - shown in a theme
) -> Iterator[PageDesk]:
    lanes = Lanes(partial(Workspace, folder, template.key, clock=clock))
    context = DeskContext(lanes, clock, codebook(), workspace.read(desk))
    made = PageDesk(lanes, context, workspace, qtbot)
    context.went.connect(made.went.append)
    context.opened.connect(made.opened.append)
    context.said.connect(made.said.append)
    yield made
    end_lanes(lanes)
    for thing in (context, lanes):
        delete_now(thing)
