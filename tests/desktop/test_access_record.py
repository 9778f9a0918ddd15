"""The record of access on screen: filled behind the person's back, filtered, and shared."""

import json
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.dialogs.breakglass import BreakGlassDialog
from desktop.dialogs.share.accessrecord import access_made, access_offer
from desktop.looking import Looks
from desktop.pages.accessrecord import AccessRecordPage
from desktop.pages.today.accessbanner import AccessBanner
from installer.rescue import satchel_access_record as verifier
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person
from storage.usecases.access.noting import Look, Subject, note, of_case
from storage.usecases.access.reading import Shown, Wanted, order, rows
from storage.usecases.printing import Printing
from storage.usecases.records import Add, save
from storage.usecases.settings import set_settings
from storage.usecases.transaction import Transaction
from tests.desktop.at_desk import AtDesk, at_desk, over
from tests.desktop.conftest import Show
from tests.storage.builders import add_case
from tests.usecases.test_withholding import a_case_of, as_member, rule

__all__ = ["at_desk", "over"]

BEGINS = "This record begins"


def shown_entries(at_desk: AtDesk, wanted: Wanted | None = None) -> list[Shown]:
    keys = at_desk.read(order, wanted or Wanted())
    found = at_desk.read(rows, keys)
    # The workspace was made by another clock than the test's.
    return [found[key] for key in keys if found[key].act != BEGINS]


def acts(at_desk: AtDesk) -> list[str]:
    return [one.act for one in shown_entries(at_desk)]


@pytest.fixture
def page(at_desk: AtDesk, shown: Show) -> AccessRecordPage:
    page = AccessRecordPage(at_desk.lanes, at_desk.context)
    page.resize(1060, 760)
    shown(page)
    page.open({})
    at_desk.rest()
    return page


