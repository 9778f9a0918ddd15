"""A folder that is in use twice: whatever either copy saved arrives, and both can go on."""

from pathlib import Path
from random import Random  # noqa: TID251 - the acts repeat by their seed

from sqlalchemy import Connection

from storage.domain.changeset import Dot
from storage.domain.kinds.outreach import Outreach
from storage.domain.kinds.person import Person
from storage.domain.versions import Versions
from storage.tables.access import verify_chains
from storage.usecases.access.noting import note
from storage.usecases.changes import Changes
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.usecases.undo import last_own_save, undo
from sync.client.membership import identity, membership
from tests.storage.builders import SOME_DAY, add_case, add_outreach, edit, stored
from tests.sync.hostile.test_envelopes import people, saves
from tests.sync.simulation import invariants
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.wire import Wire
from tests.sync.simulation.world import World


def test_what_both_copies_saved_arrives_and_both_go_on(world: World, tmp_path: Path) -> None:
    ana, ben, _ = world.laptops
    twin = _copy(world, ana, tmp_path)
    saves(ana, "Original")
    saves(twin, "Copy")
    for number in range(30):
        ana.act(Random(f"original {number}"))
        twin.act(Random(f"copy {number}"))
    assert ana.round().problem is None
    told = twin.round()
    assert (told.problem, told.waiting, told.parked) == ("parted", 0, 0)
    assert not invariants.waits(twin)
    for name in ("Still here", "And here"):
        saves(ana, name)
        saves(twin, f"{name} too")
        assert [one.round().problem for one in (ana, twin, ana)] == [None] * 3
    ben.round()
    assert {"Original", "Copy", "Still here", "Still here too", "And here too"} <= people(ben)
    _all_same([ana, twin, ben])
    for one in (ana, twin, ben):
        invariants.nothing_replaced_unseen(one)
        assert one.workspace.examine().findings == ()
    twin.close()


def test_what_stood_unsent_in_the_folder_when_it_was_copied_arrives_once(
    world: World, tmp_path: Path
) -> None:
    ana, ben, _ = world.laptops
    saves(ana, "In both")
    twin = _copy(world, ana, tmp_path)
    saves(twin, "Copy")
    assert ana.round().problem is None
    assert twin.round().waiting == 0
    ben.round()
    ana.round()
    twin.round()
    assert {"In both", "Copy"} <= people(ben)
    assert ben.workspace.read(_count, "person WHERE given_name = 'In both'") == 1
    assert ben.workspace.read(_count, "sibling") == 0
    _all_same([ana, twin, ben])
    assert twin.workspace.examine().findings == ()
    twin.close()


def test_where_all_of_an_incarnation_is_named_anew_the_doctor_finds_nothing(
    world: World, tmp_path: Path
) -> None:
    ana, _, _ = world.laptops
    ana.back_up()
    assert ana.restore()
    twin = _copy(world, ana, tmp_path)
    saves(ana, "Original")
    saves(twin, "Copy")
    assert ana.round().problem is None
    before = twin.workspace.read(identity).incarnation
    while twin.workspace.read(identity).incarnation == before:
        assert twin.step() is None
    assert twin.workspace.examine().findings == ()
    twin.close()


def test_a_disk_put_back_to_an_earlier_day_goes_on_sending(world: World, tmp_path: Path) -> None:
    ana, ben, _ = world.laptops
    back = _copy(world, ana, tmp_path)
    saves(ana, "Before")
    ana.round()
    assert back.round().problem == "parted"
    assert "Before" in people(back)
    saves(back, "After")
    told = back.round()
    assert (told.problem, told.waiting) == (None, 0)
    ben.round()
    assert {"Before", "After"} <= people(ben)
    back.close()


def test_a_case_is_lost_to_nobody_where_the_copy_sent_to_another_vault_alone(
    world: World, tmp_path: Path
) -> None:
    ana, ben, _ = world.laptops
    twin = _copy(world, ana, tmp_path)
    twin.workspace.write(add_outreach, "A talk of the copy")
    assert twin.round().problem is None
    ben.round()
    saves(ana, "Original")
    assert ana.round().problem == "parted"
    for one in (ben, twin, ana):
        assert one.round().parked == 0
        assert people(one) == {"Original"}
        assert one.workspace.read(_count, "outreach") == 1
    _all_same([ana, twin, ben])
    twin.close()


