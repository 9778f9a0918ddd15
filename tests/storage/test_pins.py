from pathlib import Path

import pytest

from storage.crypto import factors, pins
from storage.crypto.passphrases import FLOOR
from storage.errors import LockedError, RejectedError
from storage.usecases.settings import set_settings, setting
from storage.workspace import Workspace
from tests.conftest import PASSPHRASE, Template

PIN = "402917"


def test_a_pin_opens_what_was_sealed_for_it_and_another_does_not(
    workspace: Workspace, template: Template
) -> None:
    workspace.pin.set(PASSPHRASE, PIN)
    workspace.write(set_settings, {"lock.pin_minutes": 15})
    sealed, again = workspace.pin.sealed(), workspace.pin.sealed()
    assert pins.open_sealed(sealed, PIN) == template.key
    with pytest.raises(LockedError):
        pins.open_sealed(sealed, "402918")
    assert sealed != again
    assert template.key not in sealed


def test_what_is_no_sealed_key_opens_nothing() -> None:
    for content in (b"", bytes(12), bytes(119), bytes(121)):
        with pytest.raises(LockedError, match="does not open it"):
            pins.open_sealed(content, PIN)


def test_nothing_is_sealed_where_no_pin_is_set_or_none_is_allowed(workspace: Workspace) -> None:
    workspace.write(set_settings, {"lock.pin_minutes": 15})
    assert workspace.pin.sealed() == b""
    workspace.pin.set(PASSPHRASE, PIN)
    assert workspace.pin.is_set()
    workspace.write(set_settings, {"lock.pin_minutes": 0})
    assert workspace.pin.sealed() == b""
    workspace.write(set_settings, {"lock.pin_minutes": 15})
    workspace.pin.drop()
    assert workspace.pin.sealed() == b""
    assert not workspace.pin.is_set()


def test_a_pin_is_set_with_the_passphrase_only_and_is_kept_nowhere_as_it_is(
    workspace: Workspace, folder: Path
) -> None:
    with pytest.raises(LockedError):
        workspace.pin.set("another passphrase of mine", PIN)
    workspace.pin.set(PASSPHRASE, PIN)
    assert PIN not in repr(workspace.read(setting, "lock.pin"))
    assert all(PIN.encode() not in file.read_bytes() for file in folder.iterdir() if file.is_file())


@pytest.mark.parametrize(
    "easy",
    ["", "12345", "123456", "987654", "000000", "112211", "0" * 13, "40291x", "²02917"],
)
def test_a_pin_that_is_guessed_first_is_refused_in_words(easy: str) -> None:
    with pytest.raises(RejectedError, match="PIN"):
        pins.new_pin(easy)


def test_where_a_second_factor_guards_no_pin_goes_past_it(workspace: Workspace) -> None:
    workspace.pin.set(PASSPHRASE, PIN)
    workspace.write(set_settings, {"lock.pin_minutes": 15})
    assert workspace.pin.sealed()
    key = factors.Factor(factors.new_id(), factors.SECURITY_KEY, "Blue key", b"c" * 16, b"a" * 32)
    factors.add(workspace.folder, workspace._key, key, b"s" * 32)
    second = factors.Factor(factors.new_id(), factors.SECURITY_KEY, "Red key", b"d" * 16, b"b" * 32)
    factors.add(workspace.folder, workspace._key, second, b"t" * 32)
    factors.guard(workspace.folder, workspace._key, PASSPHRASE, FLOOR)
    assert workspace.pin.sealed() == b""
    with pytest.raises(RejectedError, match="second factor"):
        workspace.pin.set(PASSPHRASE, PIN)
