"""What a restored server gives under numbers that are taken here displaces nothing."""

from collections.abc import Callable
from typing import Any

from storage.usecases.syncing.envelopes import received_count
from storage.usecases.syncing.whereabouts import unsent
from storage.usecases.transaction import Transaction
from sync.client.forks import fork_seen
from sync.client.membership import identity, membership
from tests.storage.builders import add_case, add_outreach
from tests.sync.hostile.member import part_of, plant
from tests.sync.hostile.test_envelopes import people, reasons, saves, vault_of
from tests.sync.simulation.wire import Faults
from tests.sync.simulation.world import World


def test_what_is_saved_after_a_second_restore_of_one_backup_is_sent(world: World) -> None:
    ana, ben, _ = world.laptops
    ben.back_up()
    ben.restore()
    greatest = ben.workspace.read(identity).incarnation
    saves(ben, "First")
    assert ben.round().problem is None
    for _ in range(40):  # the names of incarnations are random
        ben.restore()
        if ben.workspace.read(identity).incarnation < greatest:
            break
    assert ben.round().problem is None
    saves(ben, "Second")
    assert ben.round().waiting == 0
    saves(ben, "Third")
    assert ben.round().waiting == 0
    ana.round()
    assert {"First", "Second", "Third"} <= people(ana)


def test_what_stood_unsent_in_a_backup_waits_no_more_once_it_was_sent(world: World) -> None:
    ana, ben, _ = world.laptops
    saves(ben, "Before")
    saves(ben, "Also before")
    ben.back_up()
    assert ben.restore()
    saves(ben, "Since")
    ben.round()
    assert ben.round().waiting == 0
    assert ben.workspace.read(unsent) == []
    ana.round()
    assert people(ana) == {"Before", "Also before", "Since"}


def test_a_place_given_anew_is_taken_in_though_something_put_aside_stood_there(
    world: World,
) -> None:
    ana, mallory, cho = world.laptops
    world.site.back_up()
    vault, scope = vault_of(mallory, "cases"), b"l" * 16
    mallory.workspace.write(plant, vault, {scope: part_of(vault, scope)})
    mallory.round()
    ana.round()
    assert len(reasons(ana)) == 1
    world.server.replace(world.site.restored())
    saves(cho, "Anew")
    cho.round()
    assert ana.round().problem is None
    assert "Anew" in people(ana)
    mallory.round()
    assert ana.round().problem is None
    assert set(reasons(ana)) == {"The key of a case in it has not arrived."}
    saves(cho, "After")
    cho.round()
    ana.round()
    assert "After" in people(ana)


def test_who_has_not_received_a_log_since_the_restore_proves_no_fork_by_it(world: World) -> None:
    ana, ben, cho = world.laptops
    member = ben.workspace.read(membership)
    assert member is not None
    own = {v.id: v.name for v in member.roster.vaults if v.name in SAVES}
    first, second = (own[vault] for vault in member.vaults() if vault in own)
    world.site.back_up()
    ana.workspace.write(SAVES[second], "Lost")
    ana.round()
    assert ben.round().problem is None
    world.server.replace(world.site.restored())
    for name in (second, first):
        cho.workspace.write(SAVES[name], "Anew")
        assert cho.round().problem is None
    while not ben.workspace.read(received_count):
        assert ben.step() is None
    ben.kill()
    ben.wire.faults = Faults(lost=1.0)
    assert ben.round().problem == "unreachable"
    assert ben.workspace.read(received_count) == 0, "what had come was applied"
    assert not ben.workspace.read(fork_seen)


SAVES: dict[str, Callable[[Transaction, str], Any]] = {"cases": add_case, "program": add_outreach}
