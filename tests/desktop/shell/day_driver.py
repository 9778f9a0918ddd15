"""Drives the real program through a day, in a process of its own: every place, a lock, a crash.

Started as ``python day_driver.py FOLDER FD first``; the process that takes its place at the lock
is started with ``second``, one that is only to be killed with ``killed``, and one that shows what
the crash before it left with ``after``. What is typed and
where to go comes by standard input, a line of JSON at a time, so that its own code holds none of
it. What a stranger could see of it (titles, the clipboard, what a screen reader is told) is
written to the descriptor ``FD``, so that its standard output is the program's alone.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from traceback import format_exception
from typing import Any, NoReturn

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QPlainTextEdit, QWidget
from typing_extensions import override

from desktop import app
from desktop.context import DeskContext
from desktop.dialogs.share import ShareDialog
from desktop.dialogs.viewer import ViewerDialog
from desktop.faults import Fault
from desktop.shell import session
from desktop.shell.clipboard import ClipboardWatch
from desktop.shell.window import MainWindow
from desktop.system.linux import LinuxSystem
from desktop.widgets.inputs import LineEdit
from storage.domain.clocks import SystemClock

CLIPBOARD_MS = 700
"""After which what was copied is taken back here; in earnest it is thirty seconds."""
_PATIENCE_S = 120
_KEPT_S = 2.5
"""What is typed is in the workspace within two seconds."""
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SHOWN = QLineEdit.EchoMode.Normal
_TOLD = (
    QAccessible.Text.Name,
    QAccessible.Text.Description,
    QAccessible.Text.Value,
    QAccessible.Text.Help,
)
Script = Iterator[Callable[[], bool]]


class Tell:
    """Writes to the test, past standard output."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def __call__(self, what: str, **more: Any) -> None:
        os.write(self.descriptor, json.dumps({"what": what, **more}).encode() + b"\n")


class Watched(LinuxSystem):
    """Linux, but its memory can be read, and the fresh process is driven on."""

    def __init__(self, tell: Tell) -> None:
        super().__init__()
        self._tell = tell

    @override
    def harden(self) -> None:
        """Leave the memory readable until ``really_harden``, and ask for a core dump."""
        most = resource.getrlimit(resource.RLIMIT_CORE)[1]
        resource.setrlimit(resource.RLIMIT_CORE, (most, most))

    def really_harden(self) -> None:
        """Do what the program does at its start."""
        super().harden()

    @override
    def replace_process(self, command: Sequence[str], environment: Mapping[str, str]) -> NoReturn:
        self._tell("covered", clipboard=QGuiApplication.clipboard().text())
        folder = command[command.index("--workspace") + 1]
        again = [sys.executable, __file__, folder, str(self._tell.descriptor), "second"]
        super().replace_process(again, environment)


