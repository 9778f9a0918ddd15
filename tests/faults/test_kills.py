"""Laptops and servers, killed at every commit, send, rename and sync of a file, lose nothing.

A process is killed before, in the midst of and after the first of each, then the second, until it
ends its work alive; then processes are killed at random times. Between laptops and their server
connections fail by a seed.

In the suite each test has ``SECONDS``, and takes the places to die at in a random order, which
``SATCHEL_SEED=N`` repeats. ``SATCHEL_LONG=1`` takes all of them, and kills at random times for
``SATCHEL_SECONDS``, 300 when left out.
"""

import os
import secrets
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random  # noqa: TID251 - an order repeats by its seed

import pytest

from storage.domain.ids import RecordId
from storage.workspace import Workspace
from sync.client import transport
from sync.client.transport import HttpTransport
from tests.conftest import Template
from tests.faults.children import Children, Lines, aims, children, counted
from tests.faults.failpoints import Aim
from tests.faults.pairs import Laptop, check, check_histories, save_and_sync, two_laptops
from tests.faults.papers import save_paper
from tests.faults.proxy import Proxy, proxy
from tests.faults.servers import Server
from tests.ports import free_port

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills by signal, and forks")

LONG = os.environ.get("SATCHEL_LONG") == "1"
SECONDS = 3.0
AT_RANDOM_S = float(os.environ.get("SATCHEL_SECONDS", "300")) if LONG else SECONDS
SEED = int(os.environ.get("SATCHEL_SEED", secrets.randbelow(1_000_000)))
_FAULTS = 0.6
_PATIENCE_S = 1.0
_WORKS_S = 0.6
"""Seconds that a laptop's work takes at most, and within which a kill comes."""


@dataclass
class Field:
    """Two laptops, their server in a process of its own, and the wire between them."""

    pair: list[Laptop]
    second: Workspace
    """The second laptop, open: it is not killed."""
    server: Server
    wire: Proxy
    direct: list[HttpTransport]
    """A way for each laptop on which nothing fails."""
    way: HttpTransport
    """The second laptop's way over the wire."""
    laptops: Children
    place: Path
    numbers: Iterator[int] = field(default_factory=count)

    def name(self) -> str:
        """Return a name that nobody has."""
        return f"Number {next(self.numbers)}"

    def second_saves(self, way: HttpTransport) -> None:
        """Have the second laptop save and sync once."""
        save_and_sync(self.pair[1], self.second, way, self.name())

    def work(self, aim: Aim | None) -> None:
        """Start a process of the first laptop that saves, syncs and backs up."""
        first = self.pair[0]
        self.laptops.start(
            "laptop",
            aim,
            folder=str(first.folder),
            key=first.key.hex(),
            backup=str(self.place / "first.backup"),
            name=self.name(),
            address=self.wire.address,
        )

    def note(self, told: Lines) -> None:
        """Note what the first laptop was told is kept, and what is on the server."""
        for first, rest in told:
            if first == "saved":
                self.pair[0].saved.add(bytes.fromhex(rest))
            elif first == "filed":
                self.pair[0].filed.add(RecordId(bytes.fromhex(rest)))
            elif first == "synced":
                self.pair[0].sent |= self.pair[0].saved

    def check(self) -> int:
        """See what must hold; return how many records there are."""
        return check(self.pair, self.second, self.direct)


@pytest.fixture(scope="module")
def ground(
    template: Template, tmp_path_factory: pytest.TempPathFactory, address: str
) -> Iterator[Field]:
    """One field for all these tests: each goes on from what the one before left."""
    place = tmp_path_factory.mktemp("field")
    shutil.copytree(template.folder, place / "first")
    pair = two_laptops(place / "first", template, place, address)
    with children() as servers, children() as laptops, pair[1].open() as second:
        server = Server(servers, place / "server", address, free_port())
        with (
            proxy(server.port, SEED) as wire,
            HttpTransport(server.address) as one,
            HttpTransport(server.address) as two,
            pytest.MonkeyPatch.context() as patched,
        ):
            patched.setattr(transport, "_READ", _PATIENCE_S)
            with HttpTransport(wire.address) as way:
                yield Field(pair, second, server, wire, [one, two], way, laptops, place)
    check_histories(pair)


@pytest.fixture(autouse=True)
def _calm(ground: Field) -> Iterator[None]:
    """Begin on a wire that fails nowhere; end without a server."""
    print(f"SATCHEL_SEED={SEED}")
    ground.wire.share = 0.0
    ground.wire.met.clear()
    yield
    ground.server.kill()


def test_a_laptop_killed_anywhere_loses_nothing(ground: Field) -> None:
    ground.server.start()
    ground.work(None)
    found = aims(counted(ground.laptops.ended()))
    assert {aim.point for aim in found} == {"commit", "send", "rename", "fsync"}
    ground.wire.share, killed, records = _FAULTS, 0, 0
    for aim in _in_turn(found):
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
    for aim in _in_turn(found):
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
    ground.wire.share, kills, records = _FAULTS, Counter[str](), 0
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
    for share in (_FAULTS, 0.0):
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


def _in_turn(found: list[Aim]) -> Iterator[Aim]:
    """Yield where to kill, as many as there is time for."""
    if not LONG:
        Random(SEED).shuffle(found)
    end = time.monotonic() + SECONDS
    for aim in found:
        if not LONG and time.monotonic() > end:
            return
        yield aim


def _say(ground: Field, kills: str, records: int) -> None:
    faults = dict(Counter(ground.wire.met))
    print(f"{kills}, {sum(faults.values())} faults of the wire {faults}, {records} records")
