"""With the largest text on a small screen every window still fits, and its buttons are in it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop import theme
from desktop.shell.places import DIALOGS
from desktop.shell.topbar import SearchButton, TopBar
from desktop.theme import Tokens
from desktop.unlock.door import Door
from desktop.unlock.erased import Erased
from desktop.unlock.panel import Step
from desktop.unlock.recovery import CodeProof, RecoveryCode
from desktop.unlock.renewing import RenewKeys
from desktop.unlock.trouble import Trouble
from desktop.widgets.buttons import Button
from desktop.widgets.dialogs import Dialog
from desktop.widgets.labels import Label
from desktop.widgets.page import Page
from desktop.widgets.scrollbox import WrappedBody
from storage.errors import DamagedError, HistoryLostError
from tests.conftest import FixedClock
from tests.desktop.conftest import Show
from tests.desktop.desks import Sessions
from tests.desktop.shell.test_initials import rest
from tests.desktop.shell.whole_desk import WholeDesk, desk, whole

__all__ = ["desk", "whole"]


@pytest.fixture
def large(qapp: QApplication, light: Tokens) -> Iterator[None]:  # noqa: ARG001 - before it
    theme.apply(qapp, "light", 200)
    yield
    theme.apply(qapp, "light", 100)


def too_large(front: QWidget) -> list[str]:
    """Return what of a window is outside of the screen, or of the window."""
    room = front.screen().availableSize()
    found = [] if front.height() <= room.height() else [f"{front.height()} high"]
    for button in front.findChildren(QPushButton):
        corner = button.mapTo(front, button.rect().bottomRight())
        in_sight = button.isVisible() and not button.visibleRegion().isEmpty()
        if in_sight and not front.rect().contains(corner):
            found.append(button.text())
    return found


def test_every_dialog_fits_the_screen(desk: Sessions, whole: WholeDesk, qtbot: QtBot) -> None:
    context = desk.start().context
    assert context is not None
    context.set_settings(replace(context.settings, text_size=200))
    context = desk.living[-1].context
    assert context is not None
    found = {}
    for dialog, target in whole.targets().items():
        if dialog == "plainplan":
            continue  # It covers the window behind it, on purpose.
        context.open(dialog, target)
        rest(desk, qtbot)
        front = QApplication.activeModalWidget()
        if front is None:
            continue
        if wrong := too_large(front):
            found[dialog] = wrong
        front.close()
        rest(desk, qtbot)
    assert found == {}
    assert len(DIALOGS) > 30


@pytest.mark.usefixtures("large")
def test_a_dialog_with_much_to_say_scrolls_and_keeps_its_buttons_in_sight(
    shown: Show, qtbot: QtBot
) -> None:
    dialog = Dialog(shown(QWidget()), "Very much")
    for number in range(40):
        dialog.body.addWidget(Label(f"Line {number} of what there is to say", wrap=True))
    line = QPushButton("The last of all")
    dialog.body.addWidget(line)
    close = dialog.add_button("Close")
    dialog.open()
    qtbot.waitExposed(dialog)
    assert too_large(dialog) == []
    assert not close.visibleRegion().isEmpty()
    assert line.visibleRegion().isEmpty()
    line.setFocus()
    qtbot.waitUntil(lambda: line.visibleRegion().boundingRect() == line.rect())


def test_a_dialog_is_as_high_as_what_it_holds_and_grows_with_it(shown: Show, qtbot: QtBot) -> None:
    dialog = Dialog(shown(QWidget()), "Little")
    words = Label("One line", wrap=True)
    dialog.body.addWidget(words)
    dialog.add_button("Close")
    dialog.take_room(400)
    dialog.open()
    qtbot.waitExposed(dialog)
    before = dialog.height()
    assert before < 160
    words.setText("Very many words that take more than one line of so narrow a window. " * 6)
    qtbot.waitUntil(lambda: dialog.height() > before)
    assert words.height() >= words.heightForWidth(words.width())
    assert [one for one in dialog.findChildren(QLabel) if one.visibleRegion().isEmpty()] == []


@pytest.fixture
def door(folder: Path, clock: FixedClock, shown: Show, large: None) -> Door:  # noqa: ARG001 - in force
    door = Door(folder, clock)
    shown(door)
    door.resize(1366, 768)
    return door


def test_the_door_scrolls_no_further_than_what_it_asks_and_never_aside(
    door: Door, qtbot: QtBot
) -> None:
    sight = door.findChild(QScrollArea)
    assert isinstance(sight, QScrollArea)
    code = "-".join(["WXYZ2"] * 9)
    steps: tuple[Step, ...] = (
        Erased(),
        RecoveryCode(code),
        CodeProof(),
        RenewKeys(),
        Trouble(HistoryLostError("Something newer was here."), unlocked=True),
        Trouble(DamagedError("A file is damaged."), unlocked=True),
    )
    for step in steps:
        door.show_step(step)
        qtbot.wait(20)
        assert sight.horizontalScrollBar().maximum() == 0, type(step)
        layout = step.layout()
        assert layout is not None
        assert step.height() <= max(layout.heightForWidth(step.width()), 768), type(step)


@pytest.mark.usefixtures("large")
def test_a_page_ends_where_its_last_words_do(shown: Show, qtbot: QtBot) -> None:
    class Words(Page):
        body_class = WrappedBody

    page = Words("Wrapped")
    last = Label("", wrap=True)
    for _ in range(12):
        last = Label("a sentence that is wrapped where the page is narrow " * 4, wrap=True)
        page.body.addWidget(last)
    page.body.addStretch(1)
    page.resize(1200, 500)
    shown(page)
    qtbot.wait(20)
    inner = page.scroll_area.widget()
    assert inner is not None
    foot = inner.height() - last.mapTo(inner, last.rect().bottomLeft()).y()
    assert foot <= 2 * theme.px(24)


@pytest.mark.usefixtures("large")
def test_the_bar_says_less_where_there_is_no_room_and_cuts_no_word(
    shown: Show, clock: FixedClock, qtbot: QtBot
) -> None:
    bar = TopBar()
    bar.setParent(shown(QWidget()))
    bar.show()
    for width in (2400, 1220):
        bar.resize(width, bar.sizeHint().height())
        bar.show_look(initials=True, dark=False)
        bar.show_meeting(clock.now())
        qtbot.wait(20)
        buttons = [one for one in bar.findChildren(Button) if one.isVisible()]
        cut = [one.text() for one in buttons if one.width() < one.sizeHint().width()]
        assert cut == [], width
        for button in buttons:
            assert button.geometry().right() < bar.width()
    search = bar.findChild(SearchButton)
    assert isinstance(search, SearchButton)
    assert search.text() == "Search"
    assert bar.meeting.text().startswith("Until")
    assert bar.meeting.accessibleName().startswith("No idle lock until")
