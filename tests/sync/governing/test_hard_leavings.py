"""Somebody leaves where it is hard: vaults of others, wrong clocks, what was never sent."""

from datetime import timedelta

from typing_extensions import override

from storage.domain.clocks import milliseconds
from storage.usecases.settings import set_settings
from sync.client.commands import Answer, Ask
from sync.client.governing.expunging import move_case
from sync.client.governing.late import latecomers
from sync.client.governing.leaving import accept, end_coverages, revoke, withdraw
from sync.client.governing.roles import change_role
from sync.client.governing.upkeep import upkeep
from sync.client.governing.vaults import grant, make_vault
from sync.client.round import sync_round
from sync.protocol.encoding import decode, encode
from sync.protocol.messages import Push, Refusal
from tests.conftest import FixedClock
from tests.storage.builders import add_note
from tests.sync.enrolment.conftest import NewLaptop
from tests.sync.enrolment.laptops import Laptop, Server
from tests.sync.enrolment.lying import Lying
from tests.sync.enrolment.test_coming_together import join
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import (
    VAULT,
    cases_vault,
    device,
    entered,
    has,
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


def test_nobody_keeps_an_admin_from_taking_them_out_by_telling_of_a_fork(three: Three) -> None:
    three.ana.workspace.write(set_settings, {"sync.fork_seen": [2, device(three.ben).hex(), 1]})
    assert three.ana.run(sync_round(three.ana.clock)).problem == "history-differs"
    assert three.ana.run(revoke(three.ana.clock, (device(three.ben),), "stolen"))


class Full(Lying):
    """Has no room for anything more but the roster's entries."""

    def __init__(self, server: Server, roster: bytes) -> None:
        super().__init__(server)
        self._roster = roster

    @override
    def change(self, ask: Ask, answer: Answer) -> Answer | bytes:
        if not ask.path.endswith("/push") or decode(ask.body, Push).log == self._roster:
            return answer
        return Answer(507, answer.headers, encode(Refusal("full", 0, 0)))


def test_nobody_keeps_an_admin_from_taking_them_out_by_filling_the_server(three: Three) -> None:
    first = entered(three.ben)
    met(three.ben)
    case = entered(three.ana)
    three.ana.wire = Full(three.server, roster(three.ana).log)
    assert three.ana.run(sync_round(three.ana.clock)).problem == "full"
    assert has(three.ana, first)
    assert three.ana.run(revoke(three.ana.clock, (device(three.ben),), "stolen"))
    three.ana.wire = three.server
    met(three.ana, three.cal)
    assert has(three.cal, case)
