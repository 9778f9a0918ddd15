"""A lead keeps a case to some people or destroys it, at the window."""

from typing import Any, TypeVar

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.dialogs.access import AccessDialog
from desktop.dialogs.destroy import DestroyDialog
from desktop.shell.session import Session
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.tables.records import fetch
from sync.client.driving import drive
from sync.client.round import sync_round
from tests.desktop.desks import Sessions
from tests.desktop.syncing.office import Ana, settle, sync
from tests.desktop.syncing.test_taking_out import a_lead
from tests.storage.builders import add_case

W = TypeVar("W", bound=QWidget)


def opened(lena: Sessions, name: str, kind: type[W], case: RecordId, qtbot: QtBot) -> W:
    session = lena.living[-1]
    assert session.context is not None
    session.context.open(name, {"record": case.hex()})
    settle(session, qtbot)
    found = lena.window.findChildren(kind)[-1]
    assert isinstance(found, kind)
    return found


def case_of(ana: Ana, session: Session, qtbot: QtBot) -> tuple[RecordId, str]:
    """A case that both laptops have."""
    case, _ = ana.save(add_case)
    sync(session, qtbot)
    return case.id, case.number


def has(ana: Ana, case: RecordId) -> bool:
    drive(sync_round(ana.workspace.clock), ana.way, ana.workspace)
    stored: Any = ana.workspace.read(fetch, Case, case)
    return stored is not None


def test_a_case_is_kept_to_who_was_chosen(lena: Sessions, ana: Ana, qtbot: QtBot) -> None:
    session, _ = a_lead(lena, ana, qtbot)
    case, _ = case_of(ana, session, qtbot)
    dialog = opened(lena, "access", AccessDialog, case, qtbot)
    assert "Everybody" in dialog.standing.text()
    ((box, _),) = dialog._boxes.values()
    assert box.text() == "Ana Reyes"
    dialog.button.click()
    settle(session, qtbot)
    assert not has(ana, case)
    again = opened(lena, "access", AccessDialog, case, qtbot)
    assert "Only these people may see it: Lena Ortiz." in again.standing.text()
    assert not again.button.isVisible()


def test_destroying_needs_the_number_and_takes_it_from_everybody(
    lena: Sessions, ana: Ana, qtbot: QtBot
) -> None:
    session, _ = a_lead(lena, ana, qtbot)
    case, number = case_of(ana, session, qtbot)
    dialog = opened(lena, "destroy", DestroyDialog, case, qtbot)
    dialog.number.setText(number[:-1])
    assert not dialog.button.isEnabled()
    dialog.number.setText(number)
    dialog.button.click()
    settle(session, qtbot)
    assert not has(ana, case)


def test_who_is_no_lead_is_told_who_can(lena: Sessions, ana: Ana, qtbot: QtBot) -> None:
    session = lena.start()
    case, number = case_of(ana, session, qtbot)
    dialog = opened(lena, "access", AccessDialog, case, qtbot)
    assert "A lead may keep it to some people." in dialog.standing.text()
    assert not dialog.destroying.isVisible()
    destroying = opened(lena, "destroy", DestroyDialog, case, qtbot)
    destroying.number.setText(number)
    assert not destroying.button.isEnabled()
