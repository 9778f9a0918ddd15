"""Whole programs in virtual time: whatever the wire does, everybody ends with the same records.

The short form plays histories for some seconds. The long form:
``SATCHEL_LONG=1 SATCHEL_SECONDS=1200 .venv/bin/pytest -s tests/sync/test_simulation.py``
"""

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.sync.simulation.building import Stage
from tests.sync.simulation.world import files_hold, wires_carry

_LONG = bool(os.environ.get("SATCHEL_LONG"))
_SECONDS = float(os.environ.get("SATCHEL_SECONDS", "1200")) if _LONG else 15.0
_LEAST = 3
_EVENTS = 120
_MEMORY = Path("/dev/shm")  # noqa: S108 - a file system without fsync, emptied behind the test
_CANARIES = (b"Quill", b"canary", "Quill".encode("utf-16-le"), b"UXVpbGw")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("stage") / "world", laptops=3)


def test_everybody_ends_with_the_same_and_nothing_saved_is_missing(stage: Stage) -> None:
    first = int(os.environ.get("SATCHEL_SEED", "0")) or time.time_ns() % 1_000_000
    started, played = time.monotonic(), 0
    while played < _LEAST or time.monotonic() - started < _SECONDS:
        seed = first + played
        print(f"seed {seed}")
        _play(stage, seed)
        played += 1
    print(f"{played} histories of {_EVENTS} events, from seed {first}")


def _play(stage: Stage, seed: int) -> None:
    place = _MEMORY if _MEMORY.is_dir() else None
    with TemporaryDirectory(dir=place) as scratch, stage.world(Path(scratch), seed) as world:
        world.live(_EVENTS)
        world.settle()
        world.check()
        assert wires_carry(world, _CANARIES) == []
        assert files_hold(Path(scratch) / "server", _CANARIES) == []
