"""Practice workspaces that the tests only read, made once for the run."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.practice.making import PASSPHRASE, practice
from storage.practice.seeded import StoppedClock
from storage.workspace import unlock

NOW = StoppedClock(datetime(2026, 3, 4, 15, 0, tzinfo=UTC))


@pytest.fixture(scope="session")
def told() -> list[tuple[int, int]]:
    """What was said of the progress while the state was made."""
    return []


@pytest.fixture(scope="session")
def state(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[int, int]]
) -> tuple[Path, bytes]:
    """The statewide practice workspace, one year, and its key."""
    out = tmp_path_factory.mktemp("practice") / "state"
    (folder,) = practice(out, clock=NOW, progress=lambda *step: told.append(step))
    return folder, unlock(folder, PASSPHRASE)


@pytest.fixture(scope="session")
def of_each_program(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The practice workspaces of the twelve programs, one year; they are only read."""
    return practice(tmp_path_factory.mktemp("programs") / "all", per="program", clock=NOW)
