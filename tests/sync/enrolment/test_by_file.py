"""A meeting without a network: four files, the same six words, and the server hears of it later."""

import pytest
from sqlalchemy import Connection

from storage.errors import RejectedError
from sync.client.enrolment.admitting import admit
from sync.client.enrolment.byfile import (
    admit_by_file,
    answer_offer,
    file_name,
    hear_answer_file,
    hear_reveal_file,
    invite_by_file,
    offer_file,
    take_admission,
)
from sync.client.enrolment.inviting import refuse
from sync.client.enrolment.joining import joining_state
from sync.client.membership import membership
from sync.client.problems import SyncError
from sync.client.round import sync_round
from tests.conftest import FixedClock
from tests.sync.enrolment.conftest import NewLaptop
from tests.sync.enrolment.laptops import Laptop, Offline, Server


def _meet(host: Laptop, guest: Laptop, name: str = "Ben Silva") -> tuple[bytes, bytes]:
    """Carry the first three files; return the invitation's id and the admission."""
    invitation, offer = host.run(invite_by_file(host.clock, name))
    offered, answer = guest.run(answer_offer(guest.clock, offer, invitation.words, name))
    assert offered.name == "Berkshire County Kids' Place"
    compared, reveal = host.run(hear_answer_file(host.clock, answer))
    assert guest.run(hear_reveal_file(reveal)) == compared.words
    guest.confirm()
    return invitation.id, host.run(admit_by_file(host.clock, invitation.id))


def test_two_laptops_meet_without_a_network(begun: Laptop, ben: Laptop, server: Server) -> None:
    begun.wire = ben.wire = Offline()
    _id, admission = _meet(begun, ben)
    assert ben.run(take_admission(admission))
    assert ben.workspace.read(joining_state) == "joined"
    assert begun.workspace.read(_count) == 1
    ben.wire = server
    assert ben.run(sync_round(ben.clock)).problem is not None
    begun.wire = server
    assert begun.run(sync_round(begun.clock)).problem is None
    assert begun.workspace.read(_count) == 2
    assert ben.run(sync_round(ben.clock)).problem is None


def test_a_file_that_is_taken_in_twice_changes_nothing(begun: Laptop, ben: Laptop) -> None:
    begun.wire = ben.wire = Offline()
    invitation, offer = begun.run(invite_by_file(begun.clock, "Ben"))
    assert begun.run(offer_file(invitation.id)) == offer
    first = ben.run(answer_offer(ben.clock, offer, invitation.words, "Ben"))
    assert ben.run(answer_offer(ben.clock, offer, invitation.words, "Ben")) == first
    heard = begun.run(hear_answer_file(begun.clock, first[1]))
    assert begun.run(hear_answer_file(begun.clock, first[1])) == heard
    words = ben.run(hear_reveal_file(heard[1]))
    assert ben.run(hear_reveal_file(heard[1])) == words
    ben.confirm()
    admission = begun.run(admit_by_file(begun.clock, invitation.id))
    assert begun.run(admit_by_file(begun.clock, invitation.id)) == admission
    assert ben.run(take_admission(admission))


def test_where_another_came_first_the_admission_is_made_anew(
    begun: Laptop, ben: Laptop, new_laptop: NewLaptop, server: Server
) -> None:
    begun.wire = Offline()
    _id, admission = _meet(begun, ben)
    assert ben.run(take_admission(admission))
    begun.wire = server
    cara = new_laptop("cara")
    invitation = begun.invite("Cara")
    cara.accept(invitation, "Cara")
    begun.answer(invitation)
    cara.six_words()
    cara.confirm()
    begun.run(admit(begun.clock, invitation.id))
    assert begun.run(sync_round(begun.clock)).problem is None
    assert begun.workspace.read(_count) == 3
    assert ben.run(sync_round(ben.clock)).problem is None
    assert ben.workspace.read(_count) == 3


def test_files_that_are_damaged_of_another_step_or_meeting_are_refused(
    begun: Laptop, ben: Laptop, new_laptop: NewLaptop
) -> None:
    invitation, offer = begun.run(invite_by_file(begun.clock, "Ben"))
    other, offer_of_other = begun.run(invite_by_file(begun.clock, "Cara"))
    for wrong in (b"", b"rubbish", offer[:-1], offer + b"x", bytes(100_000)):
        with pytest.raises(RejectedError, match="damaged"):
            ben.run(answer_offer(ben.clock, wrong, invitation.words, "Ben"))
    with pytest.raises(SyncError, match="not-an-invitation"):
        ben.run(answer_offer(ben.clock, offer_of_other, invitation.words, "Ben"))
    with pytest.raises(SyncError, match="another-server"):
        ben.run(answer_offer(ben.clock, offer, invitation.words, "Ben", (bytes(32),)))
    _offered, answer = ben.run(answer_offer(ben.clock, offer, invitation.words, "Ben"))
    with pytest.raises(RejectedError, match=file_name("answer")):
        begun.run(hear_answer_file(begun.clock, offer))
    _compared, reveal = begun.run(hear_answer_file(begun.clock, answer))
    with pytest.raises(RejectedError, match=file_name("reveal")):
        ben.run(hear_reveal_file(answer))
    cara = new_laptop("cara")
    with pytest.raises(SyncError, match="not-an-invitation"):
        cara.run(hear_reveal_file(reveal))
    with pytest.raises(SyncError, match="refused"):
        begun.run(admit_by_file(begun.clock, other.id))


def test_an_admission_before_the_words_were_compared_is_not_taken_in(
    begun: Laptop, ben: Laptop
) -> None:
    invitation, offer = begun.run(invite_by_file(begun.clock, "Ben"))
    _offered, answer = ben.run(answer_offer(ben.clock, offer, invitation.words, "Ben"))
    _compared, reveal = begun.run(hear_answer_file(begun.clock, answer))
    admission = begun.run(admit_by_file(begun.clock, invitation.id))
    ben.run(hear_reveal_file(reveal))
    with pytest.raises(SyncError, match="refused"):
        ben.run(take_admission(admission))
    assert ben.workspace.read(joining_state) == "comparing"


def test_an_admission_of_somebody_else_takes_nothing_in(
    begun: Laptop, ben: Laptop, new_laptop: NewLaptop
) -> None:
    begun.wire = Offline()
    cara = new_laptop("cara")
    _first, of_ben = _meet(begun, ben)
    invitation, _admission = _meet(begun, cara, "Cara")
    forged = of_ben.replace(_first, invitation)
    with pytest.raises(SyncError, match="roster-differs"):
        cara.run(take_admission(forged))
    assert cara.workspace.read(joining_state) == "confirmed"


def test_a_meeting_by_file_expires_and_can_be_burnt(
    begun: Laptop, ben: Laptop, clock: FixedClock
) -> None:
    invitation, offer = begun.run(invite_by_file(begun.clock, "Ben"))
    _offered, answer = ben.run(answer_offer(ben.clock, offer, invitation.words, "Ben"))
    begun.run(refuse(clock, invitation.id))
    with pytest.raises(SyncError, match="expired"):
        begun.run(hear_answer_file(begun.clock, answer))
    late, offer = begun.run(invite_by_file(begun.clock, "Ben"))
    clock.pass_time(hours=73)
    with pytest.raises(SyncError, match="expired"):
        ben.run(answer_offer(ben.clock, offer, late.words, "Ben"))


def _count(connection: Connection) -> int:
    member = membership(connection)
    assert member is not None
    return len(member.roster.members)
