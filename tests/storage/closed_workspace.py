"""A closed workspace with a document, its place of backups, and what tests do with them."""

from pathlib import Path

import pytest

from storage.backup import place, standing
from storage.backup.closed import copy_closed
from storage.crypto.passphrases import FLOOR
from storage.workspace import Beginning, Workspace, create, unlock
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.documents import files
from tests.storage.builders import add_case, add_note

CONTENT = b"an order of the court\n" * 100


@pytest.fixture
def full(folder: Path, template: Template, clock: FixedClock) -> Path:
    """A closed workspace of a case with a note and the file of a document."""
    with Workspace(folder, template.key, clock=clock) as workspace:
        case, _ = workspace.write(add_case)
        workspace.write(add_note, case, "She walked along the harbor.")
        files.add_file(workspace, case.id, CONTENT)
    return folder


@pytest.fixture
def here(full: Path) -> Path:
    return standing.first_place(full)


@pytest.fixture
def backup(full: Path, clock: FixedClock, tmp_path: Path) -> Path:
    """A backup on a stick."""
    return copy_closed(full, tmp_path / "stick", clock)


@pytest.fixture
def bens(tmp_path: Path, clock: FixedClock) -> Path:
    """The workspace of somebody else, with a backup beside it."""
    folder = tmp_path / "bens"
    create(folder, PASSPHRASE, Beginning(person="Ben", program="B"), cost=FLOOR)
    copy_closed(folder, standing.first_place(folder), clock)
    return folder


def knock(folder: Path) -> bytes:
    return unlock(folder, PASSPHRASE)


def change(folder: Path, template: Template, clock: FixedClock, name: str = "Joana") -> None:
    with Workspace(folder, template.key, clock=clock) as workspace:
        workspace.write(add_case, name)


def left_unfinished(where: Path) -> list[str]:
    return [path.name for path in where.rglob("*") if place.PARTIAL in path.name]
