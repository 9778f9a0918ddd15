"""Who vouches for a snapshot, what is kept of one for the next, and what is thrown away."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storage.usecases.syncing import snapshots
from sync.client.commands import Ask, Unreachable
from sync.client.driving import drive
from sync.client.governing.expunging import expunge
from sync.client.governing.leaving import revoke
from sync.client.membership import identity
from sync.client.sealing import seal_waiting
from sync.client.snapshots.attesting import false_snapshot_seen
from sync.client.snapshots.beginning import is_receiving
from sync.client.snapshots.schedule import NEVER, Schedule
from sync.protocol.snapshot import Snapshot, read_snapshot
from tests.storage.builders import add_case
from tests.sync.snapshots.office import SOON, TAKE, Office, Person, Reply, held, office

_OF_FRONT = 2
"""Requests for what comes first of a snapshot: its list of chunks and the one chunk."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path / "office") as made:
        made.ana.work(6)
        yield made


def log_of(person: Person) -> bytes:
    query = "SELECT log FROM sync_log WHERE kind = 'vault' ORDER BY sequence DESC LIMIT 1"
    return bytes(person.workspace.read(lambda c: c.exec_driver_sql(query).scalar_one()))


def known(person: Person) -> list[tuple[bytes, bytes, str, Snapshot]]:
    """Digest, author, state and content of the snapshots that ``person`` knows."""
    found = person.workspace.read(snapshots.snapshots, log_of(person))
    return [(one.digest, one.device, one.state, read_snapshot(one.body)) for one in found]


def device(person: Person) -> bytes:
    return person.workspace.read(identity).device


def attested(person: Person) -> list[bytes]:
    digest = known(person)[0][0]
    return [who for who, _ in person.workspace.read(snapshots.attestations, digest)]


def test_a_colleague_computes_the_same_from_its_own_journal_and_attests_it(place: Office) -> None:
    ben = place.join("ben")
    ben.sync(NEVER)
    place.ana.sync(SOON)
    ben.sync(SOON)
    place.ana.sync(NEVER)
    assert attested(place.ana) == attested(ben) == [device(ben)]
    assert ben.way.count("/blobs/") == 0


@pytest.mark.parametrize("is_sealed", [False, True])
def test_what_is_saved_while_a_snapshot_is_checked_is_not_missed_in_it(
    place: Office, *, is_sealed: bool
) -> None:
    ben = place.join("ben")
    ben.work(2)
    place.ana.sync(SOON)

    def saves(ask: Ask, answered: Callable[[Ask], Reply]) -> Reply:
        if ask.path.endswith("/pull"):
            ben.workspace.write(add_case, "Quill", "Ida")
            if is_sealed:
                ben.workspace.write(seal_waiting)
        return answered(ask)

    ben.way.meddle = saves
    ben.sync(SOON)
    ben.way.meddle = None
    assert attested(ben) == [device(ben)]


def test_a_snapshot_is_taken_on_the_word_of_two_people_and_not_of_one(place: Office) -> None:
    ben = place.join("ben")
    ben.sync(NEVER)
    ben.work(1)
    ben.sync(Schedule(1, 24, 1))
    assert known(ben)[0][1] == device(ben)
    alone = place.join("alone")
    alone.sync(TAKE)
    ben.sync(NEVER)
    assert alone.workspace.read(held) == ben.workspace.read(held)
    assert known(alone)[0][2] == "known"
    place.ana.sync(NEVER)
    place.ana.sync(SOON)
    later = place.join("later")
    later.sync(TAKE)
    assert known(later)[0][2] == "taken"
    ben.sync(NEVER)
    assert later.workspace.read(held) == ben.workspace.read(held)


def test_a_case_destroyed_while_a_newcomer_fetches_a_snapshot_makes_nobody_a_liar(
    place: Office,
) -> None:
    place.ana.work(2)
    place.ana.sync(SOON)
    ben = place.join("ben")
    ben.way.meddle = _no_more_than_the_front()
    assert ben.try_sync(TAKE).problem == "unreachable"
    log = log_of(place.ana)
    assert ben.workspace.read(is_receiving, log)
    query = 'SELECT scope FROM "case" ORDER BY id DESC LIMIT 1'
    scope = bytes(place.ana.workspace.read(lambda c: c.exec_driver_sql(query).scalar_one()))
    clock = place.ana.workspace.clock
    assert drive(expunge(clock, ((log, scope),), "request"), place.ana.way, place.ana.workspace)
    ben.way.meddle = None
    ben.sync(TAKE)
    assert not ben.workspace.read(false_snapshot_seen)
    theirs, ours = ben.workspace.read(held), place.ana.workspace.read(held)
    for kind in ("person", "case", "note"):
        assert theirs[kind] == ours[kind] != []


