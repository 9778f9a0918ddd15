"""Whoever goes away from the door leaves nothing behind that opens the workspace."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import pytest
from PySide6.QtCore import QProcess, QRect, Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from typing_extensions import override

from desktop.app.doorwatch import DoorWatch
from desktop.shell.idle import IdleWatch
from desktop.system.handover import Handover
from desktop.theme import Tokens
from desktop.unlock.beginning import NewPassphrase
from desktop.unlock.bringback import BroughtBack
from desktop.unlock.renewing import RenewKeys
from desktop.unlock.unlocked import Unlocked
from desktop.unlock.unlocking import Unlocking
from storage.errors import LockedError
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.desktop.desks import StillSystem
from tests.desktop.shell.first_run import line_of, push
from tests.journeys.test_brought_back import Blank, choose, stick

__all__ = ["stick"]

SIGNS = ("sleep", "session", "gap")


class Noting(StillSystem):
    """An operating system that notes which process was to take the place of this one."""

    def __init__(self) -> None:
        super().__init__()
        self.replaced: list[Sequence[str]] = []
        self.handed: Mapping[str, str] = {}
        self.trouble: Exception | None = None

    @override
    def replace_process(self, command: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
        if self.trouble is not None:
            raise self.trouble
        self.replaced.append(command)
        self.handed = environment
        return None  # type: ignore[misc]  # a test goes on in the process that it has


class AtDoor(Blank):
    """Somebody at the door, who may leave it."""

    def __init__(
        self, folder: Path, clock: FixedClock, qtbot: QtBot, passphrase_file: str | None = None
    ) -> None:
        self.system = Noting()
        super().__init__(folder, clock, qtbot, self.system, passphrase_file)
        self.until_true(lambda: bool(self.door.findChildren(DoorWatch)))

    def type(self, secret: str) -> None:
        line = line_of(self.door, "passphrase")
        QTest.keyClicks(line, secret)
        QTest.keyClick(line, Qt.Key.Key_Return)

    def hear(self, sign: str) -> None:
        for signs in self.system.signs:
            signs.left.emit(sign)

    def touch_nothing_for_an_hour(self) -> None:
        idle = self.door.findChild(IdleWatch)
        assert isinstance(idle, IdleWatch)
        idle._last -= 3600
        idle.look()

    @property
    def is_gone(self) -> bool:
        return [command[-1] for command in self.system.replaced] == ["--locked"]

    @property
    def shows_a_window(self) -> bool:
        session = self.satchel.session
        return session is not None and session.window is not None


@pytest.fixture
def at_door(
    folder: Path,
    clock: FixedClock,
    qtbot: QtBot,
    light: Tokens,  # noqa: ARG001 - shown in a theme
) -> Iterator[AtDoor]:
    at_door = AtDoor(folder, clock, qtbot)
    yield at_door
    at_door.close()


@pytest.mark.parametrize("sign", SIGNS)
def test_a_passphrase_that_is_being_tried_opens_nothing_any_more(
    at_door: AtDoor, sign: str
) -> None:
    at_door.type(PASSPHRASE)
    at_door.hear(sign)
    assert at_door.is_gone
    assert "SATCHEL_WINDOW" not in at_door.system.handed


@pytest.mark.usefixtures("light")
def test_what_the_process_before_handed_over_is_told_to_no_program_that_is_begun(
    folder: Path, clock: FixedClock, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that show a document get the variables that this process has."""
    handed = Handover(QRect(0, 0, 900, 700), due=(clock.now(),)).environment({})
    handed["SATCHEL_PIPE"] = "99999"  # more than may be open: none that a test before left so
    for name, value in handed.items():
        monkeypatch.setenv(name, value)
    at_door = AtDoor(folder, clock, qtbot)
    program = QProcess()
    program.start(sys.executable, ["-c", "import os; print(*os.environ)"])
    assert program.waitForFinished()
    told = program.readAllStandardOutput().toStdString().split()
    at_door.close()
    assert "PATH" in told
    assert [name for name in told if name in handed] == []


@pytest.mark.parametrize("sign", SIGNS)
def test_what_was_copied_at_the_door_is_gone_with_whoever_leaves(
    at_door: AtDoor, sign: str
) -> None:
    clipboard = copied_at(at_door)
    at_door.hear(sign)
    assert clipboard.text() == ""


def test_what_was_copied_at_the_door_does_not_come_in(at_door: AtDoor) -> None:
    at_door.type(PASSPHRASE)
    clipboard = copied_at(at_door)
    at_door.until_true(lambda: at_door.satchel.door is None)
    assert clipboard.text() == ""


