"""A real server, and two laptops of one program: only Lena's has a window."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.shell.session import Session
from desktop.theme import Tokens
from storage.crypto.passphrases import FLOOR
from storage.workspace import Beginning, Workspace, create
from sync.client.driving import drive
from sync.client.enrolment.connect import begin_program, register
from sync.client.round import Outcome, sync_round
from sync.client.transport import HttpTransport
from sync.server.local import LocalServer, local_server
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.desktop.desks import Sessions
from tests.sync.enrolling import join


@dataclass
class Ana:
    """The first laptop of the program, without a window."""

    workspace: Workspace
    way: HttpTransport
    server: LocalServer

    def begin(self) -> str:
        """Begin the program on the server, whose operator adds it; return its code."""
        code = drive(
            begin_program(self.workspace.clock, self.server.address), self.way, self.workspace
        )
        self.server.add_program(code, "Berkshire")
        drive(register(self.workspace.clock), self.way, self.workspace)
        return code

    def sync(self) -> Outcome:
        """Sync once."""
        outcome = drive(sync_round(self.workspace.clock), self.way, self.workspace)
        assert outcome.problem is None
        return outcome

    def save(self, act: Callable[..., Any], *args: object, **values: object) -> Any:
        """Save something and send it."""
        result = self.workspace.write(act, *args, **values)
        self.sync()
        return result


class Served:
    """A server that a test can take away."""

    def __init__(self, folder: Path, clock: FixedClock) -> None:
        self._stack = ExitStack()
        folder.mkdir()
        self.server = self._stack.enter_context(local_server(folder, clock=clock))

    def stop(self) -> None:
        """Let nobody answer any more."""
        self._stack.close()


@pytest.fixture
def served(tmp_path: Path, clock: FixedClock) -> Iterator[Served]:
    served = Served(tmp_path / "server", clock)
    yield served
    served.stop()


@pytest.fixture
def ana(workspace: Workspace, served: Served) -> Iterator[Ana]:
    """Ana's laptop, on which no program has begun yet."""
    with HttpTransport(served.server.address) as way:
        yield Ana(workspace, way, served.server)


@pytest.fixture(scope="session")
def new_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A workspace that was made to join a program and has not; tests work on copies."""
    folder = tmp_path_factory.mktemp("joining") / "workspace"
    beginning = Beginning(person="Lena Ortiz", program="", joining=True)
    created = create(folder, PASSPHRASE, beginning, cost=FLOOR)
    return Template(folder, created.key, created.recovery_code)


@pytest.fixture
def new_folder(new_template: Template, tmp_path: Path) -> Path:
    folder = tmp_path / "lena"
    shutil.copytree(new_template.folder, folder)
    return folder


@pytest.fixture
def lena(
    ana: Ana,
    new_folder: Path,
    new_template: Template,
    clock: FixedClock,
    qtbot: QtBot,
    light: Tokens,  # noqa: ARG001 - shown in a theme
) -> Iterator[Sessions]:
    """Sessions of Lena's laptop, which has joined the program and fetched what there was."""
    ana.begin()
    ana.sync()
    with (
        Workspace(new_folder, new_template.key, clock=clock) as own,
        HttpTransport(ana.server.address) as way,
    ):
        join((ana.workspace, ana.way), (own, way), ana.server.address, "Lena Ortiz")
        drive(sync_round(clock), way, own)
    sessions = Sessions(new_folder, new_template.key, clock, qtbot)
    yield sessions
    sessions.end()


def settle(session: Session, qtbot: QtBot) -> None:
    """Wait until no round is under way and no lane has anything to do."""
    qtbot.waitUntil(lambda: not session.syncing.at_work, timeout=20_000)
    for _ in range(2):
        qtbot.waitUntil(lambda: not session.busy, timeout=20_000)
        qtbot.wait(10)


def sync(session: Session, qtbot: QtBot) -> None:
    """Run one round after whatever is under way, and wait for it."""
    settle(session, qtbot)
    session.syncing.sync_now()
    assert session.syncing.at_work
    settle(session, qtbot)


def save(session: Session, qtbot: QtBot, act: Callable[..., Any], *args: object) -> Any:
    """Save on the storage lane, as a form does."""
    done: list[Any] = []
    session.lanes.write(act, *args, context=session, then=done.append)
    qtbot.waitUntil(lambda: bool(done))
    settle(session, qtbot)
    return done[0]
