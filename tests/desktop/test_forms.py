import json
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from datetime import time as clock
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.forms.choices import CodeEditor, CodesEditor
from desktop.forms.days import DayEditor, PartialDayEditor
from desktop.forms.editors import editor_for
from desktop.forms.finder import Choice
from desktop.forms.form import RecordForm
from desktop.forms.layout import Section, wide
from desktop.forms.references import ReferenceEditor, ReferencesEditor
from desktop.widgets.checklist import Checklist
from desktop.widgets.columns import Columns
from desktop.widgets.month import MonthPopup
from storage.domain.case import Case
from storage.domain.contact import Contact, Service
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.note import Note
from storage.domain.partial_dates import PartialDate, Unknown
from storage.domain.person import Person
from storage.domain.referral import Referral
from storage.spec.fields import (
    Code,
    Codes,
    Day,
    Field,
    Flag,
    Moment,
    PartialDay,
    Reference,
    References,
    Text,
    Texts,
    TimeOfDay,
    Whole,
)
from storage.spec.kinds import fields_of
from storage.usecases.codelists import codebook

Show = Callable[[QWidget], QWidget]
TODAY = date(2026, 11, 21)
DOV, MARA = RecordId(b"d" * 16), RecordId(b"m" * 16)
PEOPLE = (Choice(DOV, "Alder, Dov", "26-0033"), Choice(MARA, "Hollow, Mara", "26-0026"))


class People:
    """The edge where a page looks records up."""

    def find(self, kind: str, typed: str, deliver: Callable[[Sequence[Choice]], object]) -> None:
        assert kind == "person"
        deliver([one for one in PEOPLE if typed.casefold() in one.line.casefold()])

    def label(self, kind: str, record: RecordId, deliver: Callable[[str], object]) -> None:
        assert kind == "person"
        deliver(next((one.label for one in PEOPLE if one.id == record), ""))


VALUES: list[tuple[Field, Any]] = [
    (Text(label="Name"), "Dov"),
    (Text(label="Note", lines=12, max_length=9_000), "One line\n  and <b>another</b>"),
    (Texts(label="Aliases"), frozenset({"D.", "Doc"})),
    (Day(label="Date"), date(2026, 3, 4)),
    (Day(label="Next", allow_future=True), date(2027, 3, 4)),
    (PartialDay(label="Born"), PartialDate(2009, 5, estimated=True)),
    (PartialDay(label="Born"), PartialDate.because(Unknown.DECLINED)),
    (TimeOfDay(label="Time"), clock(14, 30)),
    (Whole(label="Minutes", maximum=1_440), 1_440),
    (Flag(label="Youth present"), True),
    (Code(label="Sex", list_name="sex"), "female"),
    (Codes(label="Race", list_name="race"), frozenset({"asian", "black"})),
    (Reference(label="Youth", kind="person"), DOV),
    (References(label="Youth", kind="person"), frozenset({DOV, MARA})),
    (Moment(label="Sealed"), datetime(2026, 3, 4, 15, tzinfo=UTC)),
]
NAMES = [f"{type(field).__name__}-{number}" for number, (field, _) in enumerate(VALUES)]


@pytest.mark.parametrize(("field", "value"), VALUES, ids=NAMES)
def test_an_editor_gives_back_the_value_it_shows(field: Field, value: Any, shown: Show) -> None:
    editor = editor_for(field, codebook(), TODAY, People())
    shown(editor)
    assert not editor.value()
    editor.set_value(value)
    assert editor.value() == value
    assert editor.problem() == ""


@pytest.mark.parametrize(("field", "value"), VALUES[:-1], ids=NAMES[:-1])
def test_what_is_on_the_screen_survives_as_plain_data(
    field: Field, value: Any, shown: Show
) -> None:
    editor = editor_for(field, codebook(), TODAY, People())
    shown(editor)
    editor.set_value(value)
    other = editor_for(field, codebook(), TODAY, People())
    shown(other)
    other.set_raw(json.loads(json.dumps(editor.raw())))
    assert other.value() == value


