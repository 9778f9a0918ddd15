"""Either laptop may die between any two steps: what is in the workspace is enough to go on."""

from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import pytest

from storage.usecases.syncing.roster import held_vaults, is_received, program
from sync.client.commands import Answer, Ask, Script, Unreachable
from sync.client.enrolment.admission import await_admission
from sync.client.enrolment.admitting import admit
from sync.client.enrolment.connect import begin_program, register
from sync.client.enrolment.inviting import (
    Invitation,
    await_answer,
    invite,
    open_invitations,
)
from sync.client.enrolment.joining import accept, await_reveal, confirm, joining_state
from sync.client.membership import load_roster
from sync.client.problems import SyncError
from tests.sync.enrolment.laptops import ADDRESS, Laptop, Server

_MOST = 40
T = TypeVar("T")


def while_dying(laptop: Laptop, script: Callable[[], Script[T]]) -> T:
    """Start a script again and again; each time the process lives for one command more."""
    for commands in range(_MOST):
        ended = laptop.cut_off(script(), commands)
        if ended is not None:
            return ended[0]
    raise AssertionError("it never ends")


def invite_while_dying(laptop: Laptop) -> Invitation:
    """Invite; after each death the window shows what is open, and that is gone on with."""
    for commands in range(_MOST):
        ended = laptop.cut_off(invite(laptop.clock, "Ben Silva"), commands)
        found = laptop.workspace.read(open_invitations)
        if found:
            assert ended is None or found == [ended[0]]
            return found[0]
    raise AssertionError("no invitation was made")


def test_the_whole_flow_survives_a_death_after_every_single_command(
    ana: Laptop, ben: Laptop, server: Server
) -> None:
    clock = ana.clock
    server.add_program(while_dying(ana, lambda: begin_program(clock, ADDRESS)))
    while_dying(ana, lambda: register(clock))
    invitation = invite_while_dying(ana)
    assert while_dying(ana, lambda: await_answer(clock, invitation.id)) is None
    while_dying(ben, lambda: accept(clock, ADDRESS, invitation.words, "Ben Silva"))
    compared = while_dying(ana, lambda: await_answer(clock, invitation.id))
    assert compared is not None
    assert while_dying(ben, lambda: await_reveal(clock)) == compared.words
    while_dying(ben, lambda: confirm(clock))
    while_dying(ana, lambda: admit(clock, invitation.id))
    assert while_dying(ben, lambda: await_admission(clock))
    assert ben.workspace.read(joining_state) == "joined"
    assert ben.workspace.read(held_vaults) == ana.workspace.read(held_vaults)
    assert ben.workspace.read(load_roster) == ana.workspace.read(load_roster)
    assert ana.workspace.read(open_invitations) == []


@pytest.mark.parametrize("commands", range(7))
def test_an_invitation_is_good_wherever_the_making_of_it_was_cut_off(
    begun: Laptop, ben: Laptop, commands: int
) -> None:
    begun.cut_off(invite(begun.clock, "Ben Silva"), commands)
    found = begun.workspace.read(open_invitations) or [begun.invite()]
    begun.run(await_answer(begun.clock, found[0].id))
    ben.accept(found[0])
    assert begun.answer(found[0]).words == ben.six_words()


def test_a_joining_cut_off_before_its_answer_was_sent_goes_on_without_the_words(
    begun: Laptop, ben: Laptop
) -> None:
    invitation = begun.invite()
    script = accept(ben.clock, ADDRESS, invitation.words, "Ben Silva")
    for commands in range(_MOST):
        ben.cut_off(script, commands)
        if ben.workspace.read(joining_state) != "none":
            break
        script = accept(ben.clock, ADDRESS, invitation.words, "Ben Silva")
    assert ben.run(await_reveal(ben.clock)) is None
    assert begun.answer(invitation).words == ben.six_words()


class LosesReceipts:
    """A wire on which every request arrives, and of each kind the first answer is lost."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._lost: set[tuple[str, str]] = set()

    def ask(self, ask: Ask) -> Answer | Unreachable:
        answer = self._server.ask(ask)
        key = (ask.method, ask.path.rpartition("/")[2])
        if key in self._lost:
            return answer
        self._lost.add(key)
        return Unreachable("timeout")


def until_done(laptop: Laptop, script: Callable[[], Script[T]]) -> T:
    """Try a script until the network lets it through."""
    for _ in range(_MOST):
        with suppress(SyncError):
            return laptop.run(script())
    raise AssertionError("it never ends")


def test_every_receipt_may_be_lost_once(ana: Laptop, ben: Laptop, server: Server) -> None:
    code = ana.run(begin_program(ana.clock, ADDRESS))
    server.add_program(code)
    ana.wire = ben.wire = LosesReceipts(server)

    until_done(ana, lambda: register(ana.clock))
    until_done(ana, lambda: invite(ana.clock, "Ben Silva"))
    (invitation,) = ana.workspace.read(open_invitations)
    until_done(ben, lambda: accept(ben.clock, ADDRESS, invitation.words, "Ben Silva"))
    compared = until_done(ana, lambda: await_answer(ana.clock, invitation.id))
    assert compared is not None
    assert until_done(ben, lambda: await_reveal(ben.clock)) == compared.words
    until_done(ben, lambda: confirm(ben.clock))
    until_done(ana, lambda: admit(ana.clock, invitation.id))
    assert until_done(ben, lambda: await_admission(ben.clock)) is True
    known = ana.workspace.read(program)
    assert known is not None
    assert ana.workspace.read(is_received, known.roster)
    assert ben.workspace.read(load_roster) == ana.workspace.read(load_roster)
