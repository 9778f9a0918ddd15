"""A security key: enrolled, asked, the wrong one, not touched, taken out in the midst."""

import secrets
import struct
from dataclasses import dataclass, field
from threading import Event, Timer

import pytest
from fido2.hid import ConnectionFailure

from desktop.system.securitykey import Devices, answer, enrol
from storage.errors import FactorError
from tests.desktop.authenticator import SoftKey


@dataclass
class Owner:
    """Somebody who waits, and counts how often a touch was asked for."""

    stop: Event = field(default_factory=Event)
    touches: int = 0
    typed: str = ""

    def touch(self) -> None:
        self.touches += 1

    def pin(self) -> str:
        return self.typed


def only(*keys: SoftKey) -> Devices:
    """Say that these keys are plugged in."""
    return lambda: keys


ASKED = bytes(range(32))


def test_a_key_says_the_same_each_time_and_another_question_gets_another_answer() -> None:
    key, owner = SoftKey(), Owner()
    credential, first = enrol(owner, (), ASKED, only(key))
    assert owner.touches == 2
    assert len(first) == 32
    assert answer(owner, {credential: ASKED}, only(key)) == (credential, first)
    _, other = answer(owner, {credential: ASKED[::-1]}, only(key))
    assert other != first


def test_of_two_keys_the_one_that_is_plugged_in_answers_its_own_question() -> None:
    blue, red, owner = SoftKey(), SoftKey(), Owner()
    mine: dict[bytes, bytes] = {}
    said = {}
    for key in (blue, red):
        asked = secrets.token_bytes(32)
        credential, said[id(key)] = enrol(owner, tuple(mine), asked, only(key))
        mine[credential] = asked
    for key in (blue, red):
        assert answer(owner, mine, only(key))[1] == said[id(key)]
    assert answer(owner, mine, only(SoftKey(), red))[1] == said[id(red)]


def test_the_same_key_is_not_enrolled_twice() -> None:
    key, owner = SoftKey(), Owner()
    credential, _ = enrol(owner, (), ASKED, only(key))
    with pytest.raises(FactorError, match="not the right one"):
        enrol(owner, (credential,), ASKED, only(key))
    assert len(key.credentials) == 1


def test_a_strange_key_is_named_without_a_touch() -> None:
    own, owner = SoftKey(), Owner()
    credential, _ = enrol(owner, (), ASKED, only(own))
    before = owner.touches
    with pytest.raises(FactorError, match="not the right one"):
        answer(owner, {credential: ASKED}, only(SoftKey()))
    assert owner.touches == before


def test_a_key_without_the_extension_is_refused_in_words() -> None:
    with pytest.raises(FactorError, match="hmac-secret"):
        enrol(Owner(), (), ASKED, only(SoftKey(hmac_secret=False)))


def test_a_key_that_nobody_touches_is_given_up_when_the_person_stops_waiting() -> None:
    key, owner = SoftKey(), Owner()
    credential, _ = enrol(owner, (), ASKED, only(key))
    key.touched = False
    Timer(0.1, owner.stop.set).start()
    with pytest.raises(FactorError, match="Nobody touched"):
        answer(owner, {credential: ASKED}, only(key))


@pytest.mark.parametrize(
    "gone",
    [OSError(19, "No such device"), ConnectionFailure("Wrong channel"), struct.error("4 bytes")],
    ids=lambda gone: type(gone).__module__,
)
@pytest.mark.parametrize("at", range(1, 7))
def test_a_key_taken_out_at_any_moment_is_said_so(at: int, gone: Exception) -> None:
    key, owner = SoftKey(gone=gone), Owner()
    credential, _ = enrol(owner, (), ASKED, only(key))
    key.calls, key.unplugged_at = 0, at
    try:
        answer(owner, {credential: ASKED}, only(key))
    except FactorError as error:
        assert "taken out" in str(error)  # noqa: PT017 - a late one has answered already
    else:
        assert key.calls < at


def test_no_key_at_all_is_waited_for_and_then_said() -> None:
    owner, key = Owner(), SoftKey()
    credential, said = enrol(owner, (), ASKED, only(key))
    there: list[SoftKey] = []
    Timer(0.2, there.append, [key]).start()
    assert answer(owner, {credential: ASKED}, lambda: list(there))[1] == said
    Timer(0.1, owner.stop.set).start()
    with pytest.raises(FactorError, match="No security key"):
        answer(owner, {credential: ASKED}, list)


def test_a_key_with_a_pin_of_its_own_asks_for_it_once_when_it_is_enrolled() -> None:
    key, owner = SoftKey(own_pin="2468"), Owner()
    with pytest.raises(FactorError, match="wants its own PIN"):
        enrol(owner, (), ASKED, only(key))
    owner.typed = "1357"
    with pytest.raises(FactorError, match="not the PIN of the security key"):
        enrol(owner, (), ASKED, only(key))
    owner.typed = "2468"
    credential, said = enrol(owner, (), ASKED, only(key))
    owner.typed = ""
    assert answer(owner, {credential: ASKED}, only(key))[1] == said


def test_a_key_that_wants_its_pin_for_every_answer_is_refused_before_the_door_needs_it() -> None:
    key, owner = SoftKey(own_pin="2468", always_pin=True), Owner(typed="2468")
    with pytest.raises(FactorError, match="and the door asks for none"):
        enrol(owner, (), ASKED, only(key))
    later = SoftKey(own_pin="2468")
    credential, _ = enrol(owner, (), ASKED, only(later))
    later.always_pin = True
    with pytest.raises(FactorError, match="and the door asks for none"):
        answer(owner, {credential: ASKED}, only(later))
