"""A laptop that is suspended amid a commit, a send, a rename or a sync of a file goes on whole.

A process that saves and syncs stands still there by SIGSTOP and is woken by SIGCONT. Its clock
jumps by twenty minutes meanwhile, more than the server lets a request be late, and at every second
place whoever waited at the other end has given up all connections.

In the suite some places are taken by chance, for ``SECONDS``, which ``SATCHEL_SEED=N`` repeats.
``SATCHEL_LONG=1`` takes all of them.
"""

import os
import time
from collections import Counter
from collections.abc import Iterator
from typing import cast

import pytest

from desktop.wording.troubles import trouble
from sync.client.problems import RETRIED, Problem
from tests.conftest import Template
from tests.faults.children import Lines, aims, counted
from tests.faults.field import LONG, Field, calm, fields, in_turn
from tests.faults.pairs import check_histories

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="stops by signal, and forks")

ASLEEP_MIN = 20
HELD_S = 0.05
"""How long it really stands still: what is connected to it and its clock hold it for longer."""
_ROUNDS = 2


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A server on SQLite: what is suspended here is not the server."""
    return f"sqlite:///{tmp_path_factory.mktemp('database') / 'satchel-server.db'}"


@pytest.fixture
def ground(
    template: Template, tmp_path_factory: pytest.TempPathFactory, address: str
) -> Iterator[Field]:
    with fields(tmp_path_factory.mktemp("field"), template, address) as made:
        with calm(made):
            yield made
        check_histories(made.pair)


def test_a_laptop_suspended_anywhere_goes_on_and_loses_nothing(ground: Field) -> None:
    ground.server.start()
    ground.work(None, asleep=ASLEEP_MIN)
    found = aims(counted(ground.laptops.ended()))
    assert {aim.point for aim in found} == {"commit", "send", "rename", "fsync"}
    sleeps, records, failed = 0, 0, Counter[str]()
    for number, aim in enumerate(in_turn(found)):
        ground.second_saves(ground.direct[1])
        ground.work(aim, asleep=ASLEEP_MIN)
        if ground.laptops.stands_still():
            sleeps += 1
            if number % 2:
                ground.wire.cut_all()
            time.sleep(HELD_S)
            ground.laptops.go_on()
        told = ground.laptops.ended()
        failed += went_on(told)
        ground.note(told)
        records = ground.check()
    # A round that had less to do comes by fewer places than the first one; the short form may have
    # drawn none that it comes by.
    assert sleeps > len(found) // 2 or not LONG
    print(
        f"{sleeps} sleeps at {len(found)} places, {dict(failed)} rounds failed, {records} records"
    )


def went_on(told: Lines) -> Counter[str]:
    """See that it came to its end, every round but one at most at once; return what failed."""
    assert counted(told)
    assert [rest for first, rest in told if first == "synced"] == ["0"] * _ROUNDS
    failed = [cast(Problem, rest) for first, rest in told if first == "failed"]
    assert len(failed) <= 1
    for problem in failed:
        assert problem in RETRIED
        assert trouble(problem).meaning
    return Counter(failed)
