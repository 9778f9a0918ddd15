"""A real server, and two laptops of one program: only Lena's has a window."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.shell.session import Session
from desktop.theme import Tokens
from storage.crypto.passphrases import FLOOR
from storage.usecases.syncing.roster import program, store_program
from storage.usecases.transaction import Transaction
from storage.workspace import Beginning, Workspace, create
from sync.client.driving import drive
from sync.client.enrolment.connect import begin_program, register
from sync.client.round import Outcome, sync_round
from sync.client.transport import HttpTransport
from sync.server.local import LocalServer, local_server
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.desktop.desks import Sessions
from tests.sync.enrolling import join
from tests.sync.enrolment.stages import BEGINNING


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
        self.server = self._stack.enter_context(local_server(folder, clock=clock))

    def stop(self) -> None:
        """Let nobody answer any more."""
        self._stack.close()


@pytest.fixture(scope="session")
def new_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A workspace that was made to join a program and has not; tests work on copies."""
    return _newcomer(tmp_path_factory.getbasetemp() / "joining")


@cache
def _newcomer(folder: Path) -> Template:
    """Make it once, for however many modules the fixture is one of."""
    beginning = Beginning(person="Lena Ortiz", program="", joining=True)
    created = create(folder, PASSPHRASE, beginning, cost=FLOOR)
    return Template(folder, created.key, created.recovery_code)


@pytest.fixture(scope="session")
def once_lena_joined(
    tmp_path_factory: pytest.TempPathFactory, template: Template, new_template: Template
) -> Path:
    """The folders of the server and of both laptops once Lena has joined; tests work on copies."""
    folder = tmp_path_factory.mktemp("office")
    clock = FixedClock(BEGINNING)
    shutil.copytree(template.folder, folder / "workspace")
    shutil.copytree(new_template.folder, folder / "lena")
    with (
        local_server(folder / "server", clock=clock) as server,
        HttpTransport(server.address) as way,
        Workspace(folder / "workspace", template.key, clock=clock) as hers,
        Workspace(folder / "lena", new_template.key, clock=clock) as own,
    ):
        ana = Ana(hers, way, server)
        ana.begin()
        ana.sync()
        join((hers, way), (own, way), server.address, "Lena Ortiz")
    return folder


@pytest.fixture
def stage(request: pytest.FixtureRequest) -> Path | None:
    """The folders that a test goes on from: those of a program where it asks for ``lena``."""
    if "lena" not in request.fixturenames:
        return None
    found: Path = request.getfixturevalue("once_lena_joined")
    return found


@pytest.fixture
def folder(template: Template, stage: Path | None, tmp_path: Path) -> Path:
    """Ana's workspace."""
    copy = tmp_path / "workspace"
    shutil.copytree(stage / copy.name if stage else template.folder, copy)
    return copy


@pytest.fixture
def new_folder(new_template: Template, stage: Path | None, tmp_path: Path) -> Path:
    """Lena's workspace."""
    copy = tmp_path / "lena"
    shutil.copytree(stage / copy.name if stage else new_template.folder, copy)
    return copy


@pytest.fixture
def served(tmp_path: Path, clock: FixedClock, stage: Path | None) -> Iterator[Served]:
    if stage:
        shutil.copytree(stage / "server", tmp_path / "server")
    served = Served(tmp_path / "server", clock)
    yield served
    served.stop()


@pytest.fixture
def ana(workspace: Workspace, served: Served, stage: Path | None) -> Iterator[Ana]:
    """Ana's laptop, on which no program has begun yet unless Lena has joined it."""
    if stage:
        workspace.write(_find_server, served.server.address)
    with HttpTransport(served.server.address) as way:
        yield Ana(workspace, way, served.server)


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
    ana.sync()
    with (
        Workspace(new_folder, new_template.key, clock=clock) as own,
        HttpTransport(ana.server.address) as way,
    ):
        own.write(_find_server, ana.server.address)
        drive(sync_round(clock), way, own)
    sessions = Sessions(new_folder, new_template.key, clock, qtbot)
    yield sessions
    sessions.end()


def _find_server(transaction: Transaction, address: str) -> None:
    """Let a copied laptop find the server where its copy listens."""
    known = program(transaction.connection)
    assert known is not None
    store_program(transaction.connection, replace(known, address=address))


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
