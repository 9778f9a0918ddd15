"""A lead keeps a case to some people or destroys it, at the window."""

from collections.abc import Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop.context import Said
from desktop.dialogs.access import AccessDialog
from desktop.dialogs.destroy import DestroyDialog
from desktop.dialogs.purge import PurgeDialog
from desktop.pages.program.page import ProgramPage
from desktop.shell.session import Session
from desktop.widgets.labels import Label
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.tables.records import fetch
from storage.usecases.changes import Changes
from storage.usecases.settings import set_settings
from storage.usecases.transaction import Transaction
from sync.client.driving import drive
from sync.client.round import sync_round
from tests.conftest import FixedClock
from tests.desktop.desks import Sessions
from tests.desktop.syncing.office import Ana, Served, save, settle, sync
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


def purging(lena: Sessions, cases: Sequence[RecordId], qtbot: QtBot) -> PurgeDialog:
    session = lena.living[-1]
    assert session.context is not None
    session.context.open("purge", {"records": [case.hex() for case in cases]})
    settle(session, qtbot)
    dialog = lena.window.findChildren(PurgeDialog)[-1]
    qtbot.waitUntil(lambda: dialog._read is not None)
    return dialog


def test_destroying_many_shows_how_far_it_is_and_stops_where_it_is_told_to(
    lena: Sessions, ana: Ana, qtbot: QtBot
) -> None:
    session, _ = a_lead(lena, ana, qtbot)
    cases = [case_of(ana, session, qtbot)[0] for _ in range(2)]
    dialog = purging(lena, cases, qtbot)
    assert dialog.notice.isHidden()
    dialog.number.setText("2")
    dialog.button.click()
    assert dialog.progress.isVisible()
    assert not dialog.cancel_button.isVisible()
    stop = dialog.progress.findChild(QPushButton)
    assert stop is not None
    stop.click()
    qtbot.waitUntil(lambda: "Stopped" in dialog.notice.text)
    assert dialog.progress.isHidden()
    assert dialog.what.text().startswith("2 cases")
    assert has(ana, cases[0])
    dialog.number.setText("2")
    counts = _Counts(dialog)
    session.lanes.changed.connect(counts.note)
    dialog.button.click()
    settle(session, qtbot)
    assert "2 of 2" in counts.seen
    assert not any(has(ana, case) for case in cases)


def test_destroying_asks_about_a_clock_by_which_nothing_was_recorded_for_long(
    lena: Sessions, ana: Ana, clock: FixedClock, qtbot: QtBot
) -> None:
    session, _ = a_lead(lena, ana, qtbot)
    case, _ = case_of(ana, session, qtbot)
    clock.pass_time(days=8)
    dialog = purging(lena, [case], qtbot)
    assert "nothing was recorded here for 8 days" in dialog.notice.text
    dialog.number.setText("1")
    assert dialog.button.isEnabled()


def test_nobody_is_told_that_the_server_was_cleared_where_the_line_dropped_before(
    lena: Sessions, ana: Ana, served: Served, qtbot: QtBot
) -> None:
    session, page = a_lead(lena, ana, qtbot)
    case, number = case_of(ana, session, qtbot)
    dialog = opened(lena, "destroy", DestroyDialog, case, qtbot)
    told: list[Said] = []
    assert session.context is not None
    session.context.said.connect(told.append)

    line = _Line(served, case)
    session.lanes.changed.connect(line.drop)
    dialog.number.setText(number)
    dialog.button.click()
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert told[0].text.startswith("The case was destroyed. What the server has")
    page.open({})
    qtbot.waitUntil(lambda: said_on(page))


def test_what_the_server_keeps_of_a_destroyed_case_waits_in_words_until_it_is_removed(
    lena: Sessions, ana: Ana, qtbot: QtBot
) -> None:
    session, page = a_lead(lena, ana, qtbot)
    case, number = case_of(ana, session, qtbot)
    dialog = opened(lena, "destroy", DestroyDialog, case, qtbot)
    dialog.number.setText(number)
    dialog.button.click()
    settle(session, qtbot)
    lena.window.do("program")
    settle(session, qtbot)
    assert not said_on(page)
    save(session, qtbot, _never_cleared)
    qtbot.waitUntil(lambda: said_on(page))
    sync(session, qtbot)
    qtbot.waitUntil(lambda: not said_on(page))


class _Counts(QObject):
    """Notes what a purge says of how far it is."""

    def __init__(self, dialog: PurgeDialog) -> None:
        super().__init__()
        self._dialog = dialog
        self.seen: list[str] = []

    def note(self, _changes: Changes) -> None:
        if isValid(self._dialog):
            self.seen.append(self._dialog.progress._count.text())


class _Line(QObject):
    """Drops where a case is gone from the laptop."""

    def __init__(self, served: Served, case: RecordId) -> None:
        super().__init__()
        self._served, self._case = served, case

    def drop(self, changes: Changes) -> None:
        if self._case in changes.ids_by_kind.get("case", ()):
            self._served.stop()


def _never_cleared(transaction: Transaction) -> Any:
    set_settings(transaction, {"sync.cleared": {}})
    return None, Changes()


def said_on(page: ProgramPage) -> bool:
    """Whether the card of what waits names destroyed cases."""
    words = [label.text() for label in page.waits.findChildren(Label) if not label.isHidden()]
    return any("What the server has of destroyed cases" in one for one in words)


def test_who_is_no_lead_is_told_who_can(lena: Sessions, ana: Ana, qtbot: QtBot) -> None:
    session = lena.start()
    case, number = case_of(ana, session, qtbot)
    dialog = opened(lena, "access", AccessDialog, case, qtbot)
    assert "A lead may keep it to some people." in dialog.standing.text()
    assert not dialog.destroying.isVisible()
    destroying = opened(lena, "destroy", DestroyDialog, case, qtbot)
    destroying.number.setText(number)
    assert not destroying.button.isEnabled()
