"""A computer that starts nothing more: the window says so in words, and goes on afterwards."""

import errno
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Options
from desktop.app.satchel import Satchel
from desktop.background import Lanes
from desktop.commandline.failing import explained
from desktop.errand import Errand
from desktop.syncing.scripts import Scripts
from desktop.unlock.courier import CourierPost
from desktop.unlock.trouble import Trouble
from desktop.unlock.unlocked import Unlocked
from desktop.unlock.unlocking import Unlocking
from desktop.widgets.banner import Banner
from desktop.wording.errors import plain
from storage.domain.kinds.case import Case
from storage.threads import NoThreadError
from storage.workspace import Workspace
from sync.client.commands import Script
from tests.conftest import PASSPHRASE, FixedClock, Template
from tests.desktop.desks import StillSystem
from tests.desktop.ending import delete_now, end_satchel
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.desktop.shell.test_door import problem_of
from tests.desktop.test_viewer import SECONDS, Open, case, opened
from tests.documents.files import add_file
from tests.scarce import Refuse, refuse

__all__ = ["case", "opened", "page_desk", "refuse"]

ADVICE = "Close other programs, then try again."


@pytest.fixture
def owner(qapp: QApplication) -> Iterator[QObject]:  # noqa: ARG001 - signals need it
    made = QObject()
    yield made
    delete_now(made)


@pytest.fixture
def satchel(template: Template, tmp_path: Path, clock: FixedClock) -> Iterator[Satchel]:
    """Satchel as it starts before a workspace; only the operating system is a stand-in."""
    folder = tmp_path / "workspace"
    shutil.copytree(template.folder, folder)
    made = Satchel(Options(workspace=folder), StillSystem(), clock)
    yield made
    end_satchel(made)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOMEM, "not enough memory"),
        (errno.EMFILE, "Too many files are open"),
        (errno.ENFILE, "Too many files are open"),
        (errno.EAGAIN, "cannot start anything more"),
    ],
)
def test_what_there_is_too_little_of_is_named_with_what_to_do(number: int, words: str) -> None:
    error = OSError(number, os.strerror(number))
    for told in (plain(error), explained(error)[0]):
        assert words in told
        assert ADVICE in told


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("started", range(4))
def test_where_one_lane_cannot_be_started_none_stays(
    refuse: Refuse, template: Template, started: int
) -> None:
    before = set(threading.enumerate())
    refuse(started)
    with pytest.raises(NoThreadError, match=ADVICE):
        Lanes(lambda *, writer: Workspace(template.folder, template.key, writer=writer))
    for thread in set(threading.enumerate()) - before:
        thread.join(60)
    assert set(threading.enumerate()) <= before


def test_an_errand_that_cannot_be_started_is_told_like_one_that_failed(
    refuse: Refuse, owner: QObject, qtbot: QtBot
) -> None:
    errors = list[BaseException]()
    refuse(0)
    Errand(owner).run(lambda: "done", str, errors.append)
    assert errors == []  # whoever asks has not finished asking
    qtbot.waitUntil(lambda: bool(errors), timeout=SECONDS)
    assert ADVICE in plain(errors[0])


def test_a_server_that_no_thread_can_ask_is_told_and_asked_later(
    refuse: Refuse, page_desk: PageDesk, qtbot: QtBot
) -> None:
    scripts, told = Scripts(page_desk.lanes), list[object]()

    def script() -> Script[str]:
        yield from ()
        return "asked"

    def ask() -> None:
        scripts.run(
            script(), "https://example.org", context=scripts, then=told.append, failed=told.append
        )

    refuse(0)
    ask()
    qtbot.waitUntil(lambda: len(told) == 1, timeout=SECONDS)
    assert isinstance(told[0], NoThreadError)
    refuse(-1)
    ask()
    qtbot.waitUntil(lambda: len(told) == 2, timeout=SECONDS)
    assert told[1] == "asked"
    assert scripts.close(60)


def test_a_courier_that_cannot_be_started_says_when_the_rest_goes(
    refuse: Refuse, owner: QObject, tmp_path: Path, clock: FixedClock
) -> None:
    (tmp_path / "workspace.courier").touch()
    post, said = CourierPost(tmp_path, clock, None, owner), list[str]()
    post.said.connect(said.append)
    refuse(0)
    post.start()
    assert said == ["What waits to be sent is sent after you unlock."]


def test_the_door_opens_although_nothing_can_be_started_behind_it(
    refuse: Refuse, satchel: Satchel, qtbot: QtBot
) -> None:
    refuse(0)
    satchel.start()
    door = satchel.door
    assert door is not None
    unlocking = door.step
    assert isinstance(unlocking, Unlocking)
    unlocking.tried.emit(PASSPHRASE, False)
    qtbot.waitUntil(lambda: ADVICE in problem_of(door), timeout=SECONDS)
    refuse(-1)
    unlocking.tried.emit(PASSPHRASE, False)
    qtbot.waitUntil(lambda: satchel.door is None, timeout=3 * SECONDS)


def test_lanes_that_cannot_be_started_are_said_at_the_door_and_started_later(
    refuse: Refuse, satchel: Satchel, template: Template, qtbot: QtBot
) -> None:
    satchel.start()
    door = satchel.door
    assert door is not None
    unlocked = Unlocked(satchel._folder, template.key)
    qtbot.wait(50)
    refuse(2)
    door._hand_on(unlocked)
    assert isinstance(door.step, Trouble)
    assert ADVICE in " ".join(banner.text for banner in door.step.findChildren(Banner))
    assert satchel.session is None
    refuse(-1)
    door._hand_on(unlocked)
    qtbot.waitUntil(lambda: satchel.door is None, timeout=3 * SECONDS)


def test_a_viewer_that_cannot_be_started_is_said_and_opens_the_document_later(
    page_desk: PageDesk, opened: Open, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> int:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    document = add_file(page_desk.workspace, case.id, b"Seen by a doctor.\n" * 20, "order.txt")
    with monkeypatch.context() as scarce:
        scarce.setattr(subprocess, "_fork_exec", refused)
        dialog = opened(document)
    assert ADVICE in dialog.notice.text
    dialog.begin()
    page_desk.qtbot.waitUntil(lambda: bool(dialog.view.accessibleName()), timeout=SECONDS)
    assert not dialog.notice.isVisible()
