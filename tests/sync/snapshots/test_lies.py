"""What somebody says falsely of a history is found out, and never believed."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import msgspec
import pytest

from storage.usecases.transaction import Transaction
from sync.client.commands import Ask
from sync.client.driving import drive
from sync.client.membership import membership
from sync.client.snapshots.attesting import false_snapshot_seen
from sync.client.snapshots.making import make_snapshot, store_snapshot
from sync.client.snapshots.schedule import NEVER, Schedule
from sync.protocol.chains import Head
from sync.protocol.encoding import encode
from sync.protocol.messages import Refusal
from sync.protocol.snapshot import Snapshot
from tests.sync.snapshots.office import TAKE, Office, Person, forged, held, office
from tests.sync.snapshots.test_two_people import known, log_of

_NAMES = map(str, count())
SOON = Schedule(envelopes=1, hours=24, least=1)
ATTEST = Schedule(2**40, 2**20, 0)
"""Makes none, and attests whoever's turn it is."""
Change = Callable[[Snapshot], Snapshot]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Ana's office, with some history and a snapshot of hers."""
    with office(tmp_path_factory.mktemp("office") / "office") as made:
        made.ana.work(6)
        made.ana.sync(SOON)
        yield made


def first_segment(body: Snapshot, **values: Any) -> Snapshot:
    layer = body.layers[0]
    segment = msgspec.structs.replace(layer.segments[0], **values)
    return layers(body, msgspec.structs.replace(layer, segments=(segment, *layer.segments[1:])))


def layers(body: Snapshot, first: Any) -> Snapshot:
    return msgspec.structs.replace(body, layers=(first, *body.layers[1:]))


LIES: dict[str, Change] = {
    "another digest of a segment": lambda body: first_segment(body, digest=bytes(32)),
    "fewer changesets": lambda body: first_segment(
        body, changesets=body.layers[0].segments[0].changesets - 1
    ),
    "another link": lambda body: msgspec.structs.replace(
        body, head=Head(body.head.generation, body.head.sequence, bytes(32))
    ),
    "an end that came before": lambda body: msgspec.structs.replace(
        body,
        ends=tuple(msgspec.structs.replace(end, number=end.number - 1) for end in body.ends),
    ),
    "another envelope at an end": lambda body: msgspec.structs.replace(
        body, ends=tuple(msgspec.structs.replace(end, digest=bytes(32)) for end in body.ends)
    ),
    "an author left out": lambda body: msgspec.structs.replace(body, ends=()),
}


def lie(author: Person, change: Change) -> None:
    """Let ``author`` send a snapshot that says something else than its journal, and no other."""
    make(author)
    body = change(known(author)[0][3])
    author.workspace.write(take_back, log_of(author))
    author.workspace.write(store_snapshot, log_of(author), body)
    author.sync(NEVER)


def make(author: Person) -> None:
    member = author.workspace.read(membership)
    assert member is not None
    script = make_snapshot(member.session(author.workspace.clock), log_of(author), 0)
    assert drive(script, author.way, author.workspace)


def take_back(transaction: Transaction, log: bytes) -> None:
    query = "DELETE FROM envelope_out WHERE log = ? AND state = 'waiting'"
    transaction.connection.exec_driver_sql(query, (log,))
    transaction.connection.exec_driver_sql("DELETE FROM snapshot")


def seal_up_to(transaction: Transaction, change: int) -> None:
    query = "UPDATE sealed SET counter = counter + ?"
    transaction.connection.exec_driver_sql(query, (change,))


@pytest.fixture(scope="module")
def lied_to(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, Person]]:
    """An office in which Ana lies, and Ben, who should attest what she says."""
    with office(tmp_path_factory.mktemp("lies") / "office") as made:
        made.ana.work(3)
        ben = made.join("ben")
        ben.sync(NEVER)
        yield made, ben


@pytest.fixture(scope="module")
def misled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office that Ana misleads, and nobody else is there to notice."""
    with office(tmp_path_factory.mktemp("misled") / "office") as made:
        made.ana.work(3)
        yield made


@pytest.mark.parametrize("name", LIES)
def test_a_false_snapshot_is_refused_by_who_should_attest_it(
    name: str, lied_to: tuple[Office, Person]
) -> None:
    place, ben = lied_to
    place.ana.work(1)
    lie(place.ana, LIES[name])
    assert ben.try_sync(ATTEST).problem == "false-snapshot"
    assert known(ben)[0][2] == "refused"


def test_a_snapshot_that_leaves_out_what_had_come_is_refused(
    lied_to: tuple[Office, Person],
) -> None:
    place, ben = lied_to
    place.ana.work(3)
    place.ana.workspace.write(seal_up_to, -3)
    make(place.ana)
    place.ana.workspace.write(seal_up_to, 3)
    place.ana.sync(NEVER)
    assert ben.try_sync(ATTEST).problem == "false-snapshot"
    assert known(ben)[0][2] == "refused"


@pytest.mark.parametrize(
    "change",
    [
        lambda body: first_segment(body, digest=bytes(32)),
        lambda body: msgspec.structs.replace(body, keys=bytes(32)),
        lambda body: msgspec.structs.replace(body, aside=(bytes(32),)),
        lambda body: msgspec.structs.replace(body, front=body.layers[0].segments[0].blob),
        lambda body: first_segment(body, blob=body.front),
    ],
    ids=["digest", "keys", "aside", "front", "blob"],
)
def test_a_newcomer_finds_a_false_one_out_and_receives_the_log(
    change: Change, misled: Office
) -> None:
    misled.ana.work(1)
    lie(misled.ana, change)
    guest = misled.join(f"guest {next(_NAMES)}")
    assert guest.try_sync(TAKE).problem == "false-snapshot"
    assert known(guest)[0][2] == "refused"
    assert guest.workspace.read(held) == misled.ana.workspace.read(held)


@pytest.mark.parametrize("what", ["chunk", "swapped chunk", "manifest", "list", "no endpoint"])
def test_a_server_that_withholds_or_swaps_gives_the_log_instead(place: Office, what: str) -> None:
    ben = place.join(f"guest {next(_NAMES)}")
    seed = place.server.settings.seed

    def meddle(ask: Ask, on: Callable[[Ask], Any]) -> Any:
        answer = on(ask)
        gone = encode(Refusal("not-found", 0))
        is_chunk = "/blobs/" in ask.path and ask.path[-2:] == "/0"
        if what == "chunk" and is_chunk:
            return forged(seed, ask, answer, 404, gone)
        if what == "swapped chunk" and is_chunk:
            swapped = answer.body[:-1] + bytes([answer.body[-1] ^ 1])
            return forged(seed, ask, answer, 200, swapped)
        if what == "manifest" and "/blobs/" in ask.path and not is_chunk:
            return forged(seed, ask, answer, 404, gone)
        if what == "list" and ask.path.endswith("/snapshots"):
            return forged(seed, ask, answer, 200, encode([[]]))
        if what == "no endpoint" and ask.path.endswith("/snapshots"):
            return forged(seed, ask, answer, 404, gone)
        return answer

    ben.way.meddle = meddle
    ben.sync(TAKE)
    assert ben.workspace.read(held) == place.ana.workspace.read(held)
    assert "taken" not in [state for _, _, state, _ in known(ben)]
    assert not ben.workspace.read(false_snapshot_seen)
