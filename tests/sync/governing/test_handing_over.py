"""A laptop that was taken out hands over what it has, and an admin decides about it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typing_extensions import override

from sync.client.bundles.making import make_bundle
from sync.client.bundles.taking import take_bundle
from sync.client.commands import Answer, Ask
from sync.client.governing.expunging import move_case
from sync.client.governing.late import latecomers
from sync.client.governing.leaving import accept, revoke, withdraw
from sync.client.governing.roles import change_role
from sync.client.governing.vaults import grant, make_vault
from sync.client.problems import SyncError
from sync.client.round import sync_round
from sync.protocol.encoding import encode
from sync.protocol.messages import Refusal
from tests.conftest import FixedClock
from tests.storage.builders import add_note
from tests.sync.enrolment.laptops import Server
from tests.sync.enrolment.lying import Lying, SaysInstead
from tests.sync.governing.conftest import Three
from tests.sync.governing.test_leaving import VAULT, cases_vault, device, entered, has, met
from tests.sync.restricting.test_expunging import opened_case
from tests.sync.restricting.test_moving import noted
from tests.sync.simulation.state import rows
from tests.sync.watching import Watched


class SaysRevoked(Lying):
    """Says so to every question but the one for the roster."""

    @override
    def change(self, ask: Ask, answer: Answer) -> Answer | bytes:
        if ask.path.endswith("/pull"):
            return answer
        return Answer(403, answer.headers, encode(Refusal("revoked", 0, 0)))


def test_what_was_not_sent_is_handed_over_and_can_be_accepted(three: Three) -> None:
    met(three.ben, three.ana, three.cal)
    case = entered(three.ben)
    three.ana.run(revoke(three.ana.clock, (device(three.ben),), "lost", erase=True))
    outcome = three.ben.run(sync_round(three.ben.clock))
    assert (outcome.problem, outcome.detail) == ("revoked", "erase")
    met(three.ana, three.cal)
    assert not has(three.ana, case)
    (late,) = three.ana.workspace.read(latecomers)
    assert (late.device, late.name, late.reason) == (device(three.ben), "Ben Silva", "lost")
    three.ana.run(accept(three.ana.clock, late.cuts))
    met(three.ana, three.cal)
    assert has(three.ana, case)
    assert has(three.cal, case)
    assert three.ana.workspace.read(latecomers) == []


def test_nobody_is_taken_out_by_a_server_s_word_alone(three: Three) -> None:
    case = entered(three.ben)
    three.ben.wire = SaysRevoked(three.server)
    outcome = three.ben.run(sync_round(three.ben.clock))
    assert (outcome.problem, outcome.waiting) == ("blocked", 1)
    three.ben.wire = three.server
    met(three.ben, three.ana)
    assert has(three.ana, case)


def test_what_is_saved_by_who_knows_to_be_out_is_handed_over_as_well(three: Three) -> None:
    three.ana.run(revoke(three.ana.clock, (device(three.ben),), "left", erase=True))
    assert three.ben.run(sync_round(three.ben.clock)).problem == "revoked"
    case = entered(three.ben)
    assert three.ben.run(sync_round(three.ben.clock)).problem == "revoked"
    met(three.ana)
    (late,) = three.ana.workspace.read(latecomers)
    three.ana.run(accept(three.ana.clock, late.cuts))
    met(three.ana)
    assert has(three.ana, case)


def test_an_admin_s_act_says_so_where_the_server_answers_in_no_shape(three: Three) -> None:
    three.ana.wire = SaysInstead(three.server, "/pull", b"\xc1")
    with pytest.raises(SyncError) as caught:
        three.ana.run(change_role(three.ana.clock, device(three.ben), "admin"))
    assert (caught.value.problem, caught.value.detail) == ("refused", "malformed")


def test_who_was_taken_out_says_so_where_the_server_answers_in_no_shape(three: Three) -> None:
    three.ana.run(revoke(three.ana.clock, (device(three.ben),), "left"))
    three.ben.wire = SaysInstead(three.server, "/pull", b"\xc1")
    outcome = three.ben.run(sync_round(three.ben.clock))
    assert (outcome.problem, outcome.detail) == ("refused", "malformed")
    three.ben.wire = three.server
    assert three.ben.run(sync_round(three.ben.clock)).problem == "revoked"


class Meanwhile(Lying):
    """Answers truly; something happens while the first request of this ending is on its way."""

    def __init__(self, server: Server, ending: str, happens: Callable[[], object]) -> None:
        super().__init__(server)
        self._ending, self._happens = ending, [happens]

    @override
    def pass_on(self, ask: Ask) -> Answer:
        if ask.path.endswith(self._ending) and self._happens:
            self._happens.pop()()
        return super().pass_on(ask)

    @override
    def change(self, ask: Ask, answer: Answer) -> Answer | bytes:
        return answer


def test_what_is_handed_over_while_a_lead_looks_waits_for_a_decision(
    three: Three, clock: FixedClock
) -> None:
    three.ana.run(change_role(three.ana.clock, device(three.cal), "admin"))
    three.ana.run(make_vault(three.ana.clock, VAULT, "restricted", (device(three.ben),)))
    three.ana.run(withdraw(three.ana.clock, (device(three.ben),), VAULT))
    case = entered(three.ben)

    def taken_out() -> None:
        three.ana.run(revoke(three.ana.clock, (device(three.ben),), "left"))
        assert three.ben.run(sync_round(three.ben.clock)).problem == "revoked"

    three.cal.wire = Meanwhile(three.server, "/parked", taken_out)
    assert three.cal.run(sync_round(three.cal.clock)).problem is None
    assert not has(three.cal, case)
    clock.pass_time(hours=2)
    met(three.ana, three.cal)
    for lead in (three.ana, three.cal):
        assert [one.device for one in lead.workspace.read(latecomers)] == [device(three.ben)]


def test_who_was_taken_out_learns_it_from_a_server_that_was_restored_since(three: Three) -> None:
    before = entered(three.ben)
    met(three.ben)
    case = entered(three.ben)
    three.ana.run(revoke(three.ana.clock, (device(three.ben),), "left"))
    three.server.begin_generation()
    assert three.ben.run(sync_round(three.ben.clock)).problem == "revoked"
    met(three.ana)
    (late,) = three.ana.workspace.read(latecomers)
    three.ana.run(accept(three.ana.clock, late.cuts))
    met(three.ana)
    assert has(three.ana, case)
    assert has(three.ana, before)


def test_what_a_restored_server_lost_is_handed_over_though_it_is_killed_at_any_step(
    three: Three,
) -> None:
    entered(three.ben)
    met(three.ben)
    three.ana.run(revoke(three.ana.clock, (device(three.ben),), "left"))
    three.server.begin_generation()
    commands = 1
    while (done := three.ben.cut_off(sync_round(three.ben.clock), commands)) is None:
        commands += 1
    assert done[0].problem == "revoked"
    own = three.ben.workspace.read(rows, "SELECT DISTINCT state FROM envelope_out")
    assert own == [("refused",)], "what was sent is with the server's admins as well"


def test_what_a_restored_server_lost_of_a_vault_is_handed_over_by_who_left_that(
    three: Three, clock: FixedClock
) -> None:
    three.ana.run(make_vault(three.ana.clock, VAULT, "restricted", (device(three.ben),)))
    case = opened_case(three.ana)
    three.ana.run(change_role(three.ana.clock, device(three.ben), "admin"))
    met(three.ana, three.ben)
    three.ana.run(move_case(three.ana.clock, case.id, cases_vault(three.ana), VAULT))
    met(three.ben)
    three.ben.workspace.write(add_note, case, "in court")
    met(three.ben)
    three.ana.run(withdraw(three.ana.clock, (device(three.ben),), VAULT))
    met(three.ben)
    three.server.begin_generation()
    clock.pass_time(hours=2)
    wire = Watched(three.ben)
    three.ben.run(sync_round(three.ben.clock), wire)
    states = "SELECT DISTINCT state FROM envelope_out WHERE log = ?"
    assert three.ben.workspace.read(rows, states, VAULT) == [("refused",)]
    assert wire.count("DELETE") == 0, "an admin's laptop took its own away, and carries it nowhere"
    wire = Watched(three.ana)
    three.ana.run(sync_round(three.ana.clock), wire)
    assert wire.count("DELETE") > 0


def test_who_is_let_into_a_vault_again_sends_what_was_handed_over(three: Three) -> None:
    three.ana.run(make_vault(three.ana.clock, VAULT, "restricted", (device(three.ben),)))
    case = opened_case(three.ana)
    met(three.ana, three.ben)
    three.ana.run(move_case(three.ana.clock, case.id, cases_vault(three.ana), VAULT))
    met(three.ben)
    note = three.ben.workspace.write(add_note, case, "in court")
    three.ana.run(withdraw(three.ana.clock, (device(three.ben),), VAULT))
    (handed_over, _) = met(three.ben)
    assert handed_over.waiting == 1
    three.ana.run(grant(three.ana.clock, device(three.ben), VAULT))
    (sent, _) = met(three.ben)
    assert (sent.problem, sent.sent, sent.waiting) == (None, 1, 0)
    met(three.ana)
    assert noted(three.ana, note)
    assert three.ana.workspace.read(latecomers) == []


def test_what_a_stick_brought_before_its_author_was_known_to_be_out_can_be_everybody_s(
    three: Three, tmp_path: Path
) -> None:
    three.ana.run(change_role(three.ana.clock, device(three.cal), "admin"))
    entered(three.ben)
    met(three.ben, three.ana, three.cal)
    case = entered(three.ben)
    three.ben.run(make_bundle(three.ben.clock, tmp_path / "stick"))
    three.ana.run(revoke(three.ana.clock, (device(three.ben),), "lost", erase=True))
    three.cal.run(take_bundle(three.cal.clock, tmp_path / "stick"))
    met(three.cal, three.ana)
    assert has(three.cal, case)
    assert not has(three.ana, case)
    (late,) = three.cal.workspace.read(latecomers)
    assert (late.device, late.envelopes, late.taken) == (device(three.ben), 0, 1)
    three.cal.run(accept(three.cal.clock, late.cuts))
    met(three.cal, three.ana)
    assert has(three.ana, case)
    assert three.cal.workspace.read(latecomers) == []
