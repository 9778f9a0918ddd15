"""Three laptops on which an attack is played: Ana's, an admin's, Ben's and Cal's, Ben the victim.

Cal and Ana have sent three envelopes that Ben has not fetched, and Ben has saved what is not sent.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection

from storage.usecases.syncing.envelopes import parked_count
from storage.usecases.syncing.roster import entries
from sync.client.commands import Answer, Ask
from sync.client.round import Outcome
from sync.protocol.chains import Head, first_link, next_link
from sync.protocol.encoding import decode, encode
from sync.protocol.envelope import digest_of, header_of
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Item, Message, Refusal
from sync.protocol.requests import NONCE, SIGNATURE, TIME, Asked, sign_answer
from tests.storage.builders import add_case
from tests.sync.simulation.governing import roster_of
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.state import state_of
from tests.sync.simulation.wire import Lie
from tests.sync.simulation.world import World

T = TypeVar("T", bound=Message)
Held = set[tuple[Any, ...]]
_MOST = 400
"""Commands in which every round here ends."""
_NUMBERS = count(1)


class Scene:
    """The three laptops, and what the server that lies may use."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ana, self.ben, self.cal = world.laptops
        self.seed = world.server_seed
        self.names: set[str] = set()
        self._before: list[Held] = []
        self.own = self.said = ""

    def prepare(self) -> None:
        """Let there be something to withhold and something to swallow."""
        # On one scene many attacks are played; a server lets a laptop ask so often in a minute.
        self.world.clock.pass_time(minutes=1)
        self.save(self.ana, "Old")
        for laptop in (*self.world.laptops, *self.world.laptops):
            assert laptop.round().problem is None
        for author in (self.cal, self.ana, self.cal):
            self.save(author, "Theirs")
            assert author.round().problem is None
        self.own = self.save(self.ben, "Own")

    def save(self, laptop: Laptop, word: str) -> str:
        """Enter a case under a new name and return the name."""
        name = f"{word}{next(_NUMBERS)}"
        laptop.workspace.write(add_case, name, "Quill")
        self.names.add(name)
        return name

    def cases(self) -> bytes:
        """Return the log of the cases."""
        return next(v.id for v in roster_of(self.ana).vaults if v.name == "cases")

    def program(self) -> bytes:
        """Return the log of the program's own records."""
        return next(v.id for v in roster_of(self.ana).vaults if v.name == "program")

    def roster(self) -> bytes:
        """Return the roster's log."""
        return roster_of(self.ana).log

    def stored(self, log: bytes) -> list[Item]:
        """Return a log as the true server has it."""
        database = self.world.folder / "server" / "satchel-server.db"
        with closing(sqlite3.connect(database)) as connection:
            rows = connection.execute(
                "SELECT sequence, generation, digest, content FROM envelopes "
                "WHERE log = (SELECT id FROM logs WHERE log = ?) ORDER BY sequence",
                (log,),
            ).fetchall()
        return [Item(*row) for row in rows]

    def received(self, log: bytes) -> int:
        """Return how far Ben has received a log."""

        def find(connection: Connection) -> int:
            query = "SELECT sequence FROM sync_log WHERE log = ?"
            return connection.exec_driver_sql(query, (log,)).scalar() or 0

        return self.ben.workspace.read(find)

    def signed(self, ask: Ask, answer: Answer, body: bytes, status: int = 200) -> Answer:
        """Return another answer, signed by the server's own key."""
        return resigned(self.seed, ask, Answer(status, answer.headers, body))

    def attack(self, lie: Lie | None) -> list[set[str]]:
        """Let Ben sync twice with the lying server and return what he is told by each round."""
        self.ben.kill(reopened=False)
        self._before = [self._state(laptop) for laptop in self.world.laptops]
        self.ben.wire.lie = lie
        before = parked(self.ben)
        told = [self._told(before), self._told(before)]
        self.ben.wire.lie = None
        return told

    def _told(self, before: int) -> set[str]:
        problem = bounded(self.ben).problem
        aside = {"set aside"} if parked(self.ben) > before else set()
        return {problem, *aside} if problem is not None else aside or {"nothing"}

    def _state(self, laptop: Laptop) -> Held:
        """Return everything that a laptop holds, row by row."""
        state = laptop.workspace.read(state_of, {self.cases(), self.program()})
        return {(name, *row) for name, held in state.items() for row in held}

    def check_unchanged(self) -> None:
        """Hold that nobody lost or changed anything, and Ben has nothing that was not written."""
        ana, ben, cal = self._before
        now = self._state(self.ben)
        assert ben <= now
        assert now - ben <= ana | cal
        assert [self._state(self.ana), self._state(self.cal)] == [ana, cal]

    def check_nothing_believed(self) -> None:
        """Hold that Ben knows nobody and nothing that is not true, and has what he saved."""
        true, known = self.ana.workspace.read(entries), self.ben.workspace.read(entries)
        assert known == true[: len(known)] or true == known[: len(true)]
        assert people(self.ben) <= self.names
        assert self.own in people(self.ben)
        held, hers = keys(self.ben), keys(self.ana)
        assert all(hers.get(place, key) == key for place, key in held.items())

    def check_healed(self) -> None:
        """Hold that with the honest server everybody ends with everything."""
        for laptop in (self.ben, self.ana, self.cal, self.ben):
            assert bounded(laptop).problem is None
        assert people(self.ben) == people(self.ana) == people(self.cal) == self.names
        assert parked(self.ben) == 0

    def check_without_cal(self) -> None:
        """Hold that those who stayed go on together."""
        for laptop in (self.ben, self.ana, self.ben, self.ana):
            assert bounded(laptop).problem is None
        assert people(self.ben) == people(self.ana) == self.names

    def check_aside(self) -> None:
        """Hold that what was spoilt is named, and everything else is here."""
        assert bounded(self.ben).problem is None
        assert parked(self.ben) > 0

    def check_parted(self) -> set[str]:
        """Hold that Ben is told of it for as long as nobody clears it up; return what he is."""
        problem = bounded(self.ben).problem
        assert problem is not None
        assert bounded(self.ben).problem == problem
        return {problem}


