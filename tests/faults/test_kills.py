"""Laptops and servers, killed at every commit, send, rename and sync of a file, lose nothing.

A process is killed before, in the midst of and after the first of each, then the second, until it
ends its work alive; then processes are killed at random times. Between laptops and their server
connections fail by a seed.

In the suite each test has ``SECONDS``, and takes the places to die at in a random order, which
``SATCHEL_SEED=N`` repeats. ``SATCHEL_LONG=1`` takes all of them, and kills at random times for
``SATCHEL_SECONDS``, 300 when left out.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator
from random import Random  # noqa: TID251 - an order repeats by its seed

import pytest

from storage.workspace import Workspace
from tests.conftest import Template
from tests.faults.children import aims, counted
from tests.faults.failpoints import Aim
from tests.faults.field import FAULTS, LONG, SECONDS, SEED, Field, calm, fields, in_turn
from tests.faults.pairs import check_histories, save_and_sync
from tests.faults.papers import save_paper

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills by signal, and forks")

AT_RANDOM_S = float(os.environ.get("SATCHEL_SECONDS", "300")) if LONG else SECONDS
_WORKS_S = 0.6
"""Seconds that a laptop's work takes at most, and within which a kill comes."""


@pytest.fixture(scope="module")
def ground(
    template: Template, tmp_path_factory: pytest.TempPathFactory, address: str
) -> Iterator[Field]:
    """One field for all these tests: each goes on from what the one before left."""
    with fields(tmp_path_factory.mktemp("field"), template, address) as made:
        yield made
    check_histories(made.pair)


@pytest.fixture(autouse=True)
def _calm(ground: Field) -> Iterator[None]:
    with calm(ground):
        yield


def test_a_laptop_killed_anywhere_loses_nothing(ground: Field) -> None:
    ground.server.start()
    ground.work(None)
    found = aims(counted(ground.laptops.ended()))
    assert {aim.point for aim in found} == {"commit", "send", "rename", "fsync"}
    ground.wire.share, killed, records = FAULTS, 0, 0
    for aim in in_turn(found):
        ground.second_saves(ground.direct[1])
        ground.work(aim)
        told = ground.laptops.ended()
        killed += not counted(told)
        ground.note(told)
        records = ground.check()
    assert killed or not LONG
    assert ground.pair[0].checked == ground.pair[0].filed
    _say(ground, f"{killed} kills at {len(found)} places", records)


def test_a_server_killed_anywhere_loses_nothing(ground: Field) -> None:
    with ground.pair[0].open() as first:
        ground.server.start()
        _both_save(ground, first)
    found = aims(counted(ground.server.stop()))
    assert {aim.point for aim in found} == {"commit", "send", "rename", "fsync"}
    killed, records = 0, 0
    for aim in in_turn(found):
        killed += _dies(ground, aim)
        ground.server.start()
        records = ground.check()
        ground.server.kill()
    assert killed or not LONG
    _say(ground, f"{killed} kills at {len(found)} places", records)


def test_whoever_is_killed_at_any_time_nothing_is_lost(ground: Field) -> None:
    chance = Random(SEED)
    ground.server.start()
    ended = time.monotonic() + AT_RANDOM_S
    ground.wire.share, kills, records = FAULTS, Counter[str](), 0
    while time.monotonic() < ended:
        ground.work(None)
        ground.second_saves(ground.way)
        if kills["laptop"] % 3 == 0:
            time.sleep(chance.uniform(0, _WORKS_S / 2))
            ground.server.kill()
            ground.server.start()
            kills["server"] += 1
        time.sleep(chance.uniform(0, _WORKS_S))
        ground.note(ground.laptops.stop())
        kills["laptop"] += 1
        records = ground.check()
    _say(ground, f"{dict(kills)} kills", records)


def _dies(ground: Field, aim: Aim) -> bool:
    """Have the server die at ``aim``; return whether it did.

    Where faults kept it from coming there, it goes there once more without any.
    """
    for share in (FAULTS, 0.0):
        ground.wire.share = share
        ground.server.start(aim)
        with ground.pair[0].open() as first:
            _both_save(ground, first)
        died = not ground.server.forked.lives
        ground.server.kill()
        if died:
            return True
    return False


def _both_save(ground: Field, first: Workspace) -> None:
    ground.pair[0].filed.add(save_paper(first, ground.name()))
    for _ in range(2):
        save_and_sync(ground.pair[0], first, ground.way, ground.name())
        ground.second_saves(ground.way)


def _say(ground: Field, kills: str, records: int) -> None:
    faults = dict(Counter(ground.wire.met))
    print(f"{kills}, {sum(faults.values())} faults of the wire {faults}, {records} records")
