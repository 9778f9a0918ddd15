"""A new case: typed once, saved once, never twice by mistake."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from desktop.dialogs.intake import IntakeDialog
from desktop.widgets.labels import Problem
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person
from storage.tables.records import TABLES, fetch
from storage.usecases.desk import desk
from tests.desktop.at_desk import AtDesk, at_desk, over
from tests.desktop.conftest import delete
from tests.storage.builders import add_case

__all__ = ["at_desk", "over"]

YOUTH = {"given_name": "Ren\u00e9e", "family_name": "Okafor", "role": "at_risk_youth"}
REFERRAL = {"source": "dcf", "reason": "Missing from care twice this month"}
CASE = {"cac": "berkshire_kids_place"}


@pytest.fixture
def intake(at_desk: AtDesk, over: QWidget) -> Iterator[IntakeDialog]:
    dialog = open_intake(at_desk, over)
    yield dialog
    delete(dialog)


def open_intake(at_desk: AtDesk, over: QWidget, **target: Any) -> IntakeDialog:
    dialog = IntakeDialog(at_desk.lanes, at_desk.context, target, over)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.open()
    at_desk.rest()
    return dialog


def type_all(intake: IntakeDialog, at_desk: AtDesk) -> None:
    for kind, values in (("person", YOUTH), ("referral", REFERRAL), ("case", CASE)):
        intake.sheets.form(kind).start_with(values)
    at_desk.rest()


def count(at_desk: AtDesk, kind: str) -> int:
    table = TABLES[kind]
    query = select(func.count()).select_from(table).where(table.c.retired == 0)
    return int(at_desk.read(lambda c: c.execute(query).scalar()))


def press(dialog: QWidget, text: str) -> None:
    button = next(b for b in dialog.findChildren(QPushButton) if b.text() == text)
    button.click()


def saved_case(at_desk: AtDesk) -> Case:
    case = RecordId(bytes.fromhex(at_desk.went[-1].target["case"]))
    found = at_desk.read(fetch, Case, case)
    assert found is not None
    case_record: Case = found.record
    return case_record


def test_a_new_case_begins_at_the_given_name(intake: IntakeDialog) -> None:
    assert intake.focusWidget() is intake.sheets.form("person").editor("given_name").control


def test_where_text_is_large_the_known_take_no_room_until_there_are_any(
    intake: IntakeDialog, at_desk: AtDesk
) -> None:
    at_desk.write(add_case, "Maya", "Rivera")
    assert intake.known.isVisible()
    intake.known.give_way()
    assert not intake.known.isVisible()
    intake.sheets.form("person").start_with({"given_name": "Maya", "family_name": "Rivera"})
    intake.restore_place(intake.place())
    at_desk.rest()
    assert intake.known.isVisible()


def test_one_press_keeps_youth_referral_and_case_together(
    intake: IntakeDialog, at_desk: AtDesk
) -> None:
    type_all(intake, at_desk)
    press(intake, "Begin the case")
    at_desk.rest()
    case = saved_case(at_desk)
    assert case.number == "BER-26-0001"
    assert case.youth is not None
    youth = at_desk.read(fetch, Person, case.youth)
    assert youth.record.family_name == "Okafor"
    assert youth.record.case == case.id
    assert (count(at_desk, "referral"), count(at_desk, "victimization")) == (1, 0)
    assert at_desk.said[-1].text == "Case BER-26-0001 begun"
    assert at_desk.said[-1].undo is not None


def test_a_first_victimization_is_kept_only_when_its_type_was_chosen(
    intake: IntakeDialog, at_desk: AtDesk
) -> None:
    type_all(intake, at_desk)
    intake.sheets.form("victimization").start_with({"type": "human_trafficking_sex"})
    intake.save()
    at_desk.rest()
    assert count(at_desk, "victimization") == 1


def test_what_is_needed_is_said_at_its_field_and_the_first_gets_the_keyboard(
    intake: IntakeDialog, at_desk: AtDesk
) -> None:
    intake.save()
    at_desk.rest()
    said = {p.text() for p in intake.findChildren(Problem) if p.text()}
    assert {"Role is needed.", "Source is needed.", "CAC is needed."} <= said
    focused = intake.focusWidget()
    assert focused is not None
    assert focused.objectName() == "role-input"
    assert count(at_desk, "case") == 0


def test_the_number_follows_the_last_one_of_the_cac_and_leaves_a_typed_one_alone(
    intake: IntakeDialog, at_desk: AtDesk
) -> None:
    intake.sheets.form("case").start_with({"cac": "essex_cac"})
    at_desk.rest()
    assert intake.sheets.typed("case", "number") == "ESS-26-0001"
    intake.sheets.form("case").start_with({"number": "NORTH-7"})
    intake.sheets.form("case").start_with({"cac": "bristol_cac"})
    at_desk.rest()
    assert intake.sheets.typed("case", "number") == "NORTH-7"


def test_a_number_in_use_is_refused_at_its_field(intake: IntakeDialog, at_desk: AtDesk) -> None:
    known, _ = at_desk.write(add_case, "Ana", "Silva")
    type_all(intake, at_desk)
    intake.sheets.form("case").start_with({"number": known.number})
    intake.save()
    at_desk.rest()
    said = [p.text() for p in intake.findChildren(Problem) if p.text()]
    assert said == [f"Case number {known.number} is in use. Choose another one."]
    assert count(at_desk, "case") == 1


def test_somebody_of_a_like_name_appears_beside_and_blocks_nothing(
    intake: IntakeDialog, at_desk: AtDesk, qtbot: QtBot
) -> None:
    at_desk.write(add_case, "Renee", "Okafor")
    type_all(intake, at_desk)
    qtbot.waitUntil(lambda: len(intake.known.found) == 1)
    assert intake.known.found[0].name == "Renee Okafor"
    intake.save()
    at_desk.rest()
    assert count(at_desk, "case") == 2


def test_a_youth_who_is_known_gets_a_second_case_and_is_not_written_down_twice(
    intake: IntakeDialog, at_desk: AtDesk, qtbot: QtBot
) -> None:
    _, youth = at_desk.write(add_case, "Renee", "Okafor")
    type_all(intake, at_desk)
    qtbot.waitUntil(lambda: len(intake.known.found) == 1)
    press(intake.known, "Same youth")
    at_desk.rest()
    intake.save()
    at_desk.rest()
    assert count(at_desk, "person") == 1
    assert saved_case(at_desk).youth == youth.id


def test_cancel_keeps_every_letter_as_a_draft_that_comes_back(
    intake: IntakeDialog, at_desk: AtDesk, over: QWidget
) -> None:
    born = intake.sheets.form("person").editor("born_on").control
    intake.sheets.form("person").start_with({"given_name": "Luz"})
    born.setFocus()
    QTest.keyClicks(born, "5/")
    press(intake, "Cancel")
    at_desk.rest()
    assert "intake" in at_desk.read(desk).drafts
    at_desk.come_back()
    again = open_intake(at_desk, over)
    assert again.sheets.typed("person", "given_name") == "Luz"
    assert again.sheets.typed("person", "born_on") == "5/"
    press(again, "Start over")
    at_desk.rest()
    assert again.sheets.typed("person", "given_name") == ""
    assert "intake" not in at_desk.read(desk).drafts
    delete(again)


def test_an_untouched_dialog_closes_without_a_word(intake: IntakeDialog, at_desk: AtDesk) -> None:
    press(intake, "Cancel")
    at_desk.rest()
    assert at_desk.said == []
    assert "intake" not in at_desk.read(desk).drafts


def test_a_lock_puts_everything_back_where_it_was(
    intake: IntakeDialog, at_desk: AtDesk, over: QWidget
) -> None:
    type_all(intake, at_desk)
    place = intake.place()
    again = open_intake(at_desk, over)
    again.restore_place(place)
    at_desk.rest()
    assert again.place()["forms"]["person"]["raws"] == place["forms"]["person"]["raws"]
    assert again.sheets.typed("referral", "reason") == REFERRAL["reason"]
    delete(again)


def test_initials_hide_the_names_beside_the_form(
    intake: IntakeDialog, at_desk: AtDesk, qtbot: QtBot
) -> None:
    at_desk.write(add_case, "Renee", "Okafor")
    at_desk.context.set_settings(replace(at_desk.context.settings, initials=True))
    type_all(intake, at_desk)
    qtbot.waitUntil(lambda: len(intake.known.found) == 1)
    texts = {w.text() for w in intake.known.findChildren(QPushButton)}
    assert "Same youth" in texts
    said = " ".join(w.accessibleDescription() for w in intake.known.findChildren(QPushButton))
    assert "Okafor" not in said
    assert "R. O." in said


def test_initials_asked_for_while_it_stands_open_hide_whoever_is_on_record(
    intake: IntakeDialog, at_desk: AtDesk, qtbot: QtBot
) -> None:
    def on_record() -> str:
        at_desk.rest()
        parts = [label.text() for label in intake.known.findChildren(QLabel)]
        return " ".join((*parts, intake._same.text))

    def press_the_key() -> None:
        settings = at_desk.context.settings
        at_desk.context.set_settings(replace(settings, initials=not settings.initials))

    at_desk.write(add_case, "Renee", "Okafor")
    type_all(intake, at_desk)
    qtbot.waitUntil(lambda: len(intake.known.found) == 1)
    assert "Renee Okafor" in on_record()
    press_the_key()
    assert "R. O." in on_record()
    assert "Okafor" not in on_record()
    press(intake.known, "Same youth")
    assert "A new case for R. O." in on_record()
    press_the_key()
    assert "A new case for Renee Okafor" in on_record()
    press_the_key()
    assert "Okafor" not in on_record()
    assert intake.sheets.typed("person", "family_name") == "Okafor"


def test_every_field_and_button_has_a_name(intake: IntakeDialog) -> None:
    assert intake.accessibleName() == "New case"
    controls = [*intake.findChildren(QLineEdit), *intake.findChildren(QAbstractButton)]
    shown = [one for one in controls if one.isVisible()]
    unnamed = [one for one in shown if not (one.accessibleName() or getattr(one, "text", str)())]
    assert len(shown) > 20
    assert unnamed == []


def test_what_is_ticked_and_typed_becomes_the_first_tasks(
    intake: IntakeDialog, at_desk: AtDesk
) -> None:
    type_all(intake, at_desk)
    offered = len(intake.further.tasks(at_desk.context.today(), ""))
    assert offered > 1
    intake.further.ticks["call_back"].click()
    intake.further.task.setText("Bring a phone card")
    intake.save()
    at_desk.rest()
    texts = at_desk.read(lambda c: c.exec_driver_sql("SELECT text FROM task").scalars().all())
    assert len(texts) == offered
    assert "Bring a phone card" in texts


def test_other_youth_of_the_referral_and_a_first_screening_are_stored(
    intake: IntakeDialog, at_desk: AtDesk
) -> None:
    type_all(intake, at_desk)
    intake.further.others.setText("Noa Lane, Kim")
    intake.sheets.form("screening").start_with({"instrument": "cse_it_2"})
    intake.save()
    at_desk.rest()
    assert (count(at_desk, "case"), count(at_desk, "person")) == (3, 3)
    trigger = "SELECT trigger FROM screening"
    assert at_desk.read(lambda c: c.exec_driver_sql(trigger).scalar()) == "intake"


def test_further_names_and_ticks_are_there_again_after_the_dialog_was_closed(
    intake: IntakeDialog, at_desk: AtDesk, over: QWidget
) -> None:
    QTest.keyClicks(intake.further.others, "Noa")
    intake.further.ticks["school"].click()
    intake.reject()
    at_desk.rest()
    again = open_intake(at_desk, over)
    assert again.further.names() == ("Noa",)
    assert again.further.ticks["school"].isChecked()
    delete(again)


def test_a_report_that_was_filed_is_dated_by_the_referral_until_another_day_is_typed(
    intake: IntakeDialog, at_desk: AtDesk
) -> None:
    referral = intake.sheets.form("referral")
    assert intake.sheets.value("referral", "report_filed_on") is None
    referral.start_with({"report_filed": True})
    at_desk.rest()
    assert intake.sheets.value("referral", "report_filed_on") == at_desk.context.today()
    referral.start_with({"received_on": date(2026, 3, 2)})
    assert intake.sheets.value("referral", "report_filed_on") == date(2026, 3, 2)
    referral.start_with({"report_filed_on": date(2026, 3, 3)})
    referral.start_with({"received_on": date(2026, 3, 1)})
    assert intake.sheets.value("referral", "report_filed_on") == date(2026, 3, 3)
