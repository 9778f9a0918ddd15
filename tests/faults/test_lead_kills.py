"""A lead's laptop, killed at every commit, send, rename and sync of a file amid what it decides.

It opens cases, destroys one, keeps one to few people, changes a role, makes and takes in a stick.
Killed anywhere, it finishes by itself what it had begun: every case is whole or gone, on both
laptops alike, and the server holds nothing of one that is gone. Short and long form are as in
``test_kills``.
"""

import os
from collections.abc import Iterator
from itertools import cycle

import pytest

from sync.client.bundles.making import make_bundle
from sync.client.driving import drive
from tests.conftest import Template
from tests.faults.children import aims, counted
from tests.faults.failpoints import Aim
from tests.faults.field import FAULTS, LONG, Field, calm, fields, in_turn
from tests.faults.lead import Told, check_program, prepare
from tests.faults.pairs import check_histories

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills by signal, and forks")


@pytest.fixture(scope="module")
def ground(
    template: Template, tmp_path_factory: pytest.TempPathFactory, address: str
) -> Iterator[Field]:
    with fields(tmp_path_factory.mktemp("field"), template, address) as made:
        made.server.start()
        prepare(made)
        made.server.kill()
        yield made
    check_histories(made.pair)


@pytest.fixture(autouse=True)
def _calm(ground: Field) -> Iterator[None]:
    with calm(ground):
        yield


def test_a_lead_killed_anywhere_leaves_nothing_half_decided(ground: Field) -> None:
    told, roles = Told(), cycle(("admin", "member"))
    ground.server.start()
    _decide(ground, None, next(roles))
    lines = ground.laptops.ended()
    assert {first for first, _ in lines} >= {"opened", "destroyed", "role", "restricted", "taken"}
    told.note(lines)
    cases = check_program(ground, told)
    found = aims(counted(lines))
    assert {aim.point for aim in found} == {"commit", "send", "rename", "fsync"}
    ground.wire.share, killed = FAULTS, 0
    for aim in in_turn(found):
        told.role = ""  # what it comes to is told, or is one of two
        _decide(ground, aim, next(roles))
        lines = ground.laptops.ended()
        killed += not counted(lines)
        told.note(lines)
        cases = check_program(ground, told)
    assert killed or not LONG
    print(f"{killed} kills at {len(found)} places, {cases} cases")


def _decide(ground: Field, aim: Aim | None, role: str) -> None:
    """Start a process of the first laptop, which finds what the second has put on a stick."""
    brought = ground.place / "brought.bundle"
    brought.unlink(missing_ok=True)
    ground.second_saves(ground.direct[1])
    drive(make_bundle(ground.second.clock, brought), ground.direct[1], ground.second)
    stick = ground.place / "stick.bundle"
    stick.unlink(missing_ok=True)
    other = ground.second.device.hex()
    order = {"stick": str(stick), "brought": str(brought), "other": other, "role": role}
    ground.work(aim, "lead", **order)