def table(page: AccessRecordPage) -> list[list[str]]:
    model = page.table.model()
    found = [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
    return [row for row in found if row[2] != BEGINS]


def test_looks_are_entered_together_a_moment_later_and_at_once_when_the_curtain_falls(
    at_desk: AtDesk,
) -> None:
    looks = Looks(at_desk.lanes, at_desk.context.clock)
    looks.opened("case", bytes(range(16)).hex())
    looks.searched("riv")
    looks.searched("rivera")
    at_desk.rest()
    assert acts(at_desk) == []
    looks.flush()
    at_desk.rest()
    entries = shown_entries(at_desk)
    assert [(one.act, one.why) for one in entries[:2]] == [("Searched", "rivera"), ("Opened", "")]


def test_looking_again_within_minutes_is_one_entry(at_desk: AtDesk) -> None:
    looks = Looks(at_desk.lanes, at_desk.context.clock)
    for _ in range(3):
        looks.opened("case", bytes(range(16)).hex())
        looks.flush()
    at_desk.rest()
    assert acts(at_desk) == ["Opened"]


def test_the_page_tells_what_was_done_to_what(page: AccessRecordPage, at_desk: AtDesk) -> None:
    case = at_desk.write(add_case)[0]
    at_desk.write(note, "open", of_case(case.id), "for court")
    page.table.refresh()
    at_desk.rest()
    assert table(page)[0][1:] == ["Ana Reyes", "Opened", "Case", case.number, "for court"]


def test_a_rule_that_was_changed_is_told_in_the_words_of_settings(
    page: AccessRecordPage, at_desk: AtDesk
) -> None:
    for values in ({"lock.pin_minutes": 10}, {"lock.pin_minutes": 0}, {"supervisors.needed": 3}):
        at_desk.write(set_settings, values)
    page.table.refresh()
    at_desk.rest()
    told = {cell for row in table(page) for cell in row}
    assert "A PIN unlocks after an idle lock: 10 minutes" in told
    assert "A PIN unlocks after an idle lock: never" in told
    assert "Leads needed to open a workspace: 3" in told


def test_filters_narrow_it_by_keys_alone(page: AccessRecordPage, at_desk: AtDesk) -> None:
    at_desk.write(note, "search", Subject(), "rivera")
    at_desk.write(note, "print", Subject(), "for court")
    page.act.setFocus()
    QTest.keyClicks(page.act, "Sea")
    at_desk.rest()
    assert [row[2] for row in table(page)] == ["Searched"]


def test_a_case_s_own_list_is_of_that_case(page: AccessRecordPage, at_desk: AtDesk) -> None:
    case = at_desk.write(add_case)[0]
    at_desk.write(note, "open", of_case(case.id))
    at_desk.write(note, "open", of_case(bytes(16)))
    page.open({"case": case.id.hex(), "number": case.number})
    at_desk.rest()
    assert [row[4] for row in table(page)] == [case.number]
    page.case_button.click()
    at_desk.rest()
    assert len(table(page)) == 2


def test_with_initials_nobody_s_name_is_written_out(
    page: AccessRecordPage, at_desk: AtDesk
) -> None:
    def somebody(transaction: Transaction) -> Any:
        person = Person(
            id=transaction.new_id(), role="at_risk_youth", given_name="Maya", family_name="Rivera"
        )
        save(transaction, [Add(person)], "intake")
        note(transaction, "open", Subject("person", person.id))

    at_desk.write(somebody)
    page.table.refresh()
    at_desk.rest()
    at_desk.write(note, "search", Subject(), "Maya Rivera")
    assert table(page)[0][3] == "Person: Maya Rivera"
    at_desk.context.toggle_initials()
    at_desk.rest()
    assert "Rivera" not in str(table(page))


def test_where_it_stood_is_there_again(page: AccessRecordPage, at_desk: AtDesk) -> None:
    page.act.setCurrentIndex(page.act.findData("search"))
    page.period.setCurrentIndex(page.period.findData("week"))
    place = page.place()
    other = AccessRecordPage(at_desk.lanes, at_desk.context)
    other.restore_place(place)
    at_desk.rest()
    assert (other.act.currentData(), other.period.currentData()) == ("search", "week")
    other.deleteLater()


def test_what_is_shared_is_a_file_that_proves_itself_and_a_paper(at_desk: AtDesk) -> None:
    case = at_desk.write(add_case)[0]
    now = at_desk.context.clock.now()
    look = Look("open", of_case(case.id), int(now.timestamp() * 1000))
    at_desk.write(note, look.act, look.subject, "why")
    target = {"accessrecord": {"case": case.id.hex()}}
    printing = Printing(
        program="Kids' Place", printed_by="Ana Reyes", printed_at=now, practice=False
    )
    offered = at_desk.read(access_offer, target)
    content = at_desk.read(access_made, target, "json", printing)
    paper = at_desk.read(access_made, target, "pdf", printing)
    assert offered.records == 1
    assert verifier.check(content)[0] == []
    assert json.loads(content)["by"] == "Ana Reyes"
    assert paper.startswith(b"%PDF")


@pytest.fixture
def withholding(at_desk: AtDesk) -> Case:
    """A colleague's case, where the program asks for a reason."""

    def arrange(transaction: Transaction) -> Any:
        as_member(transaction)
        set_settings(transaction, rule(others_cases="reason"))
        return a_case_of(transaction, "Lena Ortiz")

    case: Case = at_desk.write(arrange)
    at_desk.come_back()
    return case


def test_a_colleague_s_case_is_opened_with_a_reason_that_the_record_keeps(
    at_desk: AtDesk, withholding: Case, over: QWidget
) -> None:
    at_desk.context.go("case", {"case": withholding.id.hex()})
    at_desk.rest()
    (asked,) = at_desk.opened
    assert (at_desk.went, asked.name) == ([], "breakglass")
    dialog = BreakGlassDialog(at_desk.lanes, at_desk.context, asked.target, over)
    dialog.show()
    dialog.save()
    at_desk.rest()
    assert at_desk.went == []
    QTest.keyClicks(dialog.reason, "She was found tonight")
    dialog.save()
    at_desk.rest()
    assert [visit.name for visit in at_desk.went] == ["case"]
    assert [one.why for one in shown_entries(at_desk, Wanted(act="override"))] == [
        "She was found tonight"
    ]


def test_what_shows_nothing_of_a_case_asks_for_no_reason(
    at_desk: AtDesk, withholding: Case
) -> None:
    at_desk.context.go("today")
    at_desk.context.open("quicklog", {"case": withholding.id.hex()})
    at_desk.context.open("record", {"kind": "case", "record": withholding.id.hex()})
    at_desk.rest()
    assert [visit.name for visit in at_desk.opened] == ["quicklog", "breakglass"]


def test_a_lead_sees_on_today_what_a_colleague_opened_with_a_reason(
    at_desk: AtDesk, shown: Show
) -> None:
    def colleague(transaction: Transaction) -> None:
        identity = replace(transaction.identity, device=b"colleague"[:8])
        note(replace(transaction, identity=identity), "override", Subject(), "she is missing")

    banner = AccessBanner(at_desk.lanes, at_desk.context)
    shown(banner)
    at_desk.write(colleague)
    banner.read()
    at_desk.rest()
    assert banner.isVisible()
    banner.acted.emit()
    at_desk.rest()
    assert [(v.name, v.target) for v in at_desk.went] == [("accessrecord", {"act": "override"})]
    at_desk.write(note, "read")
    banner.read()
    at_desk.rest()
    assert not banner.isVisible()