class Driver(QObject):
    """Goes on with its script whenever the program rests."""

    def __init__(self, satchel: app.Satchel, system: Watched, tell: Tell, half: str) -> None:
        super().__init__()
        self._satchel, self._system, self._tell = satchel, system, tell
        self._titles: set[str] = set()
        self._lines: SimpleQueue[Any] = SimpleQueue()
        self._script = getattr(self, f"_{half}")()
        self._until: Callable[[], bool] = self._at_rest
        self._since = time.monotonic()
        satchel.faults.found.connect(self._report)
        # The window must not stand still while the test looks at it.
        Thread(target=self._listen, daemon=True).start()

    def step(self) -> None:
        """Do the next act once the last has come to its end; note every title meanwhile."""
        self._titles |= titles()
        try:
            if self._until():
                self._until = next(self._script, lambda: False)
                self._since = time.monotonic()
            elif time.monotonic() - self._since > _PATIENCE_S:
                self._tell("stuck", titles=sorted(self._titles), spoken=spoken()[:200])
                self._since = time.monotonic()
        except Exception as error:  # noqa: BLE001 - the test is told, whatever it is
            self._tell("failed", error="".join(format_exception(error)))
            os._exit(70)

    def _report(self, fault: Fault) -> None:
        self._tell("fault", fault=str(fault))

    def _first(self) -> Script:
        """Unlock, go everywhere, search, log, copy, show, share, back up, and lock over a form."""
        yield from self._unlock()
        day = self._lines.get()
        yield from self._go_everywhere(day)
        yield from self._copy(day["canary"])
        for paper in day["papers"]:
            yield from self._show(paper)
        yield from self._share(day)
        self._context.backups.back_up_now()
        yield self._at_rest
        self._tell("unlocked", backup=str(self._context.backups.state.made))
        yield self._told
        yield from self._type_into("quicklog", day["canary"])
        yield from self._have_keyboard()
        QGuiApplication.clipboard().setText(day["canary"])
        self._tell("locking", titles=sorted(self._titles))
        QTest.keyClick(QApplication.focusWidget() or self._window, Qt.Key.Key_L, _CONTROL)
        yield lambda: False

    def _second(self) -> Script:
        """Stand locked; unlock; be killed while there is more to do."""
        yield lambda: self._line_for_secret() is not None
        self._tell("locked", spoken=spoken(), titles=sorted(titles()))
        yield from self._killed()

    def _killed(self) -> Script:
        yield from self._unlock()
        day = self._lines.get()
        self._close_all()
        self._context.open("viewer", {"document": day["papers"][-1]})
        yield self._shows_document
        yield from self._type_into("quicklog", day["canary"])
        yield from self._have_keyboard()
        QGuiApplication.clipboard().setText(day["canary"])
        self._system.really_harden()
        kept = time.monotonic() + _KEPT_S
        yield lambda: time.monotonic() > kept and self._at_rest()
        self._tell("midst", titles=sorted(self._titles), typed=typed_in_front(self._window))
        self._context.backups.back_up_now()
        yield from self._go_everywhere(day)

    def _after(self) -> Script:
        """Stand at the door with nothing said, unlock, and show what was being typed."""
        yield lambda: self._line_for_secret() is not None
        self._tell("locked", spoken=spoken(), titles=sorted(titles()))
        yield from self._unlock()
        yield lambda: QApplication.activeModalWidget() is not None and self._at_rest()
        self._tell("back", titles=sorted(titles()), typed=typed_in_front(self._window))
        yield lambda: False

    def _unlock(self) -> Script:
        yield lambda: self._line_for_secret() is not None
        line = self._line_for_secret()
        assert line is not None
        secret = self._lines.get()
        QTest.keyClicks(line, secret)
        line.returnPressed.emit()
        yield lambda: self._is_open() and self._at_rest()

    def _go_everywhere(self, day: Mapping[str, Any]) -> Script:
        """Open each place in turn and type there, as long as there is time; then search."""
        end, seen = time.monotonic() + day["seconds"], list[str]()
        for kind, name, target in day["places"]:
            if time.monotonic() > end and len(seen) >= day["least"]:
                break
            (self._context.go if kind == "page" else self._context.open)(name, target)
            yield self._at_rest
            type_somewhere(front_of(self._window), day["canary"])
            yield self._at_rest
            self._close_all()
            seen.append(name)
        self._window.do("search")
        press(self._window.box.line, day["canary"])
        yield self._at_rest
        self._tell("seen", places=seen, spoken=spoken(), titles=sorted(self._titles))
        QTest.keyClick(self._window.box.line, Qt.Key.Key_Escape)
        yield self._at_rest

    def _copy(self, canary: str) -> Script:
        yield from self._have_keyboard()
        line = LineEdit("A form", self._window)
        line.setText(canary)
        line.selectAll()
        line.copy()
        line.deleteLater()
        clipboard = QGuiApplication.clipboard()
        before, end = clipboard.text(), time.monotonic() + CLIPBOARD_MS / 1000 + 0.5
        yield lambda: time.monotonic() > end
        self._tell("copied", before=before, after=clipboard.text())

    def _have_keyboard(self) -> Script:
        """Wait for the keyboard: a desktop hands it to the window in front, here nobody does."""
        front_of(self._window).activateWindow()
        yield lambda: QGuiApplication.focusWindow() is not None

    def _show(self, paper: str) -> Script:
        self._context.open("viewer", {"document": paper})
        yield self._shows_document
        self._tell("shown", spoken=spoken())
        self._close_all()
        yield self._at_rest

    def _shows_document(self) -> bool:
        front = QApplication.activeModalWidget()
        return isinstance(front, ViewerDialog) and front.bar.pages > 0 and self._at_rest()

    def _share(self, day: Mapping[str, Any]) -> Script:
        self._context.open("share", day["shared"])
        yield lambda: self._at_rest() and QApplication.activeModalWidget() is not None
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ShareDialog)
        for line in (dialog.purpose, dialog.recipient):
            line.setText(day["canary"])
        dialog.basis.setCurrentIndex(dialog.basis.count() - 1)
        dialog.file_format.setCurrentIndex(dialog.file_format.findData("pdf"))
        dialog.name.setText("shared")
        dialog.folder.set_path(Path(day["out"]))
        file = dialog.target_file()
        dialog.save()
        yield lambda: self._at_rest() and file.exists()
        yield self._at_rest
        self._tell("shared")

    def _type_into(self, dialog: str, canary: str) -> Script:
        self._context.open(dialog)
        yield self._at_rest
        assert type_somewhere(front_of(self._window), canary)

    def _close_all(self) -> None:
        """Leave whatever lies over the page, and whatever asks whether one is sure."""
        for _ in range(5):
            front = QApplication.activeModalWidget()
            if not isinstance(front, QDialog):
                return
            front.reject()

    def _listen(self) -> None:
        for line in sys.stdin.buffer:
            self._lines.put(json.loads(line))

    def _told(self) -> bool:
        try:
            self._lines.get_nowait()
        except Empty:
            return False
        return True

    def _line_for_secret(self) -> LineEdit | None:
        door = self._satchel.door
        return None if door is None else door.findChild(LineEdit, "passphrase")

    def _is_open(self) -> bool:
        living = self._satchel.session
        return self._satchel.door is None and living is not None and living.window is not None

    def _at_rest(self) -> bool:
        return self._satchel.session is None or not self._satchel.session.busy

    @property
    def _context(self) -> DeskContext:
        assert self._satchel.session is not None
        assert self._satchel.session.context is not None
        return self._satchel.session.context

    @property
    def _window(self) -> MainWindow:
        assert self._satchel.session is not None
        assert self._satchel.session.window is not None
        return self._satchel.session.window


