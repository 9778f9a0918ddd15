from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.unlock.beginning import NewPassphrase, Welcome, Who
from desktop.unlock.door import Door
from desktop.unlock.joiningsteps import InvitationWords
from desktop.unlock.recovery import Ready, RecoveryCode
from desktop.unlock.trouble import Trouble
from desktop.unlock.unlocked import Unlocked
from desktop.unlock.unlocking import Unlocking
from desktop.widgets.buttons import IconButton
from desktop.widgets.folders import FolderField
from desktop.widgets.labels import Problem
from desktop.wording.strength import strength
from desktop.wording.troubles import what_happened
from storage.domain.clocks import SystemClock
from storage.errors import DamagedError, HistoryLostError, NewerVersionError
from storage.usecases.settings import settings
from storage.workspace import Workspace, door_words, unlock
from sync.client.problems import SyncError
from sync.protocol.invitation import words_beginning
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.desktop.shell.first_run import (
    NEW_PASSPHRASE,
    choose_passphrase,
    line_of,
    prove_code,
    push,
    say_who,
    shown_code,
)

Show = Callable[[QWidget], QWidget]


def problem_of(door: Door) -> str:
    problem = door.step.findChild(Problem)
    assert isinstance(problem, Problem)
    return problem.text() if problem.isVisible() else ""


@pytest.fixture
def locked_door(folder: Path, clock: FixedClock, shown: Show) -> Door:
    door = Door(folder, clock)
    now = clock.now()
    door.show_unlocking(locked=True, due=(now + timedelta(hours=5), now + timedelta(hours=1)))
    shown(door)
    return door


def test_the_right_passphrase_opens(locked_door: Door, template: Template, qtbot: QtBot) -> None:
    QTest.keyClicks(line_of(locked_door, "passphrase"), PASSPHRASE)
    with qtbot.waitSignal(locked_door.opened, timeout=20_000) as opened:
        QTest.keyClick(line_of(locked_door, "passphrase"), Qt.Key.Key_Return)
    assert opened.args is not None
    unlocked = opened.args[0]
    assert isinstance(unlocked, Unlocked)
    assert unlocked.key == template.key
    assert unlocked.by == "passphrase"


def test_a_wrong_passphrase_is_refused_in_clear_words_and_forgotten(
    locked_door: Door, qtbot: QtBot
) -> None:
    line = line_of(locked_door, "passphrase")
    QTest.keyClicks(line, "this is not the passphrase")
    QTest.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: problem_of(locked_door) != "", timeout=20_000)
    assert "passphrase" in problem_of(locked_door)
    assert line.text() == ""
    assert line.hasFocus()


def test_the_recovery_code_opens_too_and_a_new_passphrase_follows(
    locked_door: Door, template: Template, folder: Path, qtbot: QtBot
) -> None:
    push(locked_door, "I forgot my passphrase")
    push(locked_door, "Use the recovery code")
    line = line_of(locked_door, "passphrase")
    assert line.accessibleName() == "Recovery code"
    QTest.keyClicks(line, template.recovery_code.lower())
    QTest.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(locked_door.step, NewPassphrase), timeout=20_000)
    with qtbot.waitSignal(locked_door.opened, timeout=20_000) as opened:
        choose_passphrase(locked_door)
    assert opened.args is not None
    assert opened.args[0].helpers == ()
    assert opened.args[0].by == "recovery code"
    assert unlock(folder, NEW_PASSPHRASE) == template.key


def test_the_door_shows_the_words_that_were_drawn_for_it(
    locked_door: Door, folder: Path, qtbot: QtBot
) -> None:
    step, words = locked_door.step, door_words(folder)
    assert isinstance(step, Unlocking)
    assert len(words.split()) == 2
    qtbot.waitUntil(lambda: words in step._words.text(), timeout=20_000)
    assert step._words.isVisible()


def test_the_locked_door_says_how_much_is_due_and_no_more(locked_door: Door) -> None:
    words = " ".join(
        widget.property("text")
        for widget in locked_door.step.findChildren(QWidget)
        if isinstance(widget.property("text"), str)
    )
    assert "1 deadline by 11:00 AM today. 2 deadlines by 3:00 PM today." in words
    assert "Ana" not in words
    assert "Berkshire" not in words


def test_what_is_typed_at_the_door_is_hidden_and_not_learnt(locked_door: Door) -> None:
    line = line_of(locked_door, "passphrase")
    eye = next(one for one in locked_door.step.findChildren(IconButton) if one.isCheckable())
    for mode in (QLineEdit.EchoMode.Password, QLineEdit.EchoMode.Normal) * 2:
        assert line.echoMode() == mode
        assert line.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData
        assert line.inputMethodHints() & Qt.InputMethodHint.ImhNoPredictiveText
        eye.click()


