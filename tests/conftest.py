"""What every test may use: a clock that stands still, and a real encrypted workspace."""

import gc
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from pytestqt.qtbot import QtBot

from storage.crypto.passphrases import FLOOR
from storage.workspace import Beginning, Workspace, create
from tests.patience import PatientBot

# How long one example takes is asked nowhere: on a busy machine any may take long.
settings.register_profile(
    "tests", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tests")
_FILES = 8_192
PASSPHRASE = "river lantern copper meadow"
_LEFT = set[str]()
"""Whether tests with windows came since the last collection of everything."""


def pytest_configure() -> None:
    """Let as many files be open as windows keep that were put away, until a process ends.

    A thousand, as many as a shell is let, are too few for all of a suite.
    """
    with suppress(ImportError):
        import resource  # noqa: PLC0415 - not on every system

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _FILES if hard == resource.RLIM_INFINITY else min(_FILES, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before a test without a window, collect what windows left.

    A thread of that test would otherwise take their timers apart, which Qt forbids.
    """
    if "qapp" in getattr(item, "fixturenames", ()):
        _LEFT.add("windows")
    elif _LEFT:
        _LEFT.clear()
        gc.collect()


class FixedClock:
    """A clock that moves only when a test moves it."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def pass_time(self, **parts: float) -> None:
        self.moment += timedelta(**parts)


@dataclass(frozen=True, slots=True)
class Template:
    """A workspace made once; tests work on copies, so that no test pays for a key derivation."""

    folder: Path
    key: bytes
    recovery_code: str


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    folder = tmp_path_factory.mktemp("template") / "workspace"
    beginning = Beginning(person="Ana Reyes", program="Berkshire County Kids' Place")
    created = create(folder, PASSPHRASE, beginning, cost=FLOOR)
    return Template(folder, created.key, created.recovery_code)


@pytest.fixture(scope="session")
def states(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders that nobody has made yet, one after another."""
    ground = tmp_path_factory.mktemp("state")
    return (ground / str(number) for number in count())


@pytest.fixture(autouse=True)
def state_of_its_own(states: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what a user's folder for state would hold from test to test apart."""
    monkeypatch.setenv("XDG_STATE_HOME", str(next(states)))


@pytest.fixture
def qtbot(
    qapp: object,  # noqa: ARG001 - there is an application before anything is shown
    request: pytest.FixtureRequest,
) -> QtBot:
    """pytest-qt's own, with more patience."""
    return PatientBot(request)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 3, 4, 15, 0, tzinfo=UTC))


@pytest.fixture
def folder(template: Template, tmp_path: Path) -> Path:
    """A fresh copy of the template workspace."""
    copy = tmp_path / "workspace"
    shutil.copytree(template.folder, copy)
    return copy


@pytest.fixture
def workspace(folder: Path, template: Template, clock: FixedClock) -> Iterator[Workspace]:
    """An open workspace of Ana Reyes on Wednesday 4 March 2026, ten in the morning in Boston."""
    with Workspace(folder, template.key, clock=clock) as opened:
        yield opened
