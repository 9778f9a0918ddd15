"""Twelve words lead to one program, and six words show whether anybody stands between."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.protocol.encoding import encode
from sync.protocol.errors import NewerProtocolError, ProtocolError, SealError
from sync.protocol.invitation import (
    Answer,
    Offer,
    Reveal,
    commitment_to,
    compared_words,
    is_word,
    meeting_place,
    new_secret,
    open_answer,
    open_offer,
    open_reveal,
    seal_answer,
    seal_offer,
    seal_reveal,
    secret_of,
    words_beginning,
    words_of,
)
from sync.protocol.sealing import derive, seal
from tests.protocol.builders import ANA, BEN, EVE, ROSTER_LOG, fixed
from tests.protocol.damage import all_refused
from tests.protocol.messagepack import pack, unpack

SECRET, NONCE = fixed("invitation", 16), fixed("nonce", 32)
WORDS = words_of(SECRET).split()
SERVER = EVE.device.signing
OFFER = Offer(fixed("program", 32), ROSTER_LOG, "Suffolk", 2**41, commitment_to(NONCE), SERVER)
ANSWER = Answer(BEN.device, "Ben Ortiz", fixed("other nonce", 32))
REVEAL = Reveal(NONCE)


def sealed(step: str, message: Any) -> bytes:
    """A message that somebody who knows the words filled with anything."""
    content = message if isinstance(message, bytes) else pack(message)
    return seal(derive(SECRET, "rendezvous/key"), step.encode(), content)


def lists(message: Any) -> list[Any]:
    values: list[Any] = unpack(encode(message))
    return values


@given(st.binary(min_size=16, max_size=16))
@settings(max_examples=50, deadline=None)
def test_words_carry_any_secret(secret: bytes) -> None:
    words = words_of(secret)
    assert secret_of(words) == secret
    assert all(is_word(word) for word in words.split())


@pytest.mark.parametrize(
    "typed",
    [
        " ".join(WORDS),
        "  ".join(WORDS).upper(),
        "\u00a0".join(WORDS),
        "\u2013".join(word.title() for word in WORDS),
        "\r\n".join(f"{number}. {word}" for number, word in enumerate(WORDS, start=1)),
        ", ".join(WORDS) + ".",
        "\ufeff" + "\t".join(WORDS) + "\u2029",
    ],
    ids=ascii,
)
def test_words_are_read_however_they_were_pasted(typed: str) -> None:
    assert secret_of(typed) == SECRET


def other_words() -> list[Any]:
    """Words that came to harm on the way, by what happened."""
    return [
        pytest.param([*WORDS[:at], wrong, *WORDS[at + 1 :]], id=f"{at} {wrong!a}")
        for at, word in enumerate(WORDS)
        for wrong in (word[:-1], word + "x", word[::-1], "", "\u0131" + word[1:], word + word)
        if not is_word(wrong)
    ]


@pytest.mark.parametrize("words", other_words())
def test_a_mistyped_word_is_noticed(words: list[str]) -> None:
    with pytest.raises(ProtocolError):
        secret_of(" ".join(words))


def test_another_word_of_the_list_or_another_order_never_is_the_same_invitation() -> None:
    """Four bits of checksum let one in sixteen pass: it then leads to a place nobody is at."""
    known = words_beginning("")
    passed, tried = set(), 0
    for at in range(12):
        for word in known[:: 2048 // 16]:
            passed |= led_to([*WORDS[:at], word, *WORDS[at + 1 :]])
            tried += 1
        for other in range(at):
            swapped = list(WORDS)
            swapped[at], swapped[other] = swapped[other], swapped[at]
            passed |= led_to(swapped)
            tried += 1
    assert meeting_place(SECRET) not in passed
    assert 0 < len(passed) < tried / 6


def led_to(words: list[str]) -> set[bytes]:
    if words == WORDS:
        return set()
    try:
        return {meeting_place(secret_of(" ".join(words)))}
    except ProtocolError:
        return set()


@pytest.mark.parametrize("count", [0, 1, 11, 13, 24])
def test_an_invitation_has_twelve_words(count: int) -> None:
    with pytest.raises(ProtocolError, match="twelve"):
        secret_of(" ".join((WORDS * 2)[:count]))
    with pytest.raises(ProtocolError, match="twelve"):
        secret_of(words_of(fixed("a longer secret", 32)))


@given(st.text(max_size=120))
@settings(max_examples=100, deadline=None)
def test_any_text_is_an_invitation_or_refused(text: str) -> None:
    with suppress(ProtocolError):
        assert len(secret_of(text)) == 16


def test_four_letters_find_a_word() -> None:
    words = words_beginning("")
    assert len(words) == 2048
    assert len({word[:4] for word in words}) == len(words)
    for word in words[::97]:
        assert word in words_beginning(word[:4])
    assert words_beginning("ABAN") == ("abandon",)
    assert words_beginning("xx") == ()
    assert not is_word("case-work")


def test_messages_read_back() -> None:
    offer = open_offer(SECRET, seal_offer(SECRET, OFFER))
    assert offer == OFFER
    assert open_answer(SECRET, seal_answer(SECRET, ANSWER)) == ANSWER
    assert open_reveal(SECRET, seal_reveal(SECRET, REVEAL), offer) == REVEAL


READERS: dict[str, Callable[[bytes, bytes], Any]] = {
    "offer": open_offer,
    "answer": open_answer,
    "reveal": lambda secret, content: open_reveal(secret, content, OFFER),
}
MESSAGES: dict[str, Any] = {"offer": OFFER, "answer": ANSWER, "reveal": REVEAL}


@pytest.mark.parametrize("step", READERS)
def test_a_message_is_for_its_step_and_its_invitation(step: str) -> None:
    for made in READERS:
        content = sealed(made, lists(MESSAGES[step]))
        if made != step:
            with pytest.raises(SealError):
                READERS[step](SECRET, content)
        with pytest.raises(SealError):
            READERS[step](new_secret(), content)
    assert READERS[step](SECRET, sealed(step, lists(MESSAGES[step]))) == MESSAGES[step]


def test_no_byte_of_a_message_can_be_changed_cut_or_added() -> None:
    all_refused(lambda content: open_offer(SECRET, content), seal_offer(SECRET, OFFER))
    all_refused(lambda content: open_reveal(SECRET, content, OFFER), seal_reveal(SECRET, REVEAL))


def changed(message: Any, at: int, value: Any) -> list[Any]:
    values = lists(message)
    return [*values[:at], value, *values[at + 1 :]]


KEYS = lists(ANSWER)[1]
WRONG: list[Any] = [b"", b"\xc0", [], [1], ["1"], {}]


@pytest.mark.parametrize(
    ("step", "message"),
    [
        *((step, content) for step in READERS for content in WRONG),
        *((step, [*lists(message), 0]) for step, message in MESSAGES.items()),
        *((step, lists(message)[:-1]) for step, message in MESSAGES.items()),
        *((step, b"\xdc\x00" + pack(lists(message))) for step, message in MESSAGES.items()),
        ("offer", changed(OFFER, 1, bytes(31))),
        ("offer", changed(OFFER, 2, bytes(17))),
        ("offer", changed(OFFER, 3, b"Suffolk")),
        ("offer", changed(OFFER, 4, -1)),
        ("offer", changed(OFFER, 4, 2**53)),
        ("offer", changed(OFFER, 4, 1.5)),
        ("offer", changed(OFFER, 5, b"")),
        ("offer", changed(OFFER, 6, b"")),
        ("offer", changed(OFFER, 6, bytes(32))),
        ("answer", changed(ANSWER, 1, [b"", *KEYS[1:]])),
        ("answer", changed(ANSWER, 1, [KEYS[0], b"\x01" + bytes(31), KEYS[2]])),
        ("answer", changed(ANSWER, 1, [*KEYS[:2], KEYS[2][:-1]])),
        ("answer", changed(ANSWER, 1, [*KEYS, 0])),
        ("answer", changed(ANSWER, 2, None)),
        ("answer", changed(ANSWER, 3, bytes(31))),
        ("reveal", changed(REVEAL, 1, fixed("another nonce", 32))),
        ("reveal", changed(REVEAL, 1, NONCE[:-1])),
        ("reveal", changed(REVEAL, 1, b"")),
    ],
    ids=lambda value: repr(value)[:50],
)
def test_a_message_that_cannot_be_is_refused_though_made_with_the_words(
    step: str, message: Any
) -> None:
    content = message if isinstance(message, bytes) else encode(message)
    with pytest.raises(ProtocolError):
        READERS[step](SECRET, sealed(step, content))


@pytest.mark.parametrize("step", READERS)
def test_a_newer_invitation_says_so(step: str) -> None:
    for message in ([2], [2, "new"], [0, *lists(MESSAGES[step])[1:]]):
        with pytest.raises(NewerProtocolError):
            READERS[step](SECRET, sealed(step, message))


def test_a_nonce_is_committed_to_with_its_whole_length() -> None:
    short = Reveal(NONCE[:31])
    offer = Offer(OFFER.program, ROSTER_LOG, "", 2**41, commitment_to(short.nonce), SERVER)
    with pytest.raises(ProtocolError, match="committed"):
        open_reveal(SECRET, seal_reveal(SECRET, short), offer)


def test_both_screens_show_the_same_six_words() -> None:
    words = compared_words(OFFER, ANSWER, REVEAL)
    assert len(words) == 6
    assert all(map(is_word, words))
    assert words == compared_words(
        open_offer(SECRET, seal_offer(SECRET, OFFER)),
        open_answer(SECRET, seal_answer(SECRET, ANSWER)),
        REVEAL,
    )


def test_whoever_changes_anything_between_shows_other_words() -> None:
    true = compared_words(OFFER, ANSWER, REVEAL)
    other = fixed("another", 32)
    shown = {true}
    for name, value in (
        ("program", other),
        ("roster", other[:16]),
        ("name", "Suffolk CAC"),
        ("expires", 2**41 + 1),
        ("commitment", other),
        ("server", ANA.device.signing),
    ):
        fields = {n: getattr(OFFER, n) for n in Offer.__struct_fields__} | {name: value}
        shown.add(compared_words(Offer(**fields), ANSWER, REVEAL))
    for answer in (
        Answer(EVE.device, "Ben Ortiz", ANSWER.nonce),
        Answer(BEN.device, "Ben", ANSWER.nonce),
        Answer(BEN.device, "Ben Ortiz", other),
    ):
        shown.add(compared_words(OFFER, answer, REVEAL))
    shown.add(compared_words(OFFER, ANSWER, Reveal(other)))
    assert len(shown) == 11
