"""A server in this process, without a socket: the application itself, a clock, an operator."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.applications import Starlette

from sync.protocol import signing
from sync.protocol.envelope import to_bytes
from sync.protocol.requests import server_id
from sync.server import administration
from sync.server.application import build
from sync.server.clocks import milliseconds
from sync.server.service import Service
from sync.server.settings import LOOPBACK, Role, Settings
from tests.conftest import FixedClock
from tests.server.asking import Caller
from tests.server.laptops import Laptop, Program

BASE = "http://127.0.0.1"
_ELSEWHERE = (f"{high}.{low}" for high in range(256) for low in range(256))
"""Each once in a process: servers on one database may tell each other who failed."""


@dataclass
class Wire:
    """What ``Caller`` needs of a client, answered by an application of this process."""

    portal: BlockingPortal
    application: Starlette
    peer: str = "203.0.113.1"

    def request(self, method: str, target: str, /, **options: Any) -> httpx2.Response:
        answer: httpx2.Response = self.portal.call(self._request, method, target, options)
        return answer

    async def _request(self, method: str, target: str, options: dict[str, Any]) -> httpx2.Response:
        transport = httpx2.ASGITransport(self.application, client=(self.peer, 5))
        async with httpx2.AsyncClient(transport=transport, base_url=BASE) as client:
            return await client.request(method, target, **options)


@dataclass
class Ground:
    """One server and what a test may do with it from each side."""

    caller: Caller
    wire: Wire
    service: Service
    clock: FixedClock
    settings: Settings
    made: list[Program] = field(default_factory=list)

    def program(self, *, statewide: bool = False) -> Program:
        """A program that the operator added and that has begun."""
        program = Program()
        self.add(program, statewide=statewide)
        if "records" in self.settings.roles:
            assert self.caller.begin(program).status == 200
        return program

    def add(self, program: Program, *, statewide: bool = False) -> None:
        administration.add_program(
            self.service.database, program.code, "Berkshire", statewide=statewide
        )

    def block(self, program: Program, laptop: Laptop) -> None:
        administration.block_device(self.service.database, program.code, laptop.id)

    def unblock(self, program: Program, laptop: Laptop) -> None:
        administration.unblock_device(self.service.database, program.code, laptop.id)

    def member(self, program: Program, *rest: Any) -> Laptop:
        """A laptop that was admitted to ``program``."""
        laptop = Laptop()
        self.caller.admit(program, laptop, *rest)
        return laptop

    def take_out(self, program: Program, laptop: Laptop) -> None:
        """Take ``laptop`` out of the program's roster."""
        entry = to_bytes(program.keep(program.revocation(laptop)))
        self.caller.pushed(program, program.first, program.roster_log, entry)

    def from_elsewhere(self) -> None:
        """Ask from another address from now on, one that has not failed yet."""
        self.wire.peer = f"198.51.{next(_ELSEWHERE)}"


@contextmanager
def standing(settings: Settings, clock: FixedClock) -> Iterator[Ground]:
    """Run the application of ``settings`` without a socket for as long as the block lasts."""
    application = build(settings)
    service: Service = application.state.service
    public = signing.public_of(settings.seed)
    with start_blocking_portal() as portal:
        wire = Wire(portal, application)
        caller = Caller(wire.request, server_id(public), public, lambda: milliseconds(clock))
        try:
            yield Ground(caller, wire, service, clock, settings)
        finally:
            service.close()


def settings_for(address: str, clock: FixedClock, *roles: Role) -> Settings:
    """Settings that never wait, for a server with a key of its own."""
    chosen: tuple[Role, ...] = roles or ("records", "figures")
    blobs = "" if address.startswith("sqlite") else str(blobs_folder())
    seed = signing.new_signing_key()
    return Settings(address, seed, chosen, LOOPBACK, clock, delay_s=0, blobs=blobs)


def blobs_folder() -> Path:
    """Where the blobs of a PostgreSQL server of this process are."""
    return Path(tempfile.gettempdir()) / f"satchel-blobs-{os.getpid()}"
