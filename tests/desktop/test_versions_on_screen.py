"""Two versions of a field are marked wherever it is read or edited, and settled from there."""

from datetime import UTC, date, datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from desktop.clocks.words import sentence
from desktop.conflicts.chip import VersionsChip
from desktop.conflicts.popup import VersionsPopup
from desktop.dialogs.openends import OpenEnds
from desktop.dialogs.quicklog.details import Details
from desktop.dialogs.record import RecordDialog
from desktop.lists.source import Sort
from desktop.pages.calendar.agenda import AgendaSource, Asked
from desktop.pages.case import CasePage
from desktop.pages.case.safecontact import SafeContact
from desktop.pages.today import TodayPage
from desktop.pages.today.rows import RowButton
from desktop.shell.window import MainWindow, Rest
from desktop.widgets.labels import Hint, Label
from desktop.widgets.popup import PopupPanel
from storage.domain.ids import RecordId
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.custody import PlacementPeriod
from storage.domain.periods import Period
from storage.reports.figures import figures
from storage.usecases.calendar.occurrence import Span
from storage.usecases.closing import open_ends
from storage.usecases.deadlines import alarms
from storage.usecases.quicklog import hearings_on
from storage.usecases.records import Add, save
from storage.usecases.transaction import Transaction
from tests.desktop.apart import Apart, apart
from tests.desktop.conftest import Show
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.storage.builders import add_service

__all__ = ["apart", "page_desk"]


def _page(desk: PageDesk, shown: Show, case: RecordId, **target: str) -> CasePage:
    page = CasePage(desk.lanes, desk.context)
    page.resize(1140, 800)
    shown(page)
    page.open({"case": case.hex(), **target})
    desk.settle()
    return page


def _dialog(desk: PageDesk, shown: Show, kind: str, record: RecordId) -> RecordDialog:
    window = shown(desk.window())
    dialog = RecordDialog(desk.lanes, desk.context, {"kind": kind, "record": record.hex()}, window)
    dialog.open()
    desk.settle()
    return dialog


def _chips(inside: QWidget) -> list[VersionsChip]:
    return [chip for chip in inside.findChildren(VersionsChip) if chip.isVisible()]


def _popup(chip: VersionsChip) -> VersionsPopup:
    chip.setFocus()
    QTest.keyClick(chip, Qt.Key.Key_Return)
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, VersionsPopup)
    return popup


def _keep(popup: QWidget, author: str) -> QAbstractButton:
    (found,) = (
        button
        for button in popup.findChildren(QAbstractButton)
        if button.text() == "Keep this" and author in button.accessibleName()
    )
    return found


def _texts(inside: QWidget) -> list[str]:
    return [label.text() for label in inside.findChildren(Label) if label.isVisible()]


def _no_popup() -> bool:
    popup = QApplication.activePopupWidget()
    return not isinstance(popup, PopupPanel)


def test_the_head_of_a_case_names_what_has_two_versions_and_settles_it(
    apart: Apart, shown: Show
) -> None:
    apart.both_edit(apart.case, {"police": "Det. Ruiz"}, {"police": "Det. Moran"})
    apart.exchange()
    page = _page(apart.desk, shown, apart.case.id)
    (chip,) = _chips(page)
    assert chip.text() == "2 versions: Police"
    popup = _popup(chip)
    keep = _keep(popup, "Ana Reyes")
    focused = QApplication.focusWidget()
    assert focused is not None
    assert popup.isAncestorOf(focused)
    keep.setFocus()
    QTest.keyClick(keep, Qt.Key.Key_Return)
    apart.desk.settle()
    assert _no_popup()
    assert _chips(page) == []
    assert apart.ana_sees(apart.case).police == "Det. Ruiz"


def test_the_panel_is_walked_by_tab_and_left_by_escape(apart: Apart, shown: Show) -> None:
    apart.both_edit(apart.case, {"police": "Det. Ruiz"}, {"police": "Det. Moran"})
    apart.exchange()
    page = _page(apart.desk, shown, apart.case.id)
    (chip,) = _chips(page)
    popup = _popup(chip)
    names = []
    for _ in range(4):
        focused = QApplication.focusWidget()
        assert focused is not None
        names.append(focused.accessibleName().split(",")[0])
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert names == [
        "Keep this: Ben Ortiz", "Keep this", "Keep this: Ana Reyes", "Keep this",
    ]  # fmt: skip
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    assert _no_popup()
    assert page.window().focusWidget() is chip


