"""A laptop whose workspace is of no use any more begins anew: what is there is moved aside."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.theme import Tokens
from desktop.unlock.anew import BeginAnew
from desktop.unlock.beginning import Welcome
from desktop.unlock.forgottensteps import Forgotten
from desktop.widgets.labels import Problem
from storage.backup.movedaside import aside_for, asides
from storage.workspace import unlock
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.desktop.shell.first_run import push
from tests.desktop.syncing.test_joining import Newcomer


@pytest.fixture
def laptop(
    folder: Path,
    clock: FixedClock,
    qtbot: QtBot,
    light: Tokens,  # noqa: ARG001 - shown in a theme
) -> Iterator[Newcomer]:
    laptop = Newcomer(folder, clock, qtbot)
    yield laptop
    laptop.close()


def begin_anew(laptop: Newcomer, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Go the way at the door; return the processes that took this one's place."""
    replaced: list[Any] = []
    monkeypatch.setattr(laptop.satchel, "_replace_process", replaced.append)
    push(laptop.door, "I forgot my passphrase")
    assert isinstance(laptop.door.step, Forgotten)
    push(laptop.door, "Begin anew…")
    assert isinstance(laptop.door.step, BeginAnew)
    assert not replaced
    push(laptop.door, "Move it aside and begin anew")
    return replaced


def test_what_is_there_is_moved_aside_and_the_first_run_begins(
    laptop: Newcomer, folder: Path, template: Template, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(begin_anew(laptop, monkeypatch)) == 1
    (aside,) = asides(folder)
    assert unlock(aside.path, PASSPHRASE) == template.key
    assert not folder.exists()
    laptop.start_again()
    assert isinstance(laptop.door.step, Welcome)


def test_what_cannot_be_moved_stays_and_says_why(
    laptop: Newcomer, folder: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside_for(folder, clock.now()).mkdir()
    assert begin_anew(laptop, monkeypatch) == []
    problem = laptop.door.step.findChild(Problem)
    assert isinstance(problem, Problem)
    assert problem.text().startswith("A folder was moved aside this very second.")
    assert unlock(folder, PASSPHRASE)
