"""With initials on, no name of anybody is on the screen, in a hint, or spoken."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QListView,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.dialogs.layouts import LAYOUTS
from desktop.shell.places import DIALOGS, PAGES, exists
from desktop.widgets.toast import Toast
from desktop.wording.caseparts import PARTS, TIMELINE_PART
from tests.desktop.desks import Sessions
from tests.desktop.shell.test_every_state import TYPED, type_somewhere
from tests.desktop.shell.whole_desk import NAME, WholeDesk, desk, whole

__all__ = ["desk", "whole"]

_KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
_TEXTS = (
    "text", "toolTip", "accessibleName", "accessibleDescription", "placeholderText",
    "windowTitle", "statusTip", "whatsThis", "plainText", "currentText",
)  # fmt: skip
_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)
_SPOKEN = (
    QAccessible.Text.Name,
    QAccessible.Text.Description,
    QAccessible.Text.Value,
    QAccessible.Text.Help,
)


@pytest.fixture
def hidden(desk: Sessions) -> Sessions:
    """A desk on which names are initials."""
    session = desk.start()
    assert session.context is not None
    session.context.set_settings(replace(session.context.settings, initials=True))
    return desk


def told_by(widget: QWidget) -> Iterator[str]:
    """Yield everything that a widget shows, hints or says."""
    for name in _TEXTS:
        value = widget.property(name)
        if isinstance(value, str):
            yield value
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from _cells(widget, QModelIndex())
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(place) for place in range(widget.count()))
    spoken = QAccessible.queryAccessibleInterface(widget)
    if isinstance(spoken, QAccessibleInterface):
        yield from (spoken.text(kind) for kind in _SPOKEN)


def _cells(view: QAbstractItemView, parent: QModelIndex) -> Iterator[str]:
    model = view.model()
    for row in range(model.rowCount(parent)):
        # A list has one column, and its model does not say so to everybody.
        for column in range(1 if isinstance(view, QListView) else model.columnCount(parent)):
            index = model.index(row, column, parent)
            yield from (str(model.data(index, role) or "") for role in _ROLES)


def named_on(front: QWidget) -> list[str]:
    """Return whatever on the front names somebody: the kind of widget, its name, what it tells."""
    told = (
        (widget, text)
        for widget in (front, *front.findChildren(QWidget))
        for text in told_by(widget)
        if any(name.casefold() in text.casefold() for name in NAME)
    )
    return sorted({f"{type(one).__name__} {one.objectName()}: {text[:80]}" for one, text in told})


def rest(desk: Sessions, qtbot: QtBot) -> None:
    for _ in range(2):
        qtbot.waitUntil(lambda: not desk.living[-1].busy, timeout=20_000)
        qtbot.wait(10)


def test_no_page_and_no_part_of_a_case_names_anybody(
    hidden: Sessions, whole: WholeDesk, qtbot: QtBot
) -> None:
    context = hidden.living[-1].context
    assert context is not None
    found = {}
    case = whole.id_of("case")
    context.toggle_initials()
    context.go("case", {"case": case})
    rest(hidden, qtbot)
    assert named_on(hidden.window)
    context.toggle_initials()
    places: list[tuple[str, dict[str, str]]] = [
        (page, {}) for page in PAGES if exists(PAGES[page]) and page != "case"
    ]
    parts = [("case", {"case": case, "tab": part}) for part in PARTS]
    for page, target in [*places, *parts]:
        context.go(page, target)
        rest(hidden, qtbot)
        named = named_on(hidden.window)
        if named:
            found[f"{page} {target.get('tab', '')}"] = named
    assert found == {}


def test_parts_of_a_case_out_of_sight_name_nobody_any_more_once_the_key_is_pressed(
    desk: Sessions, whole: WholeDesk, qtbot: QtBot
) -> None:
    context = desk.start().context
    assert context is not None
    for part in (*PARTS, TIMELINE_PART):
        context.go("case", {"case": whole.id_of("case"), "tab": part})
        rest(desk, qtbot)
    tabs = desk.window.findChild(QTabWidget, "case-tabs")
    assert isinstance(tabs, QTabWidget)
    holders = [tabs.widget(place) for place in range(tabs.count())]
    assert any(one and named_on(one) for one in holders if one is not tabs.currentWidget())
    context.toggle_initials()
    rest(desk, qtbot)
    assert named_on(tabs) == []


WRITTEN = {"given_name", "family_name", "name_used", "aliases"}
"""Where a name is written one has to see it: whoever opens that form has chosen to."""


def test_no_dialog_names_anybody(hidden: Sessions, whole: WholeDesk, qtbot: QtBot) -> None:
    context = hidden.living[-1].context
    assert context is not None
    found = {}
    forms = [("record", {"kind": kind, "record": whole.id_of(kind)}) for kind in LAYOUTS]
    for dialog, target in [*whole.targets().items(), *forms]:
        if not exists(DIALOGS[dialog]):
            continue
        context.open(dialog, target)
        rest(hidden, qtbot)
        front = QApplication.activeModalWidget()
        if front is None:
            continue
        named = [each for each in named_on(front) if not _written(each)]
        if named:
            found[f"{dialog} {target.get('kind', '')}"] = named
        front.close()
        rest(hidden, qtbot)
    assert found == {}


READ_ANEW = ("record", "history", "share", "missing", "copypanel")


@pytest.mark.parametrize("dialog", READ_ANEW)
def test_a_dialog_that_stands_open_names_nobody_any_more_once_the_key_is_pressed(
    desk: Sessions, whole: WholeDesk, qtbot: QtBot, dialog: str
) -> None:
    context = desk.start().context
    assert context is not None
    context.say("Zebrafinch was saved")
    target = whole.targets()[dialog]
    if dialog == "record":
        target = {"kind": "case", "record": whole.id_of("case")}
    context.open(dialog, target)
    rest(desk, qtbot)
    before = QApplication.activeModalWidget()
    assert before is not None
    assert named_on(before)
    typed = type_somewhere(before)
    QTest.keyClick(before, Qt.Key.Key_H, _KEYS)
    rest(desk, qtbot)
    front = QApplication.activeModalWidget()
    assert front is not None
    qtbot.waitUntil(lambda: named_on(front) == [])
    assert type(front) is type(before)
    assert not desk.window.findChild(Toast).isVisible()  # type: ignore[union-attr]  # there is one
    if typed:
        assert TYPED in repr(desk.window.dialogs.place())


def test_what_is_found_and_what_was_open_lately_is_told_by_initials(
    hidden: Sessions, whole: WholeDesk, qtbot: QtBot
) -> None:
    context = hidden.living[-1].context
    assert context is not None
    context.go("case", {"case": whole.id_of("case")})
    rest(hidden, qtbot)
    for typed in ("", "lark"):
        hidden.window.do("search")
        hidden.window.box.line.setText(typed)
        qtbot.wait(200)
        rest(hidden, qtbot)
        assert hidden.window.box.list.model().rowCount() > 0
        # What one has typed oneself stands there.
        named = [each for each in named_on(hidden.window) if "command_line" not in each]
        assert named == []


def _written(told: str) -> bool:
    return any(f" {field}" in told for field in WRITTEN)
