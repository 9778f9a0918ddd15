"""Somebody leaves: new keys for who stays, nothing lost of what was written before."""

from datetime import timedelta

import pytest

from storage.domain.clocks import milliseconds
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.errors import DamagedError
from storage.tables.records import fetch
from storage.usecases.syncing.keys import newest_epoch, vault_key
from sync.client.governing.leaving import end_coverages, renew_stale, revoke, withdraw
from sync.client.governing.roles import change_role
from sync.client.governing.vaults import grant, make_vault
from sync.client.members import members
from sync.client.membership import identity, load_roster
from sync.client.problems import SyncError
from sync.client.round import Outcome, sync_round
from sync.protocol.roster import Roster
from tests.conftest import FixedClock
from tests.storage.builders import add_case
from tests.sync.enrolment.conftest import NewLaptop
from tests.sync.enrolment.laptops import Laptop
from tests.sync.enrolment.test_coming_together import join
from tests.sync.governing.conftest import Three

VAULT = bytes(range(16))


def device(laptop: Laptop) -> bytes:
    return laptop.workspace.read(identity).device


def met(*laptops: Laptop) -> list[Outcome]:
    """Every laptop syncs twice: what the last one sent reaches the first."""
    return [laptop.run(sync_round(laptop.clock)) for _ in range(2) for laptop in laptops]


def roster(laptop: Laptop) -> Roster:
    found = laptop.workspace.read(load_roster)
    assert found is not None
    return found


def entered(laptop: Laptop) -> RecordId:
    """Enter a case and return its id."""
    return laptop.workspace.write(add_case)[0].id


def has(laptop: Laptop, case: RecordId) -> bool:
    return laptop.workspace.read(fetch, Case, case) is not None


def cases_vault(laptop: Laptop) -> bytes:
    return next(vault.id for vault in roster(laptop).vaults if vault.name == "cases")


def test_who_is_taken_out_keeps_nobody_from_what_they_wrote(three: Three) -> None:
    first = entered(three.ben)
    met(three.ben, three.ana, three.cal)
    assert three.ana.run(revoke(three.ana.clock, (device(three.ben),), "lost"))
    second = entered(three.cal)
    outcomes = met(three.ana, three.cal)
    assert [outcome.problem for outcome in outcomes] == [None] * 4
    assert all(has(laptop, case) for laptop in (three.ana, three.cal) for case in (first, second))
    assert device(three.ben) in roster(three.cal).gone
    assert newest_key(three.ana) == newest_key(three.cal)
    assert three.ana.workspace.read(newest_epoch, cases_vault(three.ana)) == 2


def newest_key(laptop: Laptop) -> bytes:
    vault = cases_vault(laptop)
    epoch = laptop.workspace.read(newest_epoch, vault)
    return laptop.workspace.read(vault_key, vault, epoch)


def test_who_comes_right_after_somebody_left_has_a_name_on_every_laptop(
    three: Three, new_laptop: NewLaptop
) -> None:
    """Their name is sealed under the new key, which the same round brings after the entries."""
    three.ana.run(revoke(three.ana.clock, (device(three.ben),), "replaced"))
    join(three.ana, new_laptop("dee"), "Dee Park")
    assert three.cal.run(sync_round(three.cal.clock)).problem is None
    assert [one.name for one in three.cal.workspace.read(members)] == [
        "Ana Reyes",
        "Cal Moreau",
        "Dee Park",
    ]


def test_the_new_key_is_not_for_who_left(three: Three) -> None:
    met(three.ben, three.ana)
    three.ana.run(revoke(three.ana.clock, (device(three.ben),), "stolen"))
    three.ben.run(sync_round(three.ben.clock))
    with pytest.raises(DamagedError, match="epoch 2"):
        three.ben.workspace.read(vault_key, cases_vault(three.ana), 2)


def test_taking_somebody_out_twice_is_once(three: Three) -> None:
    out = (device(three.ben),)
    assert three.ana.run(revoke(three.ana.clock, out, "left"))
    assert not three.ana.run(revoke(three.ana.clock, out, "left"))
    assert roster(three.ana).epochs[cases_vault(three.ana)] == 2


def test_two_admins_who_take_out_somebody_at_once_make_keys_for_everybody(three: Three) -> None:
    three.ana.run(change_role(three.ana.clock, device(three.cal), "admin"))
    met(three.cal)
    three.ana.run(revoke(three.ana.clock, (device(three.ben),), "left"))
    assert not three.cal.run(revoke(three.cal.clock, (device(three.ben),), "left"))
    assert newest_key(three.ana) == newest_key(three.cal)


