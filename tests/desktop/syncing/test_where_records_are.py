"""A record says where its last change is, beside its list and in its form."""

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from desktop.conflicts.whereline import WhereLine
from desktop.context import DeskContext
from desktop.shell.session import Session
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.usecases.changes import Changes
from storage.usecases.records import Add
from storage.usecases.records import save as save_records
from storage.usecases.transaction import Transaction
from tests.desktop.desks import Sessions
from tests.desktop.syncing.office import Ana, save, settle, sync
from tests.desktop.syncing.test_undisturbed import add_cases, reword


def add_hearing(transaction: Transaction, case: Case) -> tuple[CourtEvent, Changes]:
    event = CourtEvent(
        id=transaction.new_id(),
        case=case.id,
        matter="care_and_protection",
        event_type="status",
        on=date(2026, 3, 5),
        court="Pittsfield",
    )
    return event, save_records(transaction, [Add(event)], "add court event")


def open_in_its_form(context: DeskContext, event: CourtEvent) -> None:
    context.open("record", {"kind": "court_event", "record": event.id.hex()})


def open_in_its_case(context: DeskContext, event: CourtEvent) -> None:
    assert event.case is not None
    context.go("case", {"case": event.case.hex(), "tab": "court", "record": event.id.hex()})


def line_of(session: Session, lena: Sessions, name: str, qtbot: QtBot) -> WhereLine:
    settle(session, qtbot)
    (line,) = (one for one in lena.window.findChildren(WhereLine, name) if one.isVisible())
    return line


@pytest.mark.parametrize("name", ["record_where", "detail_where"])
def test_a_record_on_the_screen_is_here_then_on_the_server_then_needs_somebody(
    lena: Sessions, ana: Ana, qtbot: QtBot, name: str
) -> None:
    (case,) = ana.workspace.write(add_cases, 1)
    ana.sync()
    session = lena.start()
    sync(session, qtbot)
    event = save(session, qtbot, add_hearing, case)
    context = session.context
    assert context is not None
    (open_in_its_form if name == "record_where" else open_in_its_case)(context, event)
    line = line_of(session, lena, name, qtbot)
    assert line.text() == "On this laptop; not on the server yet"
    sync(session, qtbot)
    assert line.text() == "On the server"
    ana.sync()
    ana.save(reword, CourtEvent, event.id, court="Springfield")
    save(session, qtbot, lambda transaction: reword(
        transaction, CourtEvent, event.id, court="Holyoke"
    ))  # fmt: skip
    assert line.text() == "On this laptop; not on the server yet"
    sync(session, qtbot)
    assert line.text() == "Needs you: it stands on Review"
