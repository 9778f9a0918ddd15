"""A server that shows two people two things, or nothing: what people can find out by talking."""

import pytest

from storage.domain.clocks import milliseconds
from storage.tables.encoding import parse_seen
from storage.usecases.syncing.keys import vault_key
from storage.workspace import Workspace
from sync.client.comparing import status_words
from sync.client.forks import clear_fork, fork, fork_seen
from sync.client.membership import membership
from sync.client.proofs import proof, told
from sync.client.quiet import note_compared, quiet_since
from sync.protocol.changes import open_changes
from sync.protocol.envelope import parse, verify
from tests.sync.hostile.attacks.histories import shows
from tests.sync.hostile.attacks.scene import Scene, bounded
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.world import World


@pytest.fixture
def scene(world: World) -> Scene:
    made = Scene(world)
    made.prepare()
    return made


def words(laptop: Laptop) -> tuple[str, ...]:
    return laptop.workspace.read(status_words)


def test_two_people_at_the_same_history_read_the_same_six_words(scene: Scene) -> None:
    for laptop in (scene.ben, scene.ana, scene.cal):
        bounded(laptop)
    assert words(scene.ana) == words(scene.ben) == words(scene.cal)
    assert len(words(scene.ana)) == 6


def test_the_words_of_somebody_who_is_shown_less_differ(scene: Scene) -> None:
    scene.attack(shows(lambda _, _new: [])(scene))
    bounded(scene.ana)
    assert words(scene.ana) != words(scene.ben)


def test_a_workspace_of_no_program_has_no_words(workspace: Workspace) -> None:
    assert workspace.read(status_words) == ()


def test_who_proved_a_fork_is_told_until_it_is_cleared_and_again_with_the_next_proof(
    scene: Scene,
) -> None:
    scene.attack(shows(lambda _, new: [new[1], new[0], new[2]])(scene))
    for _ in range(2):
        scene.save(scene.ben, "Proof")
        bounded(scene.ben)
    noted = [one for one in scene.world.laptops if one.workspace.read(fork_seen)]
    for laptop in noted:
        found = laptop.workspace.read(fork)
        assert found is not None
        assert found.device in {one.device for one in scene.world.laptops}
        laptop.workspace.write(clear_fork)
        assert laptop.workspace.read(fork) is None
        _proves(laptop, found.device)
    assert noted


def _proves(laptop: Laptop, author: bytes) -> None:
    """What is kept of a proof shows to anybody who has the vault's key what its author saw."""
    kept = laptop.workspace.read(proof)
    assert kept is not None
    assert kept.author == author
    assert (kept.theirs.vault, kept.theirs.sequence) == (kept.ours.vault, kept.ours.sequence)
    assert kept.theirs.digest != kept.ours.digest
    envelope = parse(kept.envelope)
    assert envelope.digest == kept.digest
    member = laptop.workspace.read(membership)
    assert member is not None
    verify(envelope, member.roster.members[author].device.signing)
    header = envelope.header
    key = laptop.workspace.read(vault_key, header.log, header.epoch)
    opened = open_changes(envelope, key, lambda _: [])
    assert opened.pieces == {}
    sealed = [tuple(head) for one in opened.changesets for head in parse_seen(one.seen)]
    assert tuple(kept.theirs) in sealed
    lines = told(kept)
    assert f"place: {kept.ours.sequence}" in lines
    assert lines[-1] == f"what was signed: {kept.envelope.hex()}"


def test_where_nothing_was_proven_nothing_is_kept(workspace: Workspace) -> None:
    assert workspace.read(proof) is None


def test_two_days_without_hearing_are_told_and_a_word_of_others_ends_it(
    scene: Scene,
) -> None:
    def quiet() -> bool:
        now = milliseconds(scene.ben.clock.now())
        return bool(scene.ben.workspace.read(quiet_since, now))

    bounded(scene.ben)
    for _ in range(3):
        scene.save(scene.ben, "Alone")
        bounded(scene.ben)
        assert not quiet()
        scene.world.clock.pass_time(hours=20)
    assert not quiet()  # nobody asked the server since
    bounded(scene.ben)
    assert quiet()
    scene.save(scene.cal, "Heard")
    bounded(scene.cal)
    bounded(scene.ben)
    assert not quiet()


def test_after_a_weekend_nothing_is_said_before_the_first_round_nor_where_it_brings_something(
    scene: Scene,
) -> None:
    def over_the_weekend() -> list[bool]:
        told = []
        for _ in range(2):
            now = milliseconds(scene.ben.clock.now())
            told.append(bool(scene.ben.workspace.read(quiet_since, now)))
            bounded(scene.ben)
        now = milliseconds(scene.ben.clock.now())
        return [*told, bool(scene.ben.workspace.read(quiet_since, now))]

    for _ in range(2):
        bounded(scene.ben)  # Friday: the last of them brought nothing
    scene.save(scene.cal, "Saturday")
    bounded(scene.cal)
    scene.world.clock.pass_time(hours=64)
    assert over_the_weekend() == [False, False, False]
    scene.world.clock.pass_time(hours=64)
    assert over_the_weekend() == [False, True, True]


def test_a_laptop_that_only_reads_says_so_too_and_begins_anew_once_words_were_compared(
    scene: Scene,
) -> None:
    def quiet() -> int:
        now = milliseconds(scene.ben.clock.now())
        return scene.ben.workspace.read(quiet_since, now)

    for _ in range(2):
        bounded(scene.ben)
    began = milliseconds(scene.ben.clock.now())
    scene.world.clock.pass_time(hours=49)
    bounded(scene.ben)
    assert 0 < quiet() <= began
    now = milliseconds(scene.ben.clock.now())
    scene.ben.workspace.write(note_compared, now)
    assert not quiet()
    scene.world.clock.pass_time(hours=49)
    bounded(scene.ben)
    assert quiet() == now