def test_the_strip_for_safe_contact_shows_every_version_and_goes_by_the_careful_one(
    apart: Apart, shown: Show
) -> None:
    apart.both_edit(
        apart.youth, {"voicemail_ok": True, "placement": "Aunt"}, {"placement": "Shelter"}
    )
    apart.ben_edits(apart.youth, text_ok=True)
    apart.exchange()
    apart.both_edit(apart.youth, {"voicemail_ok": False}, {"voicemail_ok": True})
    apart.ben_edits(apart.youth, voicemail_ok=False)
    apart.ben_edits(apart.youth, voicemail_ok=True)
    apart.ana_edits(apart.youth, text_ok=False)
    apart.exchange()
    page = _page(apart.desk, shown, apart.case.id)
    (strip,) = page.findChildren(SafeContact)
    assert "Placement: Shelter or Aunt (two versions)." in strip.text
    assert "voicemail no (two versions)" in strip.text
    assert "text no." in strip.text


def test_one_version_that_says_the_device_is_watched_is_a_warning(
    apart: Apart, shown: Show
) -> None:
    apart.ben_edits(apart.youth, device_watched=True)
    apart.exchange()
    apart.ana_edits(apart.youth, device_watched=False)
    apart.ana_edits(apart.youth, device_watched=True)
    apart.ben_edits(apart.youth, device_watched=False)
    apart.exchange()
    assert not apart.ana_sees(apart.youth).device_watched
    page = _page(apart.desk, shown, apart.case.id)
    (strip,) = page.findChildren(SafeContact)
    assert strip.text.startswith("The device is watched.")
    assert strip.banner.property("kind") == "warn"


def test_the_head_of_a_case_shows_every_place_where_the_youth_may_live(
    apart: Apart, shown: Show
) -> None:
    def live(transaction: Transaction) -> PlacementPeriod:
        period = PlacementPeriod(
            id=transaction.new_id(), case=apart.case.id, person=apart.youth.id,
            living_situation="dcf_foster", place="Elm Street", from_on=date(2026, 1, 2),
        )  # fmt: skip
        save(transaction, [Add(period)], "add placement")
        return period

    period = apart.desk.workspace.write(live)
    apart.exchange()
    apart.both_edit(period, {"place": "Oak Street"}, {"place": "Pine Street"})
    apart.exchange()
    page = _page(apart.desk, shown, apart.case.id)
    said = [text for text in _texts(page) if "Lives: " in text]
    assert any("Pine Street or Oak Street (two versions)" in text for text in said)


def _hearing(transaction: Transaction, apart: Apart) -> CourtEvent:
    event = CourtEvent(
        id=transaction.new_id(), case=apart.case.id, person=apart.youth.id,
        matter="care_and_protection", event_type="status", on=date(2026, 3, 10),
    )  # fmt: skip
    save(transaction, [Add(event)], "add court event")
    return event


def test_a_row_and_the_panel_beside_it_are_marked(apart: Apart, shown: Show) -> None:
    event = apart.desk.workspace.write(_hearing, apart)
    apart.exchange()
    apart.both_edit(event, {"court": "Pittsfield"}, {"court": "Adams"})
    apart.both_edit(event, {"outcome": "Continued"}, {"outcome": "Dismissed"})
    apart.exchange()
    page = _page(apart.desk, shown, apart.case.id, tab="timeline", record=event.id.hex())
    table = page.first_focus()
    model = table.model()  # type: ignore[attr-defined]  # the list of the tab
    rows = [str(model.index(row, 1).data()) for row in range(model.rowCount())]
    assert "2 versions \u00b7 Status" in rows
    marks = ["2 versions: Court", "2 versions: Outcome", "2 versions"]
    apart.desk.qtbot.waitUntil(lambda: [chip.text() for chip in _chips(page)] == marks)
    assert any(text.startswith("Also, by Ana Reyes: ") for text in _texts(page))


