"""A workspace of which a file, or the folder, is not its owner's to write or to read any more."""

import os
import shutil
from pathlib import Path

import pytest

from storage.crypto import database, head, keyfile
from storage.workspace import Workspace
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.storage.builders import add_case
from tests.twousers import Person, people

__all__ = ["people"]

People = tuple[Person, Person]
WINDOW = ("-m", "desktop", "--passphrase-file", "-", "--exit-when-ready")
KEPT = (keyfile.NAME, database.NAME, head.NAME, "workspace.db-wal")
GIVE_BACK = (
    "Its owner or its rights were changed: let whoever looks after this computer give it back to "
    "you, then try again."
)
LOOK = """
import sys
from pathlib import Path
from storage.errors import ReadOnlyError
from storage.usecases.searching import search
from storage.workspace import Workspace, unlock
from storage.workspace.location import warning
from storage.workspace.rights import may_write
from tests.storage.builders import add_case
folder = Path(sys.argv[1])
key = unlock(folder, sys.stdin.readline().strip())
assert not may_write(folder)
assert warning(folder).startswith(("Satchel may not write workspace.", "This folder cannot be"))
with Workspace(folder, key, read_only=True) as workspace:
    try:
        workspace.write(add_case)
    except ReadOnlyError:
        print(sorted(hit.title for hit in workspace.read(search, "vega")))
"""


@pytest.fixture
def filled(template: Template, folder: Path, clock: FixedClock) -> Path:
    with Workspace(folder, template.key, clock=clock) as workspace:
        workspace.write(add_case)
    return folder


@pytest.fixture
def cut_off(template: Template, filled: Path, clock: FixedClock, tmp_path: Path) -> Path:
    """A workspace with a log that still holds what was saved last: the machine stopped."""
    copy = tmp_path / "cut off"
    with Workspace(filled, template.key, clock=clock) as workspace:
        workspace.write(add_case, "Inez", "Vega")
        shutil.copytree(filled, copy)
    assert (copy / "workspace.db-wal").stat().st_size > 0
    return copy


def held(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in KEPT if (folder / name).exists()}


def give_to_another(file: Path, rights: int = 0o600) -> None:
    """Let a file be another user's."""
    os.chown(file, 0, 0)
    file.chmod(rights)


@pytest.mark.parametrize("place", [".", database.NAME, head.NAME])
def test_what_may_be_read_and_not_written_opens_to_be_read_and_stays_as_it_is(
    people: People, filled: Path, place: str
) -> None:
    ana, _ = people
    folder = ana.give(filled, ana.workspace)
    (folder / place).chmod(0o500)
    before = held(folder)
    ready = ana.run(*WINDOW, said=f"{PASSPHRASE}\n")
    assert (ready.returncode, ready.stderr) == (0, "")
    looked = ana.run("-c", LOOK, str(folder), said=f"{PASSPHRASE}\n")
    assert looked.stdout == "['Marisol Vega']\n", looked.stderr
    assert held(folder) == before


@pytest.mark.parametrize("name", [database.NAME, "workspace.db-wal"])
def test_what_stands_in_a_log_of_another_user_is_read_too(
    people: People, cut_off: Path, name: str
) -> None:
    ana, _ = people
    folder = ana.give(cut_off, ana.workspace)
    give_to_another(folder / name, 0o644)
    looked = ana.run("-c", LOOK, str(folder), said=f"{PASSPHRASE}\n")
    assert looked.stdout == "['Inez Vega', 'Marisol Vega']\n", looked.stderr


@pytest.mark.parametrize("name", [keyfile.NAME, database.NAME, head.NAME])
def test_a_file_that_only_another_user_may_read_is_named_with_what_to_do(
    people: People, filled: Path, name: str
) -> None:
    ana, _ = people
    folder = ana.give(filled, ana.workspace)
    give_to_another(folder / name)
    before = held(folder)
    for command in (WINDOW, ("-m", "desktop", "search", "vega", "--passphrase-file", "-")):
        refused = ana.run(*command, said=f"{PASSPHRASE}\n")
        assert refused.returncode == 1
        assert refused.stderr.endswith(f"Satchel may not read {name}. {GIVE_BACK}\n")
    assert held(folder) == before


def test_a_command_that_cannot_write_what_it_has_to_names_the_file(
    people: People, filled: Path
) -> None:
    ana, _ = people
    folder = ana.give(filled, ana.workspace)
    give_to_another(folder / head.NAME, 0o644)
    before = held(folder)
    refused = ana.run(
        "-m", "desktop", "search", "vega", "--passphrase-file", "-", said=f"{PASSPHRASE}\n"
    )
    assert refused.returncode == 1
    assert refused.stderr.endswith(f"Satchel may not write {head.NAME}. {GIVE_BACK}\n")
    assert held(folder) == before


def test_a_lock_that_another_user_left_is_named(people: People, filled: Path) -> None:
    ana, _ = people
    folder = ana.give(filled, ana.workspace)
    (folder / "workspace.open").touch(0o600)
    refused = ana.run(*WINDOW, said=f"{PASSPHRASE}\n")
    assert refused.returncode == 1
    assert refused.stderr.startswith("Satchel may not open workspace.open, which another user")
