"""A real application, real windows that are really deleted, and lanes over a real workspace."""

import gc
import os
from collections.abc import Callable, Generator, Iterator
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop import theme
from desktop.background import Lanes
from desktop.theme import Tokens
from desktop.widgets.guard import guard
from storage.workspace import Workspace
from tests.conftest import Template
from tests.desktop.ending import delete_now, end_lanes

Show = Callable[[QWidget], QWidget]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Collect no garbage inside Qt's own work: see desktop.collection."""
    if "qapp" not in getattr(item, "fixturenames", ()):
        return (yield)
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect(1)
        gc.enable()


def delete(widget: QWidget) -> None:
    """Close ``widget`` and delete it now: outside exec(), deleteLater alone never does."""
    widget.close()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(widget, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session", autouse=True)
def application_for_all(request: pytest.FixtureRequest) -> None:
    """Have the application there before the first test: none of them may depend on another."""
    # Asked for in this way, it keeps the rule for garbage to the tests that name it themselves.
    request.getfixturevalue("qapp")


@pytest.fixture(autouse=True)
def plain_text_only(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test of a window also proves that nothing in it is taken for markup."""
    if "qtbot" not in request.fixturenames:
        yield
        return
    app = request.getfixturevalue("qapp")
    watch = guard(app)
    yield
    app.removeEventFilter(watch)
    found = [note for note in watch.found if note not in request.node.stash.get(EXPECTED, ())]
    watch.deleteLater()
    assert not found, f"not plain text: {found}"


EXPECTED = pytest.StashKey[tuple[str, ...]]()
"""What a test shows on purpose for the guard to find."""


@pytest.fixture
def light(qapp: QApplication) -> Tokens:
    return theme.apply(qapp, "light")


@pytest.fixture(params=["light", "dark"])
def themed(request: pytest.FixtureRequest, qapp: QApplication) -> Tokens:
    return theme.apply(qapp, request.param)


@pytest.fixture
def shown(qtbot: QtBot, light: Tokens) -> Iterator[Show]:  # noqa: ARG001 - shown in a theme
    """Show a widget until the end of the test."""
    widgets: list[QWidget] = []

    def show(widget: QWidget) -> QWidget:
        widgets.append(widget)
        widget.show()
        widget.activateWindow()
        with qtbot.waitActive(widget):
            pass
        return widget

    yield show
    for widget in reversed(widgets):
        delete(widget)


@pytest.fixture
def lanes(
    qapp: QApplication,  # noqa: ARG001 - outcomes come home to an application
    folder: Path,
    template: Template,
) -> Iterator[Lanes]:
    lanes = Lanes(partial(Workspace, folder, template.key))
    yield lanes
    end_lanes(lanes)
    delete_now(lanes)
