from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QTabWidget, QWidget

from desktop.pages.case import CasePage
from desktop.pages.case.care import wait_words
from desktop.pages.case.coursechart import CourseChart
from desktop.pages.case.linked import LinkedCases
from desktop.pages.case.safecontact import SafeContact
from desktop.pages.case.tabs import RecordsTab
from desktop.pages.case.unaccompanied import Unaccompanied
from desktop.widgets.labels import Label
from desktop.wording.caseparts import PARTS, part_label, part_named, part_of
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.custody import CustodyPeriod
from storage.domain.kinds.exploiter import Exploiter
from storage.domain.kinds.link import CaseLink
from storage.domain.kinds.missing_episode import MissingEpisode
from storage.domain.kinds.person import Person
from storage.domain.kinds.referral import Referral
from storage.domain.kinds.referral_out import ReferralOut
from storage.domain.kinds.screening import Screening
from storage.usecases.casekinds import TIMELINE
from storage.usecases.casetwice import one_case
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from tests.desktop.conftest import Show
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.storage.builders import add_case, add_note, add_service, edit, stored

__all__ = ["page_desk"]

TODAY = date(2026, 3, 4)


def _page(desk: PageDesk, shown: Show, case: Case, tab: str = "timeline") -> CasePage:
    page = CasePage(desk.lanes, desk.context)
    page.resize(1140, 800)
    shown(page)
    page.open({"case": case.id.hex(), "tab": tab})
    desk.settle()
    return page


def _tab(page: CasePage) -> RecordsTab:
    return next(tab for tab in page.findChildren(RecordsTab) if tab.isVisibleTo(page))


def _texts(widget: QWidget) -> list[str]:
    return [one.text() for one in widget.findChildren(Label) if one.isVisibleTo(widget)]


def _button(widget: QWidget, name: str) -> QAbstractButton:
    found = widget.findChild(QAbstractButton, name)
    assert found is not None
    return found


def _everything(transaction: Transaction, case: Case, youth: Person) -> dict[str, RecordId]:
    new = transaction.new_id
    about: dict[str, Any] = {"case": case.id, "person": youth.id}
    records: dict[str, Any] = {
        "custody_period": CustodyPeriod(
            id=new(), **about, custody="dcf_temporary", holder="DCF Pittsfield",
            from_on=date(2026, 1, 1),
        ),
        "screening": Screening(
            id=new(), **about, instrument="cse_it_2", on=TODAY, total=5, band="possible_concern"
        ),
        "exploiter": Exploiter(id=new(), case=case.id, name="Rook"),
        "referral_out": ReferralOut(
            id=new(), **about, referred_on=date(2026, 2, 2), need="housing", status="waitlisted",
            provider="Gandara",
        ),
        "court_event": CourtEvent(
            id=new(), **about, matter="delinquency", event_type="status", on=TODAY, state="held"
        ),
        "missing_episode": MissingEpisode(
            id=new(), **about, identified_at=datetime(2026, 3, 4, 4, tzinfo=UTC)
        ),
    }  # fmt: skip
    save(transaction, [Add(record) for record in records.values()], "add")
    return {kind: record.id for kind, record in records.items()}


def _linked(transaction: Transaction, case: Case, other: Case) -> None:
    link = CaseLink(id=transaction.new_id(), case=other.id, other=case.id, link="peers", on=TODAY)
    save(transaction, [Add(link)], "link")


def test_every_kind_of_the_timeline_has_one_part_and_earlier_names_still_lead_there() -> None:
    for kind in TIMELINE:
        assert kind in PARTS[part_of(kind)]
    assert part_named("victimizations") == "findings"
    assert part_named("referrals") == "links"
    assert part_named("nonsense") == "timeline"
    assert len({part_label(part) for part in PARTS}) == len(PARTS)


