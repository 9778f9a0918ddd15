"""A run, a return and a plan at the desk, by keys, over a real workspace."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.dialogs.missing import MissingDialog, ReturnedDialog
from desktop.dialogs.plainplan import PlainPlanDialog
from desktop.dialogs.record import RecordDialog
from desktop.dialogs.safetycard import SafetyCardDialog
from desktop.dialogs.share import ShareDialog
from desktop.pages.case.missing import MissingTab
from desktop.pages.case.safety import SafetyTab
from desktop.widgets.dialogs import Dialog
from storage.domain.kinds.case import Case
from storage.domain.kinds.missing_episode import MissingEpisode, Sighting
from storage.domain.kinds.person import Person
from storage.domain.kinds.safety_plan import SafetyPlan
from storage.tables.records import TABLES, fetch, record_maker
from storage.usecases.editing import keep_record
from storage.usecases.records import Add, Edit, save
from storage.usecases.safety.missing import begin, end
from storage.usecases.transaction import Transaction
from tests.conftest import FixedClock
from tests.desktop.at_desk import AtDesk, at_desk, over
from tests.desktop.conftest import delete
from tests.storage.builders import add_case

__all__ = ["at_desk", "over"]

NOW = datetime(2026, 3, 4, 13, 10, 20, tzinfo=UTC)
MINUTE = NOW.replace(second=0)
D = TypeVar("D", bound=Dialog)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def youth(at_desk: AtDesk) -> tuple[Case, Person]:
    found: tuple[Case, Person] = at_desk.write(lambda t: (add_case(t), None)[0])
    return found


@pytest.fixture
def opened(at_desk: AtDesk, over: QWidget) -> Iterator[Callable[..., Any]]:
    dialogs: list[Dialog] = []

    def open_dialog(cls: type[D], **target: object) -> D:
        dialog = cls(at_desk.lanes, at_desk.context, target, over)  # type: ignore[call-arg, arg-type]  # every registered dialog is made so
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        dialogs.append(dialog)
        dialog.open()
        at_desk.rest()
        return dialog

    yield open_dialog
    for dialog in dialogs:
        delete(dialog)


def all_of(at_desk: AtDesk, kind: str) -> list[Any]:
    def read(connection: Any) -> list[Any]:
        rows = connection.execute(TABLES[kind].select().where(TABLES[kind].c.retired == 0))
        return [record_maker(kind)(row) for row in rows.mappings()]

    found: list[Any] = at_desk.read(read)
    return found


def status_of(at_desk: AtDesk, case: Case) -> str:
    return str(at_desk.read(fetch, Case, case.id).record.status)


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


def texts_of(widget: QWidget) -> str:
    found = (one for one in widget.findChildren(QWidget) if one.isVisibleTo(widget))
    return " | ".join(str(one.text()) for one in found if hasattr(one, "text"))
