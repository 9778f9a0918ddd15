"""What the system is told and shown of Satchel's windows: nothing that it could keep."""

from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QMenu, QToolTip, QWidget

import desktop
from desktop.system.shield import Shield
from desktop.widgets.popup import PopupPanel
from tests.desktop.desks import Sessions

SPEAKS_TO_THE_SYSTEM = (
    "QSystemTrayIcon",
    "org.freedesktop.Notifications",
    "notify-send",
    "setBadgeNumber",
    "setWindowFilePath",
    "setWindowRole",
    "NSUserNotification",
    "RecentManager",
)


def test_every_window_is_kept_out_of_pictures(plain_sessions: Sessions, qapp: QApplication) -> None:
    asked: list[QWidget] = []

    def hide(window: QWidget) -> bool:
        asked.append(window)
        return True

    shield = Shield(qapp, hide)
    context = plain_sessions.start().context
    assert context is not None
    context.open("quicklog")
    plain_sessions.window.do("help")
    menu = QMenu(plain_sessions.window)
    menu.addAction("An entry")
    menu.popup(QPoint(5, 5))
    panel = PopupPanel(plain_sessions.window, "A panel")
    panel.open_under(plain_sessions.window)
    QToolTip.showText(QPoint(5, 5), "A hint", plain_sessions.window)
    shown = [each for each in qapp.topLevelWidgets() if each.isVisible()]
    assert len(shown) >= 4
    assert [each for each in shown if each not in asked] == []
    qapp.removeEventFilter(shield)


def test_a_system_that_cannot_is_asked_once(plain_sessions: Sessions, qapp: QApplication) -> None:
    asked: list[QWidget] = []

    def cannot(window: QWidget) -> bool:
        asked.append(window)
        return False

    Shield(qapp, cannot)
    plain_sessions.start()
    plain_sessions.window.do("help")
    assert len(asked) == 1


def test_nothing_speaks_to_the_system_s_notices() -> None:
    folder = Path(desktop.__file__).parent
    told = [
        (file.name, word)
        for file in folder.rglob("*.py")
        for word in SPEAKS_TO_THE_SYSTEM
        if word in file.read_text("utf-8")
    ]
    assert told == []