def test_every_part_opens_and_is_reached_by_the_keyboard(page_desk: PageDesk, shown: Show) -> None:
    case, youth = page_desk.workspace.write(add_case)
    page_desk.workspace.write(_everything, case, youth)
    page = _page(page_desk, shown, case)
    tabs = page.findChild(QTabWidget)
    assert tabs is not None
    tabs.tabBar().setFocus()
    seen = [tabs.tabText(tabs.currentIndex())]
    for _ in range(len(PARTS) - 1):
        QTest.keyClick(tabs.tabBar(), Qt.Key.Key_Right)
        page_desk.settle()
        seen.append(tabs.tabText(tabs.currentIndex()))
    assert seen == [part_label(part) for part in PARTS]


def test_the_groups_of_the_timeline_choose_their_kinds(page_desk: PageDesk, shown: Show) -> None:
    case, youth = page_desk.workspace.write(add_case)
    page_desk.workspace.write(_everything, case, youth)
    page_desk.workspace.write(add_note, case, "Met.")
    page = _page(page_desk, shown, case)
    assert _tab(page).table.count() == 7
    _button(page, "only-findings").click()
    page_desk.settle()
    assert _tab(page).table.count() == 2
    _button(page, "only-notes").click()
    page_desk.settle()
    assert _tab(page).table.count() == 3


def test_an_exploiter_is_folded_in_list_and_panel_until_one_press(
    page_desk: PageDesk, shown: Show
) -> None:
    case, youth = page_desk.workspace.write(add_case)
    ids = page_desk.workspace.write(_everything, case, youth)
    page = _page(page_desk, shown, case)
    _tab(page).table.select(ids["exploiter"])
    page_desk.settle()
    model = _tab(page).table.model()
    cells = [model.index(r, c).data() for r in range(model.rowCount()) for c in range(3)]
    assert "Rook" not in str(cells)
    assert "Rook" not in _texts(page)
    _button(page, "show-restricted").click()
    page_desk.settle()
    assert "Rook" in _texts(page)
    other, _ = page_desk.workspace.write(add_case, "Ana", "Stone")
    page.open({"case": other.id.hex()})
    page_desk.settle()
    page.open({"case": case.id.hex(), "record": ids["exploiter"].hex()})
    page_desk.settle()
    assert "Rook" not in _texts(page)


def test_a_target_widens_the_filter_that_leaves_it_out(page_desk: PageDesk, shown: Show) -> None:
    case, youth = page_desk.workspace.write(add_case)
    service, _ = page_desk.workspace.write(add_service, case, youth)
    page = _page(page_desk, shown, case, "services")
    assert _tab(page).table.count() == 1
    assert service.contact is not None
    page.open({"case": case.id.hex(), "tab": "services", "record": service.contact.hex()})
    page_desk.settle()
    assert _tab(page).table.current() == service.contact


def test_the_head_shows_the_missing_custody_and_the_code_word_on_a_press(
    page_desk: PageDesk, shown: Show
) -> None:
    case, youth = page_desk.workspace.write(add_case)
    page_desk.workspace.write(_everything, case, youth)
    edit(
        page_desk.workspace, stored(page_desk.workspace, Person, youth.id),
        device_watched=True, code_word="Marigold", who_may_answer="Aunt Rosa",
    )  # fmt: skip
    page = _page(page_desk, shown, case)
    texts = _texts(page)
    assert "Missing since Mar 3, 2026 at 11:00 PM" in texts
    assert any("Custody: DCF, temporary, DCF Pittsfield" in text for text in texts)
    (strip,) = page.findChildren(SafeContact)
    assert strip.text.startswith("The device is watched.")
    assert "May answer: Aunt Rosa." in strip.text
    assert "Marigold" not in texts
    _button(page, "code-word").click()
    assert "Marigold" in _texts(page)
    _button(page, "code-word").click()
    assert "Marigold" not in _texts(page)


def test_findings_show_the_course_of_screenings_in_words_too(
    page_desk: PageDesk, shown: Show
) -> None:
    case, youth = page_desk.workspace.write(add_case)
    page_desk.workspace.write(_everything, case, youth)
    page = _page(page_desk, shown, case, "findings")
    (chart,) = page.findChildren(CourseChart)
    assert chart.accessibleDescription() == "5 on Mar 4, 2026, Possible concern"


