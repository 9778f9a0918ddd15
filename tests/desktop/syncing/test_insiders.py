"""A lead lets people into a case that is kept to some, and takes them out, at the window."""

from typing import Any

from pytestqt.qtbot import QtBot

from desktop.dialogs.access import AccessDialog
from desktop.pages.program.privilegednotes import PrivilegedDialog
from desktop.shell.session import Session
from desktop.widgets.inputs import CheckBox
from storage.domain.kinds.case import Case
from storage.domain.kinds.note import Note
from storage.tables.records import fetch
from sync.client.driving import drive
from sync.client.governing.leaving import withdraw
from sync.client.governing.letting_in import change_insiders
from sync.client.governing.restricting import keep_privileged, privileged_group, restrict
from sync.client.round import sync_round
from tests.desktop.desks import Sessions
from tests.desktop.syncing.office import Ana, Served, save, settle, sync
from tests.desktop.syncing.test_access import has, opened
from tests.desktop.syncing.test_taking_out import a_lead, session_device
from tests.storage.builders import add_case, add_note

_NEW = bytes(range(16))


def a_kept_case(lena: Sessions, ana: Ana, qtbot: QtBot) -> tuple[Session, Case]:
    """A case of Ana's that Lena has kept to herself."""
    session, _ = a_lead(lena, ana, qtbot)
    case: Case = ana.save(add_case)[0]
    sync(session, qtbot)
    dialog = opened(lena, "access", AccessDialog, case.id, qtbot)
    dialog.button.click()
    settle(session, qtbot)
    assert not has(ana, case.id)
    return session, case


def box_of(dialog: AccessDialog | PrivilegedDialog, name: str) -> CheckBox:
    (found,) = (box for box, _ in dialog.insiders.boxes if name in box.text())
    return found


def press(dialog: AccessDialog | PrivilegedDialog, session: Session, qtbot: QtBot) -> None:
    dialog.button.click()
    settle(session, qtbot)


def noted(ana: Ana, note: Note) -> bool:
    drive(sync_round(ana.workspace.clock), ana.way, ana.workspace)
    found: Any = ana.workspace.read(fetch, Note, note.id)
    return found is not None


def test_who_is_let_in_receives_the_case_and_who_is_taken_out_nothing_new(
    lena: Sessions, ana: Ana, qtbot: QtBot
) -> None:
    session, case = a_kept_case(lena, ana, qtbot)
    dialog = opened(lena, "access", AccessDialog, case.id, qtbot)
    assert not dialog.button.isVisible()
    assert box_of(dialog, "Lena").isChecked()
    assert not box_of(dialog, "Lena").isEnabled()
    box_of(dialog, "Ana").click()
    assert dialog.button.text() == "Let Ana in"
    press(dialog, session, qtbot)
    assert has(ana, case.id)
    first = save(session, qtbot, add_note, case, "with Ana")
    sync(session, qtbot)
    assert noted(ana, first)
    again = opened(lena, "access", AccessDialog, case.id, qtbot)
    assert "Ana Reyes" in again.standing.text()
    box_of(again, "Ana").click()
    assert again.button.text() == "Take Ana out"
    press(again, session, qtbot)
    second = save(session, qtbot, add_note, case, "without Ana")
    sync(session, qtbot)
    assert not noted(ana, second)
    assert has(ana, case.id)
    assert noted(ana, first)
    assert acts(session, qtbot) == ["let into a vault", "taken out of a vault"]


def acts(session: Session, qtbot: QtBot) -> list[str]:
    """What this laptop's record of access says about who was let in and taken out."""
    query = (
        "SELECT said FROM access_entry WHERE act = 'restrict' AND said LIKE '% a vault' "
        "ORDER BY number"
    )
    found: list[str] = []

    def look(connection: Any) -> list[str]:
        return list(connection.exec_driver_sql(query).scalars())

    session.lanes.read(look, context=session, then=found.extend)
    settle(session, qtbot)
    return found


def test_without_a_network_it_says_so_and_nothing_is_done(
    lena: Sessions, ana: Ana, served: Served, qtbot: QtBot
) -> None:
    session, case = a_kept_case(lena, ana, qtbot)
    dialog = opened(lena, "access", AccessDialog, case.id, qtbot)
    box_of(dialog, "Ana").click()
    served.stop()
    press(dialog, session, qtbot)
    assert "No connection" in dialog.insiders.notice.text
    assert "Ana" not in dialog.standing.text()
    assert box_of(dialog, "Ana").isChecked()
    assert dialog.button.text() == "Let Ana in"
    assert acts(session, qtbot) == []


def test_what_is_ticked_is_still_ticked_after_a_lock(
    lena: Sessions, ana: Ana, qtbot: QtBot
) -> None:
    _, case = a_kept_case(lena, ana, qtbot)
    dialog = opened(lena, "access", AccessDialog, case.id, qtbot)
    box_of(dialog, "Ana").click()
    place = dialog.place()
    dialog.reject()
    again = opened(lena, "access", AccessDialog, case.id, qtbot)
    again.restore_place(place)
    assert box_of(again, "Ana").isChecked()
    assert again.button.text() == "Let Ana in"


def test_who_is_no_lead_sees_who_is_in_and_whom_to_ask(
    lena: Sessions, ana: Ana, qtbot: QtBot
) -> None:
    session = lena.start()
    case: Case = ana.save(add_case)[0]
    sync(session, qtbot)
    stood, lenas = vault_of(ana, case), session_device(ana, "Lena Ortiz")
    drive(restrict(ana.workspace.clock, stood, case.id, (lenas,), _NEW), ana.way, ana.workspace)
    sync(session, qtbot)
    dialog = opened(lena, "access", AccessDialog, case.id, qtbot)
    assert dialog.insiders.asked.text().endswith("ask: Ana Reyes.")
    assert dialog.insiders.boxes == []
    assert not dialog.button.isVisible()
    dialog.reject()
    drive(withdraw(ana.workspace.clock, (lenas,), _NEW), ana.way, ana.workspace)
    sync(session, qtbot)
    again = opened(lena, "access", AccessDialog, case.id, qtbot)
    assert again.insiders.asked.text().startswith("You are not one of them any more")


def vault_of(ana: Ana, case: Case) -> bytes:
    def found(connection: Any) -> bytes:
        query = "SELECT vault FROM case_key WHERE scope = ?"
        return bytes(connection.exec_driver_sql(query, (case.id,)).scalar_one())

    return ana.workspace.read(found)


def test_a_lead_lets_somebody_into_the_privileged_notes(
    lena: Sessions, ana: Ana, qtbot: QtBot
) -> None:
    session, page = a_lead(lena, ana, qtbot)
    lenas = session_device(ana, "Lena Ortiz")
    drive(keep_privileged(ana.workspace.clock, (), _NEW), ana.way, ana.workspace)
    sync(session, qtbot)
    page.privileged_button.click()
    settle(session, qtbot)
    dialog = lena.window.findChildren(PrivilegedDialog)[-1]
    assert dialog.insiders.asked.text().endswith("ask: Ana Reyes.")
    dialog.reject()
    drive(change_insiders(ana.workspace.clock, _NEW, (lenas,), ()), ana.way, ana.workspace)
    sync(session, qtbot)
    page.privileged_button.click()
    settle(session, qtbot)
    dialog = lena.window.findChildren(PrivilegedDialog)[-1]
    box_of(dialog, "Ana").click()
    press(dialog, session, qtbot)
    ana.sync()
    group = ana.workspace.read(privileged_group)
    assert group is not None
    assert group.names == ("Lena Ortiz",)
