"""Somebody leaves where it is hard: vaults of others, wrong clocks, what was never sent."""

from datetime import timedelta

from storage.domain.clocks import milliseconds
from sync.client.governing.expunging import move_case
from sync.client.governing.late import latecomers
from sync.client.governing.leaving import accept, end_coverages, revoke, withdraw
from sync.client.governing.roles import change_role
from sync.client.governing.upkeep import upkeep
from sync.client.governing.vaults import grant, make_vault
from tests.conftest import FixedClock
from tests.storage.builders import add_note
from tests.sync.enrolment.conftest import NewLaptop
from tests.sync.enrolment.laptops import Laptop
from tests.sync.enrolment.test_coming_together import join
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import (
    VAULT,
    cases_vault,
    device,
    met,
    roster,
)
from tests.sync.restricting.test_expunging import opened_case
from tests.sync.restricting.test_moving import noted


def test_a_member_of_others_vault_who_wrote_there_is_taken_out_all_the_same(three: Three) -> None:
    three.ana.run(change_role(three.ana.clock, device(three.cal), "admin"))
    met(three.cal)
    three.cal.run(make_vault(three.cal.clock, VAULT, "restricted", (device(three.ben),)))
    case = opened_case(three.ben)
    met(three.ana, three.ben, three.cal)
    three.cal.run(move_case(three.cal.clock, case.id, cases_vault(three.cal), VAULT))
    met(three.ben)
    note = three.ben.workspace.write(add_note, case, "for the two of us")
    met(three.ben, three.cal)
    assert noted(three.cal, note)
    assert three.ana.run(revoke(three.ana.clock, (device(three.ben),), "lost"))
    met(three.cal)
    assert three.cal.run(upkeep(three.cal.clock))
    assert not three.cal.run(upkeep(three.cal.clock))
    assert not roster(three.cal).stale
    three.cal.run(grant(three.cal.clock, device(three.ana), VAULT))
    met(three.ana)
    assert noted(three.ana, note)


def test_what_who_leaves_one_vault_had_not_sent_waits_for_an_admin(three: Three) -> None:
    three.ana.run(make_vault(three.ana.clock, VAULT, "restricted", (device(three.ben),)))
    case = opened_case(three.ana)
    met(three.ana, three.ben)
    three.ana.run(move_case(three.ana.clock, case.id, cases_vault(three.ana), VAULT))
    met(three.ben)
    note = three.ben.workspace.write(add_note, case, "in court")
    three.ana.run(withdraw(three.ana.clock, (device(three.ben),), VAULT))
    met(three.ben, three.ana)
    late = three.ana.workspace.read(latecomers)
    assert [one.device for one in late] == [device(three.ben)]
    three.ana.run(accept(three.ana.clock, late[0].cuts))
    met(three.ana)
    assert noted(three.ana, note)


def test_a_clock_that_runs_ahead_ends_nobody_s_coverage(
    begun: Laptop, new_laptop: NewLaptop, clock: FixedClock
) -> None:
    ends = milliseconds(clock.now() + timedelta(days=14))
    dee = new_laptop("dee")
    join(begun, dee, "Dee Novak", ends=ends)
    ahead = FixedClock(clock.now() + timedelta(days=30))
    assert not begun.run(end_coverages(ahead))
    assert device(dee) in roster(begun).members