def test_care_tells_status_and_wait(page_desk: PageDesk, shown: Show) -> None:
    case, youth = page_desk.workspace.write(add_case)
    page_desk.workspace.write(_everything, case, youth)
    page = _page(page_desk, shown, case, "care")
    model = _tab(page).table.model()
    cells = [model.index(0, column).data() for column in range(model.columnCount())]
    assert cells[2].endswith("Gandara")
    assert cells[3:] == ["On a waiting list", "30 days"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "30 days"),
        ({"offered_on": TODAY - timedelta(days=20)}, "10 days"),
        ({"status": "rejected_capacity", "status_on": TODAY - timedelta(days=29)}, "1 day"),
        ({"status": "rejected_capacity"}, ""),
    ],
)
def test_a_wait_ends_with_an_offer_or_with_the_referral(values: dict[str, Any], words: str) -> None:
    given = {"referred_on": TODAY - timedelta(days=30), "need": "housing", "status": "sent"}
    referral = ReferralOut(id=RecordId(b"r" * 16), **{**given, **values})
    assert wait_words(referral, TODAY) == words


def test_events_held_with_nobody_are_counted_and_listed(page_desk: PageDesk, shown: Show) -> None:
    case, youth = page_desk.workspace.write(add_case)
    page_desk.workspace.write(_everything, case, youth)
    page = _page(page_desk, shown, case, "court")
    (banner,) = page.findChildren(Unaccompanied)
    assert banner.isVisibleTo(page)
    assert banner.text.startswith("1 event was held")
    banner.acted.emit()
    page_desk.settle()
    assert _tab(page).unaccompanied.isChecked()
    assert _tab(page).table.count() == 1


def test_a_link_written_in_the_other_case_leads_there(page_desk: PageDesk, shown: Show) -> None:
    case, _ = page_desk.workspace.write(add_case)
    other, _ = page_desk.workspace.write(add_case, "Ana", "Stone")
    page_desk.workspace.write(_linked, case, other)
    page = _page(page_desk, shown, case, "links")
    (linked,) = page.findChildren(LinkedCases)
    assert linked.isVisibleTo(page)
    _button(page, f"linked-{other.id.hex()}").click()
    assert dict(page_desk.went[-1].target)["case"] == other.id.hex()


def test_of_a_case_opened_twice_both_say_where_one_goes_on(
    page_desk: PageDesk, shown: Show
) -> None:
    kept, _ = page_desk.workspace.write(add_case)
    other, _ = page_desk.workspace.write(add_case)
    page_desk.workspace.write(one_case, kept.id, other.id)
    said = []
    for case, there in ((kept, other), (other, kept)):
        page = _page(page_desk, shown, case, "links")
        said.append(_button(page, f"linked-{there.id.hex()}").text())
    assert "Same case, opened twice · go on here" in said[0]
    assert "Same case, opened twice · go on there" in said[1]


def test_a_referral_that_names_the_youth_of_another_case_leads_there(
    page_desk: PageDesk, shown: Show
) -> None:
    case, youth = page_desk.workspace.write(add_case)
    other, sister = page_desk.workspace.write(add_case, "Ana", "Stone")

    def refer(transaction: Transaction) -> RecordId:
        referral = Referral(
            id=transaction.new_id(),
            case=case.id,
            people=frozenset({youth.id, sister.id}),
            received_on=TODAY,
            source="dcf",
        )
        save(transaction, [Add(referral)], "add")
        return referral.id

    referral = page_desk.workspace.write(refer)
    page = _page(page_desk, shown, other, "links")
    _button(page, f"referral-{referral.hex()}").click()
    assert page_desk.opened[-1].target == {"kind": "referral", "record": referral.hex()}
    _button(page, f"linked-{case.id.hex()}").click()
    assert page_desk.went[-1].target["case"] == case.id.hex()
