from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.dialogs.record import RecordDialog
from desktop.widgets.banner import Banner
from desktop.widgets.labels import Hint
from storage.domain.kinds.case import Case
from storage.domain.kinds.exploitation import Exploitation
from storage.domain.kinds.exploiter import Exploiter
from storage.domain.kinds.person import Person
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from tests.desktop.conftest import Show
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.storage.builders import add_case

__all__ = ["page_desk"]

ACCOUNT = "What was told that day."


@pytest.fixture
def window(page_desk: PageDesk, shown: Show) -> QWidget:
    return shown(page_desk.window())


def _open(desk: PageDesk, window: QWidget, **target: Any) -> RecordDialog:
    dialog = RecordDialog(desk.lanes, desk.context, target, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    dialog.open()
    desk.settle()
    return dialog


def _known(transaction: Transaction, case: Case, youth: Person) -> Exploitation:
    row = Exploitation(
        id=transaction.new_id(), case=case.id, person=youth.id, known_on=date(2026, 3, 2),
        types=frozenset({"survival"}), account=ACCOUNT,
    )  # fmt: skip
    save(transaction, [Add(row)], "add exploitation")
    return row


def _exploiter(transaction: Transaction, case: Case) -> Exploiter:
    row = Exploiter(id=transaction.new_id(), case=case.id, name="Rook")
    save(transaction, [Add(row)], "add exploiter")
    return row


def _button(dialog: RecordDialog, text: str) -> QAbstractButton:
    return next(b for b in dialog.findChildren(QAbstractButton) if b.text() == text)


def _hints(dialog: RecordDialog) -> list[str]:
    return [one.text() for one in dialog.findChildren(Hint) if one.isVisibleTo(dialog)]


def test_an_account_is_folded_each_time_until_it_is_asked_for(
    page_desk: PageDesk, window: QWidget
) -> None:
    case, youth = page_desk.workspace.write(add_case)
    row = page_desk.workspace.write(_known, case, youth)
    for _ in range(2):
        dialog = _open(page_desk, window, kind="exploitation", record=row.id.hex())
        account = dialog.form.editor("account")
        assert not account.isVisibleTo(dialog)
        _button(dialog, "Show the account").click()
        assert account.isVisibleTo(dialog)
        assert account.value() == ACCOUNT
        dialog.reject()
    fresh = _open(page_desk, window, kind="exploitation", case=case.id.hex())
    assert fresh.form.editor("account").isVisibleTo(fresh)
    fresh.reject()


def test_a_restricted_record_is_folded_until_one_press(
    page_desk: PageDesk, window: QWidget
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    row = page_desk.workspace.write(_exploiter, case)
    dialog = _open(page_desk, window, kind="exploiter", record=row.id.hex())
    assert not dialog.form.isVisibleTo(dialog)
    _button(dialog, "Show this record").click()
    assert dialog.form.isVisibleTo(dialog)
    dialog.reject()


def test_a_total_suggests_band_and_day_until_somebody_chooses_otherwise(
    page_desk: PageDesk, window: QWidget
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    dialog = _open(page_desk, window, kind="screening", case=case.id.hex())
    form = dialog.form
    form.start_with({"instrument": "cse_it_2", "on": date(2026, 3, 2), "total": 5})
    assert form.values()["band"] == "possible_concern"
    assert form.values()["next_on"] == date(2026, 5, 31)
    form.start_with({"total": 12})
    assert form.values()["band"] == "clear_concern"
    form.start_with({"band": "no_concern"})
    form.start_with({"total": 6})
    assert form.values()["band"] == "no_concern"
    assert any("suggests Possible concern" in hint for hint in _hints(dialog))
    dialog.reject()


def test_a_screener_without_a_credential_is_pointed_out(
    page_desk: PageDesk, window: QWidget
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    dialog = _open(page_desk, window, kind="screening", case=case.id.hex())
    dialog.form.start_with({"screener": "Ana Reyes"})
    page_desk.settle()
    assert "Ana Reyes is trained" in dialog.findChildren(Banner)[0].text
    dialog.reject()


def test_who_accompanied_is_asked_once_the_event_was_held(
    page_desk: PageDesk, window: QWidget
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    dialog = _open(page_desk, window, kind="court_event", case=case.id.hex())
    dialog.form.start_with({"state": "held"})
    page_desk.qtbot.waitUntil(lambda: any("s.39K" in hint for hint in _hints(dialog)))
    dialog.form.start_with({"accompanied_by": "coordinator"})
    page_desk.qtbot.waitUntil(lambda: not any("s.39K" in hint for hint in _hints(dialog)))
    dialog.reject()


def test_an_exploitation_that_is_saved_offers_its_victimizations(
    page_desk: PageDesk, window: QWidget
) -> None:
    case, youth = page_desk.workspace.write(add_case)
    target = {"kind": "exploitation", "case": case.id.hex(), "person": youth.id.hex()}
    dialog = _open(page_desk, window, **target)
    dialog.form.start_with({"known_on": date(2026, 3, 2), "types": frozenset({"labor"})})
    dialog.save()
    page_desk.settle()
    assert page_desk.opened[-1].name == "suggest"
