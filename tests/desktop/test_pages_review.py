"""The Review page: what two people wrote apart stands side by side until one click settles it."""

from datetime import date, time
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from desktop.conflicts.side import SideCard
from desktop.pages.review import ReviewPage
from desktop.pages.review.waiting import KeptCard
from desktop.widgets.labels import Heading, Label
from desktop.widgets.marked import MarkedText
from storage.domain.changeset import Operation
from storage.domain.ids import RecordId
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.credential import Credential
from storage.domain.kinds.directory import Partner
from storage.domain.kinds.note import Note
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from storage.usecases.undo import undo
from tests.desktop.apart import Apart, apart
from tests.desktop.conftest import Show
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.storage.builders import add_case
from tests.storage.laptops import deliver, tell, told_by_cho

__all__ = ["apart", "page_desk"]


def _page(desk: PageDesk, shown: Show) -> ReviewPage:
    page = ReviewPage(desk.lanes, desk.context)
    page.resize(1140, 800)
    shown(page)
    page.open({})
    desk.settle()
    return page


def _texts(page: QWidget) -> list[str]:
    return [label.text() for label in page.findChildren(Label) if label.isVisibleTo(page)]


def _sides(page: QWidget) -> list[SideCard]:
    return [card for card in page.findChildren(SideCard) if card.isVisibleTo(page)]


def _button(inside: QWidget, text: str) -> QAbstractButton:
    (found,) = (
        button
        for button in inside.findChildren(QAbstractButton)
        if button.text() == text and button.isVisible()
    )
    return found


def _marked(card: SideCard) -> list[str]:
    return [word for text in card.findChildren(MarkedText) for word in text.marked]


def test_an_empty_page_says_what_will_stand_here(page_desk: PageDesk, shown: Show) -> None:
    page = _page(page_desk, shown)
    assert "Nothing to review" in _texts(page)
    assert not page.subtitle.isVisible()


def test_both_values_stand_side_by_side_with_who_when_where_and_what_they_began_from(
    apart: Apart, shown: Show
) -> None:
    apart.ana_edits(apart.case, police="Det. Ruiz, Pittsfield")
    apart.exchange()
    apart.both_edit(
        apart.case, {"police": "Det. Ruiz, North Adams"}, {"police": "Det. Ruiz, State Police"}
    )
    apart.exchange()
    page = _page(apart.desk, shown)
    ben, ana = _sides(page)
    assert ben.accessibleName() == (
        "Ben Ortiz, Mar 4, 2026 at 10:15 AM \u00b7 Edit case \u00b7 on another laptop, "
        "Det. Ruiz, State Police, Shown now"
    )
    assert ana.accessibleName() == (
        "Ana Reyes, Mar 4, 2026 at 10:10 AM \u00b7 Edit case \u00b7 on this laptop, "
        "Det. Ruiz, North Adams"
    )
    assert (_marked(ben), _marked(ana)) == (["State Police"], ["North Adams"])
    texts = _texts(page)
    assert "Both began from: Det. Ruiz, Pittsfield" in texts
    assert f"{apart.case.number} \u00b7 Vega, Marisol" in texts
    assert page.subtitle.text() == "1 decision to make"


def test_one_press_keeps_a_version_for_everybody(apart: Apart, shown: Show) -> None:
    apart.both_edit(apart.youth, {"placement": "Aunt, North Adams"}, {"placement": "Shelter"})
    apart.exchange()
    page = _page(apart.desk, shown)
    (ana,) = (card for card in _sides(page) if "Ana Reyes" in card.accessibleName())
    keep = _button(ana, "Keep this")
    keep.setFocus()
    QTest.keyClick(keep, Qt.Key.Key_Return)
    apart.desk.settle()
    assert apart.ana_sees(apart.youth).placement == "Aunt, North Adams"
    assert _sides(page) == []
    assert "Nothing to review" in _texts(page)
    (said,) = apart.desk.said
    assert said.text == "Kept what Ana Reyes wrote"
    assert said.undo is not None
    tell(apart.desk.workspace, apart.ben)
    assert apart.ben_sees(apart.youth).placement == "Aunt, North Adams"


