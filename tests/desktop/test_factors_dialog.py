"""A second factor is added, asked for at the door, and taken out again."""

import secrets
import shutil
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.dialogs.factors import FactorsDialog
from desktop.system import keystore
from desktop.system.securitykey import enrol
from desktop.unlock.door import Door
from desktop.unlock.factors import Unattended, answers
from desktop.unlock.unlocking import Unlocking
from storage.errors import FactorError, LockedError
from storage.workspace import second_factors, unlock, unlock_with_recovery_code
from storage.workspace.keyring import KeyRing
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.desktop.at_desk import AtDesk, at_desk, over
from tests.desktop.authenticator import SoftKey
from tests.desktop.conftest import Show
from tests.desktop.test_keystore import service
from tests.desktop.test_securitykey import only

__all__ = ["at_desk", "over"]


@pytest.fixture
def dialog(at_desk: AtDesk, shown: Show) -> FactorsDialog:
    window = QWidget()
    window.setAccessibleName("Window")
    shown(window)
    made = FactorsDialog(at_desk.lanes, at_desk.context, {}, window)
    made.open()
    at_desk.rest()
    made.passphrase.setText(PASSPHRASE)
    return made


def add(dialog: FactorsDialog, at_desk: AtDesk, name: str, key: SoftKey) -> None:
    dialog.devices = only(key)
    dialog.name.setText(name)
    dialog.add_key_button.click()
    at_desk.rest()


def test_two_keys_are_added_then_one_of_them_is_needed(
    dialog: FactorsDialog, at_desk: AtDesk, folder: Path, template: Template
) -> None:
    blue, red = SoftKey(), SoftKey()
    assert "opens alone" in dialog.standing.text()
    add(dialog, at_desk, "Blue key", blue)
    assert not dialog.keys_button.isEnabled()
    add(dialog, at_desk, "Red key", red)
    dialog.keys_button.click()
    at_desk.rest()
    assert "one of your security keys" in dialog.standing.text()
    dialog.reject()
    with pytest.raises(LockedError):
        unlock(folder, PASSPHRASE)
    assert unlock(folder, PASSPHRASE, answers=answers(folder, Unattended(), only(red)))
    with pytest.raises(FactorError, match="not the right one"):
        answers(folder, Unattended(), only(SoftKey()))
    assert unlock_with_recovery_code(folder, template.recovery_code) == template.key


def test_the_door_waits_for_a_touch_and_keeps_what_was_typed(
    folder: Path,
    template: Template,
    monkeypatch: pytest.MonkeyPatch,
    clock: FixedClock,
    shown: Show,
    qtbot: QtBot,
) -> None:
    key = guarded_by(KeyRing(folder, template.key, clock))
    # The wire to what is plugged in is the edge; the key on it is the software's.
    monkeypatch.setattr("desktop.system.securitykey.plugged_in", only(key))
    door = Door(folder, clock)
    door.show_unlocking(locked=False)
    shown(door)
    step = door.step
    assert isinstance(step, Unlocking)
    key.touched = False
    QTest.keyClicks(step.secret.line, PASSPHRASE)
    step._button.click()
    qtbot.waitUntil(lambda: "Touch" in step._button.text())
    step._other.click()
    qtbot.waitUntil(lambda: "Nobody touched" in step._problem.text())
    assert step.secret.text() == PASSPHRASE
    key.touched = True
    with qtbot.waitSignal(door.opened, timeout=20_000) as opened:
        step._button.click()
    assert opened.args is not None
    assert opened.args[0].key == template.key
    assert opened.args[0].by == "passphrase and security key"


def guarded_by(ring: KeyRing) -> SoftKey:
    """Let the passphrase open nothing without the key that is returned, or another one."""
    key = SoftKey()
    for name, one in (("Blue key", key), ("Red key", SoftKey())):
        ring.add_security_key(name, *enrolled(one))
    ring.need_factor(PASSPHRASE)
    return key


def enrolled(key: SoftKey) -> tuple[bytes, bytes, bytes]:
    """Return the credential of a key, what it was asked, and what it said."""
    asked = secrets.token_bytes(32)
    credential, said = enrol(Unattended(), (), asked, only(key))
    return credential, asked, said


def test_a_wrong_passphrase_adds_nothing_and_touches_no_key(
    dialog: FactorsDialog, at_desk: AtDesk, folder: Path
) -> None:
    key = SoftKey()
    dialog.passphrase.setText("not the passphrase")
    add(dialog, at_desk, "Blue key", key)
    assert "not the passphrase" in dialog.notice.text
    assert key.calls == 0
    assert second_factors(folder).factors == ()


def test_the_key_store_is_asked_for_and_let_go_again(
    at_desk: AtDesk,
    shown: Show,
    folder: Path,
    template: Template,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with service("lasting", monkeypatch):
        window = QWidget()
        window.setAccessibleName("Window")
        shown(window)
        dialog = FactorsDialog(at_desk.lanes, at_desk.context, {}, window)
        dialog.open()
        at_desk.rest()
        dialog.passphrase.setText(PASSPHRASE)
        dialog.store_button.click()
        at_desk.rest()
        assert "key store" in dialog.standing.text()
        said = answers(folder, Unattended())
        assert unlock(folder, PASSPHRASE, answers=said) == template.key
        (name,) = said
        keystore.forget(name)
        with pytest.raises(FactorError, match="recovery code"):
            answers(folder, Unattended())
        dialog.alone_button.click()
        at_desk.rest()
        assert unlock(folder, PASSPHRASE) == template.key
        dialog.reject()


def test_a_backup_of_a_day_with_the_key_store_opens_with_it_whatever_was_chosen_since(
    at_desk: AtDesk,
    over: QWidget,
    folder: Path,
    template: Template,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    with service("lasting", monkeypatch):
        dialog = FactorsDialog(at_desk.lanes, at_desk.context, {}, over)
        dialog.open()
        at_desk.rest()
        dialog.passphrase.setText(PASSPHRASE)
        for copy, button in enumerate(
            (dialog.store_button, dialog.store_button, dialog.alone_button)
        ):
            button.click()
            at_desk.rest()
            shutil.copytree(folder, tmp_path / str(copy))
        for copy in range(3):
            lies = tmp_path / str(copy)
            said = answers(lies, Unattended())
            assert len(said) == (copy < 2)
            assert unlock(lies, PASSPHRASE, answers=said) == template.key
        dialog.reject()


def test_the_store_is_not_offered_where_there_is_none(
    at_desk: AtDesk, shown: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "")
    window = QWidget()
    window.setAccessibleName("Window")
    shown(window)
    dialog = FactorsDialog(at_desk.lanes, at_desk.context, {}, window)
    dialog.open()
    at_desk.rest()
    assert not dialog.store_button.isEnabled()
    assert "no key store" in dialog.store_hint.text()
    dialog.reject()