def test_what_is_undone_is_what_was_saved_here_not_what_the_copy_saved(
    world: World, tmp_path: Path
) -> None:
    ana, ben, _ = world.laptops
    twin = _copy(world, ana, tmp_path)
    saves(ana, "Original")
    first = twin.workspace.write(_add_talk, "First")
    twin.workspace.write(_add_talk, "Second")
    assert first.dot
    ana.round()
    assert twin.round().problem == "parted"
    assert "Original" in people(twin)
    last = twin.workspace.read(last_own_save, twin.device)
    assert last
    for dot in (last[0], first.dot):
        twin.workspace.write(undo, dot)
    assert twin.workspace.read(_count, "outreach WHERE retired = 0") == 0
    assert twin.workspace.read(_count, "person WHERE retired = 0") == 1
    twin.round()
    ben.round()
    assert ben.workspace.read(_count, "outreach WHERE retired = 1") == 2
    twin.close()


def test_a_form_that_stood_open_meanwhile_is_saved(world: World, tmp_path: Path) -> None:
    ana, ben, _ = world.laptops
    twin = _copy(world, ana, tmp_path)
    saves(ana, "Original")
    _, person = twin.workspace.write(add_case, "Copy")
    on_screen = stored(twin.workspace, Person, person.id)
    ana.round()
    assert twin.round().problem == "parted"
    edit(twin.workspace, on_screen, given_name="Corrected", race=frozenset())
    twin.round()
    ben.round()
    now = stored(ben.workspace, Person, person.id).record
    assert (now.given_name, now.race) == ("Corrected", frozenset())
    assert ben.workspace.read(_count, "sibling") == 0
    twin.close()


def test_the_record_of_access_of_both_copies_is_whole(world: World, tmp_path: Path) -> None:
    ana, ben, _ = world.laptops
    twin = _copy(world, ben, tmp_path)
    for one, why in ((ben, "in the original"), (twin, "in the copy")):
        one.workspace.write(_override, why)
        saves(one, why)
    head = (twin.folder / "workspace.head").read_bytes()
    assert ben.round().problem is None
    assert twin.round().problem == "parted"
    # The machine stops between the commit and the head file's own write.
    (twin.folder / "workspace.head").write_bytes(head)
    twin.kill()
    twin.round()
    ana.round()
    said = ana.workspace.read(_said)
    assert {"in the original", "in the copy"} <= said
    assert not any("were written" in each for each in twin.workspace.read(_said))
    assert ana.workspace.read(_count, "access_fault") == 0
    assert twin.workspace.read(verify_chains)
    assert ana.workspace.read(verify_chains)
    twin.close()


def test_versions_of_which_one_is_named_anew_stand_in_order() -> None:
    moved, kept = Dot(b"d" * 8, 1, 5, 0), Dot(b"d" * 8, 1, 6, 0)
    now = Dot(b"d" * 8, 9, 1, 0)
    versions = Versions(moved, {"town": (moved, kept)}, {"race": {"white": (moved, kept)}})
    renamed = versions.renamed({moved: now, kept: kept}.__getitem__)
    assert renamed == Versions(now, {"town": (kept, now)}, {"race": {"white": (kept, now)}})


def _copy(world: World, laptop: Laptop, folder: Path) -> Laptop:
    return laptop.copied(folder / "copy", Wire(world.server, world.chance))


def _all_same(laptops: list[Laptop]) -> None:
    member = laptops[0].workspace.read(membership)
    assert member is not None
    invariants.same_everywhere(laptops, member.vaults())


def _add_talk(transaction: Transaction, title: str) -> Changes:
    made = transaction.new_id()
    talk = Outreach(id=made, outreach_kind="presentation", title=title, on=SOME_DAY)
    return save(transaction, [Add(talk)], "add outreach")


def _override(transaction: Transaction, why: str) -> None:
    note(transaction, "override", why=why)


def _said(connection: Connection) -> set[str]:
    query = "SELECT said FROM access_entry WHERE said IS NOT NULL"
    return set(connection.exec_driver_sql(query).scalars())


def _count(connection: Connection, what: str) -> int:
    query = f"SELECT count(*) FROM {what}"  # noqa: S608 - our own words
    return int(connection.exec_driver_sql(query).scalar_one())