def test_the_other_value_can_go_into_a_note(apart: Apart, shown: Show) -> None:
    apart.both_edit(apart.youth, {"school": "Taconic High"}, {"school": "Pittsfield High"})
    apart.exchange()
    page = _page(apart.desk, shown)
    (ben,) = (card for card in _sides(page) if "Ben Ortiz" in card.accessibleName())
    _button(ben, "Keep this, note the other").click()
    apart.desk.settle()
    notes = apart.desk.workspace.read(
        lambda connection: connection.exec_driver_sql("SELECT text FROM note").scalars().all()
    )
    assert any("Taconic High" in text and "Ana Reyes" in text for text in notes)
    assert apart.ana_sees(apart.youth).school == "Pittsfield High"


def hearing(transaction: Transaction, apart: Apart) -> CourtEvent:
    event = CourtEvent(
        id=transaction.new_id(), case=apart.case.id, person=apart.youth.id,
        matter="care_and_protection", event_type="status", on=date(2026, 3, 10), at=time(9, 0),
        court="Pittsfield", judge="Moran",
    )  # fmt: skip
    save(transaction, [Add(event)], "add court event")
    return event


def test_fields_that_belong_together_stand_together(apart: Apart, shown: Show) -> None:
    event = apart.desk.workspace.write(hearing, apart)
    apart.exchange()
    apart.both_edit(event, {"on": date(2026, 3, 12)}, {"at": time(14, 30)})
    apart.exchange()
    page = _page(apart.desk, shown)
    ben, ana = _sides(page)
    assert "Date: Mar 10, 2026 \u00b7 Time: 2:30 PM" in ben.accessibleName()
    assert "Date: Mar 12, 2026 \u00b7 Time: 9:00 AM" in ana.accessibleName()
    assert "The same in each: Court: Pittsfield, Judge: Moran" in _texts(page)
    assert "Both began from: Date: Mar 10, 2026 \u00b7 Time: 9:00 AM" in _texts(page)


def test_what_is_about_safety_stands_first(apart: Apart, shown: Show) -> None:
    apart.both_edit(apart.youth, {"text_ok": True, "placement": "A"}, {"placement": "B"})
    apart.both_edit(apart.case, {"police": "One"}, {"police": "Two"})
    apart.exchange()
    page = _page(apart.desk, shown)
    headings = [h.text() for h in page.findChildren(Heading) if h.isVisible()]
    assert headings.index("Placement") < headings.index("Police")
    assert "Safety" in _texts(page)


def test_initials_reach_the_page(apart: Apart, shown: Show) -> None:
    apart.both_edit(apart.youth, {"given_name": "Mari"}, {"given_name": "Marisela"})
    apart.exchange()
    apart.desk.context.toggle_initials()
    page = _page(apart.desk, shown)
    words = " ".join([*_texts(page), *(card.accessibleName() for card in _sides(page))])
    assert "Mari" not in words
    assert "Vega" not in words
    assert f"{apart.case.number} \u00b7 V., M." in words


def test_what_is_settled_leaves_the_rest_and_hands_the_keyboard_on(
    apart: Apart, shown: Show
) -> None:
    apart.both_edit(apart.youth, {"school": "One"}, {"school": "Two"})
    apart.both_edit(apart.youth, {"town": "Adams"}, {"town": "Lee"})
    apart.exchange()
    page = _page(apart.desk, shown)
    first, _, third, _ = _sides(page)
    keep = _button(first, "Keep this")
    keep.setFocus()
    QTest.keyClick(keep, Qt.Key.Key_Space)
    apart.desk.settle()
    assert _sides(page)[0] is third
    focused = QApplication.focusWidget()
    assert focused is not None
    assert third.isAncestorOf(focused)


