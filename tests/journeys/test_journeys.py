from collections.abc import Callable
from datetime import date, time
from pathlib import Path

from PySide6.QtWidgets import QAbstractItemView, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.dialogs.intake import IntakeDialog
from desktop.pages.case.composer import NoteComposer
from desktop.unlock.door import Door
from desktop.widgets.inputs import ChoiceBox, LineEdit
from storage.domain.clocks import SystemClock
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.person import Person
from storage.usecases.changes import Changes
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from tests.conftest import FixedClock
from tests.desktop.desks import Sessions
from tests.desktop.shell.first_run import choose_passphrase, prove_code, push, say_who, shown_code
from tests.journeys.walking import Walker, rows_of
from tests.storage.builders import add_case, add_service

Show = Callable[[QWidget], QWidget]


def test_first_day_from_an_empty_laptop_to_the_first_service(
    tmp_path: Path, shown: Show, qtbot: QtBot, clock: FixedClock
) -> None:
    folder = tmp_path / "first"
    door = Door(folder, SystemClock())
    door.show_welcome()
    shown(door)
    push(door, "Start a program")
    say_who(door)
    choose_passphrase(door)
    qtbot.waitUntil(lambda: bool(shown_code(door)), timeout=30_000)
    groups = shown_code(door)
    push(door, "It is on paper")
    prove_code(door, groups)
    with qtbot.waitSignal(door.opened) as opened:
        push(door, "Open Satchel")
    assert opened.args is not None

    sessions = Sessions(folder, opened.args[0].key, clock, qtbot)
    walker = Walker(sessions.start(), qtbot)
    walker.press("Ctrl+N")
    intake = walker.front()
    assert isinstance(intake, IntakeDialog)
    person = {"given_name": "Renee", "family_name": "Okafor", "role": "primary_victim"}
    intake.sheets.form("person").start_with(person)
    intake.sheets.form("referral").start_with({"source": "dcf", "reason": "Missing twice"})
    intake.sheets.form("case").start_with({"cac": "berkshire_kids_place"})
    walker.push("Begin the case")
    assert walker.window.navigator.current_id == "case"
    assert walker.count("case") == 1

    walker.press("Ctrl+J")
    walker.find(LineEdit, "quicklog_what").setFocus()
    walker.write_here("phone")
    walker.press("Return")
    services = walker.read(rows_of, "service")
    assert len(services) == 1
    assert walker.window._state.text.startswith("Saved on this laptop")

    walker.press("Ctrl+1")
    assert walker.window.navigator.current_id == "today"
    sessions.end()


def test_a_day_in_court(sessions: Sessions, qtbot: QtBot) -> None:
    walker = Walker(sessions.start(), qtbot)
    case, _ = walker.write(add_case)
    walker.write(_set_hearing, case, date(2026, 3, 4))

    walker.press("Ctrl+K")
    walker.write_here("vega")
    walker.press("Return")
    assert walker.window.navigator.current_id == "case"

    walker.press("Ctrl+J")
    walker.find(LineEdit, "quicklog_what").setFocus()
    walker.write_here("court acc")
    walker.press("Return")
    (service,) = walker.read(rows_of, "service")
    assert service["quantity"] == 1
    (contact,) = walker.read(rows_of, "contact")
    assert contact["mode"] == "court"

    walker.press("Ctrl+Z")
    assert walker.count("service") == 0


def test_interrupted_by_a_lock_in_the_midst_of_a_note(sessions: Sessions, qtbot: QtBot) -> None:
    session = sessions.start()
    walker = Walker(session, qtbot)
    case, _ = walker.write(add_case)
    assert session.context is not None
    session.context.go("case", {"case": case.id.hex()})
    walker.rest()
    walker.push("Write note")
    text = walker.find(QPlainTextEdit)
    text.setFocus()
    walker.write_here("Her aunt will bring her to court on Tues")
    walker.press("Ctrl+L")
    assert len(sessions.replaced) == 1
    sessions.end()

    walker = Walker(sessions.start(), qtbot)
    text = walker.find(QPlainTextEdit)
    assert text.toPlainText() == "Her aunt will bring her to court on Tues"
    qtbot.waitUntil(text.hasFocus)
    walker.write_here("day.")
    composer = walker.window.findChild(NoteComposer)
    assert isinstance(composer, NoteComposer)
    composer.form.start_with({"note_class": "factual"})
    walker.push("Save note")
    (note,) = walker.read(rows_of, "note")
    assert note["text"] == "Her aunt will bring her to court on Tuesday."


def test_the_quarters_end_from_a_number_to_its_records_to_the_paper(
    sessions: Sessions, qtbot: QtBot, tmp_path: Path
) -> None:
    walker = Walker(sessions.start(), qtbot)
    for name in ("Marisol", "Dov", "Tess"):
        case, person = walker.write(add_case, name, "Vega")
        walker.write(_serve, case, person, date(2025, 11, 5))

    walker.press("Ctrl+3")
    qtbot.waitUntil(lambda: _is_counted(walker), timeout=20_000)
    large = walker.find(QWidget, "reports_large_Q1")
    assert "3" in (large.accessibleName() or "")
    large.setFocus()
    walker.press("Space")
    table = walker.find(QAbstractItemView, "reports_evidence")
    qtbot.waitUntil(lambda: table.model().rowCount() == 3)

    walker.push("Save or print…")
    for name, words in (
        ("share_purpose", "Quarterly report"),
        ("share_recipient", "MOVA"),
        ("share_name", "quarter"),
    ):
        line = walker.find(LineEdit, name)
        line.setFocus()
        line.selectAll()
        walker.write_here(words)
    basis = walker.find(ChoiceBox, "share_basis")
    basis.setCurrentIndex(basis.count() - 1)
    walker.find(ChoiceBox, "share_folder").setFocus()
    walker.press("End")
    line = walker.find(LineEdit, "share_folder_line")
    line.setText(str(tmp_path))
    walker.push("Log it and save")
    qtbot.waitUntil((tmp_path / "quarter.pdf").exists, timeout=20_000)
    assert (tmp_path / "quarter.pdf").read_bytes().startswith(b"%PDF")
    (disclosure,) = walker.read(rows_of, "disclosure")
    assert disclosure["purpose"] == "Quarterly report"


def _set_hearing(transaction: Transaction, case: Case, on: date) -> Changes:
    hearing = CourtEvent(
        id=transaction.new_id(),
        case=case.id,
        person=case.youth,
        matter="care_and_protection",
        event_type="status",
        on=on,
        at=time(9, 30),
        court="Berkshire Juvenile Court",
    )
    return save(transaction, [Add(hearing)], "set hearing")


def _serve(transaction: Transaction, case: Case, person: Person, on: date) -> Changes:
    return add_service(transaction, case, person, on)[1]


def _is_counted(walker: Walker) -> bool:
    large = walker.window.findChild(QWidget, "reports_large_Q1")
    return isinstance(large, QWidget) and large.isVisible()
