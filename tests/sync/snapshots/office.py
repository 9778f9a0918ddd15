"""A program whose laptops make snapshots soon, over a server in this process."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from storage.backup.restoring import restore
from storage.crypto.passphrases import FLOOR
from storage.workspace import Beginning, Workspace, create
from sync.client.commands import Answer, Ask, Unreachable
from sync.client.driving import drive
from sync.client.round import Outcome, sync_round
from sync.client.snapshots.schedule import Schedule
from sync.protocol.requests import NONCE, SIGNATURE, TIME, Asked, sign_answer
from sync.server.application import build
from sync.server.local import LocalServer, local_server
from tests.conftest import PASSPHRASE, FixedClock
from tests.storage.builders import add_case, add_note
from tests.sync.enrolling import begin, join, newcomer
from tests.sync.simulation.wire import InProcess

SOON = Schedule(envelopes=4, hours=24, least=1)
_NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
TAKE = Schedule(2**40, 2**20, 1)
"""Makes none, and begins with one."""
Reply = Answer | Unreachable


class Way:
    """One laptop's way to the server; ``meddle`` may answer in the server's place."""

    def __init__(self, server: InProcess) -> None:
        self._server = server
        self.asked: list[str] = []
        self.meddle: Callable[[Ask, Callable[[Ask], Reply]], Reply] | None = None

    def ask(self, ask: Ask) -> Reply:
        """Send one request."""
        self.asked.append(f"{ask.method} {ask.path}?{ask.query}")
        if self.meddle is not None:
            return self.meddle(ask, self._server.ask)
        return self._server.ask(ask)

    def count(self, words: str) -> int:
        """Return how many requests had ``words`` in their address."""
        return sum(words in asked for asked in self.asked)


def forged(seed: bytes, ask: Ask, true: Answer, status: int, body: bytes) -> Answer:
    """Return another answer than the ``true`` one, signed as the server signs."""
    nonce, signed = bytes.fromhex(ask.headers[NONCE]), ask.headers[SIGNATURE]
    asked = Asked(ask.method, ask.path, ask.query, nonce, signed)
    signature = sign_answer(seed, asked, int(true.headers[TIME]), status, body)
    return Answer(status, {**true.headers, SIGNATURE: signature}, body)


class Person:
    """Somebody with a laptop."""

    def __init__(self, workspace: Workspace, way: Way) -> None:
        self.workspace, self.way = workspace, way

    def sync(self, schedule: Schedule = SOON, **how: Any) -> Outcome:
        """Sync once, and hold that nothing was wrong."""
        outcome = self.try_sync(schedule, **how)
        assert outcome.problem is None, outcome
        return outcome

    def try_sync(self, schedule: Schedule = SOON, **how: Any) -> Outcome:
        """Sync once."""
        script = sync_round(self.workspace.clock, schedule=schedule, **how)
        return drive(script, self.way, self.workspace)

    def work(self, saves: int = 3) -> None:
        """Enter a case and write in it, an envelope for every save."""
        case, _ = self.workspace.write(add_case, "Quill", "Nora")
        for number in range(saves):
            self.workspace.write(add_note, case, f"note {number}")
            self.sync(Schedule(2**40, 2**20, 2**40))


class Office:
    """Ana, who began the program, and those who join it."""

    def __init__(
        self, folder: Path, server: LocalServer, clock: FixedClock, opened: ExitStack
    ) -> None:
        self.folder, self.server, self.clock = folder, server, clock
        self._opened = opened
        self.wire = InProcess(build(server.settings))
        opened.callback(self.wire.close)
        made = create(folder / "ana", PASSPHRASE, Beginning(person="Ana", program="P"), cost=FLOOR)
        self.ana = self._person(Workspace(folder / "ana", made.key, clock=self.clock))
        begin(self.ana.workspace, self.ana.way, server)

    def join(self, name: str, host: Person | None = None) -> Person:
        """Let somebody join who has received nothing yet."""
        workspace, _ = newcomer(self.folder / name, name, self.clock)
        guest, host = self._person(workspace), host or self.ana
        sides = (host.workspace, host.way), (guest.workspace, guest.way)
        join(*sides, self.server.address, name)
        guest.way.asked.clear()
        return guest

    def restored(self, person: Person, backup: Path) -> Person:
        """Return somebody whose disk was lost, and whose laptop goes on from a backup."""
        folder, key = person.workspace.folder, person.workspace._key
        person.workspace.close()
        shutil.rmtree(folder)
        restore(backup, folder, lambda _folder: key, clock=self.clock)
        return self._person(Workspace(folder, key, clock=self.clock))

    def _person(self, workspace: Workspace) -> Person:
        self._opened.enter_context(workspace)
        return Person(workspace, Way(self.wire))


def held(connection: Connection) -> dict[str, Any]:
    """Return every record and every changeset that a laptop has."""
    found: dict[str, Any] = {}
    for kind in ("person", "case", "note"):
        rows = connection.exec_driver_sql(f'SELECT * FROM "{kind}" ORDER BY id')  # noqa: S608 - our own names
        found[kind] = [
            tuple(value for name, value in row._mapping.items() if name != "saved") for row in rows
        ]
    query = "SELECT device, incarnation, counter, digest FROM journal ORDER BY 1, 2, 3"
    found["journal"] = [tuple(row) for row in connection.exec_driver_sql(query)]
    return found


@contextmanager
def office(folder: Path) -> Iterator[Office]:
    """Open an office in ``folder``."""
    (folder / "server").mkdir(parents=True)
    clock = FixedClock(_NOW)
    with ExitStack() as opened, local_server(folder / "server", clock=clock) as server:
        yield Office(folder, server, clock, opened)