def test_what_arrives_moves_neither_keyboard_nor_scroll(apart: Apart, shown: Show) -> None:
    for name in ("school", "town", "pronouns", "phone", "placement"):
        apart.both_edit(apart.youth, {name: "One"}, {name: "Two"})
    apart.exchange()
    page = _page(apart.desk, shown)
    keep = _button(_sides(page)[4], "Keep this")
    keep.setFocus()
    top = page.scroll_area.verticalScrollBar().value()
    apart.both_edit(apart.case, {"police": "One"}, {"police": "Two"})
    apart.exchange()
    assert QApplication.focusWidget() is keep
    assert page.scroll_area.verticalScrollBar().value() == top
    assert len(_sides(page)) == 12


def test_a_third_version_that_came_meanwhile_is_not_settled_unseen(
    apart: Apart, shown: Show
) -> None:
    apart.both_edit(apart.youth, {"school": "One"}, {"school": "Two"})
    apart.exchange()
    page = _page(apart.desk, shown)
    keep = _button(_sides(page)[0], "Keep this")
    # The window has not heard of it yet: another window of hers took it in.
    apart.ben_edits(apart.youth, school="Three")
    tell(apart.ben, apart.desk.workspace)
    keep.click()
    apart.desk.settle()
    assert "meanwhile" in apart.desk.said[-1].text
    assert apart.ana_sees(apart.youth).school == "Three"


def test_undo_brings_both_versions_back(apart: Apart, shown: Show) -> None:
    apart.both_edit(apart.youth, {"school": "One"}, {"school": "Two"})
    apart.exchange()
    page = _page(apart.desk, shown)
    _button(_sides(page)[1], "Keep this").click()
    apart.desk.settle()
    assert _sides(page) == []
    dot = apart.desk.said[-1].undo
    assert dot is not None
    apart.desk.lanes.write(undo, dot, context=page)
    apart.desk.settle()
    assert [card.accessibleName().split(", ")[-1] for card in _sides(page)] == ["Shown now", "One"]
    assert apart.ana_sees(apart.youth).school == "Two"


def _note(transaction: Transaction, apart: Apart, note: RecordId, text: str) -> None:
    written = Note(
        id=note, case=apart.case.id, on=date(2026, 3, 4), note_class="privileged", text=text
    )
    save(transaction, [Add(written)], "import")


def test_a_text_told_in_confidence_stays_folded_until_it_is_asked_for(
    apart: Apart, shown: Show
) -> None:
    note = apart.desk.workspace.write(lambda transaction: transaction.new_id())
    apart.desk.workspace.write(_note, apart, note, "What she told me on Monday.")
    apart.ben.write(_note, apart, note, "What she told me on Tuesday.")
    apart.exchange()
    page = _page(apart.desk, shown)
    words = " ".join([*_texts(page), *(card.accessibleName() for card in _sides(page))])
    assert "told me" not in words
    assert "6 words, folded" in words
    _button(_sides(page)[0], "Show the text").click()
    (text,) = (label for label in _sides(page)[0].findChildren(MarkedText) if label.isVisible())
    assert text.text().startswith("What she told me on ")
    assert text.marked in {("Monday.",), ("Tuesday.",)}


def _park(transaction: Transaction) -> None:
    run: Any = transaction.connection.exec_driver_sql
    for number, kind in enumerate(("person", "person", "release")):
        run(
            "INSERT INTO parked_operation (device, incarnation, counter, position, kind, record, "
            "reason) VALUES (x'01', 0, ?, 0, ?, x'02', 'It was made with a newer version.')",
            (number, kind),
        )
    run(
        "INSERT INTO envelope_in (log, sequence, body, state, reason) "
        "VALUES (x'01', 1, x'00', 'parked', 'its signature is not right')"
    )


