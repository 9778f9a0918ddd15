"""Two laptops, a server that dies where it is told to, and the wire between them that fails."""

import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random  # noqa: TID251 - an order repeats by its seed
from typing import Any

import pytest

from storage.domain.ids import RecordId
from storage.workspace import Workspace
from sync.client import transport
from sync.client.transport import HttpTransport
from tests.conftest import Template
from tests.faults.children import Children, Lines, children
from tests.faults.failpoints import Aim
from tests.faults.pairs import Laptop, check, save_and_sync, two_laptops
from tests.faults.proxy import Proxy, proxy
from tests.faults.servers import Server
from tests.ports import free_port

LONG = os.environ.get("SATCHEL_LONG") == "1"
SECONDS = 3.0
SEED = int(os.environ.get("SATCHEL_SEED", secrets.randbelow(1_000_000)))
FAULTS = 0.6
"""The share of connections that fail, where they do."""
_PATIENCE_S = 1.0


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

    def work(self, aim: Aim | None, job: str = "laptop", **order: Any) -> None:
        """Start a process of the first laptop that saves, syncs and backs up, or another job."""
        first = self.pair[0]
        self.laptops.start(
            job,
            aim,
            folder=str(first.folder),
            key=first.key.hex(),
            backup=str(self.place / "first.backup"),
            name=self.name(),
            address=self.wire.address,
            **order,
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


@contextmanager
def fields(place: Path, template: Template, address: str) -> Iterator[Field]:
    """Yield two laptops of one program and their server's place, on the database at ``address``."""
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


@contextmanager
def calm(ground: Field) -> Iterator[None]:
    """Begin on a wire that fails nowhere; end without a server."""
    print(f"SATCHEL_SEED={SEED}")
    ground.wire.share = 0.0
    ground.wire.met.clear()
    yield
    ground.server.kill()


def in_turn(found: list[Aim]) -> Iterator[Aim]:
    """Yield where to kill, as many as there is time for."""
    if not LONG:
        Random(SEED).shuffle(found)
    end = time.monotonic() + SECONDS
    for aim in found:
        if not LONG and time.monotonic() > end:
            return
        yield aim
