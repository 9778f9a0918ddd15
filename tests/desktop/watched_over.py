"""A youth, dialogs and records as the tests of missing and safety use them."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.widgets.dialogs import Dialog
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person
from storage.tables.records import TABLES, fetch, record_maker
from tests.conftest import FixedClock
from tests.desktop.at_desk import AtDesk
from tests.desktop.conftest import delete
from tests.storage.builders import add_case

NOW = datetime(2026, 3, 4, 13, 10, 20, tzinfo=UTC)
MINUTE = NOW.replace(second=0)
D = TypeVar("D", bound=Dialog)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def youth(at_desk: AtDesk) -> tuple[Case, Person]:
    found: tuple[Case, Person] = at_desk.write(lambda t: (add_case(t), None)[0])
    return found


@pytest.fixture
def opened(at_desk: AtDesk, over: QWidget) -> Iterator[Callable[..., Any]]:
    dialogs: list[Dialog] = []

    def open_dialog(cls: type[D], **target: object) -> D:
        dialog = cls(at_desk.lanes, at_desk.context, target, over)  # type: ignore[call-arg, arg-type]  # every registered dialog is made so
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        dialogs.append(dialog)
        dialog.open()
        at_desk.rest()
        return dialog

    yield open_dialog
    for dialog in dialogs:
        delete(dialog)


def all_of(at_desk: AtDesk, kind: str) -> list[Any]:
    def read(connection: Any) -> list[Any]:
        rows = connection.execute(TABLES[kind].select().where(TABLES[kind].c.retired == 0))
        return [record_maker(kind)(row) for row in rows.mappings()]

    found: list[Any] = at_desk.read(read)
    return found


def status_of(at_desk: AtDesk, case: Case) -> str:
    return str(at_desk.read(fetch, Case, case.id).record.status)


def texts_of(widget: QWidget) -> str:
    found = (one for one in widget.findChildren(QWidget) if one.isVisibleTo(widget))
    return " | ".join(str(one.text()) for one in found if hasattr(one, "text"))
