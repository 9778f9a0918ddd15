"""Whatever instant a machine stops at, what was acknowledged is there and opens."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from typing import Any, TypeVar

import pytest

from storage import migrations
from storage.crypto import database, keyfile, slots
from storage.crypto.head import Head, HeadFile
from storage.crypto.passphrases import FLOOR
from storage.errors import LockedError
from storage.tables import journal
from storage.usecases.settings import setting
from storage.workspace import (
    Beginning,
    Workspace,
    create,
    exists,
    unlock,
    unlock_with_recovery_code,
)
from tests.conftest import PASSPHRASE, Template
from tests.storage.builders import add_case

T = TypeVar("T")

KEY = bytes(range(32))
STEPS: tuple[tuple[Any, str], ...] = (
    (os, "open"),
    (os, "fsync"),
    (Path, "replace"),
    (Path, "rename"),
    (Path, "mkdir"),
    (Path, "touch"),
    (shutil, "rmtree"),
    (migrations, "upgrade"),
    (database, "open_engine"),
)
"""Whatever reaches the disk, but for what SQLite does by itself."""


@contextmanager
def before_each_step(watch: Callable[[], None]) -> Iterator[None]:
    """Call ``watch`` before each step that reaches the disk."""

    def watched(real: Any) -> Any:
        def step(*args: Any, **kwargs: Any) -> Any:
            watch()
            return real(*args, **kwargs)

        return step

    with pytest.MonkeyPatch.context() as patch:
        for owner, name in STEPS:
            patch.setattr(owner, name, watched(getattr(owner, name)))
        yield


def stopped_states(folder: Path, into: Path, act: Callable[[], T]) -> tuple[T, list[Path]]:
    """Return what ``act`` returns, and a copy of ``folder`` as it was before each of its steps."""
    states: list[Path] = []
    copying = False

    def copy() -> None:
        nonlocal copying
        if folder.exists() and not copying:
            copying = True
            states.append(Path(copytree(folder, into / str(len(states)))))
            copying = False

    with before_each_step(copy):
        result = act()
    return result, states


@pytest.mark.parametrize("steps", [(1, 2), (1, 3, 5), (2, 4), (2,), (3, 6, 9, 11)])
def test_a_head_torn_at_any_byte_still_names_the_head_before(
    tmp_path: Path, steps: tuple[int, ...]
) -> None:
    file, path = HeadFile(tmp_path, KEY), tmp_path / "workspace.head"
    file.write(Head(0, journal.GENESIS))
    last = Head(0, journal.GENESIS)
    for sequence in steps:
        before, head = path.read_bytes(), Head(sequence, bytes([sequence]) * 32)
        file.write(head)
        after = path.read_bytes()
        changed = [at for at in range(len(after)) if before[at : at + 1] != after[at : at + 1]]
        for torn in range(changed[0], changed[-1] + 1):
            path.write_bytes(after[:torn] + before[torn:])
            assert file.read() == last
        path.write_bytes(after)
        assert file.read() == head
        last = head


def test_a_key_file_written_anew_opens_at_every_instant(
    folder: Path, template: Template, tmp_path: Path
) -> None:
    fresh, states = stopped_states(
        folder,
        tmp_path / "stopped",
        lambda: slots.replace_recovery_code(folder, template.key),
    )
    opened_by = [_paper_that_opens(state, template, fresh) for state in states]
    assert opened_by == sorted(opened_by, reverse=True)
    assert opened_by.count("old") > 5
    assert _paper_that_opens(folder, template, fresh) == "new"


def _paper_that_opens(folder: Path, template: Template, fresh: str) -> str:
    try:
        assert slots.open_with_recovery_code(folder, template.recovery_code) == template.key
    except LockedError:
        assert slots.open_with_recovery_code(folder, fresh) == template.key
        return "new"
    with pytest.raises(LockedError):
        slots.open_with_recovery_code(folder, fresh)
    return "old"


@pytest.mark.parametrize("damaged", [0, 1])
def test_no_damage_to_the_key_file_brings_an_old_paper_back(
    folder: Path, template: Template, damaged: int
) -> None:
    fresh = slots.replace_recovery_code(folder, template.key)
    keyfile.paths(folder)[damaged].write_bytes(b"{")
    with pytest.raises(LockedError):
        slots.open_with_recovery_code(folder, template.recovery_code)
    assert slots.open_with_recovery_code(folder, fresh) == template.key


def test_a_damaged_key_file_is_written_anew_without_losing_the_whole_one(
    folder: Path, template: Template, tmp_path: Path
) -> None:
    newest, _ = keyfile.paths(folder)
    newest.write_bytes(b"{")
    fresh, states = stopped_states(
        folder,
        tmp_path / "stopped",
        lambda: slots.replace_recovery_code(folder, template.key),
    )
    for state in states:
        assert slots.whole_generation(state, template.key).parent == state
    assert slots.open_with_recovery_code(folder, fresh) == template.key


def test_a_beginning_cut_off_at_any_step_can_be_begun_again_or_opened(tmp_path: Path) -> None:
    beginning = Beginning(person="Ana Reyes", program="Kids' Place")
    made, states = stopped_states(
        tmp_path / "workspace",
        tmp_path / "stopped",
        lambda: create(tmp_path / "workspace", PASSPHRASE, beginning, cost=FLOOR),
    )
    begun = [state for state in states if exists(state)]
    unbegun = [state for state in states if not exists(state)]
    assert len(begun) > 5
    assert states == [*unbegun, *begun]
    for state in begun:
        assert unlock_with_recovery_code(state, made.recovery_code) == made.key
        _assert_whole(state, made.key)
    for state in {unbegun[0], unbegun[len(unbegun) // 2], unbegun[-1]}:
        _assert_whole(state, create(state, PASSPHRASE, beginning, cost=FLOOR).key)


def test_what_is_left_of_a_beginning_never_touches_another_workspace(
    folder: Path, template: Template, tmp_path: Path
) -> None:
    """Somebody copies a workspace by hand into a folder where a beginning was cut off."""
    _, states = stopped_states(
        tmp_path / "new",
        tmp_path / "stopped",
        lambda: create(
            tmp_path / "new", PASSPHRASE, Beginning(person="A", program="B"), cost=FLOOR
        ),
    )
    unbegun = [state for state in states if not exists(state)]
    assert len(unbegun) > 10
    for place in unbegun:
        copytree(folder, place, dirs_exist_ok=True)
        before = _contents(place)
        assert unlock_with_recovery_code(place, template.recovery_code) == template.key
        assert _contents(place) == before


def _contents(folder: Path) -> dict[str, bytes]:
    """Return the files, but for the list of attempts that the record of access is yet to tell."""
    return {
        path.name: path.read_bytes()
        for path in folder.iterdir()
        if path.is_file() and path.name != "workspace.untold"
    }


def _assert_whole(folder: Path, key: bytes) -> None:
    with Workspace(folder, key) as workspace:
        assert workspace.read(setting, "person.name") == "Ana Reyes"
        workspace.write(add_case)
    assert {path.name for path in folder.iterdir()} == {
        "workspace.db",
        "workspace.head",
        "workspace.keys",
        "workspace.keys.copy",
    }


def test_everything_a_workspace_writes_is_for_its_owner_alone(tmp_path: Path) -> None:
    mask = os.umask(0)
    try:
        folder = tmp_path / "workspace"
        key = create(folder, PASSPHRASE, Beginning(person="A", program="B"), cost=FLOOR).key
        with pytest.raises(LockedError):
            unlock(folder, "not the passphrase at all")
        with Workspace(folder, key):
            modes = {p.name: p.stat().st_mode & 0o777 for p in folder.iterdir()}
    finally:
        os.umask(mask)
    assert set(modes.values()) == {0o600}
    assert len(modes) == 7
    assert folder.stat().st_mode & 0o777 == 0o700
