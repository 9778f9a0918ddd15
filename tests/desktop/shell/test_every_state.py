"""The lock in whatever state the window is: every page and dialog, menus, work under way."""

from collections.abc import Callable, Generator
from datetime import timedelta
from itertools import zip_longest
from threading import Event
from time import sleep, thread_time
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection
from typing_extensions import override

from desktop.context import DeskContext
from desktop.faults import Fault
from desktop.shell.curtain import Curtain
from desktop.shell.places import DIALOGS, PAGES, exists
from desktop.widgets.dialogs import ask
from desktop.widgets.popup import PopupPanel
from storage.usecases.drafts import draft, keep
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from sync.client.commands import Look
from tests.conftest import Template
from tests.desktop.desks import Sessions
from tests.desktop.shell.whole_desk import WholeDesk, desk, whole

__all__ = ["desk", "whole"]

BLANK_SECONDS = 0.2
"""Of the window's own thread: another program's turn is not ours."""
TYPED = "half a sentence"
_SHOWN = QLineEdit.EchoMode.Normal
_CONTROL = Qt.KeyboardModifier.ControlModifier


class Painted(QObject):
    """Notes when a curtain was first painted."""

    def __init__(self, curtain: QWidget) -> None:
        super().__init__(curtain)
        self.at = 0.0
        curtain.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if event.type() == QEvent.Type.Paint and not self.at:
            self.at = thread_time()
        return False


def rest(desk: Sessions, qtbot: QtBot) -> None:
    for _ in range(2):
        qtbot.waitUntil(lambda: not desk.living[-1].busy, timeout=20_000)
        qtbot.wait(1)


def front_of(desk: Sessions) -> QWidget:
    return QApplication.activePopupWidget() or QApplication.activeModalWidget() or desk.window


def type_somewhere(front: QWidget) -> bool:
    """Type into the first field of the front; tell whether there is one."""
    for field in front.findChildren(QWidget):
        alone = isinstance(field, QLineEdit) and not isinstance(field.parentWidget(), QComboBox)
        if (
            isinstance(field, QPlainTextEdit | QLineEdit)
            and (alone or isinstance(field, QPlainTextEdit))
            and field.isVisible()
            and field.isEnabled()
            and not field.isReadOnly()
            and not (isinstance(field, QLineEdit) and field.echoMode() != _SHOWN)
        ):
            field.setFocus()
            QTest.keyClicks(field, TYPED)
            return True
    return False


def lock_and_look(desk: Sessions, lock: Callable[[], object]) -> None:
    """Lock, and find the screen blank in time, the clipboard empty, and nothing let through."""
    QGuiApplication.clipboard().setText("Zebrafinch")
    curtain = desk.window.findChild(Curtain)
    assert isinstance(curtain, Curtain)
    painted = Painted(curtain)
    started = thread_time()
    lock()
    assert painted.at
    assert painted.at - started < BLANK_SECONDS
    assert len(desk.replaced) == 1
    assert QGuiApplication.clipboard().text() == ""
    nothing_but_the_curtain(desk, curtain)


def nothing_but_the_curtain(desk: Sessions, curtain: QWidget) -> None:
    shown = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
    assert [each for each in shown if each is not desk.window] == []
    assert curtain.geometry() == desk.window.rect()
    corners = [QPoint(5, 5), desk.window.rect().center(), desk.window.rect().bottomRight()]
    for corner in corners:
        under = desk.window.childAt(corner)
        assert under is curtain or (under is not None and curtain.isAncestorOf(under))


def press_lock(desk: Sessions) -> None:
    QTest.keyClick(QApplication.focusWidget() or front_of(desk), Qt.Key.Key_L, _CONTROL)


_THERE = [sorted(name for name, one in each.items() if exists(one)) for each in (PAGES, DIALOGS)]
PAIRS = list(zip_longest(*_THERE, fillvalue="case"))
"""Every page and every dialog once, a dialog over a page as they come."""


