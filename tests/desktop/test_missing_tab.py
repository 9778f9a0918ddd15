"""Missing: begun in seconds, told with one press, returned with what is still to do."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.dialogs.missing import MissingDialog, ReturnedDialog
from desktop.dialogs.record import RecordDialog
from desktop.dialogs.share import ShareDialog
from desktop.pages.case.missing import MissingTab
from storage.domain.kinds.case import Case
from storage.domain.kinds.missing_episode import MissingEpisode, Sighting
from storage.domain.kinds.person import Person
from storage.tables.records import fetch
from storage.usecases.editing import keep_record
from storage.usecases.records import Add, save
from storage.usecases.safety.missing import begin, end
from storage.usecases.transaction import Transaction
from tests.desktop.at_desk import AtDesk, at_desk, over
from tests.desktop.watched_over import MINUTE, all_of, clock, opened, status_of, texts_of, youth

__all__ = ["at_desk", "clock", "opened", "over", "youth"]


def run_away(at_desk: AtDesk, youth: tuple[Case, Person], hours: float = 9, **values: Any) -> Any:
    case, person = youth
    at = MINUTE - timedelta(hours=hours)
    return at_desk.write(begin, person.id, case.id, {"identified_at": at, **values}).episode


def come_back(at_desk: AtDesk, episode: Any) -> None:
    before = at_desk.read(fetch, MissingEpisode, episode)
    values = {"returned_at": MINUTE - timedelta(hours=1)}
    at_desk.write(end, before, values, "active_acute")


def missing_tab(
    at_desk: AtDesk, youth: tuple[Case, Person], shown: Callable[[QWidget], QWidget]
) -> MissingTab:
    tab = MissingTab(at_desk.lanes, at_desk.context)
    tab.resize(1100, 900)
    shown(tab)
    tab.open_case(youth[0].id, {"person": youth[1].id.hex()})
    at_desk.rest()
    return tab


def test_an_episode_is_open_seven_keys_after_ctrl_m(
    at_desk: AtDesk, youth: tuple[Case, Person], opened: Callable[..., Any]
) -> None:
    dialog = opened(MissingDialog)
    QTest.keyClicks(dialog.focusWidget(), "veg")
    at_desk.rest()
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    at_desk.rest()
    assert [one.person for one in dialog.whom.people] == [youth[1].id]
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    at_desk.rest()
    (episode,) = all_of(at_desk, "missing_episode")
    assert (episode.identified_at, episode.case) == (MINUTE, youth[0].id)
    assert status_of(at_desk, youth[0]) == "missing"
    assert at_desk.went[-1].target == {"case": youth[0].id.hex(), "tab": "missing"}
    assert at_desk.said[-1].undo is not None


def test_a_youth_who_is_missing_already_is_shown_instead(
    at_desk: AtDesk, youth: tuple[Case, Person], opened: Callable[..., Any]
) -> None:
    run_away(at_desk, youth)
    dialog = opened(MissingDialog, case=youth[0].id.hex())
    assert "Missing already since Mar 3, 2026" in dialog.notice.text
    dialog.notice.acted.emit()
    at_desk.rest()
    assert len(all_of(at_desk, "missing_episode")) == 1
    assert at_desk.went[-1].name == "case"


def test_nobody_named_is_asked_for_in_words(
    at_desk: AtDesk, youth: tuple[Case, Person], opened: Callable[..., Any]
) -> None:
    dialog = opened(MissingDialog)
    dialog.save()
    assert dialog.notice.text == "Name the youth who is missing."
    assert status_of(at_desk, youth[0]) == "active_ongoing"


def test_what_was_begun_survives_a_lock(
    at_desk: AtDesk, youth: tuple[Case, Person], opened: Callable[..., Any]
) -> None:
    first = opened(MissingDialog, case=youth[0].id.hex())
    QTest.keyClicks(first.form.editor("last_seen_where").control, "Elm St")
    place = first.place()
    again = opened(MissingDialog)
    again.restore_place(place)
    at_desk.rest()
    assert [one.person for one in again.whom.people] == [youth[1].id]
    assert again.form.values()["last_seen_where"] == "Elm St"
    first.reject()
    at_desk.come_back()
    third = opened(MissingDialog)
    assert third.unfinished.isVisible()
    third.unfinished.acted.emit()
    at_desk.rest()
    assert third.form.values()["last_seen_where"] == "Elm St"


def test_one_press_records_who_was_told_and_the_clock_beside_it_stops(
    at_desk: AtDesk, youth: tuple[Case, Person], shown: Callable[[QWidget], QWidget]
) -> None:
    run_away(at_desk, youth)
    tab = missing_tab(at_desk, youth, shown)
    assert "9 h 0 min" in tab.episode.headline.text()
    box = tab.episode.stamps.boxes["ncmec_at"]
    assert "14 h 59 min left" in texts_of(box)
    box.button.click()
    at_desk.rest()
    at_desk.rest()
    (episode,) = all_of(at_desk, "missing_episode")
    assert episode.ncmec_at == MINUTE
    assert "left" not in texts_of(box)
    assert "Mar 4, 2026 at 8:10 AM" in texts_of(box)


def test_the_search_log_takes_a_line_at_a_time_and_keeps_what_is_half_typed(
    at_desk: AtDesk, youth: tuple[Case, Person], shown: Callable[[QWidget], QWidget]
) -> None:
    run_away(at_desk, youth)
    tab = missing_tab(at_desk, youth, shown)
    QTest.keyClicks(tab.log.where, "Holyoke mall")
    QTest.keyClick(tab.log.where, Qt.Key.Key_Return)
    at_desk.rest()
    at_desk.rest()
    (seen,) = all_of(at_desk, "sighting")
    assert (seen.where, seen.at, seen.step) == ("Holyoke mall", MINUTE, "sighting")
    assert tab.log.where.text() == ""
    assert "Holyoke mall" in texts_of(tab.log)
    QTest.keyClicks(tab.log.text, "With a young")
    place = tab.place()
    other = missing_tab(at_desk, youth, shown)
    other.restore_place(place)
    assert other.log.text.text() == "With a young"


def test_a_sighting_is_passed_to_the_police_with_one_press(
    at_desk: AtDesk, youth: tuple[Case, Person], shown: Callable[[QWidget], QWidget]
) -> None:
    episode = run_away(at_desk, youth)
    sighting = at_desk.write(_seen, youth[0], episode)
    tab = missing_tab(at_desk, youth, shown)
    button = tab.log.rows.first_button(sighting.id)
    button.click()
    at_desk.rest()
    at_desk.rest()
    (kept,) = all_of(at_desk, "sighting")
    assert kept.police_told_at == MINUTE
    assert not button.isVisible()
    assert "passed to the police Mar 4, 2026 at 8:10 AM" in texts_of(tab.log)


def test_a_sighting_that_arrives_while_one_types_takes_nothing_away(
    at_desk: AtDesk, youth: tuple[Case, Person], shown: Callable[[QWidget], QWidget]
) -> None:
    episode = run_away(at_desk, youth)
    tab = missing_tab(at_desk, youth, shown)
    tab.log.text.setFocus()
    QTest.keyClicks(tab.log.text, "With a you")
    at_desk.write(_seen, youth[0], episode)
    at_desk.rest()
    assert "Springfield" in texts_of(tab.log)
    assert tab.log.text.text() == "With a you"
    assert tab.window().focusWidget() is tab.log.text


def _seen(transaction: Transaction, case: Case, episode: Any) -> Any:
    sighting = Sighting(
        id=transaction.new_id(), case=case.id, episode=episode, at=MINUTE, step="tip",
        where="Springfield",
    )  # fmt: skip
    return sighting, save(transaction, [Add(sighting)], "add sighting")


def test_packet_and_return_are_opened_for_the_open_episode(
    at_desk: AtDesk, youth: tuple[Case, Person], shown: Callable[[QWidget], QWidget]
) -> None:
    episode = run_away(at_desk, youth)
    tab = missing_tab(at_desk, youth, shown)
    tab.episode.packet_button.click()
    tab.episode.returned_button.click()
    assert [(visit.name, visit.target) for visit in at_desk.opened] == [
        ("share", {"packet": episode.hex()}),
        ("returned", {"episode": episode.hex()}),
    ]


def test_the_packet_is_proposed_whole_at_the_gate(
    at_desk: AtDesk, youth: tuple[Case, Person], opened: Callable[..., Any]
) -> None:
    episode = run_away(at_desk, youth)
    dialog = opened(ShareDialog, packet=episode.hex())
    assert dialog.purpose.text() == "Report of a missing child"
    assert dialog.basis.currentData() == "missing_report"
    assert dialog._trouble(dialog._offer) == ""


def test_a_return_is_recorded_and_asks_for_the_screening(
    at_desk: AtDesk, youth: tuple[Case, Person], opened: Callable[..., Any]
) -> None:
    episode = run_away(at_desk, youth)
    dialog = opened(ReturnedDialog, episode=episode.hex())
    assert dialog.status.currentData() == "active_ongoing", "as it was before"
    dialog.screening.setCurrentIndex(dialog.screening.findData("now"))
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    at_desk.rest()
    (kept,) = all_of(at_desk, "missing_episode")
    assert kept.returned_at == MINUTE
    assert status_of(at_desk, youth[0]) == "active_ongoing"
    target = at_desk.opened[-1].target
    assert (target["kind"], target["values"]) == ("screening", {"trigger": "return"})


def test_not_screening_needs_a_reason(
    at_desk: AtDesk, youth: tuple[Case, Person], opened: Callable[..., Any]
) -> None:
    episode = run_away(at_desk, youth)
    dialog = opened(ReturnedDialog, episode=episode.hex())
    dialog.screening.setCurrentIndex(dialog.screening.findData("not"))
    dialog.save()
    assert "why no screening" in texts_of(dialog)
    dialog.reason.editor("screening_not_done").put("Declined twice")
    dialog.save()
    at_desk.rest()
    (kept,) = all_of(at_desk, "missing_episode")
    assert kept.screening_not_done == "Declined twice"


def test_what_a_colleague_saves_while_the_return_is_typed_stands_beside_it(
    at_desk: AtDesk, youth: tuple[Case, Person], opened: Callable[..., Any]
) -> None:
    episode = run_away(at_desk, youth)
    dialog = opened(ReturnedDialog, episode=episode.hex())
    where = dialog.form.editor("returned_where")
    QTest.keyClicks(where.control, "At her aunt's")
    before = at_desk.read(fetch, MissingEpisode, episode)
    at_desk.write(keep_record, "missing_episode", before, {"medical_check": "offered_done"})
    at_desk.rest()
    assert dialog.form.values()["medical_check"] == "offered_done"
    assert where.value() == "At her aunt's"
    dialog.save()
    at_desk.rest()
    (kept,) = all_of(at_desk, "missing_episode")
    assert (kept.returned_where, kept.medical_check) == ("At her aunt's", "offered_done")


def test_after_a_return_the_tab_asks_until_it_is_done_and_the_episode_names_the_screening(
    at_desk: AtDesk,
    youth: tuple[Case, Person],
    shown: Callable[[QWidget], QWidget],
    opened: Callable[..., Any],
) -> None:
    come_back(at_desk, run_away(at_desk, youth))
    tab = missing_tab(at_desk, youth, shown)
    assert tab.after.isVisible()
    assert not tab.episode.isVisible()
    tab.after.rows.button("screen").click()
    assert at_desk.opened[-1].target["kind"] == "screening"
    dialog = opened(RecordDialog, **at_desk.opened[-1].target)
    dialog.form.editor("instrument").set_value("cse_it_2")
    dialog.save()
    for _ in range(3):
        at_desk.rest()
    (episode,), (screening,) = all_of(at_desk, "missing_episode"), all_of(at_desk, "screening")
    assert episode.screening == screening.id
    assert not tab.after.rows.button("screen").isVisible()
