"""A whole unlocked session over a real workspace, with a stand-in for the operating system only."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.faults import Faults
from desktop.shell import places, window
from desktop.shell.entrance import Entrance
from desktop.shell.session import Session
from desktop.shell.window import MainWindow
from desktop.system import Signs
from desktop.system.handover import Handover
from desktop.theme import Tokens
from storage.domain.clocks import Clock
from storage.workspace import Workspace
from tests.conftest import FixedClock, Template
from tests.desktop.ending import end_session
from tests.desktop.plain_places import DIALOGS, PAGES


class StillSystem:
    """An operating system on which nothing happens unless a test says so."""

    def __init__(self) -> None:
        self.signs: list[Signs] = []

    def harden(self) -> None:
        """Leave the test's own process as it is."""

    def watch(self, signs: Signs) -> None:
        self.signs.append(signs)

    def hide_from_capture(self, window: QWidget) -> bool:  # noqa: ARG002 - nothing to hide from
        return False

    def replace_process(self, command: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
        raise AssertionError(f"a test's process is not replaced: {command} {sorted(environment)}")

    def milliseconds_since_start(self) -> float:
        return 0.0


class Sessions:
    """Opens sessions over one folder, one after the other, as a person does over a day."""

    def __init__(self, folder: Path, key: bytes, clock: Clock, qtbot: QtBot) -> None:
        self._open = partial(Workspace, folder, key, clock=clock)
        self._clock = clock
        self._qtbot = qtbot
        self.system = StillSystem()
        self.replaced: list[Handover] = []
        self.living: list[Session] = []

    def go_by(self, clock: Clock) -> None:
        """Let the laptop have this clock from the next start on."""
        self._clock = clock
        self._open = partial(self._open, clock=clock)

    def start(self, by: str = "", *, read_only: bool = False) -> Session:
        """Unlock ``by`` something, or open it to read: the window of what returns can be used."""
        opener = partial(self._open, read_only=read_only)
        session = Session(opener, self._clock, self.system, Faults(), self.replaced.append)
        self.living.append(session)
        with self._qtbot.waitSignal(session.ready):
            session.start(Handover(), Entrance(by=by), read_only=read_only)
        self._qtbot.waitExposed(self.window)
        self.window.activateWindow()
        return session

    @property
    def window(self) -> MainWindow:
        window = self.living[-1].window
        assert window is not None
        return window

    def end(self) -> None:
        """Delete what is left of every session, really."""
        for session in self.living:
            end_session(session)
        self.living.clear()


@pytest.fixture
def sessions(
    folder: Path,
    template: Template,
    clock: FixedClock,
    qtbot: QtBot,
    light: Tokens,  # noqa: ARG001 - shown in a theme
) -> Iterator[Sessions]:
    """Whole sessions over one workspace, with every page there is."""
    sessions = Sessions(folder, template.key, clock, qtbot)
    yield sessions
    sessions.end()


@pytest.fixture
def plain_sessions(sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> Sessions:
    """Sessions with the plainest pages, for tests of what is around them."""
    for module in (places, window):
        monkeypatch.setattr(module, "PAGES", PAGES)
        monkeypatch.setattr(module, "DIALOGS", DIALOGS)
    return sessions
