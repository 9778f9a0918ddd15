"""Bring in: a file goes through its steps by key and click, survives a lock, and goes back out."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.dialogs.share import ShareDialog
from desktop.pages.bring import BringPage
from desktop.widgets.inputs import CheckBox, ChoiceBox
from desktop.widgets.labels import Label
from storage.exchange.foreign.batches import batches
from storage.usecases.undo import undo
from tests.desktop.at_desk import AtDesk, at_desk
from tests.desktop.conftest import Show

__all__ = ["at_desk"]

LIST = (
    "Case #,First Name,Last Name,DOB,Gender,Referral Source,Date of Referral,Date opened,Status\n"
    "B-1,Ana,Vega,05/06/2009,F,Police,2/3/2026,2/20/2026,Open\n"
    "B-2,Bea,Lima,5/16/2008,Girl,DCF,2/4/2026,2/21/2026,Open\n"
    "B-3,Cal,Ray,2/30/2008,Q,DCF,2/4/2026,2/21/2026,Open\n"
)
CAC = "case.cac"


@pytest.fixture
def page(at_desk: AtDesk, shown: Show, tmp_path: Path) -> Iterator[BringPage]:
    (tmp_path / "Youth 2026.csv").write_text(LIST)
    page = BringPage(at_desk.lanes, at_desk.context)
    page.resize(1060, 800)
    shown(page)
    page.open({})
    at_desk.rest()
    page.file_step.set_path(tmp_path / "Youth 2026.csv")
    yield page
    at_desk.rest()


def found(page: QWidget, name: str) -> ChoiceBox:
    box = page.findChild(ChoiceBox, name)
    assert box is not None, name
    return box


def choose(box: ChoiceBox, data: str) -> None:
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())


def go(page: BringPage, at_desk: AtDesk) -> None:
    page.next.click()
    at_desk.rest()
    at_desk.rest()


def to_columns(page: BringPage, at_desk: AtDesk) -> None:
    go(page, at_desk)
    if page.findChild(ChoiceBox, f"bring_fixed_{CAC}") is not None:
        choose(found(page, f"bring_fixed_{CAC}"), "berkshire_kids_place")


def to_trial(page: BringPage, at_desk: AtDesk) -> None:
    to_columns(page, at_desk)
    on_to_trial(page, at_desk)


def on_to_trial(page: BringPage, at_desk: AtDesk) -> None:
    go(page, at_desk)
    for row in range(3):
        box = page.findChild(ChoiceBox, f"bring_date_{row}")
        if box is not None:
            choose(box, "mdy")
    go(page, at_desk)


def test_a_file_goes_through_its_steps_and_its_sheet_balances(
    page: BringPage, at_desk: AtDesk
) -> None:
    to_columns(page, at_desk)
    assert page.stack.currentIndex() == 1
    assert page.column_step.source.text() == "Youth"
    assert page.column_step.columns().places["DOB"] == "youth.born_on"
    go(page, at_desk)
    go(page, at_desk)
    assert "two ways" in page.trouble.text
    for row in range(2):
        choose(found(page, f"bring_date_{row}"), "mdy")
    go(page, at_desk)
    assert page.stack.currentIndex() == 3
    outcome = page._outcome
    assert outcome is not None
    assert (outcome.rows_brought, outcome.rows_rejected) == (2, 1)
    assert at_desk.read(batches) == []
    save = page.trial.findChild(QPushButton, "bring_save_rejects")
    assert save is not None
    save.click()
    assert at_desk.opened[-1].target == {"import": b"tried".hex(), "what": "rejects"}
    go(page, at_desk)
    assert page.stack.currentIndex() == 4
    (batch,) = at_desk.read(batches)
    assert (batch.name, batch.added) == ("Youth 2026.csv", 6)
    page.print_sheet.click()
    assert at_desk.opened[-1].target == {"import": batch.batch.hex(), "what": "sheet"}


def test_an_import_is_taken_back_by_a_click_and_the_toast_undoes_that(
    page: BringPage, at_desk: AtDesk
) -> None:
    to_trial(page, at_desk)
    go(page, at_desk)
    page.taking_back.take_back(at_desk.read(batches)[0].batch)
    at_desk.rest()
    assert at_desk.said[-1].text == "Taken back: 6 records"
    assert at_desk.read(batches)[0].taken_back
    dot = at_desk.said[-1].undo
    assert dot is not None
    at_desk.write(undo, dot)
    people = at_desk.read(
        lambda c: c.exec_driver_sql("SELECT count(*) FROM person WHERE retired = 0").scalar()
    )
    assert people == 2


def test_taking_back_is_shown_and_cancel_leaves_everything_as_it_was(
    page: BringPage, at_desk: AtDesk
) -> None:
    to_trial(page, at_desk)
    go(page, at_desk)
    (batch,) = at_desk.read(batches)
    page.taking_back.take_back(batch.batch)
    assert page.waiting.isVisible()
    assert not page.next.isEnabled()
    cancel = page.waiting.findChild(QPushButton)
    assert cancel is not None
    cancel.click()
    at_desk.rest()
    assert not at_desk.read(batches)[0].taken_back
    assert page.waiting.isHidden()
    assert page.next.isEnabled()
    assert page.undo.isEnabled()
    page.taking_back.take_back(batch.batch)
    at_desk.rest()
    page.taking_back.bring_back(batch.batch)
    at_desk.rest()
    assert page.waiting.isHidden()
    assert not at_desk.read(batches)[0].taken_back


def test_each_step_can_be_gone_back_to_with_what_was_chosen(
    page: BringPage, at_desk: AtDesk
) -> None:
    to_trial(page, at_desk)
    page.back.click()
    assert page.stack.currentIndex() == 2
    page.back.click()
    assert page.stack.currentIndex() == 1
    assert page.column_step.columns().fixed[CAC] == "berkshire_kids_place"


def words_on(page: QWidget) -> str:
    labels = [each.text() for each in page.findChildren(Label) if each.isVisible()]
    return " ".join([*labels, *(each.text() for each in page.findChildren(CheckBox))])


def test_initials_reach_the_examples_of_the_columns_and_the_sheet_also_while_they_stand_there(
    page: BringPage, at_desk: AtDesk
) -> None:
    at_desk.context.toggle_initials()
    to_columns(page, at_desk)
    assert "A. \u00b7 B. \u00b7 C." in words_on(page)
    at_desk.context.toggle_initials()
    assert "Ana \u00b7 Bea \u00b7 Cal" in words_on(page)
    on_to_trial(page, at_desk)
    assert page.stack.currentIndex() == 3
    assert "Vega" in words_on(page)
    at_desk.context.toggle_initials()
    assert "Vega" not in words_on(page)


def test_a_lock_keeps_the_place_and_the_choices_but_nothing_of_the_file(
    page: BringPage, at_desk: AtDesk, shown: Show
) -> None:
    to_columns(page, at_desk)
    choose(found(page, "bring_part_5"), "")
    place = page.place()
    assert "Vega" not in repr(place)
    again = BringPage(at_desk.lanes, at_desk.context)
    shown(again)
    again.restore_place(place)
    at_desk.rest()
    at_desk.rest()
    assert again.stack.currentIndex() == 1
    assert "Gender" not in again.column_step.columns().places


def test_a_file_that_changed_behind_the_curtain_is_begun_again(
    page: BringPage, at_desk: AtDesk, shown: Show, tmp_path: Path
) -> None:
    to_columns(page, at_desk)
    place = page.place()
    (tmp_path / "Youth 2026.csv").write_text(LIST + "B-4,New,Row,,,,,,\n")
    again = BringPage(at_desk.lanes, at_desk.context)
    shown(again)
    again.restore_place(place)
    at_desk.rest()
    assert again.stack.currentIndex() == 0
    assert "changed since you left" in again.trouble.text


def test_a_hostile_file_is_refused_in_words_and_the_page_stays(
    page: BringPage, at_desk: AtDesk, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "old.csv").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    page.file_step.set_path(tmp_path / "old.csv")
    page.next.click()
    qtbot.waitUntil(page.trouble.isVisible)
    at_desk.rest()
    assert "old Excel file" in page.trouble.text
    assert page.next.isEnabled()


def test_both_exports_go_by_the_gate(page: BringPage, at_desk: AtDesk) -> None:
    for code in ("records", "htcds"):
        button = page.findChild(QPushButton, f"bring_export_{code}")
        assert button is not None
        button.click()
        assert at_desk.opened[-1].target == {"export": code}


def test_the_gate_saves_sheet_rejects_and_exports(
    page: BringPage, at_desk: AtDesk, tmp_path: Path
) -> None:
    to_trial(page, at_desk)
    go(page, at_desk)
    batch = at_desk.read(batches)[0].batch.hex()
    targets = (
        ({"import": batch, "what": "sheet"}, "pdf"),
        ({"import": batch, "what": "sheet"}, "xlsx"),
        ({"import": batch, "what": "rejects"}, "csv"),
        ({"export": "htcds"}, "xlsx"),
        ({"export": "records"}, "zip"),
    )
    for number, (target, file_format) in enumerate(targets):
        dialog = ShareDialog(at_desk.lanes, at_desk.context, target, page)
        dialog.show()
        at_desk.rest()
        dialog.purpose.setText("Kept with the import")
        dialog.recipient.setText("This program")
        dialog.basis.setCurrentIndex(dialog.basis.findData("own_use"))
        dialog.file_format.setCurrentIndex(dialog.file_format.findData(file_format))
        dialog.name.setText(f"out-{number}")
        dialog.folder.set_path(tmp_path)
        dialog.save()
        at_desk.rest()
        at_desk.rest()
        assert (tmp_path / f"out-{number}.{file_format}").stat().st_size > 100
    rejects = (tmp_path / "out-2.csv").read_text("utf-8-sig")
    assert "B-3,Cal,Ray" in rejects
    assert "is a date that no calendar has" in rejects
    logged = at_desk.read(
        lambda c: c.exec_driver_sql("SELECT form FROM disclosure").scalars().all()
    )
    assert len(logged) == 5
    noted = at_desk.read(
        lambda c: (
            c.exec_driver_sql(
                "SELECT act FROM access_entry WHERE said LIKE 'Reconciliation sheet%' "
                "ORDER BY number"
            )
            .scalars()
            .all()
        )
    )
    assert noted == ["print", "export"]
