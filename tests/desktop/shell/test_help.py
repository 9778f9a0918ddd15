"""F1: every key there is, those of one page too."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from desktop.shell.help import HelpDialog, KeyCap
from desktop.shell.placekeys import PLACE_KEYS
from desktop.shell.places import make_page
from tests.desktop.conftest import delete
from tests.desktop.pagedesk import PageDesk, page_desk

__all__ = ["page_desk"]


@pytest.fixture
def window(page_desk: PageDesk) -> Iterator[QWidget]:
    made = page_desk.window()
    made.show()
    yield made
    delete(made)


@pytest.mark.parametrize(
    ("page_id", "place"), [("tasks", "On Tasks"), ("calendar", "On the calendar")]
)
def test_each_key_of_a_page_stands_on_the_sheet(
    page_desk: PageDesk, window: QWidget, page_id: str, place: str
) -> None:
    page = make_page(page_id, page_desk.lanes, page_desk.context)
    works = {one.key().toString() for one in page.findChildren(QShortcut)}
    told = {key.key for key in PLACE_KEYS[place]}
    assert works
    assert works <= told
    dialog = HelpDialog(window, [])
    assert works <= {cap.text() for cap in dialog.findChildren(KeyCap)}
    delete(page)