def test_what_waits_and_what_was_set_aside_is_said_in_a_sentence_each(
    page_desk: PageDesk, shown: Show
) -> None:
    page_desk.workspace.write(_park)
    page = _page(page_desk, shown)
    waiting, parked = (card for card in page.findChildren(KeptCard) if card.isVisible())
    assert [line.what for line in waiting.said] == [
        "Person \u00b7 2 changes",
        "Of a kind this Satchel does not know \u00b7 1 change",
    ]
    assert {line.why for line in waiting.said} == {"It was made with a newer version."}
    assert [tuple(line) for line in parked.said] == [
        ("1 sealed part", "Its signature is not right.")
    ]


def test_what_waits_is_named_by_its_record_or_else_by_its_case(
    page_desk: PageDesk, shown: Show
) -> None:
    workspace = page_desk.workspace
    case, maya = workspace.write(add_case, "Maya", "Vega")
    unknown = RecordId(b"?" * 16)
    told = told_by_cho(
        workspace, case.id, Operation(0, "edit", "court_event", unknown, {"outcome": "x"}, {})
    )
    deliver(workspace, [told], ())

    def park(transaction: Transaction) -> None:
        transaction.connection.exec_driver_sql(
            "INSERT INTO parked_operation (device, incarnation, counter, position, kind, record, "
            "reason) VALUES (x'01', 0, 1, 0, 'person', ?, 'It was made with a newer version.')",
            (maya.id,),
        )

    workspace.write(park)
    page = _page(page_desk, shown)

    def said() -> list[str]:
        (waiting,) = (card for card in page.findChildren(KeptCard) if card.isVisible())
        return [line.what for line in waiting.said]

    assert said() == [
        f"Person \u00b7 Maya Vega \u00b7 {case.number} \u00b7 1 change",
        f"Court event \u00b7 {case.number} \u00b7 Vega, Maya \u00b7 1 change",
    ]
    page_desk.context.toggle_initials()
    page_desk.qtbot.waitUntil(lambda: not any("Maya" in line for line in said()))


def test_of_a_partner_the_other_value_can_go_into_the_remark(apart: Apart, shown: Show) -> None:
    partner = apart.desk.workspace.write(_partner)
    tell(apart.desk.workspace, apart.ben)
    apart.both_edit(partner, {"phone": "413-555-0101"}, {"phone": "413-555-0102"})
    apart.exchange()
    page = _page(apart.desk, shown)
    (ben,) = (card for card in _sides(page) if "Ben Ortiz" in card.accessibleName())
    assert any("is added to its field “Remark”" in text for text in _texts(page))
    _button(ben, "Keep this, note the other").click()
    apart.desk.settle()
    now = apart.ana_sees(partner)
    assert now.phone == "413-555-0102"
    assert "Phone: 413-555-0101" in now.remark
    (said,) = apart.desk.said
    assert said.text == "Kept what Ben Ortiz wrote; the rest is under “Remark”"
    assert said.undo is not None
    apart.desk.workspace.write(undo, said.undo)
    assert apart.ana_sees(partner).remark == ""


def test_where_there_is_no_place_for_words_the_page_says_so(apart: Apart, shown: Show) -> None:
    made = apart.desk.workspace.write(_credential)
    tell(apart.desk.workspace, apart.ben)
    apart.both_edit(made, {"trained_by": "Cho"}, {"trained_by": "Dee"})
    apart.exchange()
    page = _page(apart.desk, shown)
    buttons = [
        button.text() for card in _sides(page) for button in card.findChildren(QAbstractButton)
    ]
    assert buttons == ["Keep this", "Keep this"]
    assert any("has no field for a note" in text for text in _texts(page))


def _partner(transaction: Transaction) -> Partner:
    partner = Partner(id=transaction.new_id(), family_name="Ruiz")
    save(transaction, [Add(partner)], "add partner")
    return partner


def _credential(transaction: Transaction) -> Credential:
    made = Credential(
        id=transaction.new_id(),
        holder="Ana Reyes",
        credential="caseworker_20m",
        from_on=date(2026, 3, 2),
    )
    save(transaction, [Add(made)], "add credential")
    return made