def front_of(window: QWidget) -> QWidget:
    """Return what lies in front."""
    return QApplication.activePopupWidget() or QApplication.activeModalWidget() or window


def type_somewhere(front: QWidget, text: str) -> bool:
    """Type into the first field of the front; tell whether there is one."""
    for field in front.findChildren(QWidget):
        is_line = isinstance(field, QLineEdit) and not isinstance(field.parentWidget(), QComboBox)
        if not (is_line or isinstance(field, QPlainTextEdit)) or not field.isVisible():
            continue
        if isinstance(field, QLineEdit) and field.echoMode() != _SHOWN:
            continue
        if isinstance(field, QLineEdit | QPlainTextEdit) and field.isReadOnly():
            continue
        if field.isEnabled():
            field.setFocus()
            press(field, text)
            return True
    return False


def typed_in_front(window: QWidget) -> list[str]:
    """Return what stands in the fields of what lies in front."""
    front = front_of(window)
    lines = [line.text() for line in front.findChildren(QLineEdit)]
    texts = [text.toPlainText() for text in front.findChildren(QPlainTextEdit)]
    return [type(front).__name__, *lines, *texts]


def press(field: QWidget, text: str) -> None:
    """Type letters of any alphabet, which QTest cannot."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(field, event)


def titles() -> set[str]:
    """Return whatever the system is told to call the program and its windows."""
    widgets = QApplication.topLevelWidgets()
    windows = QGuiApplication.topLevelWindows()
    return {
        QGuiApplication.applicationDisplayName(),
        QApplication.applicationName(),
        *(text for one in widgets for text in (one.windowTitle(), one.windowIconText())),
        *(text for one in widgets for text in (one.windowRole(), one.windowFilePath())),
        *(text for one in windows for text in (one.title(), one.filePath())),
    } - {""}


def spoken() -> list[str]:
    """Return all that a screen reader is told of what can be seen."""
    found: list[str] = []
    waiting: list[Any] = [
        QAccessible.queryAccessibleInterface(one) for one in QApplication.topLevelWidgets()
    ]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, QAccessibleInterface) or not one.isValid():
            continue
        shown = one.object()
        if isinstance(shown, QWidget) and not shown.isVisible():
            continue
        found += filter(None, (one.text(kind) for kind in _TOLD))
        waiting += [one.child(place) for place in range(one.childCount())]
    return found


def main(folder: Path, descriptor: int, half: str) -> int:
    """Run one process of the chain."""
    os.set_inheritable(descriptor, True)
    tell = Tell(descriptor)
    watch = partial(ClipboardWatch, after_ms=CLIPBOARD_MS)
    vars(session).update(ClipboardWatch=watch)
    application = app.make_application()
    system = Watched(tell)
    satchel = app.Satchel(
        app.Options(workspace=folder, locked=half == "second"), system, SystemClock()
    )
    satchel.start()
    driver = Driver(satchel, system, tell, half)
    timer = QTimer(interval=10)
    timer.timeout.connect(driver.step)
    timer.start()
    code = application.exec()
    satchel.end()
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