def test_a_hearing_shows_every_day_it_may_be_on(apart: Apart, shown: Show) -> None:
    event = apart.desk.workspace.write(_hearing, apart)
    apart.exchange()
    apart.both_edit(event, {"on": date(2026, 3, 9)}, {"on": date(2026, 3, 11)})
    apart.exchange()
    page = _page(apart.desk, shown, apart.case.id)
    (line,) = (text for text in _texts(page) if text.startswith("Next court: "))
    assert "Wed Mar 11" in line
    assert "Also, by Ana Reyes: Mar 9, 2026" in line.replace("Date: ", "")
    today = TodayPage(apart.desk.lanes, apart.desk.context)
    shown(today)
    today.open({})
    apart.desk.settle()
    name = f"row-{event.id.hex()}"
    rows = [b for b in today.findChildren(RowButton) if b.objectName().startswith(name)]
    said = [row.accessibleName() for row in rows]
    assert [text.split(",")[0] for text in said] == ["Mon Mar 9", "Wed Mar 11"]
    assert all("2 versions" in text for text in said)
    source = AgendaSource(apart.desk.context)
    march = Span(first=date(2026, 3, 1), last=date(2026, 3, 31), today=date(2026, 3, 4))
    asked = Asked(march, "", mine=False)
    read = apart.desk.workspace.read
    keys = read(lambda connection: source.order(connection, asked, Sort("on")))
    cells = read(lambda connection: source.rows(connection, keys))
    assert [cells[key][0].on.day for key in keys] == [9, 11]
    assert all(str(cells[key][3]).startswith("2 versions") for key in keys)
    late = datetime(2026, 3, 13, 20, tzinfo=UTC)
    rung = [one for one in read(alarms, late) if one.record == event.id]
    assert len(rung) == 2
    assert all(sentence(one, late).startswith("2 versions of its day") for one in rung)


def test_closing_and_the_quick_log_name_what_is_undecided_of_a_hearing(
    apart: Apart, shown: Show
) -> None:
    event = apart.desk.workspace.write(_hearing, apart)
    apart.exchange()
    days = date(2026, 3, 9), date(2026, 3, 11)
    apart.both_edit(event, {"on": days[0]}, {"on": days[1]})
    apart.exchange()
    desk = apart.desk
    ends = OpenEnds(desk.context)
    ends.show_ends(desk.workspace.read(open_ends, apart.case.id, date(2026, 3, 4)), ())
    shown(ends)
    assert any(text.endswith("Mon Mar 9 or Wed Mar 11") for text in _texts(ends))
    details = Details(desk.context)
    for day in days:
        details.offer_hearings(desk.workspace.read(hearings_on, [apart.case.id], day))
        assert details.hearing.text().startswith("I accompanied to Status")
        assert details.hearing.text().endswith("(2 versions)")


def test_a_person_with_two_versions_is_marked_in_the_list(apart: Apart, shown: Show) -> None:
    apart.both_edit(apart.youth, {"school": "One"}, {"school": "Two"})
    apart.exchange()
    page = _page(apart.desk, shown, apart.case.id, tab="people")
    model = page.first_focus().model()  # type: ignore[attr-defined]  # the list of the tab
    assert str(model.index(0, 0).data()) == "2 versions \u00b7 Marisol Vega"


def test_a_field_in_its_form_is_marked_and_follows_what_was_settled(
    apart: Apart, shown: Show
) -> None:
    apart.both_edit(apart.youth, {"placement": "Aunt"}, {"placement": "Shelter"})
    apart.exchange()
    dialog = _dialog(apart.desk, shown, "person", apart.youth.id)
    (chip,) = _chips(dialog.form.box("placement"))
    assert chip.text() == "2 versions"
    hints = [h.text() for h in dialog.form.box("placement").findChildren(Hint) if h.isVisible()]
    assert hints == ["Also, by Ana Reyes: Aunt"]
    town = dialog.form.editor("town")
    town.focus_here()
    QTest.keyClicks(town.control, "Ada")
    popup = _popup(chip)
    _keep(popup, "Ana Reyes").click()
    apart.desk.settle()
    assert dialog.form.editor("placement").value() == "Aunt"
    assert _chips(dialog) == []
    assert town.value() == "Ada"
    town.focus_here()
    QTest.keyClicks(town.control, "ms")
    dialog.save()
    apart.desk.settle()
    assert apart.ana_sees(apart.youth).town == "Adams"
    assert apart.ana_sees(apart.youth).placement == "Aunt"