def bounded(laptop: Laptop) -> Outcome:
    """Return what a round comes to that ends within so many commands."""
    for _ in range(_MOST):
        outcome = laptop.step()
        if outcome is not None:
            return outcome
    raise AssertionError("the round does not end")


def people(laptop: Laptop) -> set[str]:
    """Return the names of everybody on a laptop."""

    def find(connection: Connection) -> set[str]:
        return set(connection.exec_driver_sql("SELECT given_name FROM person").scalars())

    return laptop.workspace.read(find)


def keys(laptop: Laptop) -> dict[tuple[bytes, int], bytes]:
    """Return every vault's key that a laptop has."""

    def find(connection: Connection) -> dict[tuple[bytes, int], bytes]:
        rows = connection.exec_driver_sql("SELECT vault, epoch, key FROM vault_key")
        return {(row.vault, row.epoch): bytes(row.key) for row in rows}

    return laptop.workspace.read(find)


def parked(laptop: Laptop) -> int:
    """Return how many envelopes a laptop has set aside."""
    return laptop.workspace.read(parked_count)


def resigned(seed: bytes, ask: Ask, answer: Answer) -> Answer:
    """Return ``answer`` with the server's signature on what it says now."""
    asked = Asked(
        ask.method,
        ask.path,
        ask.query,
        bytes.fromhex(ask.headers[NONCE]),
        ask.headers.get(SIGNATURE, ""),
    )
    time = int(answer.headers[TIME])
    signature = sign_answer(seed, asked, time, answer.status, answer.body)
    return Answer(answer.status, {**answer.headers, SIGNATURE: signature}, answer.body)


def changed(ending: str, body: type[T], change: Callable[[T], Any]) -> Callable[[Scene], Lie]:
    """Return a lie that changes the granted answers to requests whose path ends so."""

    def of(scene: Scene) -> Lie:
        def lie(ask: Ask, answer: Answer) -> Answer:
            if not ask.path.endswith(ending) or answer.status != 200:
                return answer
            return scene.signed(ask, answer, encode(change(decode(answer.body, body))))

        return lie

    return of


def refusing(ending: str, refusal: Refusal, status: int = 403) -> Callable[[Scene], Lie]:
    """Return a lie that refuses requests whose path ends so."""

    def of(scene: Scene) -> Lie:
        def lie(ask: Ask, answer: Answer) -> Answer:
            if not ask.path.endswith(ending):
                return answer
            return scene.signed(ask, answer, encode(refusal), status)

        return lie

    return of


def linked(contents: list[bytes], generation: int = 1) -> list[Item]:
    """Return ``contents`` as the items of a log from its beginning."""
    return [
        Item(number, generation, _digest(content), content)
        for number, content in enumerate(contents, 1)
    ]


def head_of(log: bytes, items: list[Item]) -> Head:
    """Return the head of a log that holds ``items``."""
    link, generation = first_link(log), 1
    for item in items:
        generation = item.generation
        link = next_link(link, generation, item.sequence, item.digest)
    return Head(generation, len(items), link)


def files(folder: Path) -> int:
    """Return how many bytes lie in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _digest(content: bytes) -> bytes:
    try:
        return digest_of(header_of(content)[0])
    except ProtocolError:
        return digest_of(content)
