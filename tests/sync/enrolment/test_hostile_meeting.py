"""A server that lies where an invitation meets: nothing is encrypted to a wrong key."""

import pytest
from typing_extensions import override

from storage.usecases.syncing.enrolment import enrolment
from storage.usecases.syncing.roster import entries, members
from sync.client.commands import Answer, Ask
from sync.client.enrolment.connect import device_of
from sync.client.enrolment.inviting import admit, await_answer, open_invitations, refuse
from sync.client.enrolment.joining import (
    await_reveal,
    joining_state,
)
from sync.client.enrolment.states import invited_of
from sync.protocol.encoding import encode
from sync.protocol.invitation import (
    NONCE_LENGTH,
    Offer,
    Reveal,
    commitment_to,
    open_offer,
    seal_answer,
    seal_offer,
    seal_reveal,
)
from sync.protocol.invitation import Answer as Answered
from sync.protocol.requests import SIGNATURE
from sync.protocol.roster import Device
from sync.protocol.sealing import derive, seal
from tests.conftest import FixedClock
from tests.sync.enrolment.laptops import Laptop, Server
from tests.sync.enrolment.lying import Lying, SaysInstead, stranger
from tests.sync.enrolment.test_refusals import joins, refused


def test_an_answer_that_the_server_made_up_burns_the_invitation(
    begun: Laptop, server: Server
) -> None:
    invitation = begun.invite()
    begun.wire = SaysInstead(server, "/answer", bytes(400))
    assert refused(begun, await_answer(begun.clock, invitation.id)) == "taken"
    begun.wire = server
    assert refused(begun, await_answer(begun.clock, invitation.id)) == "expired"
    assert refused(begun, admit(begun.clock, invitation.id)) == "expired"
    assert begun.workspace.read(open_invitations) == []


def test_the_answer_to_another_invitation_is_none_to_this(
    begun: Laptop, ben: Laptop, server: Server
) -> None:
    first, second = begun.invite(), begun.invite()
    ben.accept(first)
    asked = Ask("GET", f"/v1/rendezvous/{first.id.hex()}/answer", headers={})
    begun.wire = SaysInstead(server, f"{second.id.hex()}/answer", server.ask(asked).body)
    assert refused(begun, await_answer(begun.clock, second.id)) == "taken"


def test_an_answer_exchanged_later_changes_nothing(
    begun: Laptop, ben: Laptop, server: Server
) -> None:
    invitation = begun.invite()
    ben.accept(invitation)
    before = begun.answer(invitation)
    begun.wire = SaysInstead(server, "/answer", bytes(400))
    assert begun.answer(invitation) == before
    begun.run(admit(begun.clock, invitation.id))
    assert [member.device for member in begun.workspace.read(members)][1:] == [ben.workspace.device]


def test_whoever_knows_the_words_and_owns_the_server_cannot_make_the_six_words_meet(
    begun: Laptop, ben: Laptop, server: Server
) -> None:
    """Somebody stands between both, answers one and offers the other a program of their own."""
    invitation = begun.invite()
    row = begun.workspace.read(enrolment, invitation.id)
    assert row is not None
    true = open_offer(row.secret, invited_of(row).sealed_offer)
    nonce = bytes(range(NONCE_LENGTH))
    forged = Offer(
        b"P" * 32, b"R" * 16, true.name, true.expires, commitment_to(nonce), server.public
    )
    ben.wire = SaysInstead(server, "/offer", seal_offer(row.secret, forged))
    ben.accept(invitation)
    eve = Answered(device_of(stranger()), "Ben Silva", nonce)
    begun.wire = SaysInstead(server, "/answer", seal_answer(row.secret, eve))
    compared = begun.answer(invitation)
    ben.wire = SaysInstead(server, "/reveal", seal_reveal(row.secret, Reveal(nonce)))
    assert set(ben.six_words()) != set(compared.words)
    begun.wire = server
    begun.run(refuse(begun.clock, invitation.id))
    assert len(begun.workspace.read(entries)) == 1


def test_a_reveal_that_breaks_the_commitment_ends_it(
    begun: Laptop, ben: Laptop, server: Server
) -> None:
    invitation = begun.invite()
    ben.accept(invitation)
    row = begun.workspace.read(enrolment, invitation.id)
    assert row is not None
    ben.wire = SaysInstead(server, "/reveal", seal_reveal(row.secret, Reveal(bytes(32))))
    assert refused(ben, await_reveal(ben.clock)) == "taken"
    assert ben.workspace.read(joining_state) == "none"


def test_a_reveal_that_the_server_made_up_is_not_kept(
    begun: Laptop, ben: Laptop, server: Server
) -> None:
    invitation = begun.invite()
    ben.accept(invitation)
    ben.wire = SaysInstead(server, "/reveal", bytes(400))
    assert refused(ben, await_reveal(ben.clock)) == "refused"
    ben.wire = server
    assert begun.answer(invitation).words == ben.six_words()


