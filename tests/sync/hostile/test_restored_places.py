"""What a restored server gives under numbers that are taken here displaces nothing."""

from sync.client.membership import identity
from tests.sync.hostile.member import part_of, plant
from tests.sync.hostile.test_envelopes import people, reasons, saves, vault_of
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
