"""Whoever tries passphrases at the laptop is slowed down, whatever they do to the count."""

import json
import resource
import shutil
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest

from storage.crypto import attempts, keyfile, passphrases
from storage.crypto.recovery import new_code
from storage.errors import LockedError, ThrottledError
from storage.workspace import Workspace, unlock, unlock_with_recovery_code
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.patience import wait_until

WORKSPACE = "ab" * 16
WRONG = "not the right passphrase"
_REFUSALS = "SELECT said FROM access_entry WHERE act = 'refused' ORDER BY number"
WAITS = (30, 60, 120, 300, 600, 900, 900, 900)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 3, 4, tzinfo=UTC))


def fail(folder: Path, clock: FixedClock, times: int = 1) -> None:
    for _ in range(times):
        attempts.begin(folder, WORKSPACE, clock.now())


def waits(folder: Path, clock: FixedClock) -> str:
    with pytest.raises(ThrottledError) as refused:
        attempts.begin(folder, WORKSPACE, clock.now())
    return str(refused.value)


def test_after_five_wrong_attempts_there_is_a_growing_wait(
    tmp_path: Path, clock: FixedClock
) -> None:
    fail(tmp_path, clock, 5)
    for seconds in WAITS:
        assert f"Wait {seconds} seconds" in waits(tmp_path, clock)
        clock.pass_time(seconds=seconds - 0.2)
        assert "Wait 1 second, then" in waits(tmp_path, clock)
        clock.pass_time(seconds=0.2)
        fail(tmp_path, clock)


def test_two_hundred_attempts_take_two_days_though_none_lived_to_say_how_it_ended(
    tmp_path: Path, clock: FixedClock
) -> None:
    begun, made = clock.now(), 0
    while made < 200:
        try:
            fail(tmp_path, clock)
            made += 1
        except ThrottledError:
            clock.pass_time(seconds=30)
    hours = (clock.now() - begun).total_seconds() / 3600
    assert hours > 47


def test_an_attempt_that_is_killed_in_the_midst_has_counted(
    folder: Path, clock: FixedClock
) -> None:
    workspace = keyfile.read(folder).workspace
    for number in (1, 2):
        process = get_context("fork").Process(target=_try_for_ever, args=(folder,))
        process.start()
        wait_until(partial(_has_counted, folder, number))
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
    assert attempts.begin(folder, workspace, clock.now()).count == 2


def _try_for_ever(folder: Path) -> None:
    """Try a passphrase, and come to no end: the key is derived when nobody else derives one."""
    with passphrases._ONE_AT_A_TIME:
        unlock(folder, WRONG)


def _has_counted(folder: Path, number: int) -> bool:
    path = folder / attempts.NAME
    return path.exists() and json.loads(path.read_text())["count"] == number


@pytest.mark.parametrize("back", [{"days": -1}, {"seconds": -1}, {"days": -4000}])
def test_setting_the_clock_back_does_not_shorten_the_wait(
    tmp_path: Path, clock: FixedClock, back: dict[str, int]
) -> None:
    fail(tmp_path, clock, 5)
    clock.pass_time(**back)
    assert "Wait 30 seconds" in waits(tmp_path, clock)
    clock.pass_time(seconds=29)
    assert "Wait 1 second," in waits(tmp_path, clock)


def test_a_clock_that_was_wrong_once_does_not_lock_for_years(
    tmp_path: Path, clock: FixedClock
) -> None:
    clock.moment = datetime(2031, 1, 1, tzinfo=UTC)
    fail(tmp_path, clock, 5)
    clock.moment = datetime(2026, 3, 4, tzinfo=UTC)
    assert "Wait 30 seconds" in waits(tmp_path, clock)
    clock.pass_time(seconds=31)
    fail(tmp_path, clock)


def test_taking_the_count_away_forgets_nothing(tmp_path: Path, clock: FixedClock) -> None:
    fail(tmp_path, clock, 5)
    (tmp_path / attempts.NAME).unlink()
    assert "5 wrong attempts" in waits(tmp_path, clock)


def test_putting_the_whole_folder_back_as_it_was_forgets_nothing(
    tmp_path: Path, clock: FixedClock
) -> None:
    folder, kept = tmp_path / "workspace", tmp_path / "kept"
    folder.mkdir()
    fail(folder, clock)
    shutil.copytree(folder, kept)
    fail(folder, clock, 4)
    shutil.rmtree(folder)
    shutil.copytree(kept, folder)
    assert "5 wrong attempts" in waits(folder, clock)


def test_a_copy_of_the_folder_beside_it_is_slowed_too(tmp_path: Path, clock: FixedClock) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    fail(tmp_path / "one", clock, 5)
    assert "5 wrong attempts" in waits(tmp_path / "two", clock)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"count": -1, "last": 0}', b'{"count": 1e400, "last": 0}',
     b'{"count": 1, "last": NaN}', b'{"count": "many"}', b"\xff\xfe", b"[" * 100_000],
)  # fmt: skip
def test_a_spoilt_count_is_taken_for_the_fifth_attempt(
    tmp_path: Path, clock: FixedClock, content: bytes
) -> None:
    (tmp_path / attempts.NAME).write_bytes(content)
    clock.moment = datetime.fromtimestamp((tmp_path / attempts.NAME).stat().st_mtime, UTC)
    assert "Wait 30 seconds" in waits(tmp_path, clock)