@pytest.mark.parametrize(("page", "dialog"), PAIRS)
def test_every_page_and_dialog_is_blank_at_once_and_gives_back_what_was_typed(
    desk: Sessions, whole: WholeDesk, template: Template, qtbot: QtBot, page: str, dialog: str
) -> None:
    context = desk.start().context
    assert context is not None
    context.go(page, {"case": whole.id_of("case")} if page == "case" else {})
    rest(desk, qtbot)
    if dialog:
        context.open(dialog, whole.targets()[dialog])
        rest(desk, qtbot)
    typed = type_somewhere(front_of(desk))
    lock_and_look(desk, lambda: press_lock(desk))
    kept = _kept(desk, template)
    assert kept["navigation"]["page"] == page
    if dialog:
        assert [each["id"] for each in kept["dialogs"]] == [dialog]
    if typed and dialog not in SECRET and page not in SECRET:
        assert TYPED in repr(kept)


SECRET = frozenset(
    {"kit", "newkit", "factors", "invite", "destroy", "purge", "settings", "program"}
)
"""What is typed there is a secret or a word of warning: it is asked for again."""


def menu_of_a_field(desk: Sessions, then: Callable[[], None]) -> None:
    """A menu in a loop of its own, as Qt's own for a field is."""
    menu = QMenu(desk.window)
    menu.addAction("Zebrafinch")
    QTimer.singleShot(0, then)
    menu.exec()


def open_list(desk: Sessions, then: Callable[[], None]) -> None:
    context_of(desk).go("settings")
    box = next(each for each in desk.window.findChildren(QComboBox) if each.isVisible())
    box.showPopup()
    then()


def panel(desk: Sessions, then: Callable[[], None]) -> None:
    hanging = PopupPanel(desk.window, "A panel")
    hanging.open_under(desk.window)
    then()


def tip(desk: Sessions, then: Callable[[], None]) -> None:
    QToolTip.showText(QPoint(5, 5), "Zebrafinch", desk.window)
    then()


def mouse_held_down(desk: Sessions, then: Callable[[], None]) -> None:
    left, middle = Qt.MouseButton.LeftButton, desk.window.rect().center()
    under = desk.window.childAt(middle) or desk.window
    QTest.mousePress(under, left, pos=QPoint(5, 5))
    QTest.mouseMove(under, QPoint(60, 60))
    then()
    QTest.mouseRelease(under, left)


def command_box(desk: Sessions, then: Callable[[], None]) -> None:
    desk.window.do("search")
    desk.window.box.line.setText("zebra")
    then()


def help_page(desk: Sessions, then: Callable[[], None]) -> None:
    desk.window.do("help")
    then()


def question(desk: Sessions, then: Callable[[], None]) -> None:
    ask(desk.window, "Really?", "Zebrafinch", yes="Do it", then=then)
    then()


def question_over_a_dialog(desk: Sessions, then: Callable[[], None]) -> None:
    desk.window.do("quicklog")
    question(desk, then)


def fault(desk: Sessions, then: Callable[[], None]) -> None:
    desk.window.show_fault(Fault("ValueError", ("somewhere:1",)))
    then()


def notice(desk: Sessions, then: Callable[[], None]) -> None:
    context_of(desk).say("Zebrafinch was saved")
    then()


def full_screen(desk: Sessions, then: Callable[[], None]) -> None:
    desk.window.showFullScreen()
    then()


def hidden_by_key(desk: Sessions, then: Callable[[], None]) -> None:
    QTest.keyClick(desk.window, Qt.Key.Key_F9)
    desk.window.do("quicklog")
    then()


def in_a_meeting(desk: Sessions, then: Callable[[], None]) -> None:
    context_of(desk).meeting.begin(desk._clock.now(), timedelta(hours=1))
    then()


def import_under_way(desk: Sessions, then: Callable[[], None]) -> None:
    started = Event()
    desk.living[-1].lanes.write(_write_for_ever, started, context=desk.window)
    assert started.wait(60)
    then()


def report_under_way(desk: Sessions, then: Callable[[], None]) -> None:
    started = Event()
    desk.living[-1].lanes.report(_read_for_ever, started, context=desk.window, then=bool)
    assert started.wait(60)
    then()


