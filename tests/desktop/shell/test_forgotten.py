"""A passphrase is forgotten in front of the door."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.unlock.beginning import NewPassphrase
from desktop.unlock.door import Door
from desktop.unlock.forgottensteps import Answers, AskSupervisors, Forgotten
from desktop.unlock.unlocked import Unlocked
from desktop.unlock.unlocking import Unlocking
from desktop.widgets.labels import Problem
from desktop.widgets.words import WordGrid
from storage.usecases.sharing import Released, write_file
from storage.workspace import unlock
from sync.client.recovery.helping import answer_plea
from tests.conftest import FixedClock
from tests.desktop.shell.first_run import NEW_PASSPHRASE, choose_passphrase, push
from tests.sync.enrolment.conftest import joiners, new_stage
from tests.sync.enrolment.laptops import Laptop
from tests.sync.recovery.conftest import Office, once_all_joined, own_office

__all__ = ["joiners", "new_stage", "once_all_joined", "own_office"]
Show = Callable[[QWidget], QWidget]


@pytest.fixture
def bens_door(own_office: Office, shown: Show) -> Iterator[Door]:
    own_office.ben.workspace.close()
    door = Door(own_office.ben.folder, own_office.clock)
    door.show_unlocking(locked=True)
    shown(door)
    push(door, "I forgot my passphrase")
    yield door
    door.close()


def ask(door: Door, qtbot: QtBot, folder: Path) -> tuple[Path, tuple[str, ...]]:
    """Ask the supervisors; return the request that was saved, and the six words on show."""
    step = door.step
    assert isinstance(step, Forgotten)
    qtbot.waitUntil(step.supervisors.isEnabled, timeout=20_000)
    push(door, "Ask my leads")
    qtbot.waitUntil(lambda: isinstance(door.step, AskSupervisors), timeout=20_000)
    asked = door.step
    assert isinstance(asked, AskSupervisors)
    asked.folder.set_path(folder)
    push(door, "Save the request")
    request = folder / "request.satchel-request"
    qtbot.waitUntil(lambda: request.exists() and request.stat().st_size > 0, timeout=20_000)
    grid = asked.findChild(WordGrid)
    assert isinstance(grid, WordGrid)
    return request, grid.words


def answered(laptop: Laptop, request: Path, words: tuple[str, ...], target: Path) -> Path:
    released: Released = laptop.workspace.write(
        answer_plea, request.read_bytes(), " ".join(words), "by telephone"
    )
    return write_file(released, target)


def add(door: Door, path: Path) -> Answers:
    step = door.step
    assert isinstance(step, Answers)
    step.file.set_path(path)
    push(door, "Add this answer")
    return step


def problem_of(door: Door) -> str:
    problem = door.step.findChild(Problem)
    assert isinstance(problem, Problem)
    return problem.text() if problem.isVisible() else ""


def test_two_supervisors_lead_to_a_new_passphrase(
    bens_door: Door,
    own_office: Office,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    door, stick = bens_door, tmp_path / "stick"
    stick.mkdir()
    request, words = ask(door, qtbot, stick)
    one = answered(own_office.ana, request, words, stick / "ana.satchel-answer")
    two = answered(own_office.dana, request, words, stick / "dana.satchel-answer")
    push(door, "An answer is here")
    step = add(door, one)
    qtbot.waitUntil(lambda: "1 of 2" in shown_text(step), timeout=20_000)
    add(door, two)
    qtbot.waitUntil(lambda: isinstance(door.step, NewPassphrase), timeout=20_000)
    with qtbot.waitSignal(door.opened, timeout=30_000) as opened:
        choose_passphrase(door)
    assert opened.args is not None
    unlocked = opened.args[0]
    assert isinstance(unlocked, Unlocked)
    assert unlocked.key == own_office.ben.key
    assert unlocked.by == "supervisors"
    assert set(unlocked.helpers or ()) == {
        own_office.ana.workspace.device, own_office.dana.workspace.device,
    }  # fmt: skip
    assert unlock(own_office.ben.folder, NEW_PASSPHRASE) == own_office.ben.key


def shown_text(step: Answers) -> str:
    return step._count.text()


def test_what_is_no_answer_is_refused_in_words_and_nothing_is_lost(
    bens_door: Door, tmp_path: Path, qtbot: QtBot
) -> None:
    door, stick = bens_door, tmp_path / "stick"
    stick.mkdir()
    _request, words = ask(door, qtbot, stick)
    wrong = stick / "holiday.satchel-answer"
    wrong.write_bytes(b"a picture of the sea")
    push(door, "An answer is here")
    add(door, wrong)
    qtbot.waitUntil(lambda: "no answer" in problem_of(door), timeout=20_000)
    push(door, "The six words")
    grid = door.step.findChild(WordGrid)
    assert isinstance(grid, WordGrid)
    assert grid.words == words
    push(door, "Back")
    assert isinstance(door.step, Forgotten)
    push(door, "Back")
    assert isinstance(door.step, Unlocking)


def test_a_workspace_of_nobody_else_offers_the_code_and_says_why(
    folder: Path, clock: FixedClock, shown: Show, qtbot: QtBot
) -> None:
    door = Door(folder, clock)
    door.show_unlocking(locked=False)
    shown(door)
    push(door, "I forgot my passphrase")
    step = door.step
    assert isinstance(step, Forgotten)
    qtbot.waitUntil(lambda: "Not possible" in step._hint.text(), timeout=20_000)
    assert not step.supervisors.isEnabled()
    push(door, "Use the recovery code")
    assert isinstance(door.step, Unlocking)
    assert door.step.secret.line.accessibleName() == "Recovery code"
    push(door, "Use the passphrase")
    assert door.step.secret.line.accessibleName() == "Passphrase"
