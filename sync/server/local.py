"""A real server on this computer, for a self-test, a tour or a test."""

import contextlib
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sync.protocol import signing
from sync.protocol.requests import server_id
from sync.server import administration, migrations
from sync.server.application import build
from sync.server.clocks import Clock, SystemClock
from sync.server.database import open_database
from sync.server.identity import make_key_file
from sync.server.running import Listening, configuration
from sync.server.settings import Role, Settings
from sync.server.threads import answering


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A server that runs; ``address`` is its URL, like http://127.0.0.1:41237."""

    address: str
    settings: Settings

    @property
    def public(self) -> bytes:
        """Its public key."""
        return signing.public_of(self.settings.seed)

    @property
    def id(self) -> bytes:
        """The 16 bytes that requests are bound to."""
        return server_id(self.public)

    def add_program(self, code: str, name: str = "", *, statewide: bool = False) -> None:
        """Add a program, as the operator does with ``satchel-server add-program``."""
        with contextlib.closing(open_database(self.settings.database)) as database:
            administration.add_program(database, code, name, statewide=statewide)

    def block_device(self, code: str, device: bytes) -> None:
        """Block a device, as the operator does with ``satchel-server block-device``."""
        with contextlib.closing(open_database(self.settings.database)) as database:
            administration.block_device(database, code, device)

    def new_generation(self) -> int:
        """Begin a new generation, as the operator does after a restore."""
        with contextlib.closing(open_database(self.settings.database)) as database:
            return administration.new_generation(database)


@contextmanager
def local_server(
    folder: Path,
    *,
    roles: tuple[Role, ...] = ("records", "figures"),
    database: str | None = None,
    clock: Clock | None = None,
    port: int = 0,
    blobs: str = "",
) -> Iterator[LocalServer]:
    """Run a server on the loopback interface for as long as the block lasts.

    Its database is made in ``folder``, which may hold the one of a server before: it then goes on
    as that server. ``database`` names another one, which keeps files only where ``blobs`` says. It
    stops when the block is left.
    """
    folder.mkdir(parents=True, exist_ok=True)
    address = database or f"sqlite:///{(folder / 'satchel-server.db').as_posix()}"
    with contextlib.closing(open_database(address, patient=True)) as opened:
        migrations.migrate(opened)
    seed = make_key_file(folder / "satchel-server.key")
    settings = Settings(address, seed, roles, clock=clock or SystemClock(), delay_s=0, blobs=blobs)
    with running(settings, port) as server:
        yield server


@contextmanager
def running(settings: Settings, port: int = 0) -> Iterator[LocalServer]:
    """Run the server of ``settings``, whose database has its tables, on the loopback interface."""
    with (
        socket.create_server(("127.0.0.1", port)) as listener,
        answering(configuration(build(settings), Listening(), factory=False), listener),
    ):
        yield LocalServer(f"http://127.0.0.1:{listener.getsockname()[1]}", settings)