def _no_more_than_the_front() -> Callable[[Ask, Callable[[Ask], Reply]], Reply]:
    asked: list[str] = []

    def answer(ask: Ask, answered: Callable[[Ask], Reply]) -> Reply:
        if "/blobs/" in ask.path:
            asked.append(ask.path)
        return Unreachable("timeout") if len(asked) > _OF_FRONT else answered(ask)

    return answer


def test_a_laptop_that_began_with_a_snapshot_attests_the_next_one(place: Office) -> None:
    place.ana.sync(SOON)
    ben = place.join("ben")
    ben.sync(TAKE)
    place.ana.work(6)
    place.ana.sync(SOON)
    ben.sync(SOON)
    ben.sync(SOON)
    assert known(ben)[0][3].head.sequence > known(ben)[1][3].head.sequence
    assert attested(ben) == [device(ben)]


def test_a_restored_laptop_that_begins_with_one_goes_on_with_what_it_had_sent(
    place: Office, tmp_path: Path
) -> None:
    ben, backup = place.join("ben"), tmp_path / "ben.satchel-backup"
    ben.workspace.back_up(backup)
    ben.sync(NEVER)
    ben.work(2)
    place.ana.sync(SOON)
    ben.work(1)
    ben = place.restored(ben, backup)
    ben.sync(TAKE)
    assert [state for _, _, state, _ in known(ben)] == ["taken"]
    for person in (ben, place.ana, ben):
        person.sync(NEVER)
    assert ben.workspace.read(held) == place.ana.workspace.read(held)


def test_a_snapshot_by_somebody_who_has_left_is_passed_over(place: Office) -> None:
    ben = place.join("ben")
    ben.sync(NEVER)
    ben.work(1)
    ben.sync(Schedule(1, 24, 1))
    place.ana.sync(NEVER)
    place.ana.sync(SOON)
    assert attested(place.ana) == [device(place.ana)]
    script = revoke(place.clock, (device(ben),), "left")
    assert drive(script, place.ana.way, place.ana.workspace)
    later = place.join("later")
    later.sync(TAKE)
    assert all(state != "taken" for _, _, state, _ in known(later))
    assert later.workspace.read(held) == place.ana.workspace.read(held)


def test_what_was_packed_before_is_not_packed_again(place: Office) -> None:
    for _ in range(3):
        place.ana.work(8)
    place.ana.sync(SOON)
    first = known(place.ana)[0][3]
    place.ana.work(5)
    place.ana.sync(SOON)
    second = known(place.ana)[0][3]
    assert second.head.sequence > first.head.sequence
    assert second.layers[0].segments == first.layers[0].segments
    assert len(second.layers) == 2
    ben = place.join("ben")
    ben.sync(TAKE)
    assert ben.workspace.read(held) == place.ana.workspace.read(held)
    assert known(ben)[0][2] == "taken"


def test_after_the_server_was_restored_older_snapshots_are_not_begun_with(place: Office) -> None:
    place.ana.sync(SOON)
    place.clock.pass_time(seconds=5)
    place.server.new_generation()
    place.ana.sync(NEVER)
    ben = place.join("ben")
    ben.sync(TAKE)
    assert known(ben)[0][2] == "known"
    assert ben.workspace.read(held) == place.ana.workspace.read(held)
    place.ana.sync(SOON)
    assert known(place.ana)[0][3].head.generation > 1
    cleo = place.join("cleo")
    cleo.sync(TAKE)
    assert known(cleo)[0][2] == "taken"


def test_a_laptop_that_began_with_a_snapshot_helps_a_restored_server(place: Office) -> None:
    place.ana.sync(SOON)
    ben = place.join("ben")
    ben.sync(TAKE)
    ben.work(1)
    place.ana.sync(NEVER)
    place.clock.pass_time(seconds=5)
    place.server.new_generation()
    for _ in range(2):
        ben.sync(NEVER)
        place.ana.sync(NEVER)
    assert ben.workspace.read(held) == place.ana.workspace.read(held)


def test_an_admin_has_deleted_what_no_snapshot_needs(place: Office) -> None:
    ben = place.join("ben")
    ben.sync(NEVER)
    for _ in range(2):
        place.ana.work(6)
        place.ana.sync(SOON)
        ben.sync(SOON)
        place.ana.sync(SOON)
    place.ana.sync(TAKE)
    assert place.ana.way.count("DELETE") > 0
    assert len(known(place.ana)) == 1
    cleo = place.join("cleo")
    cleo.sync(TAKE)
    assert known(cleo)[0][2] == "taken"
    assert cleo.workspace.read(held) == ben.workspace.read(held)
