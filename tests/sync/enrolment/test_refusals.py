"""What an invitation does not survive: mistyping, time, a second use, somebody who overheard."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from storage.errors import RejectedError
from storage.usecases.syncing.enrolment import enrolment, enrolments
from storage.usecases.syncing.roster import members, program
from sync.client.commands import Script
from sync.client.enrolment.connect import begin_program
from sync.client.enrolment.inviting import (
    admit,
    await_answer,
    open_invitations,
    refuse,
)
from sync.client.enrolment.joining import (
    accept,
    await_admission,
    await_reveal,
    confirm,
    decline,
    give_up,
    joining_state,
)
from sync.client.enrolment.names import secret_in, unknown_words
from sync.client.governing.leaving import revoke
from sync.client.membership import identity
from sync.client.problems import Problem, SyncError
from sync.protocol.invitation import is_word, new_secret, words_of
from tests.conftest import FixedClock
from tests.sync.enrolment.conftest import NewLaptop
from tests.sync.enrolment.laptops import ADDRESS, Laptop, Offline, Server
from tests.sync.enrolment.test_coming_together import join

SOME_WORDS = "legal winner thank year wave sausage worth useful legal winner thank yellow"


def refused(laptop: Laptop, script: Script[object]) -> Problem:
    with pytest.raises(SyncError) as raised:
        laptop.run(script)
    return raised.value.problem


def joins(laptop: Laptop, words: str) -> Script[object]:
    return accept(laptop.clock, ADDRESS, words, "Somebody")


def holds_no_keys(connection: Connection) -> bool:
    keys = connection.exec_driver_sql("SELECT count(*) FROM vault_key").scalar_one()
    return keys == 0 and program(connection) is None


def test_each_mistyped_word_is_refused(begun: Laptop, ben: Laptop) -> None:
    invitation = begun.invite()
    words = invitation.words.split()
    for place, word in enumerate(words):
        for other in ("zoo" if word != "zoo" else "zone", word[:-1] + "q", ""):
            mistyped = " ".join([*words[:place], other, *words[place + 1 :]])
            assert refused(ben, joins(ben, mistyped)) == "not-an-invitation"
    swapped = " ".join([words[1], words[0], *words[2:]])
    if swapped != invitation.words:
        assert refused(ben, joins(ben, swapped)) == "not-an-invitation"
    assert ben.workspace.read(joining_state) == "none"
    ben.accept(invitation)


def test_a_form_can_mark_the_words_that_are_none() -> None:
    assert unknown_words("Legal wimner thank yeer") == ("wimner", "yeer")
    assert unknown_words(SOME_WORDS) == ()
    assert all(is_word(word) for word in SOME_WORDS.split())


@pytest.mark.parametrize(
    "pasted",
    [
        SOME_WORDS.upper(),
        SOME_WORDS.title(),
        SOME_WORDS.replace(" ", "\u00a0"),
        SOME_WORDS.replace(" ", " \u2013 "),
        SOME_WORDS.replace(" ", "\u2014"),
        SOME_WORDS.replace(" ", "-\r\n"),
        SOME_WORDS.replace(" ", "\u2028"),
        SOME_WORDS.replace(" ", "\u200b"),
        SOME_WORDS.replace("winner", "win\u00adner"),
        SOME_WORDS.replace("useful", "use\u200dful"),
        SOME_WORDS.replace("year", "ye\u0301ar"),
        "\ufeff\u201c" + SOME_WORDS.replace(" ", ", ") + ".\u201d",
        "".join(f"{n}. {word}\n" for n, word in enumerate(SOME_WORDS.split(), 1)),
        "\t" + SOME_WORDS.replace(" ", "   ") + "\u202c ",
    ],
)
def test_words_pasted_from_a_word_processor_are_understood(pasted: str) -> None:
    assert secret_in(pasted) == secret_in(SOME_WORDS)
    assert secret_in(SOME_WORDS) is not None


def test_letters_that_a_document_drew_together_are_taken_apart() -> None:
    words = next(words_of(bytes([n]) * 16) for n in range(256) if "fi" in words_of(bytes([n]) * 16))
    assert secret_in(words.replace("fi", "\ufb01")) == secret_in(words)


@pytest.mark.parametrize(
    "text", ["", "legal", SOME_WORDS + " yellow", SOME_WORDS[:-7], "\x00" * 9, "zoo " * 100_000]
)
def test_text_that_is_no_invitation_is_refused_without_asking_anybody(
    ben: Laptop, text: str
) -> None:
    with pytest.raises(SyncError, match="not-an-invitation"):
        ben.run(joins(ben, text), Offline())


def test_words_of_no_invitation_are_refused(begun: Laptop, ben: Laptop) -> None:
    begun.invite()
    assert refused(ben, joins(ben, words_of(new_secret()))) == "not-an-invitation"


def test_after_three_days_nobody_can_use_the_words(
    begun: Laptop, ben: Laptop, clock: FixedClock
) -> None:
    invitation = begun.invite()
    clock.pass_time(hours=72)
    assert refused(ben, joins(ben, invitation.words)) == "not-an-invitation"
    assert refused(begun, await_answer(clock, invitation.id)) == "expired"
    assert refused(begun, await_answer(clock, invitation.id)) == "expired"
    assert begun.workspace.read(open_invitations) == []


def test_an_invitation_that_was_answered_in_time_expires_all_the_same(
    begun: Laptop, ben: Laptop, clock: FixedClock
) -> None:
    invitation = begun.invite()
    ben.accept(invitation)
    begun.answer(invitation)
    ben.six_words()
    clock.pass_time(hours=71, minutes=59)
    begun.answer(invitation)
    clock.pass_time(minutes=1)
    assert refused(begun, admit(clock, invitation.id)) == "expired"
    assert refused(ben, confirm(clock)) == "expired"
    assert ben.workspace.read(joining_state) == "none"
    assert len(begun.workspace.read(members)) == 1


def test_a_joining_that_nobody_goes_on_with_expires(
    begun: Laptop, ben: Laptop, clock: FixedClock
) -> None:
    ben.accept(begun.invite())
    clock.pass_time(hours=72)
    assert refused(ben, await_reveal(clock)) == "expired"
    assert ben.workspace.read(joining_state) == "none"


def test_an_admission_that_was_decided_on_is_finished_however_late(
    begun: Laptop, ben: Laptop, clock: FixedClock
) -> None:
    invitation = begun.invite()
    ben.accept(invitation)
    begun.answer(invitation)
    ben.six_words()
    ben.confirm()
    begun.cut_off(admit(clock, invitation.id), 3)
    clock.pass_time(days=4)
    begun.run(admit(clock, invitation.id))
    assert ben.is_admitted()


def test_an_invitation_is_used_once(begun: Laptop, ben: Laptop, new_laptop: NewLaptop) -> None:
    invitation = begun.invite()
    ben.accept(invitation)
    begun.answer(invitation)
    ben.six_words()
    ben.confirm()
    begun.run(admit(begun.clock, invitation.id))
    assert ben.is_admitted()
    late = new_laptop("late")
    assert refused(late, joins(late, invitation.words)) == "taken"
    assert refused(begun, await_answer(begun.clock, invitation.id)) == "expired"
    assert refused(begun, admit(begun.clock, invitation.id)) == "expired"
    assert late.workspace.read(holds_no_keys)


def test_of_two_who_answer_at_once_one_is_told_that_it_was_taken(
    begun: Laptop, ben: Laptop, new_laptop: NewLaptop
) -> None:
    invitation = begun.invite()
    cal = new_laptop("cal")
    # Both have read the offer before either answers it.
    for commands in range(9):
        cal.cut_off(joins(cal, invitation.words), commands)
        if cal.workspace.read(joining_state) == "answered":
            break
    ben.accept(invitation)
    assert refused(cal, await_reveal(cal.clock)) == "taken"
    assert cal.workspace.read(joining_state) == "none"
    assert begun.answer(invitation).words == ben.six_words()


def test_somebody_who_overheard_the_words_and_is_first_shows_other_six_words(
    begun: Laptop, ben: Laptop, new_laptop: NewLaptop
) -> None:
    invitation = begun.invite()
    thief = new_laptop("thief")
    thief.accept(invitation, "Ben Silva")
    assert refused(ben, joins(ben, invitation.words)) == "taken"
    compared = begun.answer(invitation)
    assert compared.name == "Ben Silva"
    begun.run(refuse(begun.clock, invitation.id))
    thief.six_words()
    thief.confirm()
    assert not thief.is_admitted()
    assert refused(begun, admit(begun.clock, invitation.id)) == "expired"
    assert [member.name for member in begun.workspace.read(members)] == ["Ana Reyes"]
    assert thief.workspace.read(holds_no_keys)
    again = begun.invite()
    ben.accept(again)
    assert begun.answer(again).words == ben.six_words()


def test_nobody_is_admitted_before_the_six_words_were_shown(begun: Laptop, ben: Laptop) -> None:
    invitation = begun.invite()
    assert refused(begun, admit(begun.clock, invitation.id)) == "refused"
    ben.accept(invitation)
    assert refused(begun, admit(begun.clock, invitation.id)) == "refused"
    assert len(begun.workspace.read(members)) == 1


def test_nothing_is_taken_in_before_the_six_words_were_confirmed(
    begun: Laptop, ben: Laptop
) -> None:
    invitation = begun.invite()
    ben.accept(invitation)
    begun.answer(invitation)
    assert refused(ben, confirm(ben.clock)) == "refused"
    ben.six_words()
    begun.run(admit(begun.clock, invitation.id))
    assert refused(ben, await_admission(ben.clock)) == "refused"
    assert ben.workspace.read(holds_no_keys)


def test_whoever_declines_can_answer_another_invitation(begun: Laptop, ben: Laptop) -> None:
    first, second = begun.invite(), begun.invite()
    ben.accept(first)
    begun.answer(first)
    ben.six_words()
    ben.run(decline(ben.clock))
    ben.run(decline(ben.clock))
    assert ben.workspace.read(joining_state) == "none"
    assert refused(ben, await_reveal(ben.clock)) == "not-an-invitation"
    ben.accept(second)
    assert begun.answer(second).words == ben.six_words()


def test_other_words_take_the_place_of_those_before(begun: Laptop, ben: Laptop) -> None:
    first, second = begun.invite(), begun.invite()
    ben.accept(first)
    ben.accept(second)
    assert len(ben.workspace.read(enrolments)) == 1
    assert begun.answer(second).words == ben.six_words()


@pytest.mark.parametrize("end", [admit, refuse])
def test_the_secret_is_forgotten_once_an_invitation_is_over(
    begun: Laptop, ben: Laptop, end: Callable[[FixedClock, bytes], Script[None]]
) -> None:
    invitation = begun.invite()
    ben.accept(invitation)
    begun.answer(invitation)
    begun.run(end(FixedClock(begun.clock.now()), invitation.id))
    row = begun.workspace.read(enrolment, invitation.id)
    assert row is None or row.secret == b""


def test_a_server_takes_ten_invitations_an_hour(begun: Laptop) -> None:
    for _ in range(10):
        begun.invite()
    with pytest.raises(SyncError, match="busy"):
        begun.invite()
    assert len(begun.workspace.read(open_invitations)) == 10


def test_a_server_that_the_county_does_not_name_is_refused(
    begun: Laptop, ben: Laptop, server: Server
) -> None:
    invitation = begun.invite()
    script = accept(ben.clock, ADDRESS, invitation.words, "Ben Silva", pinned=(bytes(32),))
    assert refused(ben, script) == "another-server"
    assert ben.workspace.read(joining_state) == "none"
    pinned = (bytes(32), server.public)
    ben.run(accept(ben.clock, ADDRESS, invitation.words, "Ben Silva", pinned=pinned))


def test_a_program_begins_only_where_the_county_says(ana: Laptop, server: Server) -> None:
    assert refused(ana, begin_program(ana.clock, ADDRESS, pinned=(bytes(32),))) == "another-server"
    assert ana.workspace.read(program) is None
    ana.run(begin_program(ana.clock, ADDRESS, pinned=(server.public,)))


def test_a_name_missing_is_said_before_anything_else(ben: Laptop) -> None:
    with pytest.raises(RejectedError, match="Your name"):
        ben.run(accept(ben.clock, ADDRESS, "", ""), Offline())


def test_whoever_waits_in_vain_can_answer_another_invitation(begun: Laptop, ben: Laptop) -> None:
    invitation = begun.invite()
    ben.accept(invitation)
    assert begun.answer(invitation).words == ben.six_words()
    ben.confirm()
    begun.run(refuse(begun.clock, invitation.id))
    with pytest.raises(SyncError, match="unreachable"):
        ben.run(give_up(ben.clock), Offline())
    assert ben.workspace.read(joining_state) == "confirmed"
    assert not ben.run(give_up(ben.clock))
    join(begun, ben)


def test_whoever_gives_up_after_having_been_let_in_is_in(begun: Laptop, ben: Laptop) -> None:
    invitation = begun.invite()
    ben.accept(invitation)
    assert begun.answer(invitation).words == ben.six_words()
    ben.confirm()
    begun.run(admit(begun.clock, invitation.id))
    assert ben.run(give_up(ben.clock))
    assert ben.workspace.read(joining_state) == "joined"


def test_whoever_declined_too_late_comes_in_with_new_words(begun: Laptop, ben: Laptop) -> None:
    invitation = begun.invite()
    ben.accept(invitation)
    assert begun.answer(invitation).words == ben.six_words()
    begun.run(admit(begun.clock, invitation.id))
    ben.run(decline(ben.clock))
    join(begun, ben)
    assert [one.name for one in begun.workspace.read(members)] == ["Ana Reyes", "Ben Silva"]


def test_a_laptop_that_was_taken_out_burns_the_invitation_it_answers(
    begun: Laptop, ben: Laptop
) -> None:
    first, second = begun.invite(), begun.invite()
    ben.accept(first)
    begun.answer(first)
    ben.six_words()
    begun.run(admit(begun.clock, first.id))
    ben.run(decline(ben.clock))
    begun.run(revoke(begun.clock, (ben.workspace.read(identity).device,), "left"))
    ben.accept(second)
    assert refused(begun, await_answer(begun.clock, second.id)) == "taken"
