"""A safety plan: versions, the card, and the view of the youth."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.dialogs.plainplan import PlainPlanDialog
from desktop.dialogs.record import RecordDialog
from desktop.dialogs.safetycard import SafetyCardDialog
from desktop.dialogs.share import ShareDialog
from desktop.pages.case.safety import SafetyTab
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person
from storage.domain.kinds.safety_plan import SafetyPlan
from storage.tables.records import fetch
from storage.usecases.records import Add, Edit, save
from storage.usecases.transaction import Transaction
from tests.desktop.at_desk import AtDesk, at_desk, over
from tests.desktop.watched_over import all_of, clock, opened, texts_of, youth

__all__ = ["at_desk", "clock", "opened", "over", "youth"]


def make_plan(transaction: Transaction, case: Case, on: date, **values: Any) -> Any:
    plan = SafetyPlan(id=transaction.new_id(), case=case.id, made_on=on, **values)
    return plan, save(transaction, [Add(plan)], "add safety plan")


@pytest.fixture
def plan(at_desk: AtDesk, youth: tuple[Case, Person]) -> SafetyPlan:
    made: SafetyPlan = at_desk.write(
        lambda t: make_plan(
            t, youth[0], date(2026, 2, 1), safe_people="Aunt Rosa", code_word="blue bike"
        )
    )
    return made


def safety_tab(
    at_desk: AtDesk, youth: tuple[Case, Person], shown: Callable[[QWidget], QWidget]
) -> SafetyTab:
    tab = SafetyTab(at_desk.lanes, at_desk.context)
    tab.resize(1100, 900)
    shown(tab)
    tab.open_case(youth[0].id, {"person": youth[1].id.hex()})
    at_desk.rest()
    return tab


def test_a_new_version_is_made_from_the_one_in_force_and_what_changed_is_shown(
    at_desk: AtDesk,
    youth: tuple[Case, Person],
    plan: SafetyPlan,
    shown: Callable[[QWidget], QWidget],
    opened: Callable[..., Any],
) -> None:
    tab = safety_tab(at_desk, youth, shown)
    assert tab.view.texts() == {"safe_people": "Aunt Rosa", "code_word": "blue bike"}
    assert not tab.compare.isVisible()
    tab.new_version.click()
    dialog = opened(RecordDialog, **at_desk.opened[-1].target)
    dialog.form.editor("safe_people").area.setPlainText("Aunt Rosa, Coach Lee")
    dialog.save()
    at_desk.rest()
    at_desk.rest()
    (new,) = [one for one in all_of(at_desk, "safety_plan") if one.id != plan.id]
    assert (new.replaces, new.code_word) == (plan.id, "blue bike")
    assert new.made_on == date(2026, 3, 4)
    assert tab.view.texts()["safe_people"] == "Aunt Rosa, Coach Lee"
    assert tab.compare.changed_lines() == ["safe_people"]


def test_no_card_is_made_before_the_answer_and_none_where_paper_is_not_safe(
    at_desk: AtDesk, plan: SafetyPlan, opened: Callable[..., Any]
) -> None:
    dialog = opened(SafetyCardDialog, plan=plan.id.hex())
    dialog.go_on()
    assert "Ask the youth first" in dialog.notice.text
    dialog.copy.setCurrentIndex(dialog.copy.findData("none_unsafe"))
    dialog.go_on()
    at_desk.rest()
    assert at_desk.read(fetch, SafetyPlan, plan.id).record.copy_given == "none_unsafe"
    assert at_desk.opened == []


def test_the_card_goes_on_to_the_gate_with_the_chosen_lines(
    at_desk: AtDesk, plan: SafetyPlan, opened: Callable[..., Any]
) -> None:
    dialog = opened(SafetyCardDialog, plan=plan.id.hex())
    dialog.copy.setCurrentIndex(dialog.copy.findData("paper"))
    dialog.lines["code_word"].setChecked(True)
    dialog.language.setCurrentIndex(dialog.language.findData("ht"))
    assert "No native speaker" in texts_of(dialog)
    dialog.go_on()
    at_desk.rest()
    visit = at_desk.opened[-1]
    assert visit.target["lines"] == ["safe_people", "code_word"]
    gate = opened(ShareDialog, **visit.target)
    assert gate.basis.currentData() == "own_copy"
    assert gate.recipient.text() == "The youth"


def test_the_youth_sees_the_plan_and_nothing_else(
    youth: tuple[Case, Person], plan: SafetyPlan, opened: Callable[..., Any]
) -> None:
    dialog = opened(PlainPlanDialog, plan=plan.id.hex())
    seen = texts_of(dialog)
    assert "Aunt Rosa" in seen
    for hidden in ("Vega", "Marisol", youth[0].number, "Satchel", "CSEC"):
        assert hidden not in seen
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_initials_hide_what_a_plan_says(
    at_desk: AtDesk,
    youth: tuple[Case, Person],
    plan: SafetyPlan,  # noqa: ARG001 - what is shown
    shown: Callable[[QWidget], QWidget],
) -> None:
    tab = safety_tab(at_desk, youth, shown)
    at_desk.context.toggle_initials()
    at_desk.rest()
    assert tab.view.texts()["safe_people"] == "A. R."


def test_a_plan_changed_elsewhere_is_shown_at_once(
    at_desk: AtDesk,
    youth: tuple[Case, Person],
    plan: SafetyPlan,
    shown: Callable[[QWidget], QWidget],
) -> None:
    tab = safety_tab(at_desk, youth, shown)
    stored = at_desk.read(fetch, SafetyPlan, plan.id)
    at_desk.write(_call_it, stored, "red kite")
    at_desk.rest()
    assert tab.view.texts()["code_word"] == "red kite"


def _call_it(transaction: Transaction, stored: Any, word: str) -> Any:

    return save(transaction, [Edit(stored, replace(stored.record, code_word=word))], "edit")
