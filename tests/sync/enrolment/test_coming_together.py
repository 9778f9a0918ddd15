"""Two laptops come together, and a third by the second."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from storage.errors import RejectedError
from storage.tables.local import begin_incarnation
from storage.usecases.settings import set_settings, setting
from storage.usecases.syncing.enrolment import enrolment
from storage.usecases.syncing.roster import held_vaults, members
from storage.usecases.transaction import Transaction
from sync.client.commands import Answer, Ask
from sync.client.enrolment.connect import begin_program, register
from sync.client.enrolment.inviting import (
    Invitation,
    admit,
    await_answer,
    invite,
    open_invitations,
)
from sync.client.enrolment.joining import (
    Offered,
    accept,
    await_reveal,
    joining_state,
    offered,
)
from sync.client.enrolment.states import invited_of
from sync.client.membership import load_roster
from sync.client.problems import SyncError
from sync.protocol.program_code import code_of
from tests.conftest import FixedClock
from tests.sync.enrolment.conftest import NewLaptop
from tests.sync.enrolment.laptops import ADDRESS, Laptop, Offline, Server

NO_ADDRESSES = [
    "http://records.example",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https://name:word@records.example",
    "https://records.example:0",
    "https://[fe80::1%25eth0]",
    "https://xn--rcords-cva.example",
    "",
]


def join(
    admin: Laptop, laptop: Laptop, name: str = "Ben Silva", *, person: bytes = b"", ends: int = 0
) -> None:
    invitation = admin.invite(name, person=person, ends=ends)
    laptop.accept(invitation, name)
    assert admin.answer(invitation).words == laptop.six_words()
    laptop.confirm()
    admin.run(admit(admin.clock, invitation.id))
    assert laptop.is_admitted()


def names(connection: Connection) -> list[tuple[str, str]]:
    return [(member.name, member.role) for member in members(connection)]


def test_a_second_laptop_joins_and_holds_the_same_keys(begun: Laptop, ben: Laptop) -> None:
    join(begun, ben)
    assert ben.workspace.read(held_vaults) == begun.workspace.read(held_vaults)
    assert ben.workspace.read(load_roster) == begun.workspace.read(load_roster)
    people = [("Ana Reyes", "admin"), ("Ben Silva", "member")]
    assert ben.workspace.read(names) == begun.workspace.read(names) == people
    assert ben.workspace.read(setting, "program.name") == "Berkshire County Kids' Place"
    assert ben.workspace.read(joining_state) == "joined"
    assert begun.workspace.read(joining_state) == "none"


def test_every_step_shows_where_the_joining_is(begun: Laptop, ben: Laptop) -> None:
    invitation = begun.invite()
    seen = [ben.workspace.read(joining_state)]
    ben.accept(invitation)
    seen.append(ben.workspace.read(joining_state))
    assert ben.run(await_reveal(ben.clock)) is None
    begun.answer(invitation)
    ben.six_words()
    seen.append(ben.workspace.read(joining_state))
    ben.confirm()
    seen.append(ben.workspace.read(joining_state))
    assert not ben.is_admitted()
    begun.run(admit(begun.clock, invitation.id))
    assert ben.is_admitted()
    assert ben.is_admitted()
    assert seen == ["none", "answered", "comparing", "confirmed"]


def test_the_invited_person_sees_which_program_it_is(begun: Laptop, ben: Laptop) -> None:
    invitation = begun.invite()
    found = ben.run(accept(ben.clock, ADDRESS, invitation.words, "Ben Silva"))
    roster = begun.workspace.read(load_roster)
    assert roster is not None
    assert found == Offered("Berkshire County Kids' Place", code_of(roster.program))
    assert ben.workspace.read(offered) == found


def test_an_admin_who_joined_admits_the_next(
    begun: Laptop, ben: Laptop, new_laptop: NewLaptop
) -> None:
    joined_admin(begun, ben)
    cal = new_laptop("cal")
    join(ben, cal, "Cal Ortiz")
    assert cal.workspace.read(held_vaults) == begun.workspace.read(held_vaults)
    assert cal.workspace.read(names)[1:] == [("Ben Silva", "admin"), ("Cal Ortiz", "member")]


def joined_admin(begun: Laptop, ben: Laptop) -> Laptop:
    invitation = begun.invite(role="admin")
    ben.accept(invitation)
    begun.answer(invitation)
    ben.six_words()
    ben.confirm()
    begun.run(admit(begun.clock, invitation.id))
    assert ben.is_admitted()
    return ben


def test_of_two_admins_who_admit_at_once_the_later_one_makes_its_entry_anew(
    begun: Laptop, ben: Laptop, new_laptop: NewLaptop, server: Server
) -> None:
    joined_admin(begun, ben)
    cal, dee = new_laptop("cal"), new_laptop("dee")
    of_ana, of_ben = begun.invite("Cal"), ben.invite("Dee")
    cal.accept(of_ana)
    dee.accept(of_ben)
    begun.answer(of_ana)
    ben.answer(of_ben)

    class BenIsQuicker:
        """Just before Ana's entry is pushed, Ben's reaches the server."""

        def __init__(self) -> None:
            self.pushes = 0

        def ask(self, ask: Ask) -> Answer:
            if ask.path.endswith("/push"):
                self.pushes += 1
                if self.pushes == 1:
                    ben.run(admit(ben.clock, of_ben.id))
            return server.ask(ask)

    wire = BenIsQuicker()
    begun.run(admit(begun.clock, of_ana.id), wire)
    assert wire.pushes == 2
    for laptop in (cal, dee):
        laptop.six_words()
        laptop.confirm()
        assert laptop.is_admitted()
    people = [name for name, _ in cal.workspace.read(names)]
    assert people == ["Ana Reyes", "Ben Silva", "Dee", "Cal"]


def test_an_entry_prepared_before_a_restore_is_made_anew(begun: Laptop, ben: Laptop) -> None:
    invitation = begun.invite()
    ben.accept(invitation)
    begun.answer(invitation)
    commands = 0
    while not prepared(begun, invitation):
        commands += 1
        assert begun.cut_off(admit(begun.clock, invitation.id), commands) is None
    begun.workspace.write(lambda transaction: begin_incarnation(transaction.connection))
    begun.restart()
    begun.run(admit(begun.clock, invitation.id))
    ben.six_words()
    ben.confirm()
    assert ben.is_admitted()


def prepared(laptop: Laptop, invitation: Invitation) -> bool:
    row = laptop.workspace.read(enrolment, invitation.id)
    return row is not None and invited_of(row).entry != b""


def test_a_member_who_is_no_admin_invites_nobody(begun: Laptop, ben: Laptop) -> None:
    join(begun, ben)
    with pytest.raises(SyncError) as refused:
        ben.invite("Cal Ortiz")
    assert (refused.value.problem, refused.value.detail) == ("refused", "forbidden")
    assert ben.workspace.read(open_invitations) == []


def test_a_program_waits_until_the_operator_has_added_it(ana: Laptop, server: Server) -> None:
    code = ana.run(begin_program(ana.clock, ADDRESS))
    with pytest.raises(SyncError, match="unknown-program"):
        ana.run(register(ana.clock))
    server.add_program(code)
    assert ana.run(begin_program(ana.clock, ADDRESS)) == code
    ana.run(register(ana.clock))
    ana.run(register(ana.clock))
    assert ana.invite().words


def test_before_it_is_on_the_server_a_program_can_go_to_another_one(
    ana: Laptop, server: Server
) -> None:
    code = ana.run(begin_program(ana.clock, "https://elsewhere.example"))
    assert ana.run(begin_program(ana.clock, ADDRESS)) == code
    server.add_program(code)
    ana.run(register(ana.clock))
    with pytest.raises(RejectedError, match="belongs to a program at https://records"):
        ana.run(begin_program(ana.clock, "https://elsewhere.example"))


def test_a_workspace_made_to_join_begins_no_program(ben: Laptop) -> None:
    with pytest.raises(RejectedError, match="made to join"):
        ben.run(begin_program(ben.clock, ADDRESS))


def test_a_workspace_with_a_program_joins_no_other(begun: Laptop, ben: Laptop) -> None:
    invitation = begun.invite()
    join(begun, ben)
    with pytest.raises(RejectedError, match="belongs to a program already"):
        ben.accept(invitation)
    with pytest.raises(RejectedError, match="belongs to a program already"):
        begun.accept(invitation)


def test_a_workspace_with_cases_of_its_own_joins_no_program(ana: Laptop) -> None:
    with pytest.raises(RejectedError, match="a program of its own"):
        ana.run(accept(ana.clock, ADDRESS, "abandon " * 11 + "about", "Ana Reyes"))


def test_the_practice_program_meets_no_server(ana: Laptop) -> None:
    def practise(transaction: Transaction) -> None:
        set_settings(transaction, {"program.practice": True})

    ana.workspace.write(practise)
    with pytest.raises(RejectedError, match="practice"):
        ana.run(begin_program(ana.clock, ADDRESS), Offline())


def test_an_address_that_is_none_is_refused_in_words(ana: Laptop, ben: Laptop) -> None:
    for address in NO_ADDRESSES:
        with pytest.raises(RejectedError):
            ana.run(begin_program(ana.clock, address), Offline())
        with pytest.raises(RejectedError):
            ben.run(accept(ben.clock, address, "abandon " * 11 + "about", "Ben"), Offline())


def test_names_that_are_missing_are_asked_for(begun: Laptop, ben: Laptop) -> None:
    with pytest.raises(RejectedError, match="name is missing"):
        begun.run(invite(begun.clock, " \u202e "))
    with pytest.raises(RejectedError, match="name is missing"):
        ben.run(accept(ben.clock, ADDRESS, "abandon " * 11 + "about", "\n"))


def test_without_a_network_nothing_is_left_of_an_invitation(begun: Laptop) -> None:
    with pytest.raises(SyncError, match="unreachable"):
        begun.run(invite(begun.clock, "Ben Silva"), Offline())
    assert begun.workspace.read(open_invitations) == []


def test_open_invitations_can_be_read_out_again(begun: Laptop, ben: Laptop) -> None:
    invitation = begun.invite()
    begun.restart()
    assert begun.workspace.read(open_invitations) == [invitation]
    assert begun.run(await_answer(begun.clock, invitation.id)) is None
    ben.accept(invitation)
    begun.answer(invitation)
    (found,) = begun.workspace.read(open_invitations)
    assert found.answered


@pytest.mark.parametrize(("days_of_one", "days_of_other"), [(-9, 0), (0, -9), (9, -9)])
def test_laptops_whose_clocks_are_days_off_come_together_all_the_same(
    begun: Laptop, ben: Laptop, days_of_one: int, days_of_other: int
) -> None:
    for laptop, days in ((begun, days_of_one), (ben, days_of_other)):
        off = FixedClock(laptop.clock.now())
        off.pass_time(days=days)
        laptop.clock = off
        laptop.restart()
    join(begun, ben)


def test_a_figures_server_keeps_no_program(ana: Laptop, tmp_path: Path, clock: FixedClock) -> None:
    figures = Server(tmp_path / "figures", clock, roles=("figures",))
    with pytest.raises(RejectedError, match="only takes figures"):
        ana.run(begin_program(clock, ADDRESS), figures)
    figures.close()