@pytest.mark.parametrize(("field", "value"), VALUES, ids=NAMES)
def test_a_screen_reader_hears_the_label(field: Field, value: Any, shown: Show) -> None:
    editor = editor_for(field, codebook(), TODAY, People())
    shown(editor)
    editor.set_value(value)
    assert editor.control.accessibleName() == field.label


@pytest.mark.parametrize("cls", KINDS.values(), ids=KINDS)
def test_every_field_of_every_kind_has_an_editor(cls: type[Any], shown: Show) -> None:
    form = RecordForm(cls, [Section("All", tuple(fields_of(cls)))], codebook(), TODAY)
    shown(form)
    assert set(form.values()) == set(fields_of(cls))


def day_editor(shown: Show, *, future: bool = False) -> DayEditor:
    editor = editor_for(Day(label="Date", required=True, allow_future=future), codebook(), TODAY)
    assert isinstance(editor, DayEditor)
    shown(editor)
    editor.focus_here()
    return editor


def test_a_date_typed_any_way_is_rewritten_the_usual_way_on_leaving(shown: Show) -> None:
    editor = day_editor(shown)
    QTest.keyClicks(editor.line, "yesterday")
    assert editor.value() == date(2026, 11, 20)
    editor.line.clearFocus()
    assert editor.line.text() == "Nov 20, 2026"


def test_a_date_that_is_none_stays_as_typed_with_a_plain_word_under_it(shown: Show) -> None:
    editor = day_editor(shown)
    QTest.keyClicks(editor.line, "2/30/2026")
    editor.line.clearFocus()
    assert editor.line.text() == "2/30/2026"
    assert "no such day" in editor.problem()
    assert "no such day" in editor.control.accessibleDescription()
    QTest.keyClicks(editor.line, "1")
    assert editor.control.accessibleDescription() == "", "typing on takes the word away"


def test_an_empty_date_stays_empty(shown: Show) -> None:
    editor = day_editor(shown)
    editor.line.clearFocus()
    assert editor.value() is None
    assert editor.line.text() == ""
    assert editor.problem() == "Date is needed."


def test_up_and_down_step_a_day_and_never_into_a_future_that_is_not_allowed(shown: Show) -> None:
    editor = day_editor(shown)
    QTest.keyClick(editor.line, Qt.Key.Key_Down)
    assert editor.value() == TODAY
    QTest.keyClick(editor.line, Qt.Key.Key_Down)
    assert editor.value() == date(2026, 11, 20)
    QTest.keyClick(editor.line, Qt.Key.Key_Up)
    QTest.keyClick(editor.line, Qt.Key.Key_Up)
    assert editor.value() == TODAY


def test_a_month_opens_by_keyboard_and_a_day_is_chosen_from_it(shown: Show, qtbot: QtBot) -> None:
    editor = day_editor(shown, future=True)
    QTest.keyClick(editor.line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    popup = editor.findChild(MonthPopup)
    assert popup is not None
    qtbot.waitExposed(popup)
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_Left, Qt.Key.Key_Up):
        QTest.keyClick(popup.grid, key)
    assert popup.grid.accessibleName() == "Sunday, December 13, 2026"
    popup.grab()
    QTest.keyClick(popup.grid, Qt.Key.Key_Return)
    assert editor.value() == date(2026, 12, 13)
    assert editor.line.text() == "Dec 13, 2026"


def test_the_last_of_a_month_turns_to_the_last_of_a_shorter_one(shown: Show) -> None:
    editor = day_editor(shown)
    editor.set_value(date(2026, 3, 31))
    editor.drop()
    popup = editor.findChild(MonthPopup)
    assert popup is not None
    popup.grid.turn(-1)
    assert popup.grid.day == date(2026, 2, 28)
    popup.close()


