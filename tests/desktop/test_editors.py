import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from datetime import time as clock
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from desktop.forms.choices import CodeEditor, CodesEditor
from desktop.forms.days import DayEditor, PartialDayEditor
from desktop.forms.editors import editor_for
from desktop.forms.form import RecordForm
from desktop.forms.layout import Section
from desktop.forms.references import ReferenceEditor, ReferencesEditor
from desktop.widgets.checklist import Checklist
from desktop.widgets.month import MonthPopup
from desktop.wording import names
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.kinds.referral import Referral
from storage.domain.partial_dates import PartialDate, Unknown
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
from tests.desktop.people import DOV, MARA, TODAY, People

Show = Callable[[QWidget], QWidget]


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


def test_a_chosen_record_comes_back_in_the_words_of_now(shown: Show) -> None:
    field = Reference(label="Youth", kind="person")
    editor = editor_for(field, codebook(), TODAY, People())
    assert isinstance(editor, ReferenceEditor)
    shown(editor)
    editor.set_value(MARA)
    kept = editor.raw()
    assert "Hollow" not in repr(kept)
    other = editor_for(field, codebook(), TODAY, Initials())
    assert isinstance(other, ReferenceEditor)
    shown(other)
    for raw in (kept, [MARA.hex(), "Hollow, Mara"]):  # An older Satchel kept the words too.
        other.set_raw(raw)
        assert (other.value(), other.line.text()) == (MARA, "H., M.")
    other.set_raw(["", "hol"])
    assert other.raw() == ["", "hol"]


class Initials(People):
    """The same people after the key for initials."""

    @override
    def label(self, kind: str, record: RecordId, deliver: Callable[[str], object]) -> None:
        super().label(kind, record, lambda text: deliver(names.shown(text, initials=True)))


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