def test_what_arrives_while_a_form_is_open_stands_there_and_moves_nothing(
    apart: Apart, shown: Show
) -> None:
    dialog = _dialog(apart.desk, shown, "person", apart.youth.id)
    school = dialog.form.editor("school")
    school.focus_here()
    QTest.keyClicks(school.control, "Taconi")
    apart.ben_edits(apart.youth, town="Lee", school="Pittsfield High")
    apart.exchange()
    assert dialog.form.editor("town").value() == "Lee"
    assert school.value() == "Taconi"
    assert QApplication.focusWidget() is school.control
    assert school.caret() == 6
    assert any("Pittsfield High" in text for text in _texts(school))


def test_a_field_the_form_does_not_show_is_named_above_it(apart: Apart, shown: Show) -> None:
    apart.ana_edits(apart.youth, school="One")
    apart.ben_retires(apart.youth)
    apart.exchange()
    dialog = _dialog(apart.desk, shown, "person", apart.youth.id)
    (chip,) = _chips(dialog)
    assert chip.text() == "Retired or kept?"
    popup = _popup(chip)
    (keep,) = (b for b in popup.findChildren(QAbstractButton) if b.text() == "Keep it")
    keep.click()
    apart.desk.settle()
    assert _no_popup()
    assert _chips(dialog) == []


def test_today_leads_to_what_waits_for_a_decision(apart: Apart, shown: Show) -> None:
    apart.both_edit(apart.youth, {"placement": "A", "school": "A"}, {"placement": "B"})
    apart.both_edit(apart.case, {"police": "A"}, {"police": "B"})
    apart.exchange()
    page = TodayPage(apart.desk.lanes, apart.desk.context)
    page.resize(1140, 800)
    shown(page)
    page.open({})
    apart.desk.settle()
    (row,) = (b for b in page.findChildren(RowButton) if b.objectName() == "row-reviews")
    assert row.accessibleName() == "2 decisions to make in Review, 1 is about safety"
    row.click()
    assert [visit.name for visit in apart.desk.went] == ["review"]


def test_the_side_bar_counts_calmly_and_forgets_the_count(apart: Apart, shown: Show) -> None:
    window = MainWindow(apart.desk.lanes, apart.desk.context, Rest())
    shown(window)
    apart.desk.settle()
    entry = window.findChild(QAbstractButton, "nav_review")
    assert entry is not None
    assert entry.accessibleName() == "Review"
    apart.both_edit(apart.case, {"police": "A"}, {"police": "B"})
    apart.exchange()
    assert entry.accessibleName() == "Review, 1 entry"
    QTest.keyClick(window, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    apart.desk.settle()
    _keep(window, "Ben Ortiz").click()
    apart.desk.settle()
    assert entry.accessibleName() == "Review"


def test_figures_say_so_where_a_record_they_count_has_several_versions(apart: Apart) -> None:
    apart.desk.workspace.write(add_service, apart.case, apart.youth)
    quarter = Period(date(2026, 1, 1), date(2026, 3, 31))
    before = apart.desk.workspace.read(figures, "pmt", quarter)
    apart.both_edit(
        apart.youth, {"gender_identity": "female"}, {"gender_identity": "transgender_female"}
    )
    apart.exchange()
    after = apart.desk.workspace.read(figures, "pmt", quarter)
    assert [note for note in after.footnotes if note not in before.footnotes] == [
        "1 record counted here has several versions of a field; the one shown is counted."
    ]
    earlier = Period(date(2025, 10, 1), date(2025, 12, 31))
    assert apart.desk.workspace.read(figures, "pmt", earlier).footnotes == before.footnotes
