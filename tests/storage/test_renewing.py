"""New keys: everything is encrypted anew, and at no instant is there no way in."""

import json
import shutil
from pathlib import Path

import pytest

from storage.crypto import database, factors, keyfile, slots
from storage.crypto.keytree import derive_workspace_keys
from storage.doctor.checks import examine
from storage.errors import DamagedError, LockedError, SatchelError
from storage.usecases.recoverykit import kit, note_proved
from storage.usecases.settings import setting
from storage.workspace import Workspace, second_factors, unlock, unlock_with_recovery_code
from storage.workspace.renewing import renew
from storage.workspace.swapping import MADE, MAKING, ask, is_asked
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.storage.builders import add_case
from tests.storage.test_crashes import stopped_states
from tests.storage.test_factors import a_key, added
from tests.storage.test_migrations import KEYS, ZOO


@pytest.fixture
def full(folder: Path, template: Template, clock: FixedClock) -> Path:
    """A workspace with a case, a second factor, and an old copy from a migration."""
    with Workspace(folder, template.key, clock=clock) as workspace:
        workspace.write(add_case)
    added(folder, template.key, a_key())
    (folder / f"{database.NAME}.before-0001").write_bytes(b"an old copy")
    return folder


def cases(folder: Path, key: bytes) -> int:
    with Workspace(folder, key, writer=False) as workspace:
        count = workspace.read(
            lambda connection: connection.exec_driver_sql('SELECT count(*) FROM "case"').scalar()
        )
    return int(count or 0)


def test_what_opened_it_before_opens_nothing_and_everything_is_there(
    full: Path, template: Template, clock: FixedClock, tmp_path: Path
) -> None:
    old_keys = (full / keyfile.NAME).read_bytes()
    ask(full)
    made = renew(full, template.key, PASSPHRASE, clock=clock)
    assert made.key != template.key
    assert unlock(full, PASSPHRASE, clock=clock) == made.key
    assert unlock_with_recovery_code(full, made.recovery_code) == made.key
    with pytest.raises(LockedError):
        unlock_with_recovery_code(full, template.recovery_code)
    assert cases(full, made.key) == 1
    with pytest.raises(DamagedError):
        cases(full, template.key)
    with Workspace(full, made.key, clock=clock) as workspace:
        workspace.write(add_case)
        assert workspace.read(setting, "supervisors.held") == []
        assert workspace.read(kit, clock.now().date()).standing == "fresh"
    assert not is_asked(full)
    assert second_factors(full).factors == ()
    assert not list(full.glob("*.before-*"))
    # Whoever kept the old key file gets a key that opens no page of what is here now.
    (tmp_path / keyfile.NAME).write_bytes(old_keys)
    kept = slots.open_with_recovery_code(tmp_path, template.recovery_code)
    content = (full / database.NAME).read_bytes()
    assert kept == template.key
    assert derive_workspace_keys(kept).database not in content
    before, after = json.loads(old_keys), json.loads((full / keyfile.NAME).read_bytes())
    assert before["workspace"] == after["workspace"]
    assert before["slots"][0]["label"] == after["slots"][0]["label"]


def test_a_stop_at_any_step_leaves_the_old_or_the_new_whole(
    full: Path, template: Template, clock: FixedClock, tmp_path: Path
) -> None:
    with Workspace(full, template.key, clock=clock) as workspace:
        workspace.write(note_proved)
    made, states = stopped_states(
        full, tmp_path / "stopped", lambda: renew(full, template.key, PASSPHRASE, clock=clock)
    )
    assert len(states) > 20
    opened_by = [_opens(state, template, made.recovery_code, made.key) for state in states]
    assert opened_by == sorted(opened_by, reverse=True)
    assert {"old", "new"} == set(opened_by)


def _opens(folder: Path, template: Template, code: str, key: bytes) -> str:
    """Unlock as the door does, and read; the folder is then tidy."""
    try:
        assert unlock_with_recovery_code(folder, template.recovery_code) == template.key
    except LockedError:
        assert unlock_with_recovery_code(folder, code) == key
        assert cases(folder, key) == 1
        with Workspace(folder, key, writer=False) as workspace:
            assert not workspace.read(setting, "recovery.proved")
        found = "new"
    else:
        assert cases(folder, template.key) == 1
        found = "old"
    assert not (folder / MADE).exists()
    assert not (folder / MAKING).exists()
    return found


def test_a_copy_that_the_disk_spoilt_is_told_as_that_and_changes_nothing(
    full: Path, template: Template, clock: FixedClock
) -> None:
    def spoil(done: int, _all: int) -> None:
        if done == 2:  # the copy lies there under its new key
            copy = full / MAKING / database.NAME
            content = bytearray(copy.read_bytes())
            content[-100] ^= 1
            copy.write_bytes(content)

    with pytest.raises(DamagedError, match=r"^The copy under the new key is damaged\.$"):
        renew(full, template.key, PASSPHRASE, clock=clock, progress=spoil)
    assert not (full / MAKING).exists()
    assert examine(full, template.key).findings == ()
    assert cases(full, template.key) == 1


@pytest.mark.parametrize("version", sorted(KEYS))
def test_a_workspace_of_before_an_update_gets_new_keys_too(
    version: str, tmp_path: Path, clock: FixedClock
) -> None:
    folder = Path(shutil.copytree(ZOO / version, tmp_path / "workspace"))
    key = unlock(folder, PASSPHRASE, clock=clock)
    made = renew(folder, key, PASSPHRASE, clock=clock)
    assert examine(folder, made.key).findings == ()
    with pytest.raises(DamagedError):
        cases(folder, key)


def test_a_wrong_passphrase_or_a_damaged_database_changes_nothing(
    full: Path, template: Template, clock: FixedClock
) -> None:
    with pytest.raises(LockedError):
        renew(full, template.key, "not the passphrase", clock=clock)
    spoilt = bytearray((full / database.NAME).read_bytes())
    for page in range(2 * 4096, len(spoilt), 4096):
        spoilt[page + 100] ^= 1
    (full / database.NAME).write_bytes(spoilt)
    keys = (full / keyfile.NAME).read_bytes()
    with pytest.raises(SatchelError):
        renew(full, template.key, PASSPHRASE, clock=clock)
    assert (full / database.NAME).read_bytes() == spoilt
    assert (full / keyfile.NAME).read_bytes() == keys
    assert not (full / MAKING).exists()


def test_factors_can_be_asked_for_again_afterwards(
    full: Path, template: Template, clock: FixedClock
) -> None:
    made = renew(full, template.key, PASSPHRASE, clock=clock)
    answers = added(full, made.key, a_key(), a_key("Red key"))
    cost = slots.present_cost(full, made.key)
    assert cost is not None
    factors.guard(full, made.key, PASSPHRASE, cost)
    assert slots.open_with_passphrase(full, PASSPHRASE, answers) == made.key
