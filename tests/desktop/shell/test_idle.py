"""Nobody is there: no hand, no voice for a while, or a sleep that nobody announced."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from desktop.shell.commandlist import CommandList
from desktop.shell.idle import IdleWatch
from desktop.system import Signs
from desktop.system.sleep_gap import SleepGap


class Painted(QObject):
    """Notes when a widget is painted."""

    def __init__(self, widget: QWidget, told: list[str]) -> None:
        super().__init__(widget)
        self._told = told
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        if event.type() == QEvent.Type.Paint:
            self._told.append("painted")
        return False


class Ticking:
    """A clock of seconds that a test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def idle(qapp: QApplication) -> tuple[IdleWatch, Ticking, list[bool]]:
    ticking = Ticking()
    watch = IdleWatch(qapp, lambda: 300.0, ticking)
    fired: list[bool] = []
    watch.idle.connect(lambda: fired.append(True))
    return watch, ticking, fired


@pytest.mark.parametrize(("seconds", "locks"), [(299.0, False), (300.0, True)])
def test_the_idle_lock_comes_at_its_time_and_not_before(
    idle: tuple[IdleWatch, Ticking, list[bool]], seconds: float, *, locks: bool
) -> None:
    watch, ticking, fired = idle
    ticking.now = seconds
    watch.look()
    assert bool(fired) is locks


def test_a_touch_starts_the_wait_again_but_what_the_program_does_is_no_touch(
    idle: tuple[IdleWatch, Ticking, list[bool]], shown: Callable[[CommandList], CommandList]
) -> None:
    watch, ticking, fired = idle
    widget = shown(CommandList("x"))
    ticking.now = 200.0
    QTest.keyClick(widget, Qt.Key.Key_A)
    ticking.now = 400.0
    sent = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_B, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, sent)
    watch.look()
    assert not fired
    ticking.now = 500.0
    watch.look()
    assert fired


def test_whoever_dictates_is_not_away(
    idle: tuple[IdleWatch, Ticking, list[bool]], shown: Callable[[CommandList], CommandList]
) -> None:
    watch, ticking, fired = idle
    widget = shown(CommandList("x"))
    worded, empty = QInputMethodEvent(), QInputMethodEvent()
    worded.setCommitString("she came back at noon")
    for now, event in ((200.0, worded), (400.0, empty)):
        ticking.now = now
        QApplication.sendEvent(widget, event)
        watch.look()
        assert not fired
    ticking.now = 500.0
    watch.look()
    assert fired


def test_a_sleep_nobody_announced_is_seen_in_the_gap_between_two_clocks(
    qapp: QApplication,
) -> None:
    slept = Ticking()
    signs = Signs(qapp)
    reasons: list[str] = []
    signs.left.connect(reasons.append)
    gap = SleepGap(signs, slept)
    slept.now = 30.0
    gap.look()
    assert reasons == []
    slept.now = 61.0
    gap.look()
    assert reasons == ["gap"]
    gap.deleteLater()


def test_after_a_sleep_the_lock_comes_before_anything_is_painted(
    qapp: QApplication, shown: Callable[[CommandList], CommandList]
) -> None:
    slept = Ticking()
    signs = Signs(qapp)
    told: list[str] = []
    gap = SleepGap(signs, slept)
    widget = shown(CommandList("x"))
    painted = Painted(widget, told)
    signs.left.connect(told.append)
    slept.now = 31.0
    widget.update()
    qapp.processEvents()
    assert told[:2] == ["gap", "painted"]
    assert painted.parent() is widget
    gap.deleteLater()
