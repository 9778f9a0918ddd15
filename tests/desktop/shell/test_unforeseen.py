"""An error that nobody foresaw, in whatever slot: caught, told without a value, nothing lost."""

import ast
import inspect
import sys
import threading
from collections.abc import Callable, Iterator
from functools import wraps
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from PySide6.QtCore import QObject, QTimer, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

import desktop.dialogs
import desktop.pages
from desktop.faults import Fault, Faults
from desktop.shell.faultdialog import FaultDialog, FaultText
from desktop.shell.places import PAGES, exists
from desktop.theme import Tokens
from tests.conftest import FixedClock
from tests.desktop.desks import Sessions
from tests.desktop.plain_page import PlainPage
from tests.desktop.shell.first_run import line_of
from tests.desktop.shell.whole_desk import WholeDesk, desk, whole
from tests.journeys.test_brought_back import Blank

__all__ = ["desk", "whole"]

CANARY = "Zebrafinch Larkspur"
FEWEST = 40
"""Slots that buttons, lists and lines of the pages reach."""


class Armed:
    """Whether every slot fails; how often one did."""

    def __init__(self) -> None:
        self.now = False
        self.failed: list[str] = []


class Ear(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[Fault] = []

    def hear(self, fault: Fault) -> None:
        self.heard.append(fault)


@pytest.fixture
def caught(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Faults, Ear]]:
    """The program's own nets in place of those of the tests."""
    for module, hook in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(module, hook, getattr(module, hook))
    before = qInstallMessageHandler(None)
    faults, ear = Faults(), Ear()
    faults.found.connect(ear.hear)
    faults.install()
    yield faults, ear
    qInstallMessageHandler(before)


def fail(*_: object) -> None:
    raise KeyError(CANARY)


class Failing:
    def __del__(self) -> None:
        fail()


def in_a_timer(_session: Any) -> None:
    QTimer.singleShot(0, fail)


def in_a_thread(_session: Any) -> None:
    Thread(target=fail).start()


def in_an_act(session: Any) -> None:
    session.lanes.write(fail, context=session)


def in_what_comes_home(session: Any) -> None:
    session.lanes.read(lambda _connection: 1, context=session, then=fail)


def at_an_end(_session: Any) -> None:
    Failing()


@pytest.mark.parametrize(
    "place",
    [in_a_timer, in_a_thread, in_an_act, in_what_comes_home, at_an_end],
    ids=lambda place: place.__name__,
)
def test_an_error_is_told_without_what_it_was_about_and_typing_stays(
    plain_sessions: Sessions,
    caught: tuple[Faults, Ear],
    qtbot: QtBot,
    capsys: pytest.CaptureFixture[str],
    place: Callable[[Any], None],
) -> None:
    faults, ear = caught
    session = plain_sessions.start()
    session._faults = faults
    faults.found.connect(session._show_fault)
    page = plain_sessions.window.navigator.currentWidget()
    assert isinstance(page, PlainPage)
    page.line.setText("half a sentence")
    place(session)
    qtbot.waitUntil(lambda: bool(ear.heard))
    assert {fault.kind for fault in ear.heard} == {"KeyError"}
    assert CANARY not in capsys.readouterr().err
    dialog = plain_sessions.window.findChild(FaultDialog)
    assert isinstance(dialog, FaultDialog)
    assert CANARY not in repr([each.property("text") for each in dialog.findChildren(QWidget)])
    assert CANARY not in repr([each.report() for each in ear.heard])
    dialog.accept()
    session.lock()
    assert page.line.text() == "half a sentence"
    assert len(plain_sessions.replaced) == 1


