"""A service logged by keys over the whole state: three letters, a number, Enter; and again."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import Connection

from desktop import theme
from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.dialogs.quicklog import QuickLogDialog
from storage.domain.clocks import SystemClock
from storage.usecases.codelists import book_of
from storage.usecases.desk import desk
from storage.workspace import Workspace
from tests.bench.ground import Ground
from tests.bench.results import Result
from tests.bench.timing import milliseconds, p95

_TIMES = 20
_LONGEST_MS = 10_000
_NAMES = """
SELECT lower(substr(p.family_name, 1, 3)) FROM person p JOIN "case" c ON c.youth = p.id
 WHERE c.status <> 'closed' AND p.family_name GLOB '[A-Z][a-z][a-z]*' ORDER BY p.id LIMIT ?
"""


def measure(ground: Ground) -> list[Result]:
    """Log a service for each of twenty youth; the time is the program's, fingers take their own."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    opening = partial(Workspace, ground.copy(), ground.key)
    lanes = Lanes(opening)
    with opening(writer=False) as workspace:
        found, book = workspace.read(desk), workspace.read(book_of)
        starts = workspace.read(_starts)
    context = DeskContext(lanes, SystemClock(), book, found)
    over = QWidget()
    over.show()
    taken, keys = [], 0
    for letters in starts:
        dialog = QuickLogDialog(lanes, context, {}, over)
        dialog.open()
        pressed = [*letters, Qt.Key.Key_Return, Qt.Key.Key_Return, "2", Qt.Key.Key_Return]
        keys = 1 + len(pressed)
        taken.append(milliseconds(partial(_log, dialog, pressed, lanes)))
    lanes.close(5)
    name = f"log a service, {keys} keys, p95"
    return [Result(step="quicklog", name=name, measured=p95(taken), most=1_000)]


def _starts(connection: Connection) -> list[str]:
    return list(connection.exec_driver_sql(_NAMES, (_TIMES,)).scalars())


def _log(dialog: QuickLogDialog, keys: list[str | Qt.Key], lanes: Lanes) -> None:
    for key in keys:
        focused = dialog.focusWidget()
        if isinstance(key, str):
            QTest.keyClicks(focused, key)
        else:
            QTest.keyClick(focused, key)
        _until(lambda: lanes._under_way == 0)
    if dialog.isVisible():
        # What looks odd for this youth is said once; Enter saves it all the same.
        QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    _until(lambda: not dialog.isVisible())


def _until(done: Callable[[], bool]) -> None:
    deadline = QDeadlineTimer(_LONGEST_MS)
    while not done():
        assert not deadline.hasExpired(), "the log was not saved"
        QCoreApplication.processEvents()
