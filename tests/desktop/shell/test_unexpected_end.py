"""What Today says after a Satchel that ended unexpectedly, and after one that was put away."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputMethodEvent
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from desktop.pages.today.endedbanner import EndedBanner
from desktop.theme import Tokens
from desktop.widgets.banner import Banner
from storage.claiming import NAME
from storage.usecases.drafts import drafts
from storage.workspace import Workspace
from tests.conftest import FixedClock, Template
from tests.desktop.desks import Sessions
from tests.desktop.plain_page import PlainPage
from tests.desktop.shell.day_driver import type_somewhere


@pytest.fixture
def crashed(
    sessions: Sessions,
    folder: Path,
    template: Template,
    clock: FixedClock,
    qtbot: QtBot,
    light: Tokens,  # noqa: ARG001 - shown in a theme
) -> Iterator[Sessions]:
    """Sessions over what a crash leaves, while something was typed."""
    session = sessions.start()
    assert session.context is not None
    session.context.open("quicklog")
    front = sessions.window.dialogs.open("quicklog", {})
    assert type_somewhere(front, "half a sentence")
    session._keep()
    qtbot.waitUntil(lambda: not session.busy)
    left = folder.with_name("left by a crash")
    # The ballast may be laid in this very moment, and is nothing of what is asked here.
    copytree(folder, left, ignore=ignore_patterns(NAME, "workspace.ballast*"))
    found = Sessions(left, template.key, clock, qtbot)
    yield found
    found.end()


def dictate(page: PlainPage) -> None:
    words = QInputMethodEvent()
    words.setCommitString("half a sentence")
    QCoreApplication.sendEvent(page.text, words)


def drop(page: PlainPage) -> None:
    carried = QMimeData()
    carried.setText("half a sentence")
    place, way = QPointF(4, 4), Qt.DropAction.CopyAction
    hand = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for event in (
        QDragEnterEvent(place.toPoint(), way, carried, *hand),
        QDropEvent(place, way, carried, *hand),
    ):
        QCoreApplication.sendEvent(page.text.viewport(), event)


@pytest.mark.parametrize("way", [dictate, drop], ids=lambda way: way.__name__)
def test_what_comes_without_a_key_is_kept_within_two_seconds_too(
    plain_sessions: Sessions,
    folder: Path,
    template: Template,
    qtbot: QtBot,
    way: Callable[[PlainPage], None],
) -> None:
    session = plain_sessions.start()
    page = plain_sessions.window.navigator.currentWidget()
    assert isinstance(page, PlainPage)
    qtbot.wait(2_000)
    way(page)
    assert page.text.toPlainText() == "half a sentence"
    qtbot.wait(2_000)
    qtbot.waitUntil(lambda: not session.busy)
    with Workspace(folder, template.key, writer=False) as workspace:
        assert "half a sentence" in repr([each.content for each in workspace.read(drafts)])


def test_today_says_after_a_crash_that_nothing_saved_is_lost_until_one_has_seen_it(
    crashed: Sessions, qtbot: QtBot
) -> None:
    banner = banner_of(crashed, qtbot)
    assert banner.isVisibleTo(crashed.window)
    assert banner.text.startswith("Satchel ended unexpectedly the last time. Everything that was")
    (seen,) = banner.findChildren(QAbstractButton)
    seen.click()
    assert not banner.isVisibleTo(crashed.window)
    crashed.window.do("today")
    assert not banner_of(crashed, qtbot).isVisibleTo(crashed.window)


def test_nothing_is_said_after_a_lock_though_the_database_was_not_closed_in_time(
    crashed: Sessions, template: Template, qtbot: QtBot
) -> None:
    session = crashed.start()
    folder = crashed._open.args[0]
    with Workspace(folder, template.key, writer=False) as slow:
        assert slow.read(drafts)
        session.lock()
        assert (folder / "workspace.db-wal").stat().st_size
        assert not banner_of(crashed, qtbot).isVisibleTo(crashed.window)


def banner_of(sessions: Sessions, qtbot: QtBot) -> Banner:
    """Open it, where it is not, and return what Today has to say of the end before."""
    session = sessions.living[-1] if sessions.living else None
    if session is None or sessions.replaced:
        session = sessions.start()
    qtbot.waitUntil(lambda: not session.busy)
    banner = sessions.window.findChild(EndedBanner)
    assert isinstance(banner, EndedBanner)
    return banner
