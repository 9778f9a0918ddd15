"""Set a world up: laptops that joined one program through the real scripts."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random  # noqa: TID251 - a schedule repeats by its seed
from shutil import copytree
from types import MappingProxyType

from sqlalchemy import Connection
from starlette.applications import Starlette

from storage.crypto.passphrases import FLOOR
from storage.workspace import Beginning, Workspace, create
from sync.client.driving import drive
from sync.client.enrolment.together import Side, join_together
from sync.client.governing.roles import change_role
from sync.client.governing.vaults import make_vault
from sync.client.membership import identity
from sync.client.round import sync_round
from sync.server.administration import new_generation, set_quota
from sync.server.application import build
from sync.server.auditing import Break, audited_programs, first_break
from sync.server.database import open_database
from sync.server.local import local_server
from sync.server.settings import Settings
from tests.conftest import PASSPHRASE, FixedClock
from tests.sync.enrolling import begin
from tests.sync.enrolment.stages import another_device
from tests.sync.simulation import editions
from tests.sync.simulation.acts import RESTRICTED
from tests.sync.simulation.couriers import Couriers
from tests.sync.simulation.destroying import Destroying
from tests.sync.simulation.figures import Figures
from tests.sync.simulation.forgetting import Forgetting
from tests.sync.simulation.holds import Holds
from tests.sync.simulation.privileged import Privileged
from tests.sync.simulation.quotas import Quotas
from tests.sync.simulation.recovering import Recovery
from tests.sync.simulation.subject import Subject
from tests.sync.simulation.wire import InProcess
from tests.sync.simulation.world import World

BEGINNING = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
VAULT = bytes(range(16))
"""The vault that only the first of the laptops are in."""
_INSIDE = 2
FURTHER: Mapping[str, Callable[[Random], Subject]] = MappingProxyType(
    {
        "couriers": Couriers,
        "quotas": Quotas,
        "holds": Holds,
        "destroying": Destroying,
        "figures": Figures,
        "recovery": Recovery,
        "privileged": Privileged,
        "forgetting": Forgetting,
    }
)
"""Every subject of its own; a further one is a further line."""
_NOTHING: Mapping[str, Callable[[Random], Subject]] = MappingProxyType({})

_FAULTS = {
    "a log has a gap": "SELECT 1 FROM logs l WHERE l.sequence <> (SELECT count(*) FROM envelopes e "
    "WHERE e.log = l.id AND e.sequence BETWEEN 1 AND l.sequence) OR EXISTS "
    "(SELECT 1 FROM envelopes e WHERE e.log = l.id AND e.sequence > l.sequence)",
}
"""Asked of the server's own tables, without the code that fills them."""


class Premises:
    """The server's database, and the copy its operator keeps."""

    def __init__(self, folder: Path, seed: bytes, clock: FixedClock) -> None:
        self._database, self._copy = folder / "satchel-server.db", folder / "copy.db"
        self._clock = clock
        address = f"sqlite:///{self._database}"
        self._settings = Settings(address, seed, clock=clock, delay_s=0.0)

    def running(self) -> Starlette:
        """Return the server."""
        return build(self._settings)

    def back_up(self) -> None:
        """Copy the database while it is in use."""
        with closing(sqlite3.connect(self._database)) as live:
            self._copy.unlink(missing_ok=True)
            with closing(sqlite3.connect(self._copy)) as copy:
                live.backup(copy)

    def forget(self) -> None:
        """Have no copy."""
        self._copy.unlink(missing_ok=True)

    def restored(self) -> Starlette:
        """Put the last copy in place of the database and begin a new generation."""
        if self._copy.exists():
            with (
                closing(sqlite3.connect(self._copy)) as copy,
                closing(sqlite3.connect(self._database)) as live,
            ):
                copy.backup(live)
            with closing(open_database(self._settings.database)) as database:
                self._clock.pass_time(seconds=1)  # nobody restores twice in one second
                new_generation(database, self._clock)
        return self.running()

    def has_copy(self) -> bool:
        """Tell whether a copy is kept."""
        return self._copy.exists()

    def allow(self, more: int | None) -> None:
        """Let programs keep so many bytes more than they do; as many as they need with None."""
        size = None
        if more is not None:
            with closing(sqlite3.connect(self._database)) as live:
                (used,) = live.execute("SELECT max(used) FROM admitted").fetchone()
            size = used + more
        with closing(open_database(self._settings.database, durable=False)) as database:
            set_quota(database, "all", size, self._clock)

    def stored(self) -> set[bytes]:
        """Return the digest of every envelope in the database."""
        with closing(sqlite3.connect(self._database)) as database:
            return {row[0] for row in database.execute("SELECT digest FROM envelopes")}

    def faults(self) -> list[str]:
        """Return what no server may have: a gap in a log, a broken audit."""
        with closing(sqlite3.connect(self._database)) as database:
            found = [
                words for words, query in _FAULTS.items() if database.execute(query).fetchone()
            ]
        with closing(open_database(self._settings.database, durable=False)) as database:
            breaks = database.read(_audit_breaks)
        return found + [f"row {one.number} of the audit {one.words}" for one in breaks]

    def envelopes(self) -> list[bytes]:
        """Return every envelope as the database has it."""
        with closing(sqlite3.connect(self._database)) as database:
            return [row[0] for row in database.execute("SELECT content FROM envelopes")]