def test_a_disk_that_takes_nothing_still_lets_the_owner_in(
    folder: Path, template: Template
) -> None:
    process = get_context("fork").Process(target=_on_a_full_disk, args=(folder, template.key))
    process.start()
    process.join()
    assert process.exitcode == 0
    assert not (folder / attempts.NAME).exists()


def _on_a_full_disk(folder: Path, key: bytes) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if unlock(folder, PASSPHRASE) != key:
        raise AssertionError


def test_a_right_passphrase_ends_the_counting_and_the_record_of_access_hears_of_it(
    folder: Path, template: Template, clock: FixedClock
) -> None:
    for _ in range(3):
        with pytest.raises(LockedError):
            unlock(folder, WRONG, clock=clock)
    assert json.loads((folder / attempts.NAME).read_text())["count"] == 3
    assert unlock(folder, PASSPHRASE, clock=clock) == template.key
    assert not (folder / attempts.NAME).exists()
    assert [one.count for one in attempts.untold(folder)] == [3]
    with Workspace(folder, template.key, clock=clock):
        assert attempts.untold(folder) == []


@pytest.mark.parametrize(
    "spoiled",
    [
        "[" * 90_000,
        '[["refused", 1, 5, 5, "\\ud800"]]',
        '[["refused", 1, 5, 99999999999999999999, ""]]',
        '[["nothing known", 1, 5, 5, ""]]',
        "[3]",
        "3",
    ],
    ids=lambda spoiled: spoiled[:12],
)
def test_what_was_told_at_the_lock_keeps_nobody_out_when_it_was_spoiled(
    folder: Path, template: Template, clock: FixedClock, spoiled: str
) -> None:
    (folder / "workspace.untold").write_text(spoiled)
    assert [(one.act, one.count) for one in attempts.untold(folder)] == [("refused", 1)]
    with Workspace(folder, template.key, clock=clock):
        assert attempts.untold(folder) == []


def _lies_in_a_folder(path: Path) -> None:
    path.mkdir()
    (path / "something").touch()


def _leads_to_itself(path: Path) -> None:
    path.symlink_to(path)


def _is_garbled(path: Path) -> None:
    path.write_bytes(b"\x00\xff")


@pytest.mark.parametrize("spoil", [_lies_in_a_folder, _leads_to_itself, _is_garbled])
def test_what_was_told_at_the_lock_keeps_nobody_out_when_it_cannot_be_read(
    folder: Path, template: Template, clock: FixedClock, spoil: Callable[[Path], None]
) -> None:
    spoil(folder / "workspace.untold")
    with Workspace(folder, template.key, clock=clock) as workspace:
        (said,) = _said_of_refusals(workspace)
    assert "what was noted while locked cannot be read" in said
    assert attempts.untold(folder) == []
    with Workspace(folder, template.key, clock=clock) as workspace:
        assert _said_of_refusals(workspace) == [said]


@pytest.mark.parametrize("spoil", [_lies_in_a_folder, _leads_to_itself, _is_garbled])
def test_wrong_attempts_and_a_recovery_are_told_behind_what_cannot_be_read(
    folder: Path, template: Template, clock: FixedClock, spoil: Callable[[Path], None]
) -> None:
    spoil(folder / "workspace.untold")
    with pytest.raises(LockedError):
        unlock(folder, WRONG, clock=clock)
    assert unlock_with_recovery_code(folder, template.recovery_code, clock=clock) == template.key
    told = [(one.act, one.said[:9]) for one in attempts.untold(folder)]
    assert told == [("refused", "1 attempt"), ("refused", ""), ("recover", "recovery ")]


def test_a_folder_that_takes_no_note_lets_the_owner_in_and_goes_on_counting(
    folder: Path, template: Template, clock: FixedClock
) -> None:
    with pytest.raises(LockedError):
        unlock(folder, WRONG, clock=clock)
    (folder / "workspace.untold.new").mkdir()
    assert unlock(folder, PASSPHRASE, clock=clock) == template.key
    (folder / "workspace.untold.new").rmdir()
    assert unlock(folder, PASSPHRASE, clock=clock) == template.key
    assert [one.count for one in attempts.untold(folder)] == [1]


def _said_of_refusals(workspace: Workspace) -> list[str]:
    found = workspace.read(lambda connection: connection.exec_driver_sql(_REFUSALS).scalars().all())
    return list(found)


def test_what_fails_for_another_reason_is_no_attempt(
    folder: Path, template: Template, clock: FixedClock
) -> None:
    for _ in range(7):
        with pytest.raises(Exception, match="typing error"):
            unlock_with_recovery_code(folder, "0000-0000", clock=clock)
    assert unlock_with_recovery_code(folder, template.recovery_code, clock=clock) == template.key


def test_a_wrong_recovery_code_counts_like_a_wrong_passphrase(
    folder: Path, clock: FixedClock
) -> None:
    for _ in range(5):
        with pytest.raises(LockedError):
            unlock_with_recovery_code(folder, new_code(), clock=clock)
    with pytest.raises(ThrottledError):
        unlock(folder, PASSPHRASE, clock=clock)