def test_a_passphrase_may_be_pasted_at_the_door(locked_door: Door) -> None:
    line = line_of(locked_door, "passphrase")
    clipboard = QApplication.clipboard()
    clipboard.setText(PASSPHRASE)
    QTest.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    clipboard.clear()
    assert line.text() == PASSPHRASE


@pytest.mark.parametrize("pasted", ["{}\n", "{}\r\n", "\n{}\u2028"])
def test_a_line_break_that_is_pasted_with_a_passphrase_is_no_part_of_it(
    locked_door: Door, qtbot: QtBot, pasted: str
) -> None:
    line = line_of(locked_door, "passphrase")
    clipboard = QApplication.clipboard()
    clipboard.setText(pasted.format(PASSPHRASE))
    QTest.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    clipboard.clear()
    with qtbot.waitSignal(locked_door.opened, timeout=20_000):
        QTest.keyClick(line, Qt.Key.Key_Return)


def test_a_passphrase_that_is_chosen_by_pasting_opens_by_typing(qtbot: QtBot) -> None:
    step = NewPassphrase()
    qtbot.addWidget(step)
    first, again = step.findChildren(QLineEdit)
    clipboard = QApplication.clipboard()
    clipboard.setText(NEW_PASSPHRASE.replace(" ", "\r\n") + "\n")
    for line in (first, again):
        QTest.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    clipboard.clear()
    with qtbot.waitSignal(step.chosen) as chosen:
        QTest.keyClick(again, Qt.Key.Key_Return)
    assert chosen.args == [NEW_PASSPHRASE]


@pytest.mark.parametrize(
    ("error", "title"),
    [
        (DamagedError("workspace.keys is damaged."), "A file is damaged"),
        (NewerVersionError("Made by version 9."), "Made by a newer Satchel"),
        (HistoryLostError("Older than what was saved."), "Something newer was here"),
    ],
)
def test_a_workspace_that_cannot_be_opened_is_explained_with_a_way_on(
    folder: Path, clock: FixedClock, shown: Show, error: Exception, title: str
) -> None:
    door = Door(folder, clock)
    door.show_trouble(error)
    shown(door)
    assert isinstance(door.step, Trouble)
    assert door.step.heading.text() == title
    push(door, "Back")
    assert isinstance(door.step, Unlocking)


def test_lost_history_can_be_opened_as_it_is(
    locked_door: Door, qtbot: QtBot, template: Template
) -> None:
    QTest.keyClicks(line_of(locked_door, "passphrase"), PASSPHRASE)
    with qtbot.waitSignal(locked_door.opened, timeout=20_000):
        QTest.keyClick(line_of(locked_door, "passphrase"), Qt.Key.Key_Return)
    locked_door.show_trouble(HistoryLostError("Older than what was saved."))
    with qtbot.waitSignal(locked_door.opened) as opened:
        push(locked_door, "Open it as it is")
    assert opened.args is not None
    assert opened.args[0].accept_lost_history
    assert opened.args[0].key == template.key


def test_the_first_run_starts_a_program_in_four_steps(
    tmp_path: Path, shown: Show, qtbot: QtBot
) -> None:
    folder = tmp_path / "new"
    door = Door(folder, SystemClock())
    door.show_welcome()
    shown(door)
    assert isinstance(door.step, Welcome)
    push(door, "Start a program")
    _say_nothing_first(door)
    say_who(door)
    _choose_badly_first(door)
    choose_passphrase(door)
    qtbot.waitUntil(lambda: isinstance(door.step, RecoveryCode), timeout=30_000)
    groups = shown_code(door)
    assert len(groups) == 9
    _save_a_sheet(door, tmp_path / "stick", qtbot)
    push(door, "It is on paper")
    _misread_first(door, qtbot)
    prove_code(door, groups)
    qtbot.waitUntil(lambda: isinstance(door.step, Ready))
    with qtbot.waitSignal(door.opened) as opened:
        push(door, "Open Satchel")
    assert opened.args is not None
    unlocked = opened.args[0]
    assert unlocked.recovery_proved
    assert unlock(folder, NEW_PASSPHRASE) == unlocked.key
    with Workspace(folder, unlocked.key) as workspace:
        kept = workspace.read(settings)
    assert (kept["person.name"], kept["program.cac"]) == ("Lena Ortiz", "berkshire_kids_place")
    assert not kept["program.practice"]
    on_disk = b"".join(path.read_bytes() for path in folder.iterdir())
    assert "-".join(groups).encode() not in on_disk