def _audit_breaks(connection: Connection) -> list[Break]:
    found = (first_break(connection, program) for program in audited_programs(connection))
    return [one for one in found if one is not None]


class Stage:
    """A program whose laptops have joined; worlds are played on copies of it.

    Where it is ``governed`` two laptops are admins', three are in a vault of their own, one more
    waits to be invited, and everybody knows everybody.
    """

    def __init__(self, folder: Path, laptops: int, *, governed: bool = False) -> None:
        self.folder = folder
        self.keys: list[bytes] = []
        self.joiner = b""
        (folder / "server").mkdir(parents=True)
        clock = FixedClock(BEGINNING)
        with local_server(folder / "server", clock=clock) as server, ExitStack() as opened:
            self.settings: Settings = server.settings
            self.address = server.address
            wire = InProcess(build(server.settings))
            opened.callback(wire.close)
            key = create(
                folder / "0", PASSPHRASE, Beginning(person="Ana", program="P"), cost=FLOOR
            ).key
            host = opened.enter_context(Workspace(folder / "0", key, clock=clock))
            code = begin(host, wire, server)
            server.add_program(code, name="Practice", statewide=True)
            self.keys.append(key)
            guests = []
            for number in range(1, laptops):
                guest = opened.enter_context(self._newcomer(folder / str(number), clock))
                join_together(Side(host, wire), Side(guest, wire), server.address, f"P{number}")
                guests.append(guest)
            if governed:
                self._newcomer(folder / "joining", clock).close()
                self._govern(host, guests, wire)

    @contextmanager
    def world(
        self,
        folder: Path,
        seed: int,
        laptops: int = 0,
        *,
        mixed: bool = False,
        further: Mapping[str, Callable[[Random], Subject]] = _NOTHING,
    ) -> Iterator[World]:
        """Play with so many of the laptops in ``folder``, which is filled with copies.

        In a ``mixed`` world some begin with an earlier edition of Satchel, and files are added.
        What is ``further`` named comes about beside the events of every world.
        """
        clock = FixedClock(BEGINNING + timedelta(hours=1))
        count = laptops or len(self.keys)
        for name in ("server", *map(str, range(count))):
            copytree(self.folder / name, folder / name)
        site = Premises(folder / "server", self.settings.seed, clock)
        world = World(folder, clock, site, Random(seed), self.settings.seed)
        world.address, world.restricted = self.address, VAULT
        if mixed:
            world.apart = Random(f"apart {seed}")
        world.further = tuple(make(Random(f"{name} {seed}")) for name, make in further.items())
        for number, key in enumerate(self.keys[:count]):
            world.laptops.append(world.laptop(folder / str(number), key))
        if (self.folder / "joining").is_dir():
            world.unjoined = (self.folder / "joining", self.joiner)
            world.newcomers = [world.unjoined]
        try:
            yield world
        finally:
            world.close()
            editions.run(None)

    def _newcomer(self, folder: Path, clock: FixedClock) -> Workspace:
        """Make the workspace of somebody who has not joined: one passphrase for all of them."""
        made = self.folder / "unjoined"
        if not made.is_dir():
            beginning = Beginning(person="P", program="", joining=True)
            self.joiner = create(made, PASSPHRASE, beginning, cost=FLOOR).key
        if folder.name != "joining":
            self.keys.append(self.joiner)
        copytree(made, folder)
        with Workspace(folder, self.joiner, clock=clock) as workspace:
            workspace.write(another_device)
        return Workspace(folder, self.joiner, clock=clock)

    def _govern(self, host: Workspace, guests: list[Workspace], wire: InProcess) -> None:
        devices = [guest.read(identity).device for guest in guests]
        drive(change_role(host.clock, devices[0], "admin"), wire, host)
        inside = tuple(devices[:_INSIDE])
        drive(make_vault(host.clock, VAULT, RESTRICTED, inside), wire, host)
        for workspace in (host, *guests):
            drive(sync_round(workspace.clock), wire, workspace)