def print_under_way(desk: Sessions, then: Callable[[], None]) -> None:
    started = Event()

    def work(_workspace: object) -> None:
        started.set()
        sleep(1)

    desk.living[-1].lanes.tend(work, context=desk.window, then=bool, long=True)
    assert started.wait(60)
    then()


def sync_under_way(desk: Sessions, then: Callable[[], None]) -> None:
    def script() -> Generator[Look, Any, None]:
        while True:
            yield Look(lambda _connection: None, ())

    desk.living[-1].syncing.run(script(), context=desk.window, then=bool, failed=bool)
    then()


def minimised(desk: Sessions, then: Callable[[], None]) -> None:
    desk.window.showMinimized()
    desk.window.showNormal()
    then()


STATES = (
    menu_of_a_field,
    open_list,
    panel,
    tip,
    mouse_held_down,
    command_box,
    help_page,
    question,
    question_over_a_dialog,
    fault,
    notice,
    full_screen,
    hidden_by_key,
    in_a_meeting,
    import_under_way,
    report_under_way,
    print_under_way,
    sync_under_way,
    minimised,
)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_whatever_is_open_or_under_way_is_behind_the_curtain_at_once(
    desk: Sessions, whole: WholeDesk, template: Template, qtbot: QtBot, state: Any
) -> None:
    session = desk.start()
    context_of(desk).go("case", {"case": whole.id_of("case"), "tab": "notes"})
    rest(desk, qtbot)
    assert type_somewhere(desk.window)
    locked: list[bool] = []

    def lock() -> None:
        lock_and_look(desk, session.lock)
        locked.append(True)

    state(desk, lock)
    assert locked
    assert TYPED in repr(_kept(desk, template))


def test_behind_the_curtain_of_an_idle_lock_nothing_appears_and_nothing_is_done(
    desk: Sessions, qtbot: QtBot
) -> None:
    session = desk.start()
    context_of(desk).go("caseload")
    rest(desk, qtbot)
    release, pressed = Event(), []
    session.lanes.report(lambda _: release.wait(60), context=desk.window, then=bool)
    key = QShortcut(QKeySequence("Ctrl+Return"), desk.window, lambda: pressed.append("key"))
    session.lock_idle()
    assert not desk.replaced
    curtain = desk.window.findChild(Curtain)
    assert isinstance(curtain, Curtain)
    # What ends behind it may want to say so.
    ask(desk.window, "Done", "Zebrafinch", yes="Good", then=bool)
    context_of(desk).say("Zebrafinch was brought in")
    QToolTip.showText(QPoint(5, 5), "Zebrafinch", desk.window)
    QTest.keyClick(desk.window, Qt.Key.Key_Return, _CONTROL)
    QTest.keyClick(desk.window, Qt.Key.Key_K, _CONTROL)
    QTest.mouseClick(desk.window, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    qtbot.wait(30)
    nothing_but_the_curtain(desk, curtain)
    assert pressed == []
    assert key.isEnabled()
    # Another sign does not wait for the work.
    desk.system.signs[0].left.emit("sleep")
    assert len(desk.replaced) == 1
    release.set()


def push(front: QWidget, words: str) -> None:
    buttons = (each for each in front.findChildren(QAbstractButton) if each.text() == words)
    next(buttons).click()


def context_of(desk: Sessions) -> DeskContext:
    context = desk.living[-1].context
    assert context is not None
    return context


def _write_for_ever(transaction: Transaction, started: Event) -> None:
    keep(transaction, "half an import", {})
    started.set()
    while True:
        transaction.connection.exec_driver_sql("SELECT 1").all()


def _read_for_ever(connection: Connection, started: Event) -> None:
    started.set()
    connection.exec_driver_sql(
        "WITH RECURSIVE row(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM row) "
        "SELECT count(*) FROM row"
    ).all()


def _kept(desk: Sessions, template: Template) -> dict[str, Any]:
    folder = desk._open.args[0]
    with Workspace(folder, template.key, writer=False) as workspace:
        found = workspace.read(draft, "desk")
    assert found is not None
    return dict(found.content)