def test_a_reason_for_not_knowing_is_chosen_from_a_menu(shown: Show) -> None:
    editor = editor_for(PartialDay(label="Born"), codebook(), TODAY)
    assert isinstance(editor, PartialDayEditor)
    shown(editor)
    editor.drop()
    menu = editor.findChild(QMenu)
    assert menu is not None
    actions = {action.text(): action for action in menu.actions()}
    assert set(actions) == {"Unknown", "Not asked", "Declined to say", "Not applicable"}
    actions["Declined to say"].trigger()
    assert editor.value() == PartialDate.because(Unknown.DECLINED)
    menu.close()


def code_editor(shown: Show) -> CodeEditor:
    editor = editor_for(Code(label="Sex", list_name="sex"), codebook(), TODAY)
    assert isinstance(editor, CodeEditor)
    shown(editor)
    editor.focus_here()
    return editor


def test_a_code_is_found_by_typing_part_of_its_label(shown: Show) -> None:
    editor = code_editor(shown)
    QTest.keyClicks(editor.line, "inter")
    assert editor.value() == "intersex"
    QTest.keyClick(editor.popup, Qt.Key.Key_Escape)
    editor.box.clearFocus()
    assert editor.raw() == "Intersex"


def test_half_a_label_that_fits_several_codes_is_asked_about(shown: Show) -> None:
    editor = code_editor(shown)
    QTest.keyClicks(editor.line, "e")
    assert editor.problem() == "Choose one from the list."


def test_a_code_is_stepped_by_keys_and_taken_out_by_deleting(shown: Show) -> None:
    editor = code_editor(shown)
    QTest.keyClick(editor.box, Qt.Key.Key_Down)
    assert editor.value() == "female"
    editor.line.selectAll()
    QTest.keyClick(editor.line, Qt.Key.Key_Delete)
    assert editor.value() == ""


def test_a_code_of_a_newer_version_is_kept_and_shown_as_itself(shown: Show) -> None:
    editor = code_editor(shown)
    editor.set_value("from_the_future")
    assert editor.value() == "from_the_future"


def test_codes_are_ticked_in_a_list_by_keyboard(shown: Show, qtbot: QtBot) -> None:
    editor = editor_for(Codes(label="Race", list_name="race"), codebook(), TODAY)
    assert isinstance(editor, CodesEditor)
    shown(editor)
    editor.focus_here()
    QTest.keyClick(editor.chips, Qt.Key.Key_Space)
    panel = editor.chips.findChild(Checklist)
    assert panel is not None
    qtbot.waitExposed(panel)
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    QTest.keyClick(panel.list, Qt.Key.Key_Space)
    assert editor.value() == frozenset({"asian"})
    panel.close()
    QTest.keyClick(editor.chips, Qt.Key.Key_Backspace)
    assert editor.value() == frozenset()


def test_a_long_list_is_narrowed_by_typing(shown: Show) -> None:
    field = Codes(label="Kinds", list_name="victimization")
    editor = editor_for(field, codebook(), TODAY)
    assert isinstance(editor, CodesEditor)
    shown(editor)
    editor.open_list("traff")
    panel = editor.chips.findChild(Checklist)
    assert panel is not None
    rows = [panel.list.item(row) for row in range(panel.list.count())]
    left = [item.text() for item in rows if not item.isHidden()]
    assert 0 < len(left) < len(rows)
    assert all("traff" in text.casefold() for text in left)
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert len(editor.value()) == 1
    panel.close()


def test_a_record_is_found_by_typing_and_what_fits_none_is_asked_about(shown: Show) -> None:
    editor = editor_for(Reference(label="Youth", kind="person"), codebook(), TODAY, People())
    assert isinstance(editor, ReferenceEditor)
    shown(editor)
    editor.focus_here()
    QTest.keyClicks(editor.line, "hollow, mara")
    assert editor.problem() == "Choose one from the list."
    editor.popup.hide()
    editor.line.clearFocus()
    assert editor.value() == MARA
    editor.focus_here()
    editor.line.selectAll()
    QTest.keyClicks(editor.line, "nobody")
    assert editor.problem() == "Choose one from the list."


