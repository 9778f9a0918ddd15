"""The clocks of a case under its name, and the window that says why."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop.clocks import CaseClocks
from desktop.clocks.chip import ClockChip
from desktop.clocks.listing import AllClocks
from desktop.clocks.why import WhyDialog, why_lines
from desktop.widgets.labels import Label
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.kinds.missing_episode import MissingEpisode
from storage.usecases.deadlines import alarms_of, clocks
from storage.usecases.records import Add, Edit, save
from storage.usecases.transaction import Transaction
from tests.desktop.conftest import Show
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.storage.builders import add_case, add_service, stored

__all__ = ["page_desk"]


def _add(transaction: Transaction, kind: str, /, **values: Any) -> RecordId:
    record = transaction.new_id()
    save(transaction, [Add(KINDS[kind](id=record, **values))], "add")
    return record


def _episode(desk: PageDesk) -> tuple[RecordId, RecordId]:
    case, youth = desk.workspace.write(add_case)
    now = desk.context.clock.now()
    episode = desk.workspace.write(
        _add, "missing_episode", case=case.id, person=youth.id,
        identified_at=now - timedelta(hours=19), police_at=now - timedelta(hours=19),
        dcf_at=now - timedelta(hours=18), team_at=now - timedelta(hours=18),
    )  # fmt: skip
    return case.id, episode


def _strip(desk: PageDesk, shown: Show, case: RecordId) -> CaseClocks:
    strip = CaseClocks(desk.lanes, desk.context)
    strip.resize(900, 60)
    shown(strip)
    strip.show_case(case)
    desk.settle()
    return strip


def test_a_case_says_what_is_due_soon_and_another_case_does_not(
    page_desk: PageDesk, shown: Show
) -> None:
    case, _ = _episode(page_desk)
    strip = _strip(page_desk, shown, case)
    words = [chip.text() for chip in strip.chips]
    assert words[-1] == "NCMEC: due 3:00 PM today, 5 h left"
    assert strip.isVisible()
    other, _ = page_desk.workspace.write(add_case, "Luz", "Ortiz")
    strip.show_case(other.id)
    page_desk.settle()
    assert strip.chips == []
    strip.show_case(None)
    assert not strip.isVisible()


def test_evidence_that_is_saved_takes_the_clock_away(page_desk: PageDesk, shown: Show) -> None:
    case, episode = _episode(page_desk)
    strip = _strip(page_desk, shown, case)
    before = stored(page_desk.workspace, MissingEpisode, episode)
    after = MissingEpisode(
        **{name: getattr(before.record, name) for name in MissingEpisode.__slots__}
        | {"ncmec_at": page_desk.context.clock.now(), "entered_by_police": "yes"}
    )
    page_desk.lanes.write(save, [Edit(before, after)], "edit", context=strip)
    page_desk.settle()
    assert strip.chips == []


def test_tasks_are_told_apart_by_what_they_say_but_not_beside_initials(
    page_desk: PageDesk, shown: Show
) -> None:
    case, _ = page_desk.workspace.write(add_case)
    values = {"case": case.id, "due_on": page_desk.context.today(), "status": "open"}
    for text in ("Call the aunt", "Ask for the report number that the hotline gave to the school"):
        page_desk.workspace.write(_add, "task", text=text, **values)
    strip = _strip(page_desk, shown, case.id)
    assert [chip.text() for chip in strip.chips] == [
        "Call the aunt: due today",
        "Ask for the report number that the hotline gave\N{HORIZONTAL ELLIPSIS}: due today",
    ]
    settings = page_desk.context.settings
    page_desk.context.set_settings(replace(settings, initials=True))
    page_desk.settle()
    assert [chip.text() for chip in strip.chips] == ["Task: due today"] * 2


def test_all_clocks_of_a_case_say_how_they_ended_too(page_desk: PageDesk, shown: Show) -> None:
    case, _ = _episode(page_desk)
    strip = _strip(page_desk, shown, case)
    button = strip.findChild(QPushButton, "all-clocks-button")
    assert button is not None
    button.click()
    dialog = strip.window().findChild(AllClocks)
    assert dialog is not None
    said = [chip.text() for chip in dialog.findChildren(ClockChip)]
    assert "NCMEC: due 3:00 PM today, 5 h left" in said
    assert "MDT alerted: done in time" in said
    dialog.close()


def test_a_clock_says_its_rule_source_start_due_and_evidence(
    page_desk: PageDesk, shown: Show
) -> None:
    case, episode = _episode(page_desk)
    strip = _strip(page_desk, shown, case)
    chip = strip.chips[-1]
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_Return)
    dialog = strip.window().findChild(WhyDialog)
    assert dialog is not None
    said = "\n".join(label.text() for label in dialog.findChildren(Label))
    for words in (
        "NCMEC: due 3:00 PM today, 5 h left",
        "110 CMR 7.115; 42 USC 671(a)(35)\nVerified: the source was read",
        "Missing episode, Found missing: Mar 3, 2026 at 3:00 PM",
        "Mar 4, 2026 at 3:00 PM (24 hours)",
        "The moment at which NCMEC was told",
    ):
        assert words in said
    _press(dialog, "Open missing episode")
    (visit,) = page_desk.opened
    assert dict(visit.target) == {
        "kind": "missing_episode", "record": episode.hex(), "field": "ncmec_at",
    }  # fmt: skip


def test_a_clock_that_another_record_meets_begins_that_record(
    page_desk: PageDesk, shown: Show
) -> None:
    case, youth = page_desk.workspace.write(add_case)
    now = page_desk.context.clock.now()
    page_desk.workspace.write(
        _add, "missing_episode", case=case.id, person=youth.id,
        identified_at=now - timedelta(days=2), returned_at=now - timedelta(hours=2),
    )  # fmt: skip
    strip = _strip(page_desk, shown, case.id)
    chip = next(c for c in strip.chips if c.objectName().startswith("clock-return_safety_plan"))
    chip.click()
    dialog = strip.window().findChild(WhyDialog)
    assert dialog is not None
    _press(dialog, "Add safety plan")
    (visit,) = page_desk.opened
    wanted = {"kind": "safety_plan", "case": case.id.hex(), "person": youth.id.hex()}
    assert dict(visit.target) == wanted


def test_business_days_name_the_holiday_that_was_passed_over(page_desk: PageDesk) -> None:
    case, _ = page_desk.workspace.write(add_case)
    page_desk.workspace.write(
        _add, "referral", case=case.id, source="dcf", received_on=date(2026, 2, 10),
        report_finding="supported", report_found_on=date(2026, 2, 12),
    )  # fmt: skip
    now = page_desk.context.clock.now()
    (alarm,) = (
        one
        for one in page_desk.workspace.read(alarms_of, case.id, now)
        if one.rule.code == "notice_supported"
    )
    due = dict(why_lines(alarm))["Due"]
    assert "Washington's Birthday, Feb 16, 2026" in due
    assert due.startswith("Feb 20, 2026 at 11:59 PM (5 business days)")


def test_a_report_of_a_quarter_is_marked_as_handed_in(page_desk: PageDesk, shown: Show) -> None:
    case, youth = page_desk.workspace.write(add_case)
    page_desk.workspace.write(add_service, case, youth, date(2025, 12, 10))
    now = page_desk.context.clock.now()
    (alarm,) = (
        one
        for one in page_desk.workspace.read(clocks, now).alarms
        if one.rule.code == "pmt_quarter"
    )
    window = shown(page_desk.window())
    dialog = WhyDialog(page_desk.lanes, page_desk.context, alarm, now, window)
    dialog.open()
    _press(dialog, "It was handed in")
    page_desk.settle()
    assert page_desk.said[0].text == "Recorded as handed in today"
    left = page_desk.workspace.read(clocks, now).alarms
    assert [one for one in left if one.rule.code == "pmt_quarter"] == []


def _press(dialog: WhyDialog, words: str) -> None:
    (button,) = (one for one in dialog.findChildren(QPushButton) if one.text() == words)
    button.click()
