"""A laptop is lost, and on a blank one everything is back: a stick, a paper, and no network."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import Options
from desktop.app.satchel import Satchel
from desktop.system import System
from desktop.theme import Tokens
from desktop.unlock.beginning import NewPassphrase, Welcome
from desktop.unlock.bringback import BringBack, BroughtBack
from desktop.unlock.door import Door
from desktop.unlock.factors import Unattended, answers
from desktop.unlock.unlocking import Unlocking
from storage.backup import mirroring, standing
from storage.backup.movedaside import move_aside
from storage.backup.unpacked import partial_for
from storage.claiming import claim
from storage.crypto import attempts, database
from storage.domain.clocks import SystemClock
from storage.errors import LockedError
from storage.usecases import searching
from storage.workspace import Workspace, unlock
from storage.workspace.keyring import KeyRing
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.desktop.authenticator import SoftKey
from tests.desktop.desks import StillSystem
from tests.desktop.ending import end_satchel
from tests.desktop.shell.first_run import NEW_PASSPHRASE, choose_passphrase, push
from tests.desktop.test_factors_dialog import guarded_by
from tests.desktop.test_securitykey import only
from tests.documents import files
from tests.journeys.walking import Walker
from tests.storage.builders import add_case, add_note


class Blank:
    """Satchel as it starts on a laptop; only the operating system is a stand-in."""

    def __init__(
        self,
        folder: Path,
        clock: FixedClock,
        qtbot: QtBot,
        system: System | None = None,
        passphrase_file: str | None = None,
    ) -> None:
        self.folder, self.clock, self._qtbot = folder, clock, qtbot
        options = Options(workspace=folder, passphrase_file=passphrase_file)
        self.satchel = Satchel(options, system or StillSystem(), clock)
        self.satchel.start()

    @property
    def door(self) -> Door:
        door = self.satchel.door
        assert door is not None
        return door

    def until(self, kind: type[object]) -> None:
        self._qtbot.waitUntil(lambda: isinstance(self.door.step, kind), timeout=30_000)

    def until_true(self, found: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(found, timeout=30_000)

    def walk(self) -> Walker:
        self._qtbot.waitUntil(lambda: self.satchel.door is None, timeout=30_000)
        session = self.satchel.session
        assert session is not None
        return Walker(session, self._qtbot)

    def close(self) -> None:
        end_satchel(self.satchel)


@pytest.fixture
def stick(folder: Path, template: Template, clock: FixedClock, tmp_path: Path) -> Path:
    """The stick of a laptop that is gone, by the time the test begins."""
    chosen = tmp_path / "stick"
    chosen.mkdir()
    with Workspace(folder, template.key, clock=clock) as workspace:
        case, _ = workspace.write(add_case)
        workspace.write(add_note, case, "She walked along the harbor.")
        files.add_file(workspace, case.id, b"an order of the court")
    leave_on(chosen, folder, clock)
    return chosen


def leave_on(stick: Path, folder: Path, clock: FixedClock) -> None:
    """Have nothing left of the laptop but what is on the stick."""
    standing.choose_second(folder, stick)
    mirroring.keep_closed(folder, clock)
    shutil.rmtree(folder)
    shutil.rmtree(standing.first_place(folder))


@pytest.fixture
def security_key(
    folder: Path, template: Template, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> SoftKey:
    """The key without which the passphrase opens nothing, plugged in."""
    key = guarded_by(KeyRing(folder, template.key, clock))
    # The wire to what is plugged in is the edge; the key on it is the software's.
    monkeypatch.setattr("desktop.system.securitykey.plugged_in", only(key))
    return key


@pytest.fixture
def guarded(security_key: SoftKey, stick: Path) -> SoftKey:
    """The key of a laptop whose backup, too, opens only together with it."""
    assert stick.is_dir()
    return security_key


@pytest.fixture
def blank(
    stick: Path,  # noqa: ARG001 - made before the laptop was lost
    folder: Path,
    clock: FixedClock,
    qtbot: QtBot,
    light: Tokens,  # noqa: ARG001 - shown in a theme
) -> Iterator[Blank]:
    clock.pass_time(days=2)
    laptop = Blank(folder, clock, qtbot)
    yield laptop
    laptop.close()


def choose(door: Door, stick: Path, typed: str) -> BringBack:
    step = door.step
    assert isinstance(step, BringBack)
    step.folder.set_path(stick)
    step.folder.line.editingFinished.emit()
    assert step.backups.count() == 1
    assert step.backups.currentText() == "Mar 4, 2026 at 10:00 AM"
    step.secret.line.setText(typed)
    return step


def test_with_the_paper_and_the_stick_everything_is_back_on_a_blank_laptop(
    blank: Blank, stick: Path, template: Template, folder: Path
) -> None:
    assert isinstance(blank.door.step, Welcome)
    push(blank.door, "Bring back a backup")
    push(blank.door, "Use the recovery code")
    step = choose(blank.door, stick, "K7K7-K7K7")
    push(blank.door, "Bring it back")
    blank._qtbot.waitUntil(lambda: step.secret.isEnabled() and not step.secret.text())
    assert not any(folder.glob("*.db"))

    step.secret.line.setText(template.recovery_code.lower().replace("-", " "))
    push(blank.door, "Bring it back")
    blank.until(BroughtBack)
    push(blank.door, "Open it")
    blank.until(NewPassphrase)
    choose_passphrase(blank.door)
    walker = blank.walk()

    assert [hit.title for hit in walker.read(searching.search, "vega")] == ["Marisol Vega"]
    backups = blank.satchel.session.context.backups  # type: ignore[union-attr]  # it is open
    blank._qtbot.waitUntil(lambda: backups.state.restored is not None)
    walker.rest()
    assert "restored on Mar 6, 2026 at 10:00 AM as it was on Mar 4, 2026" in walker.words()
    assert unlock(folder, NEW_PASSPHRASE) == template.key
    assert not list(folder.parent.glob("*moved-aside*"))


def test_a_damaged_workspace_is_moved_aside_for_its_backup(
    blank: Blank, stick: Path, folder: Path, template: Template
) -> None:
    (folder / database.NAME).write_bytes(b"damaged")
    blank.door.bringing.start()
    choose(blank.door, stick, PASSPHRASE)
    push(blank.door, "Bring it back")
    blank.until(BroughtBack)
    (aside,) = folder.parent.glob("*moved-aside*")
    assert (aside / database.NAME).read_bytes() == b"damaged"
    push(blank.door, "Open it")
    walker = blank.walk()
    assert walker.count("note") == 1
    with Workspace(folder, template.key, writer=False) as workspace:
        assert workspace.device


def test_nobody_else_gets_into_a_folder_while_a_backup_takes_its_place(
    blank: Blank, stick: Path, folder: Path
) -> None:
    (folder / database.NAME).write_bytes(b"damaged")
    blank.door.bringing.start()
    choose(blank.door, stick, PASSPHRASE)
    got_in: list[bool] = []
    blank.door.bringing.replacing.connect(lambda: got_in.append(claim(folder) is not None))
    push(blank.door, "Bring it back")
    blank.until(BroughtBack)
    assert got_in == [False]
    assert claim(folder) is None
    (aside,) = folder.parent.glob("*moved-aside*")
    left = claim(aside)
    assert left is not None
    left.release()


def test_a_start_after_a_cut_off_restore_finds_what_was_there_before(
    folder: Path,
    clock: FixedClock,
    qtbot: QtBot,
    light: Tokens,  # noqa: ARG001 - shown in a theme
) -> None:
    partial_for(folder).mkdir()
    move_aside(folder, SystemClock().now())
    laptop = Blank(folder, clock, qtbot)
    assert isinstance(laptop.door.step, Unlocking)
    assert not partial_for(folder).exists()
    assert not list(folder.parent.glob("*moved-aside*"))
    laptop.close()


def test_a_guarded_backup_asks_for_its_key_before_the_passphrase_is_tried(
    guarded: SoftKey,
    blank: Blank,
    stick: Path,
    monkeypatch: pytest.MonkeyPatch,
    template: Template,
    folder: Path,
) -> None:
    push(blank.door, "Bring back a backup")
    step = choose(blank.door, stick, PASSPHRASE)
    for plugged, words in ((SoftKey(), "not the right one"), (guarded, "Nobody touched")):
        monkeypatch.setattr("desktop.system.securitykey.plugged_in", only(plugged))
        guarded.touched = False
        # More often than wrong passphrases are let pass without a wait.
        for _ in range(6):
            push(blank.door, "Bring it back")
            if plugged is guarded:
                blank._qtbot.waitUntil(lambda: "Touch your" in step._panel._count.text())
                push(blank.door, "Cancel")
            blank._qtbot.waitUntil(step.secret.isEnabled)
            assert words in step._problem.text()
            assert step.secret.text() == PASSPHRASE
    assert not any(folder.glob("*.db"))

    guarded.touched = True
    push(blank.door, "Bring it back")
    blank.until(BroughtBack)
    assert attempts.untold(folder) == []
    push(blank.door, "Open it")
    assert blank.walk().count("note") == 1
    with pytest.raises(LockedError):
        unlock(folder, PASSPHRASE)
    said = answers(folder, Unattended(), only(guarded))
    assert unlock(folder, PASSPHRASE, answers=said) == template.key


def test_the_paper_opens_a_guarded_backup_without_its_key(
    guarded: SoftKey, blank: Blank, stick: Path, template: Template
) -> None:
    before = guarded.calls
    push(blank.door, "Bring back a backup")
    push(blank.door, "Use the recovery code")
    choose(blank.door, stick, template.recovery_code)
    push(blank.door, "Bring it back")
    blank.until(BroughtBack)
    assert guarded.calls == before