def test_several_records_are_ticked_in_what_a_search_finds(shown: Show) -> None:
    field = fields_of(Referral)["people"]
    editor = editor_for(field, codebook(), TODAY, People())
    assert isinstance(editor, ReferencesEditor)
    shown(editor)
    editor.open_list("mar")
    panel = editor.chips.findChild(Checklist)
    assert panel is not None
    panel.search.setText("mara")
    assert panel.list.count() == 1
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert editor.value() == frozenset({MARA})
    assert editor.chips.accessibleDescription() == "Hollow, Mara"
    panel.close()
    editor.set_value(frozenset({RecordId(b"x" * 16)}))
    assert editor.chips.accessibleDescription() == "Not on this laptop"


SECTIONS = (
    Section("Name", ("given_name", "family_name", "name_used", wide("aliases"))),
    Section("Facts", ("born_on", "sex", "role", wide("race"), wide("safe_contact")), 3),
    Section("", ("interpreter_needed", "town")),
)
DOVS = Person(id=DOV, role="primary_victim", given_name="Dov", born_on=PartialDate(2009, 5, 12))


@pytest.fixture
def form(shown: Show) -> RecordForm:
    form = RecordForm(Person, SECTIONS, codebook(), TODAY, People())
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(form)
    area.resize(700, 400)
    shown(area)
    form.set_record(DOVS)
    return form


def type_into(form: RecordForm, name: str, text: str) -> None:
    control = form.editor(name).control
    control.setFocus()
    QTest.keyClicks(control, text)


def test_a_form_tells_what_was_edited_and_nothing_else(form: RecordForm) -> None:
    type_into(form, "family_name", "Alder")
    assert form.dirty
    assert form.edited() == {"family_name": "Alder"}


def test_a_form_is_clean_again_when_the_edit_is_taken_back(form: RecordForm) -> None:
    said: list[bool] = []
    form.dirtied.connect(said.append)
    type_into(form, "given_name", "a")
    QTest.keyClick(form.editor("given_name").control, Qt.Key.Key_Home)
    QTest.keyClick(form.editor("given_name").control, Qt.Key.Key_Delete)
    assert said == [True, False]
    assert form.edited() == {}


def test_checking_shows_every_problem_and_goes_to_the_first(form: RecordForm) -> None:
    form.set_record({"role": "", "born_on": None})
    type_into(form, "born_on", "soon")
    assert not form.check()
    assert QApplication.focusWidget() is form.editor("born_on").control
    assert form.editor("role").control.accessibleDescription() == "Role is needed."


def test_what_storage_refuses_is_shown_at_its_field(form: RecordForm) -> None:
    assert not form.show_problems({"town": "This town is not in Massachusetts. Check it."})
    assert QApplication.focusWidget() is form.editor("town").control
    assert form.show_problems({})


def test_every_letter_survives_a_lock_with_focus_caret_and_scroll(
    form: RecordForm, shown: Show
) -> None:
    type_into(form, "born_on", "x5/1")
    type_into(form, "sex", "fem")
    type_into(form, "safe_contact", "Text only.")
    QTest.keyClick(form.editor("safe_contact").control, Qt.Key.Key_Return)
    type_into(form, "safe_contact", "Code word: lib")
    form.editor("safe_contact").set_caret(7)
    kept = json.loads(json.dumps(form.snapshot()))
    other = RecordForm(Person, SECTIONS, codebook(), TODAY, People())
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(other)
    area.resize(700, 400)
    shown(area)
    other.set_record(DOVS)
    other.restore(kept)
    assert other.snapshot() == kept
    assert other.editor("born_on").raw() == "x5/1May 12, 2009"
    assert QApplication.focusWidget() is other.editor("safe_contact").control
    assert other.editor("safe_contact").caret() == 7
    assert other.dirty


