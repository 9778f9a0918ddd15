"""Whole programs in virtual time: whatever the wire does, everybody ends with the same records.

One history is some thirty events, then rest, then everything that must hold. Several histories
follow each other in one program, whose laptops keep what they have. The short form plays for some
seconds. The long form, with so many histories from this seed on, and progress in a file:
``SATCHEL_LONG=1 SATCHEL_HISTORIES=20000 SATCHEL_SEED=1 .venv/bin/pytest -s -n 2
tests/sync/test_simulation.py``
"""

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random  # noqa: TID251 - a schedule repeats by its seed
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.sync.simulation.building import FURTHER, Stage
from tests.sync.simulation.resting import check
from tests.sync.simulation.secrecy import files_hold, wires_carry
from tests.sync.simulation.seeds import FOUND
from tests.sync.simulation.world import World

_LONG = bool(os.environ.get("SATCHEL_LONG"))
_HISTORIES = int(os.environ.get("SATCHEL_HISTORIES", "20000")) if _LONG else 0
_SECONDS = float(os.environ.get("SATCHEL_SECONDS", "18"))
_DRAWN = 500_000 if os.environ.get("CI") else time.time_ns() % 1_000_000
"""Whoever lands something plays what was played before; on a desk every run is another one."""
_FIRST = int(os.environ.get("SATCHEL_SEED", "0")) or _DRAWN
_LOG = os.environ.get("SATCHEL_LOG", "")
_SHARES = 2
_EVENTS = 30
_IN_A_ROW = 6
_LAPTOPS = (3, 3, 3, 3, 3, 3, 4, 4, 5, 6, 7)
_MEMORY = Path("/dev/shm")  # noqa: S108 - a file system without fsync, emptied behind the test
_CANARIES = (b"Quill", b"canary", "Quill".encode("utf-16-le"), b"UXVpbGw")


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with _scratch() as folder:
        yield Stage(folder / "stage", max(_LAPTOPS), governed=True)


@pytest.mark.parametrize("share", range(_SHARES))
def test_everybody_ends_with_the_same_and_nothing_saved_is_missing(
    stage: Stage, share: int
) -> None:
    started, played, failed = time.monotonic(), 0, list[int]()
    happened, counted = Counter[str](), Counter[str]()
    for seed in range(_FIRST + share, 2**62, _SHARES):
        try:
            # What is rare in a program's life is half as dear again: in one program of four.
            further = FURTHER if seed % 4 == 0 else {}
            for world in _histories(stage, seed, mixed=seed % 5 < 2, further=further):
                played += 1
                counted = world.happened
            happened += counted
        except Exception as error:  # noqa: BLE001 - whatever it is, the seed is told
            if not _LONG:
                pytest.fail(f"seed {seed}: {error!r}")
            failed.append(seed)
            _tell(f"FAILED seed {seed}: {str(error)[:500]!r}")
        spent = time.monotonic() - started
        if seed % 20 < _SHARES:
            _tell(f"{share}: {played} histories, {played / spent:.2f}/s, {dict(happened)}")
        if played >= _HISTORIES / _SHARES if _LONG else spent > _SECONDS / _SHARES:
            break
    _tell(f"{share}: {played} histories of {_EVENTS} events, in which {dict(happened)}")
    _tell(f"{share}: to seed {seed}, failed: {failed}")
    assert not failed


@pytest.mark.parametrize("seed", FOUND)
def test_a_seed_that_once_found_a_fault_finds_none(stage: Stage, seed: int) -> None:
    assert sum(1 for _ in _histories(stage, seed)) > 0


def test_nothing_readable_crosses_the_wire_or_lies_with_the_server(stage: Stage) -> None:
    with _scratch() as scratch, stage.world(scratch, _FIRST, 3) as world:
        _play(world)
        assert wires_carry(world, _CANARIES) == []
        assert files_hold(scratch / "server", _CANARIES) == []


def _histories(stage: Stage, seed: int, **how: Any) -> Iterator[World]:
    """Play several histories in one program, and yield after each; ``how`` is as in a stage."""
    laptops = Random(seed).choice(_LAPTOPS)
    with _scratch() as scratch, stage.world(scratch, seed, laptops, **how) as world:
        for _ in range(_IN_A_ROW):
            _play(world)
            yield world
            if len(world.laptops) <= 1:
                return


def _play(world: World) -> None:
    world.live(_EVENTS)
    world.settle()
    check(world)


@contextmanager
def _scratch() -> Iterator[Path]:
    """Make a folder in memory that is gone behind its block."""
    with TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        yield Path(folder)


def _tell(words: str) -> None:
    print(words)
    if _LOG:
        with Path(_LOG).open("a", encoding="utf-8") as log:
            log.write(f"{time.strftime('%H:%M:%S')} {words}\n")