def test_an_error_at_the_door_is_told_there(
    folder: Path,
    clock: FixedClock,
    qtbot: QtBot,
    caught: tuple[Faults, Ear],
    light: Tokens,  # noqa: ARG001 - shown in a theme
) -> None:
    del caught  # What the program takes over is given back.
    started = Blank(folder, clock, qtbot)
    QTest.keyClicks(line_of(started.door, "passphrase"), "half a passphrase")
    for _ in range(2):
        in_a_timer(None)
    qtbot.waitUntil(lambda: started.door.findChild(FaultDialog) is not None)
    (dialog,) = started.door.findChildren(FaultDialog)
    (report,) = dialog.findChildren(FaultText)
    assert "KeyError" in report.toPlainText()
    assert CANARY not in repr([each.property("text") for each in dialog.findChildren(QWidget)])
    dialog.accept()
    assert line_of(started.door, "passphrase").text() == "half a passphrase"
    started.close()


def slots_of(module: Any) -> set[str]:
    """The methods of a module that are connected to a signal."""
    tree = ast.parse(inspect.getsource(module))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    return {
        call.args[0].attr
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "connect"
        and isinstance(call.args[0], ast.Attribute)
        and isinstance(call.args[0].value, ast.Name)
        and call.args[0].value.id == "self"
    }


@pytest.fixture
def armed(monkeypatch: pytest.MonkeyPatch) -> Armed:
    """Every slot of a page fails from the moment on at which it is armed."""
    state = Armed()
    for package in (desktop.pages, desktop.dialogs):
        root = Path(next(iter(package.__path__)))
        for file in sorted(root.rglob("*.py")):
            parts = file.relative_to(root).with_suffix("").parts
            name = ".".join([package.__name__, *(each for each in parts if each != "__init__")])
            module = import_module(name)
            for cls in vars(module).values():
                if inspect.isclass(cls) and cls.__module__ == name:
                    for slot in slots_of(module) & set(vars(cls)):
                        _arm(monkeypatch, state, cls, slot)
    return state


def _arm(monkeypatch: pytest.MonkeyPatch, state: Armed, cls: type, slot: str) -> None:
    whole_one = vars(cls)[slot]
    if not inspect.isfunction(whole_one):
        return

    @wraps(whole_one)
    def failing(*args: Any, **named: Any) -> Any:
        if not state.now:
            return whole_one(*args, **named)
        state.failed.append(f"{cls.__name__}.{slot}")
        raise KeyError(CANARY)

    monkeypatch.setattr(cls, slot, failing)


def test_whatever_slot_of_a_page_fails_the_window_goes_on(
    armed: Armed,
    desk: Sessions,
    whole: WholeDesk,
    qtbot: QtBot,
    caught: tuple[Faults, Ear],
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, ear = caught
    context = desk.start().context
    assert context is not None
    for page in (name for name in PAGES if exists(PAGES[name])):
        context.go(page, {"case": whole.id_of("case")} if page == "case" else {})
        qtbot.waitUntil(lambda: not desk.living[-1].busy, timeout=20_000)
        armed.now = True
        _touch_everything(desk.window.navigator)
        armed.now = False
        while (front := QApplication.activeModalWidget()) is not None:
            front.close()
        assert desk.window.place()["navigation"]["pages"]
    qtbot.waitUntil(lambda: len(ear.heard) >= len(armed.failed))
    print(f"{len(set(armed.failed))} slots failed {len(armed.failed)} times")
    assert len(set(armed.failed)) > FEWEST
    assert {fault.kind for fault in ear.heard} == {"KeyError"}
    assert CANARY not in capsys.readouterr().err
    desk.window.do("help")
    assert QApplication.activeModalWidget() is not None


def _touch_everything(front: QWidget) -> None:
    """Press every button, choose from every list, type into every line."""
    for widget in front.findChildren(QWidget):
        if not widget.isVisible() or not widget.isEnabled():
            continue
        if isinstance(widget, QAbstractButton) and getattr(widget, "menu", bool)() is None:
            widget.click()
        elif isinstance(widget, QComboBox) and widget.count():
            widget.activated.emit(0)
        elif isinstance(widget, QLineEdit) and not widget.isReadOnly():
            widget.editingFinished.emit()