def copied_at(at_door: AtDoor) -> QClipboard:
    """Copy words at the door, as from the line that suggests six for a passphrase."""
    at_door.door.activateWindow()
    at_door.until_true(lambda: QGuiApplication.focusWindow() is not None)
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("six words for a passphrase")
    assert clipboard.text()
    return clipboard


@pytest.mark.parametrize("trouble", [MemoryError(), OSError(7, "too long"), ValueError("too long")])
def test_a_process_that_nothing_can_take_the_place_of_ends_with_its_keys(
    at_door: AtDoor, trouble: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[int] = []
    monkeypatch.setattr(os, "_exit", ended.append)
    at_door.system.trouble = trouble
    at_door.type(PASSPHRASE)
    at_door.hear("sleep")
    assert set(ended) == {LockedError.exit_code}


@pytest.fixture
def told_later(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], object]]:
    """Standard input on which nothing stands until the test says it."""
    reading, writing = os.pipe()
    with os.fdopen(reading) as source, os.fdopen(writing, "w") as target:
        monkeypatch.setattr(sys, "stdin", source)

        def tell(passphrase: str) -> None:
            target.write(f"{passphrase}\n")
            target.flush()

        yield tell


@pytest.fixture
def unattended(
    folder: Path,
    clock: FixedClock,
    qtbot: QtBot,
    light: Tokens,  # noqa: ARG001 - shown in a theme
    told_later: Callable[[str], object],
) -> Iterator[AtDoor]:
    at_door = AtDoor(folder, clock, qtbot, passphrase_file="-")
    yield at_door
    if at_door.satchel.session is None:
        told_later(PASSPHRASE)
        at_door.until_true(lambda: at_door.satchel.session is not None)
    at_door.close()


@pytest.mark.parametrize("sign", SIGNS)
def test_a_passphrase_that_a_file_tells_opens_nothing_for_whoever_comes_next(
    unattended: AtDoor, sign: str
) -> None:
    unattended.hear(sign)
    assert unattended.is_gone
    assert "SATCHEL_WINDOW" not in unattended.system.handed


def test_a_passphrase_that_a_file_tells_opens_where_nobody_left(
    unattended: AtDoor, told_later: Callable[[str], object]
) -> None:
    told_later(PASSPHRASE)
    unattended.until_true(lambda: unattended.shows_a_window)
    assert not unattended.is_gone


@pytest.mark.parametrize("sign", SIGNS)
def test_a_workspace_that_is_being_opened_is_never_shown(
    at_door: AtDoor, template: Template, qtbot: QtBot, sign: str
) -> None:
    at_door.door.opened.emit(Unlocked(at_door.folder, template.key))
    at_door.hear(sign)
    assert at_door.is_gone
    qtbot.wait(1_000)
    assert not at_door.shows_a_window


def test_whoever_was_let_in_by_the_paper_does_not_leave_it_to_others_to_choose_a_passphrase(
    at_door: AtDoor, template: Template
) -> None:
    push(at_door.door, "I forgot my passphrase")
    push(at_door.door, "Use the recovery code")
    at_door.type(template.recovery_code)
    at_door.until(NewPassphrase)
    at_door.hear("sleep")
    assert at_door.is_gone


def test_whoever_is_asked_about_new_keys_does_not_leave_an_open_door(
    at_door: AtDoor, template: Template
) -> None:
    at_door.door._go_in(Unlocked(at_door.folder, template.key, renewal=True), PASSPHRASE)
    assert isinstance(at_door.door.step, RenewKeys)
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(at_door.door, Qt.Key.Key_L, control)
    assert at_door.is_gone


def test_a_backup_that_came_back_is_not_opened_by_who_comes_next(
    stick: Path,
    at_door: AtDoor,
) -> None:
    push(at_door.door, "Bring back a backup")
    choose(at_door.door, stick, PASSPHRASE)
    push(at_door.door, "Bring it back")
    at_door.touch_nothing_for_an_hour()
    assert not at_door.is_gone
    at_door.until(BroughtBack)
    at_door.touch_nothing_for_an_hour()
    assert at_door.is_gone


def test_an_upgrade_that_nobody_waits_for_ends_behind_the_lock(
    at_door: AtDoor, template: Template
) -> None:
    at_door.door.opened.emit(Unlocked(at_door.folder, template.key))
    at_door.touch_nothing_for_an_hour()
    assert not at_door.is_gone
    at_door.until_true(lambda: at_door.is_gone)
    assert not at_door.shows_a_window


def test_where_there_is_no_key_only_what_was_typed_goes(at_door: AtDoor) -> None:
    line = line_of(at_door.door, "passphrase")
    QTest.keyClicks(line, PASSPHRASE)
    at_door.until_true(lambda: not at_door.door._errand.at_work)
    at_door.hear("session")
    assert not at_door.is_gone
    assert isinstance(at_door.door.step, Unlocking)
    assert line.text() == ""
