"""A process may end after any command of making or using the recovery key; the screens go on."""

from datetime import date, timedelta
from itertools import count

from sqlalchemy import Connection

from storage.domain.clocks import today
from storage.usecases.settings import setting
from storage.usecases.syncing.keys import newest_epoch
from sync.client.enrolment.joining import joining_state
from sync.client.governing.vaults import make_vault
from sync.client.members import arrival, members
from sync.client.membership import load_roster
from sync.client.recovery.making import make_recovery_key
from sync.client.recovery.using import Way, recover_here, was_let_in
from sync.client.round import sync_round
from sync.protocol.membership import Recovery
from sync.protocol.recoverykey import RecoveryKeys
from tests.sync.enrolment.laptops import ADDRESS, Laptop
from tests.sync.enrolment.stages import Joiners
from tests.sync.recovery.conftest import Office, new_laptop
from tests.sync.recovery.test_recovery_key import line, make, whole

_PROGRAM = "Berkshire Kids' Place"
_MOST = 40
_FEW = bytes(range(16))
_BEFORE = {"Ana Reyes", "Cleo Marsh", "Dana Wells", "Ben Silva"}


def sheets(office: Office) -> tuple[Way, RecoveryKeys]:
    """Return what stands on the sheets of two holders."""
    make(office)
    return Way(ADDRESS, line(office.ana), _PROGRAM), whole(office.ben, office.ana)


def through_the_door(laptop: Laptop, way: Way, keys: RecoveryKeys) -> bool:
    """Do what the door leads to after a start; tell whether the sheets were needed once more."""
    needed = False
    assert laptop.workspace.read(arrival) in {"joining", "receiving"}
    if laptop.workspace.read(joining_state) != "joined":
        assert laptop.workspace.read(arrival) == "joining"
        needed = not laptop.run(was_let_in(laptop.clock))
        if needed:
            laptop.run(recover_here(laptop.clock, way, keys))
    assert laptop.workspace.read(arrival) == "receiving"
    assert laptop.run(sync_round(laptop.clock, early=True)).problem is None
    return needed


def is_whole(laptop: Laptop) -> None:
    """Hold that the laptop is an admin's, and that everybody and the program have their names."""
    assert laptop.workspace.read(arrival) == "here"
    found = laptop.workspace.read(members)
    (own,) = (each for each in found if each.here)
    assert own.role == "admin"
    assert {each.name for each in found} == _BEFORE
    assert laptop.workspace.read(setting, "program.name") == _PROGRAM


def test_a_new_laptop_cut_off_after_any_command_comes_in_by_what_the_door_offers(
    own_office: Office, joiners: Joiners
) -> None:
    way, keys = sheets(own_office)
    again: list[bool] = []
    for commands in count():
        fresh = new_laptop(own_office, joiners, f"fresh{commands}")
        ended = fresh.cut_off(recover_here(fresh.clock, way, keys), commands)
        again.append(through_the_door(fresh, way, keys))
        is_whole(fresh)
        fresh.workspace.close()
        if ended:
            break
    # The sheets are needed again until the server has the admission, and never afterwards.
    assert again == sorted(again, reverse=True)
    assert not all(again)
    assert len(again) > again.count(False) > 1


def test_what_a_replaced_key_opened_is_forgotten_where_the_newer_one_opens_less(
    own_office: Office, joiners: Joiners
) -> None:
    office = own_office
    office.ana.run(make_vault(office.clock, _FEW, "restricted", (office.ben.workspace.device,)))
    office.sync()
    way, keys = sheets(office)
    fresh = new_laptop(office, joiners, "fresh")
    _until_it_has_keys(fresh, way, keys)
    assert fresh.workspace.read(newest_epoch, _FEW) == 1
    holders = tuple(laptop.workspace.device for laptop in (office.ana, office.cleo, office.ben))
    office.cleo.run(make_recovery_key(office.clock, holders, 2))
    office.sync()
    fresh.run(recover_here(fresh.clock, way, whole(office.ben, office.ana)))
    assert fresh.run(sync_round(fresh.clock)).problem is None
    is_whole(fresh)
    assert fresh.workspace.read(newest_epoch, _FEW) == 0
    roster = fresh.workspace.read(load_roster)
    assert roster is not None
    for vault in roster.members[fresh.workspace.device].vaults:
        assert fresh.workspace.read(newest_epoch, vault) == roster.epochs[vault]


def _until_it_has_keys(laptop: Laptop, way: Way, keys: RecoveryKeys) -> None:
    """Let the process end as soon as the keys are there, before anybody heard of the laptop."""
    for commands in count(1):
        assert laptop.cut_off(recover_here(laptop.clock, way, keys), commands) is None
        if laptop.workspace.read(newest_epoch, _FEW):
            return


def rehearsals(connection: Connection) -> list[date]:
    """Return the days by which the key is to be tried."""
    query = "SELECT due_on FROM task WHERE rule = 'recovery_key' AND status = 'open'"
    return [date.fromisoformat(day) for day in connection.exec_driver_sql(query).scalars()]


def holds(laptop: Laptop) -> Recovery | None:
    """Return the recovery key that holds, as a laptop knows it."""
    roster = laptop.workspace.read(load_roster)
    assert roster is not None
    return roster.recovery


def test_a_key_is_to_be_tried_within_a_week_wherever_making_it_was_cut_off(
    own_office: Office,
) -> None:
    office, ana, made = own_office, own_office.ana, 0
    holders = tuple(laptop.workspace.device for laptop in (office.ana, office.cleo, office.ben))
    for commands in count():
        before = holds(ana)
        office.clock.pass_time(hours=24)
        ended = ana.cut_off(make_recovery_key(office.clock, holders, 2), commands)
        assert ana.run(sync_round(ana.clock)).problem is None
        if holds(ana) != before:
            made += 1
            due = today(office.clock) + timedelta(days=7)
            assert ana.workspace.read(rehearsals) == [due]
            office.sync_of(ana, office.ben)
            assert office.ben.workspace.read(rehearsals) == [due]
        if ended:
            break
    assert made > 1


def test_a_new_laptop_that_lives_for_one_command_more_each_time_comes_in(
    own_office: Office, joiners: Joiners
) -> None:
    way, keys = sheets(own_office)
    fresh = new_laptop(own_office, joiners, "fresh")
    for commands in range(_MOST):
        fresh.cut_off(recover_here(fresh.clock, way, keys), commands)
        if fresh.workspace.read(joining_state) == "joined":
            break
        assert fresh.workspace.read(arrival) == "joining"
    assert not through_the_door(fresh, way, keys)
    is_whole(fresh)
    fresh.workspace.close()
