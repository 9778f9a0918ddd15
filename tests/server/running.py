"""A real server on the loopback interface, as a block or as the fixture ``live``."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from sync.server.local import LocalServer, local_server
from tests.server.asking import Caller
from tests.server.laptops import Program


@contextmanager
def running_server(folder: Path, database: str | None = None) -> Iterator[LocalServer]:
    """Run a server in a thread, on a free port, with its data in ``folder``."""
    with local_server(folder, database=database) as server:
        yield server


@contextmanager
def calling(server: LocalServer) -> Iterator[Caller]:
    """Yield a caller that talks to ``server`` over real sockets."""
    with httpx2.Client(base_url=server.address, trust_env=False, timeout=30) as client:
        yield Caller(client.request, server.id, server.public)


def begun(server: LocalServer, caller: Caller) -> Program:
    """Return a program that has begun on ``server``."""
    program = Program()
    server.add_program(program.code, "Berkshire")
    assert caller.begin(program).status == 200
    return program