def test_an_offer_that_the_server_made_up_is_no_invitation(
    begun: Laptop, ben: Laptop, server: Server
) -> None:
    invitation = begun.invite()
    for body in (b"", bytes(400), bytes(100_000)):
        ben.wire = SaysInstead(server, "/offer", body)
        assert refused(ben, joins(ben, invitation.words)) in {"not-an-invitation", "not-satchel"}
    assert ben.workspace.read(joining_state) == "none"


def test_the_same_words_on_another_server_are_refused(
    begun: Laptop, ben: Laptop, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Another server passes on what the true one says, under a key of its own."""
    invitation = begun.invite()
    other = Server(tmp_path_factory.mktemp("other"), ben.clock)

    class PassesOn(Lying):
        @override
        def change(self, ask: Ask, answer: Answer) -> Answer | bytes:
            return answer if ask.path == "/v1/status" else server.ask(ask)

    ben.wire = PassesOn(other)
    assert refused(ben, joins(ben, invitation.words)) == "another-server"
    other.close()


def test_an_answer_that_the_server_did_not_sign_is_refused(
    begun: Laptop, ben: Laptop, server: Server
) -> None:
    class Unsigned:
        def ask(self, ask: Ask) -> Answer:
            answer = server.ask(ask)
            if ask.path == "/v1/status":
                return answer
            return Answer(answer.status, {**answer.headers, SIGNATURE: "00" * 64}, answer.body)

    invitation = begun.invite()
    ben.wire = begun.wire = Unsigned()
    assert refused(ben, joins(ben, invitation.words)) == "another-server"
    assert refused(begun, await_answer(begun.clock, invitation.id)) == "another-server"


def test_names_that_play_tricks_are_shown_as_plain_words(begun: Laptop, server: Server) -> None:
    invitation = begun.invite()
    row = begun.workspace.read(enrolment, invitation.id)
    assert row is not None
    name = "Ben\u202e gnissecorp\x00\n<b>Silva</b> & \u2066co\u2069" + "x" * 5_000
    answer = Answered(device_of(stranger()), name, bytes(NONCE_LENGTH))
    begun.wire = SaysInstead(server, "/answer", seal_answer(row.secret, answer))
    shown = begun.answer(invitation).name
    assert len(shown) <= 120
    assert shown.startswith("Ben gnissecorp <b>Silva</b> & co xxx")
    assert shown.isprintable()


def test_messages_of_a_newer_version_are_told_apart_from_wrong_words(
    begun: Laptop, ben: Laptop, server: Server
) -> None:
    invitation = begun.invite()
    row = begun.workspace.read(enrolment, invitation.id)
    assert row is not None

    def newer(step: str) -> bytes:
        return seal(derive(row.secret, "rendezvous/key"), step.encode(), encode((2, "more")))

    ben.wire = SaysInstead(server, "/offer", newer("offer"))
    assert refused(ben, joins(ben, invitation.words)) == "refused"
    begun.wire = SaysInstead(server, "/answer", newer("answer"))
    assert refused(begun, await_answer(begun.clock, invitation.id)) == "refused"
    assert begun.workspace.read(open_invitations) == [invitation]


def test_keys_that_nothing_can_be_wrapped_to_are_refused(begun: Laptop, server: Server) -> None:
    true = device_of(stranger())
    for device in (
        Device(true.id, true.signing, bytes(len(true.kem))),
        Device(true.id, true.signing, b"\xff" * len(true.kem)),
        Device(true.id, true.signing, true.kem[:-1]),
        Device(true.id, bytes(32), true.kem),
        Device(true.id, b"\x01" + bytes(31), true.kem),
        Device(true.id[:7], true.signing, true.kem),
        Device(begun.workspace.device, true.signing, true.kem),
    ):
        invitation = begun.invite()
        row = begun.workspace.read(enrolment, invitation.id)
        assert row is not None
        answer = Answered(device, "Ben Silva", bytes(NONCE_LENGTH))
        begun.wire = SaysInstead(server, "/answer", seal_answer(row.secret, answer))
        assert refused(begun, await_answer(begun.clock, invitation.id)) == "taken"
        begun.wire = server
    assert begun.workspace.read(open_invitations) == []


def test_an_offer_that_the_server_keeps_too_long_has_expired(
    begun: Laptop, ben: Laptop, server: Server, clock: FixedClock
) -> None:
    invitation = begun.invite()
    row = begun.workspace.read(enrolment, invitation.id)
    assert row is not None
    ben.wire = SaysInstead(server, "/offer", invited_of(row).sealed_offer)
    clock.pass_time(hours=72)
    assert refused(ben, joins(ben, invitation.words)) == "expired"
    assert ben.workspace.read(joining_state) == "none"
