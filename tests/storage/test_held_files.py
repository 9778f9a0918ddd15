"""A virus scanner holds a file for a moment, as Windows lets it: we wait, then say so."""

import threading
import time
from pathlib import Path

import pytest

from storage.crypto import durable


class HeldError(PermissionError):
    winerror = 32


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Note how long this test's own thread would have slept; others sleep as they do."""
    found: list[float] = []
    real, own = time.sleep, threading.get_ident()

    def sleep(seconds: float) -> None:
        (found.append if threading.get_ident() == own else real)(seconds)

    monkeypatch.setattr(time, "sleep", sleep)
    return found


def hold(
    monkeypatch: pytest.MonkeyPatch, folder: Path, times: int, error: type[PermissionError]
) -> None:
    """Refuse ``times`` renames in ``folder``; those of other threads go on."""
    real, tries = Path.replace, [times]

    def refuse(path: Path, target: Path) -> Path:
        if tries[0] and path.parent == folder:
            tries[0] -= 1
            raise error(13, "held")
        return real(path, target)

    monkeypatch.setattr(Path, "replace", refuse)


def test_a_file_that_is_held_for_a_moment_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    hold(monkeypatch, tmp_path, 3, HeldError)
    durable.replace_file(tmp_path / "workspace.keys", b"new")
    assert (tmp_path / "workspace.keys").read_bytes() == b"new"
    assert len(waits) == 3


def test_after_five_seconds_it_is_told_and_the_old_file_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    (tmp_path / "workspace.keys").write_bytes(b"old")
    hold(monkeypatch, tmp_path, 99, HeldError)
    with pytest.raises(PermissionError):
        durable.replace_file(tmp_path / "workspace.keys", b"new")
    assert 4.5 < sum(waits) <= 5
    assert (tmp_path / "workspace.keys").read_bytes() == b"old"


def test_what_is_forbidden_is_told_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    hold(monkeypatch, tmp_path, 1, PermissionError)
    with pytest.raises(PermissionError):
        durable.replace_file(tmp_path / "workspace.keys", b"new")
    assert waits == []
