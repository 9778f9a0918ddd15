"""Laptops that come together: real workspaces, each with its way to a server."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from storage.workspace import Workspace
from sync.client.commands import Answer, Ask, Command, Script, Unreachable
from sync.client.driving import Transport, drive
from sync.client.enrolment.connect import begin_program, register
from sync.client.enrolment.inviting import Compared, Invitation, await_answer, invite
from sync.client.enrolment.joining import (
    accept,
    await_admission,
    await_reveal,
    confirm,
)
from sync.protocol import signing
from sync.protocol.requests import (
    server_id,
)
from sync.protocol.roster import Role
from sync.server import administration, migrations
from sync.server.application import build
from sync.server.clocks import Clock
from sync.server.database import open_database
from sync.server.settings import Role as Service
from sync.server.settings import Settings
from tests.sync.simulation.wire import InProcess
from tests.sync.stepping import next_step

ADDRESS = "https://records.example"
T = TypeVar("T")


class Server:
    """The real server's application, and what its operator does."""

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        roles: tuple[Service, ...] = ("records", "figures"),
        *,
        seed: bytes = b"",
    ) -> None:
        folder.mkdir(exist_ok=True)
        self.seed = seed or signing.new_signing_key()
        self._clock = clock
        self._address = f"sqlite:///{folder / 'server.db'}"
        database = open_database(self._address, patient=True)
        migrations.migrate(database)
        database.close()
        settings = Settings(self._address, self.seed, roles, clock=clock, delay_s=0)
        self._application = build(settings)
        self.wire = InProcess(self._application)

    @property
    def public(self) -> bytes:
        """Its public key."""
        return signing.public_of(self.seed)

    @property
    def id(self) -> bytes:
        """Its id."""
        return server_id(self.public)

    def add_program(self, code: str) -> None:
        """Add a program, as its operator does."""
        database = open_database(self._address)
        administration.add_program(database, code, "Berkshire", statewide=False)
        database.close()

    def block_device(self, code: str, device: bytes) -> None:
        """Block a device, as its operator does."""
        database = open_database(self._address)
        administration.block_device(database, code, device)
        database.close()

    def begin_generation(self) -> None:
        """Be as after a restore that lost nothing."""
        database = open_database(self._address)
        administration.new_generation(database, self._clock)
        database.close()

    def ask(self, ask: Ask) -> Answer:
        """Answer one request."""
        return self.wire.ask(ask)

    def close(self) -> None:
        """Stop it."""
        self._application.state.service.close()
        self.wire.close()


class Offline:
    """No network."""

    def ask(self, _ask: Ask) -> Unreachable:
        """Answer nothing."""
        return Unreachable("no-network")


class Laptop:
    """One person's laptop."""

    def __init__(self, folder: Path, key: bytes, clock: Clock, wire: Transport) -> None:
        self.folder, self.key, self.clock, self.wire = folder, key, clock, wire
        self.workspace = Workspace(folder, key, clock=clock)

    def run(self, script: Script[T], wire: Transport | None = None) -> T:
        """Carry a script out."""
        return drive(script, wire or self.wire, self.workspace)

    def cut_off(self, script: Script[T], commands: int) -> tuple[T] | None:
        """Carry out so many commands, then end the process; the outcome if it was reached."""
        step: Callable[[], Command] = partial(script.send, None)
        for _ in range(commands):
            try:
                command = step()
            except StopIteration as ended:
                return (ended.value,)
            step = next_step(script, command, self.wire, self.workspace)
        script.close()
        self.restart()
        return None

    def restart(self) -> None:
        """Close the workspace and open it again."""
        self.workspace.close()
        self.workspace = Workspace(self.folder, self.key, clock=self.clock)

    def begin(self, server: Server) -> str:
        """Begin the program and have the operator add it; return its code."""
        code = self.run(begin_program(self.clock, ADDRESS))
        server.add_program(code)
        self.run(register(self.clock))
        return code

    def invite(
        self, name: str = "Ben Silva", role: Role = "member", *, person: bytes = b"", ends: int = 0
    ) -> Invitation:
        """Invite somebody."""
        return self.run(invite(self.clock, name, role, person=person, ends=ends))

    def accept(self, invitation: Invitation | str, name: str = "Ben Silva") -> None:
        """Answer an invitation."""
        words = invitation if isinstance(invitation, str) else invitation.words
        self.run(accept(self.clock, ADDRESS, words, name))

    def answer(self, invitation: Invitation) -> Compared:
        """Return who answered, and the words to compare."""
        compared = self.run(await_answer(self.clock, invitation.id))
        assert compared is not None
        return compared

    def six_words(self) -> tuple[str, ...]:
        """Return the words to compare."""
        words = self.run(await_reveal(self.clock))
        assert words is not None
        return words

    def confirm(self) -> None:
        """Say that the words are the same."""
        self.run(confirm(self.clock))

    def is_admitted(self, wire: Transport | None = None) -> bool:
        """Ask for the admission."""
        return self.run(await_admission(self.clock), wire)


def letters(words: str) -> Iterator[str]:
    """Yield ``words`` with each letter in turn mistyped."""
    for place, letter in enumerate(words):
        if letter.isalpha():
            other = "x" if letter != "x" else "q"
            yield words[:place] + other + words[place + 1 :]
