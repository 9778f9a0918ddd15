"""A recovery code that nobody has tried: after a week it is what the day begins with."""

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.dialogs.kit import TryCodeDialog
from storage.usecases.settings import set_settings, setting
from storage.workspace import Workspace
from tests.conftest import FixedClock
from tests.desktop.desks import Sessions


def front() -> object:
    return QApplication.activeModalWidget()


def test_after_a_week_it_is_asked_for_first_once_a_day_and_never_bars_the_way(
    sessions: Sessions, workspace: Workspace, clock: FixedClock, qtbot: QtBot
) -> None:
    workspace.write(set_settings, {"recovery.made": "2026-02-20"})
    sessions.start()
    qtbot.waitUntil(lambda: isinstance(front(), TryCodeDialog), timeout=20_000)
    dialog = front()
    assert isinstance(dialog, TryCodeDialog)
    dialog.later_button.click()
    qtbot.waitUntil(lambda: workspace.read(setting, "recovery.put_off") == "2026-03-04")
    assert front() is None
    sessions.end()
    sessions.start()
    qtbot.wait(300)
    assert front() is None
    sessions.end()
    clock.pass_time(days=1)
    sessions.start()
    qtbot.waitUntil(lambda: isinstance(front(), TryCodeDialog), timeout=20_000)


def test_in_its_first_week_nothing_is_in_the_way(
    sessions: Sessions, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.write(set_settings, {"recovery.made": "2026-02-27"})
    sessions.start()
    qtbot.wait(300)
    assert front() is None
