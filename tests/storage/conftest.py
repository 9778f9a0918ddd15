"""Two people of one program, each with a laptop of their own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.domain.ids import RecordId
from storage.workspace import Workspace
from tests.conftest import FixedClock, Template
from tests.storage.builders import add_case
from tests.storage.laptops import admit, begun, tell


@pytest.fixture(scope="session")
def second(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A laptop that has not joined its program yet; tests work on copies of it."""
    return begun(tmp_path_factory.mktemp("second") / "workspace", "Ben Ortiz")


@pytest.fixture
def ana(workspace: Workspace) -> Workspace:
    """Ana Reyes's laptop, on which the program began."""
    return workspace


@pytest.fixture
def ben(ana: Workspace, second: Template, tmp_path: Path, clock: FixedClock) -> Iterator[Workspace]:
    """Ben Ortiz's laptop, which has joined Ana's program."""
    shutil.copytree(second.folder, tmp_path / "ben")
    with Workspace(tmp_path / "ben", second.key, clock=clock) as opened:
        admit(ana, opened)
        yield opened


@pytest.fixture
def person(ana: Workspace, ben: Workspace) -> RecordId:
    """A youth whom both know."""
    _, youth = ana.write(add_case)
    tell(ana, ben)
    return youth.id