def test_a_change_by_somebody_else_shows_without_touching_what_is_typed(form: RecordForm) -> None:
    type_into(form, "family_name", "Ald")
    form.editor("family_name").set_caret(1)
    form.follow(replace(DOVS, given_name="Dova", family_name="Elder", town="Fairmont"))
    assert form.editor("given_name").value() == "Dova"
    assert form.editor("town").value() == "Fairmont"
    assert form.editor("family_name").raw() == "Ald"
    assert form.editor("family_name").caret() == 1
    assert form.edited() == {"family_name": "Ald"}
    form.follow(replace(DOVS, given_name="Dova", family_name="Ald", town="Fairmont"))
    assert not form.dirty


def test_a_snapshot_of_another_version_is_taken_as_far_as_it_goes(form: RecordForm) -> None:
    form.restore({"raws": {"given_name": "Dova", "no_longer": "x"}, "focus": "no_longer"})
    assert form.edited() == {"given_name": "Dova"}


def test_a_draft_is_sent_within_two_seconds_of_the_first_letter(
    form: RecordForm, qtbot: QtBot
) -> None:
    start = time.monotonic()
    with qtbot.waitSignal(form.draft, timeout=2_000) as sent:
        type_into(form, "family_name", "Al")
    assert time.monotonic() - start < 2
    assert sent.args[0]["raws"]["family_name"] == "Al"


def test_a_keystroke_costs_less_than_a_frame(shown: Show) -> None:
    form = RecordForm(Person, [Section("All", tuple(fields_of(Person)))], codebook(), TODAY)
    shown(form)
    form.set_record(DOVS)
    control = form.editor("safe_contact").control
    control.setFocus()
    costs: list[float] = []
    for letter in "Text only, after four. Code word: library." * 3:
        start = time.perf_counter()
        QTest.keyClicks(control, letter)
        QCoreApplication.processEvents()
        costs.append((time.perf_counter() - start) * 1_000)
    costs.sort()
    p95 = costs[len(costs) * 95 // 100]
    print(f"\na keystroke: p50 {costs[len(costs) // 2]:.1f} ms, p95 {p95:.1f} ms")
    assert p95 < 16


def test_a_narrow_form_takes_fewer_columns(form: RecordForm) -> None:
    grids = form.findChildren(Columns)
    assert [grid.columns for grid in grids] == [2, 3, 2]
    form.window().resize(300, 400)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    assert [grid.columns for grid in grids] == [1, 1, 1]


def test_the_whole_form_is_walked_by_tab_in_reading_order(form: RecordForm) -> None:
    first = form.editor("given_name").control
    first.setFocus()
    walked: list[str] = []
    for _ in range(60):
        focused = QApplication.focusWidget()
        assert focused is not None
        owner: QWidget | None = focused
        while owner is not None and owner.objectName() not in form.values():
            owner = owner.parentWidget()
        if owner is not None and owner.objectName() not in walked:
            walked.append(owner.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is first:
            break
    assert walked == [cell.name for section in SECTIONS for cell in section.cells]


def test_a_form_of_notes_and_services_says_which_reports_a_field_feeds(shown: Show) -> None:
    form = RecordForm(Service, [Section("", ("code", "quantity"))], codebook(), TODAY)
    shown(form)
    texts = [child.toolTip() for child in form.findChildren(QWidget) if child.toolTip()]
    assert texts == ["Counted in the VOCA quarterly report (PMT)"] * 2


@pytest.mark.parametrize("cls", [Case, Contact, Note])
def test_values_put_in_by_a_preset_count_as_typed(cls: type[Any], shown: Show) -> None:
    dated = {Case: "opened_on", Contact: "on", Note: "on"}[cls]
    form = RecordForm(cls, [Section("", (dated,))], codebook(), TODAY)
    shown(form)
    form.start_with({dated: TODAY, "no_such_field": 1})
    assert form.edited() == {dated: TODAY}
