"""The list of all rules, where a program switches clocks and sets their spans."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.clocks.part import ClocksPart
from desktop.clocks.ruleline import RuleLine
from desktop.widgets.chip import Chip
from desktop.widgets.labels import Muted, Problem
from storage.usecases.deadlines.rulebook import rules_of, shipped
from tests.desktop.conftest import Show
from tests.desktop.pagedesk import PageDesk, page_desk

__all__ = ["page_desk"]


def _part(desk: PageDesk, shown: Show) -> ClocksPart:
    part = ClocksPart(desk.lanes, desk.context)
    part.resize(900, 700)
    shown(part)
    desk.settle()
    return part


def _line(part: ClocksPart, code: str) -> RuleLine:
    return next(line for line in part.lines if line.shipped.code == code)


def _chip(line: RuleLine) -> str:
    chip = line.findChild(Chip)
    assert chip is not None
    return chip.text()


def test_every_rule_stands_there_with_its_source_and_whether_it_is_verified(
    page_desk: PageDesk, shown: Show
) -> None:
    part = _part(page_desk, shown)
    assert [line.shipped.code for line in part.lines] == list(shipped())
    for line in part.lines:
        words = " ".join(label.text() for label in line.findChildren(Muted))
        assert line.shipped.source in words
        assert _chip(line) == ("Verified" if line.shipped.verified else "Not verified")


def test_a_clock_is_switched_off_by_keyboard_for_the_whole_program(
    page_desk: PageDesk, shown: Show
) -> None:
    part = _part(page_desk, shown)
    box = _line(part, "mentor_72h").on
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    page_desk.settle()
    assert page_desk.workspace.read(rules_of)["mentor_72h"].off
    assert not _line(part, "mentor_72h").on.isChecked()
    assert page_desk.said[0].undo is not None


def test_a_span_of_its_own_is_the_programs_and_no_longer_verified(
    page_desk: PageDesk, shown: Show
) -> None:
    part = _part(page_desk, shown)
    line = _line(part, "missing_ncmec")
    line.amount.setText("12")
    line.amount.editingFinished.emit()
    page_desk.settle()
    rule = page_desk.workspace.read(rules_of)["missing_ncmec"]
    assert (rule.span.amount, rule.verified) == (12, False)
    assert _chip(line) == "Set by the program"
    assert line.source.isVisible()
    line.source.setText("Team protocol")
    line.source.editingFinished.emit()
    page_desk.settle()
    assert page_desk.workspace.read(rules_of)["missing_ncmec"].changed == "Team protocol"
    line.amount.setText("24")
    line.amount.editingFinished.emit()
    page_desk.settle()
    assert page_desk.workspace.read(rules_of)["missing_ncmec"] == shipped()["missing_ncmec"]


def test_a_span_that_is_no_number_is_refused_beside_it(page_desk: PageDesk, shown: Show) -> None:
    part = _part(page_desk, shown)
    line = _line(part, "missing_ncmec")
    line.amount.setText("soon")
    line.amount.editingFinished.emit()
    page_desk.settle()
    problem = line.findChild(Problem)
    assert problem is not None
    assert problem.isVisible()
    assert page_desk.workspace.read(rules_of)["missing_ncmec"] == shipped()["missing_ncmec"]


def test_a_search_leaves_the_clocks_that_say_it(page_desk: PageDesk, shown: Show) -> None:
    part = _part(page_desk, shown)
    part.restore_place({"search": "110 CMR 4.51"})
    page_desk.settle()
    found = [line.shipped.code for line in part.lines if line.isVisible()]
    assert found == ["notice_supported", "notice_screened_out"]
    assert part.place()["search"] == "110 CMR 4.51"