def _say_nothing_first(door: Door) -> None:
    assert isinstance(door.step, Who)
    push(door, "Continue")
    assert problem_of(door).startswith("Your name:")


def _choose_badly_first(door: Door) -> None:
    assert isinstance(door.step, NewPassphrase)
    first, again = line_of(door, "new_passphrase"), line_of(door, "passphrase_again")
    QTest.keyClicks(first, "too short")
    push(door, "Continue")
    assert "6 characters more to go" in problem_of(door)
    first.clear()
    QTest.keyClicks(first, NEW_PASSPHRASE)
    QTest.keyClicks(again, NEW_PASSPHRASE + "s")
    push(door, "Continue")
    assert "not the same" in problem_of(door)
    first.clear()
    again.clear()


def _save_a_sheet(door: Door, stick: Path, qtbot: QtBot) -> None:
    stick.mkdir()
    push(door, "Save a sheet to print…")
    field = door.step.findChild(FolderField)
    assert isinstance(field, FolderField)
    field.set_path(stick / "nowhere")
    push(door, "Save it there")
    assert "no such folder" in problem_of(door)
    copied = stick / "Google Drive"
    copied.mkdir()
    field.set_path(copied)
    push(door, "Save it there")
    assert "must not go there" in problem_of(door)
    assert list(copied.iterdir()) == []
    field.set_path(stick)
    push(door, "Save it there")
    qtbot.waitUntil(lambda: "Print it, then delete" in problem_of(door), timeout=20_000)
    assert (stick / "recovery code.pdf").read_bytes().startswith(b"%PDF")


def _misread_first(door: Door, qtbot: QtBot) -> None:
    QTest.keyClicks(line_of(door, "code_typed"), "0000")
    push(door, "Continue")
    qtbot.waitUntil(lambda: "typing error" in problem_of(door))


@pytest.mark.parametrize(
    ("passphrase", "enough", "words"),
    [
        ("", False, "15 characters more to go"),
        ("fourteen chars", False, "1 character more to go"),
        ("aaaaaaaaaaaaaaaaaaaa", False, "Too easy to guess"),
        ("satchel passphrase", False, "Too easy to guess"),
        ("green kettle walks home", True, "One more word"),
        ("seven kites over a quiet harbor", True, "Strong"),
        ("Lena Ortiz Berkshire", False, "Too easy to guess"),
        ("kite " * 60, False, "too long"),
    ],
)
def test_a_passphrase_is_judged_in_words_by_what_it_costs_to_guess(
    passphrase: str,
    enough: bool,  # noqa: FBT001 - a column of the table
    words: str,
) -> None:
    is_enough, sentence = strength(passphrase, ("Lena Ortiz",))
    assert is_enough is enough
    assert words in sentence


def test_why_something_was_not_taken_comes_into_sight_in_a_low_window(
    locked_door: Door, qtbot: QtBot
) -> None:
    step = InvitationWords(words_beginning)
    locked_door.show_step(step)
    locked_door.resize(460, 300)
    sight = locked_door.findChild(QScrollArea)
    problem = step.findChild(Problem)
    assert isinstance(sight, QScrollArea)
    assert isinstance(problem, Problem)
    qtbot.waitUntil(lambda: sight.verticalScrollBar().maximum() > 0)
    step.refuse(what_happened(SyncError("untrusted", "Courthouse, Filter 7")))

    def last_line() -> int:
        return problem.mapTo(sight.viewport(), problem.rect().bottomLeft()).y()

    qtbot.waitUntil(lambda: 0 < last_line() <= sight.viewport().height())


def test_every_control_at_the_door_has_a_name_and_tab_walks_round(
    tmp_path: Path, clock: FixedClock, shown: Show
) -> None:
    door = Door(tmp_path, clock)
    shown(door)
    shows: tuple[Callable[[], None], ...] = (
        lambda: door.show_unlocking(locked=False),
        door.show_welcome,
        door._ask_who,
        door._ask_where,
        lambda: door.show_trouble(DamagedError("x")),
    )
    for show in shows:
        show()
        controls = {
            widget
            for widget in door.findChildren(QWidget)
            if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        }
        walked = set()
        for _ in range(len(controls) + 2):
            focus = door.focusWidget()
            walked.add(focus)
            QTest.keyClick(focus, Qt.Key.Key_Tab)
        assert walked == controls
        for widget in controls:
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            assert widget.accessibleName() or text, type(widget).__name__