@pytest.mark.parametrize("commands", range(5, 60, 11))
def test_a_revocation_that_is_cut_off_anywhere_is_done_by_doing_it_again(
    three: Three, commands: int
) -> None:
    entered(three.ben)
    met(three.ben)
    out = (device(three.ben),)
    three.ana.cut_off(revoke(three.ana.clock, out, "lost"), commands)
    three.ana.run(revoke(three.ana.clock, out, "lost"))
    assert roster(three.ana).epochs[cases_vault(three.ana)] == 2
    case = entered(three.ana)
    met(three.ana, three.cal)
    assert has(three.cal, case)


def test_a_member_takes_nobody_out(three: Three) -> None:
    with pytest.raises(SyncError) as caught:
        three.ben.run(revoke(three.ben.clock, (device(three.cal),), "left"))
    assert caught.value.detail == "forbidden"


def test_the_last_admin_stays_one(three: Three) -> None:
    with pytest.raises(SyncError) as caught:
        three.ana.run(change_role(three.ana.clock, device(three.ana), "member"))
    assert caught.value.detail == "forbidden"


def test_who_leaves_one_vault_reads_no_more_of_it(three: Three) -> None:
    out = device(three.ben)
    assert three.ana.run(make_vault(three.ana.clock, VAULT, "restricted", (out,)))
    assert not three.ana.run(make_vault(three.ana.clock, VAULT, "restricted", (out,)))
    met(three.ben, three.cal)
    assert three.ben.workspace.read(vault_key, VAULT, 1)
    assert three.cal.workspace.read(newest_epoch, VAULT) == 0
    three.ana.run(withdraw(three.ana.clock, (out,), VAULT))
    three.ana.run(grant(three.ana.clock, device(three.cal), VAULT))
    met(three.ben, three.cal)
    assert three.ben.workspace.read(newest_epoch, VAULT) == 1
    assert [three.cal.workspace.read(vault_key, VAULT, n) for n in (1, 2)] == [
        three.ana.workspace.read(vault_key, VAULT, n) for n in (1, 2)
    ]
    assert out in roster(three.cal).members


def test_a_vault_of_others_gets_a_new_key_from_one_of_its_members(three: Three) -> None:
    """Ana takes Ben out and is not in the vault that Cal shares with him."""
    three.ana.run(change_role(three.ana.clock, device(three.cal), "admin"))
    met(three.cal)
    three.cal.run(make_vault(three.cal.clock, VAULT, "restricted", (device(three.ben),)))
    met(three.ana, three.ben)
    three.ana.run(revoke(three.ana.clock, (device(three.ben),), "left"))
    assert roster(three.ana).stale == {VAULT}
    met(three.cal)
    assert three.cal.run(renew_stale(three.cal.clock)) == 1
    assert roster(three.cal).stale == frozenset()
    assert three.cal.workspace.read(newest_epoch, VAULT) == 2


def test_a_coverage_ends_on_its_day(
    begun: Laptop, new_laptop: NewLaptop, clock: FixedClock
) -> None:
    ends = milliseconds(clock.now() + timedelta(days=14))
    dee = new_laptop("dee")
    join(begun, dee, "Dee Novak", ends=ends)
    assert not begun.run(end_coverages(begun.clock))
    clock.pass_time(days=14, seconds=1)
    assert begun.run(end_coverages(begun.clock))
    gone = roster(begun).gone[device(dee)]
    assert (gone.reason, gone.erase) == ("ended", True)


def test_a_further_laptop_of_somebody_is_theirs(begun: Laptop, new_laptop: NewLaptop) -> None:
    one, two = new_laptop("one"), new_laptop("two")
    join(begun, one, "Ben Silva")
    person = roster(begun).members[device(one)].person
    join(begun, two, "Ben Silva", person=person)
    assert roster(two).members[device(two)].person == person
    assert roster(two).members[device(two)].vaults == roster(two).members[device(one)].vaults


def test_a_further_laptop_of_who_covers_is_out_on_the_same_day(
    begun: Laptop, new_laptop: NewLaptop, clock: FixedClock
) -> None:
    ends = milliseconds(clock.now() + timedelta(days=14))
    one, two = new_laptop("one"), new_laptop("two")
    join(begun, one, "Dee Novak", ends=ends)
    join(begun, two, "Dee Novak", person=roster(begun).members[device(one)].person)
    assert roster(two).members[device(two)].ends == ends
    clock.pass_time(days=14, seconds=1)
    assert begun.run(end_coverages(begun.clock))
    assert set(roster(begun).gone) == {device(one), device(two)}
