"""The desktop's key store: kept and found again; one that does not last is none."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from desktop.system import keystore
from storage.errors import FactorError

pytestmark = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="needs a message bus")
SECRET = bytes(range(32))


@contextmanager
def service(kind: str, patch: pytest.MonkeyPatch) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.desktop.secretservice", kind],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        patch.setenv("DBUS_SESSION_BUS_ADDRESS", process.stdout.readline().strip())
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)


def test_what_is_kept_is_found_replaced_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    with service("lasting", monkeypatch):
        assert keystore.is_there()
        keystore.keep("ab", SECRET)
        keystore.keep("cd", SECRET[::-1])
        assert keystore.find("ab") == SECRET
        keystore.keep("ab", bytes(32))
        assert keystore.find("ab") == bytes(32)
        keystore.forget("ab")
        with pytest.raises(FactorError, match="recovery code"):
            keystore.find("ab")
        assert keystore.find("cd") == SECRET[::-1]


def test_a_store_that_hangs_is_waited_for_and_then_said_not_to_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with service("lasting", monkeypatch) as process:
        keystore.keep("ab", SECRET)
        process.send_signal(signal.SIGSTOP)
        with monkeypatch.context() as hasty:
            hasty.setattr(keystore, "_SECONDS", 0.5)
            with pytest.raises(FactorError, match="did not answer"):
                keystore.find("ab")
        process.send_signal(signal.SIGCONT)
        assert keystore.find("ab") == SECRET


def test_a_store_that_nobody_unlocks_is_said_to_have_stayed_locked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keystore, "_TO_UNLOCK_SECONDS", 0.5)
    with service("locked", monkeypatch), pytest.raises(FactorError, match="stayed locked"):
        keystore.find("ab")


@pytest.mark.parametrize("kind", ["plain", "session", "none"])
def test_a_store_that_is_plain_or_does_not_last_is_none(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with service(kind, monkeypatch):
        assert not keystore.is_there()
        with pytest.raises(FactorError, match="no key store that lasts"):
            keystore.keep("ab", SECRET)


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere/at/all", "nonsense"])
def test_a_desktop_without_a_bus_has_none(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    assert not keystore.is_there()
    with pytest.raises(FactorError):
        keystore.find("ab")
    keystore.forget("ab")
