"""Every list of a page sorts, keeps its views and is as it was left when one comes back."""

import pytest
from PySide6.QtWidgets import QWidget

from desktop.lists.tools import ListTools
from desktop.shell.places import make_page
from desktop.widgets.inputs import SearchField
from storage.usecases.settings import setting
from tests.desktop.conftest import delete
from tests.desktop.pagedesk import PageDesk, page_desk

__all__ = ["page_desk"]

_LISTS = {
    "caseload": 1,
    "directory": 2,
    "disclosures": 1,
    "outreach": 1,
    "tasks": 1,
    "team": 2,
    "time": 1,
    "training": 4,
}


def _shown(desk: PageDesk, page_id: str) -> QWidget:
    page = make_page(page_id, desk.lanes, desk.context)
    page.resize(1100, 800)
    page.show()
    desk.settle()
    return page


@pytest.mark.parametrize("page_id", list(_LISTS))
def test_each_list_of_a_page_comes_back_in_the_order_it_was_left_in(
    page_desk: PageDesk, page_id: str
) -> None:
    page = _shown(page_desk, page_id)
    tools = page.findChildren(ListTools)
    assert len(tools) == _LISTS[page_id]
    for one in tools:
        sorted_by = [column for column in one.table.source.columns if column.sort][-1].sort
        one.table.sort_by(sorted_by, descending=True)
        one.views.keep("Mine")
    page_desk.settle()
    kept = page_desk.workspace.read(setting, "lists.views")
    assert len(kept) == _LISTS[page_id]
    assert all(set(views) == {"last", "named"} for views in kept.values())
    delete(page)
    again = _shown(page_desk, page_id)
    for one in again.findChildren(ListTools):
        last = [column for column in one.table.source.columns if column.sort][-1].sort
        assert (one.table.sort.column, one.table.sort.descending) == (last, True)
        assert one.views.names() == ["Mine"]
    delete(again)


@pytest.mark.parametrize(("page_id", "offered"), [("time", ["Then by"]), ("tasks", [])])
def test_a_second_order_is_offered_only_where_it_is_heeded(
    page_desk: PageDesk, page_id: str, offered: list[str]
) -> None:
    page = _shown(page_desk, page_id)
    (tools,) = page.findChildren(ListTools)
    menu = tools.sort_button.menu()
    assert menu is not None
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions() if action.menu() is not None] == offered
    delete(page)


def test_no_two_controls_of_training_share_a_name(page_desk: PageDesk) -> None:
    page = _shown(page_desk, "training")
    names = [one.objectName() for one in page.findChildren(SearchField)]
    assert len(set(names)) == len(names) == 4
    delete(page)
