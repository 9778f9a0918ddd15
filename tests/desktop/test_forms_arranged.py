"""A form as the program arranged its fields, also while somebody types in it."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from desktop.forms.form import RecordForm
from storage.domain.codes import CodeBook, FieldArrangement
from storage.domain.kinds.person import Person
from storage.usecases.codelists import codebook
from tests.desktop.people import TODAY, People
from tests.desktop.test_forms import DOVS, SECTIONS, type_into

Show = Callable[[QWidget], QWidget]


def arranged(fields: Mapping[str, FieldArrangement], **labels: str) -> CodeBook:
    """Return the shipped book with fields of a person arranged and sexes renamed."""
    shipped = codebook()
    sexes = {
        code: replace(entry, label=labels.get(code, entry.label))
        for code, entry in shipped.lists["sex"].items()
        if labels.get(code) != ""
    }
    by_name = {("person", name): arrangement for name, arrangement in fields.items()}
    return CodeBook({**shipped.lists, "sex": sexes}, by_name)


def shown_form(shown: Show, book: CodeBook) -> RecordForm:
    form = RecordForm(Person, SECTIONS, book, TODAY, People())
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(form)
    area.resize(700, 700)
    shown(area)
    return form


def walked(form: RecordForm) -> list[str]:
    """Return the fields in the order in which Tab goes through them."""
    first = form.editor("given_name").control
    first.setFocus()
    found: list[str] = []
    for _ in range(60):
        owner: QWidget | None = QApplication.focusWidget()
        while owner is not None and owner.objectName() not in form.values():
            owner = owner.parentWidget()
        if owner is not None and owner.objectName() not in found:
            found.append(owner.objectName())
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        if QApplication.focusWidget() is first:
            break
    return found


NAMES_LAST_FIRST = {
    "given_name": FieldArrangement(place=20),
    "family_name": FieldArrangement(place=10),
}


@pytest.mark.parametrize("later", [False, True])
def test_fields_stand_in_the_programs_order_for_the_eye_and_for_tab(
    shown: Show,
    later: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    book = arranged(NAMES_LAST_FIRST)
    form = shown_form(shown, codebook() if later else book)
    form.use_book(book)
    QApplication.processEvents()
    given, family = form.box("given_name"), form.box("family_name")
    assert family.isVisible()
    assert (family.y(), family.x()) < (given.y(), given.x())
    order = walked(form)
    # Tab begins at the given name here, so the family name before it is met last.
    assert (order[0], order[-1]) == ("given_name", "family_name")
    assert set(order) == {cell.name for section in SECTIONS for cell in section.cells}


@pytest.mark.parametrize("later", [False, True])
def test_a_hidden_field_is_not_asked_and_what_is_stored_in_it_stays(
    shown: Show,
    later: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    book = arranged({"town": FieldArrangement(hidden=True)})
    form = shown_form(shown, codebook() if later else book)
    form.set_record(replace(DOVS, town="Pittsfield"))
    form.use_book(book)
    form.box("town").show()
    assert form.box("town").isHidden()
    assert "town" not in walked(form)
    type_into(form, "family_name", "Alder")
    assert form.edited() == {"family_name": "Alder"}
    assert form.values()["town"] == "Pittsfield"
    form.use_book(codebook())
    QApplication.processEvents()
    assert form.box("town").isVisible()


def test_a_field_needed_here_is_asked_of_a_new_record_only(shown: Show) -> None:
    form = shown_form(shown, arranged({"town": FieldArrangement(mandatory=True)}))
    form.set_record({"given_name": "Tess", "role": "primary_victim"})
    assert not form.check()
    said = form.editor("town").control.accessibleDescription()
    assert "needed in your program" in said
    type_into(form, "town", "Lee")
    assert form.check()
    form.set_record(DOVS)
    assert form.check()
    form.box("town").hide()
    form.set_record({"given_name": "Tess", "role": "primary_victim"})
    assert form.check()


def test_labels_follow_the_program_while_somebody_types(shown: Show) -> None:
    form = shown_form(shown, codebook())
    form.set_record(replace(DOVS, sex="female"))
    type_into(form, "family_name", "Ald")
    caret = form.editor("family_name").caret()
    form.use_book(
        arranged({"family_name": FieldArrangement(label="Last name")}, female="Young woman")
    )
    control = form.editor("family_name").control
    assert control.accessibleName() == "Last name"
    assert QApplication.focusWidget() is control
    assert form.editor("family_name").caret() == caret
    assert form.edited() == {"family_name": "Ald"}
    assert form.editor("sex").raw() == "Young woman"
    assert form.values()["sex"] == "female"


def test_half_a_word_in_a_list_stays_when_the_list_changes(shown: Show) -> None:
    form = shown_form(shown, codebook())
    form.set_record(DOVS)
    type_into(form, "sex", "fem")
    form.use_book(arranged({}, female="Young woman"))
    assert form.editor("sex").raw() == "fem"
    form.use_book(arranged({}, female=""))
    assert form.editor("sex").raw() == "fem"


def test_a_code_that_is_not_offered_any_more_is_still_shown(shown: Show) -> None:
    form = shown_form(shown, codebook())
    form.set_record(replace(DOVS, sex="female", race=frozenset({"asian"})))
    hidden = replace(codebook().lists["sex"]["female"], hidden=True)
    book = codebook()
    form.use_book(CodeBook({**book.lists, "sex": {**book.lists["sex"], "female": hidden}}))
    assert form.values()["sex"] == "female"
    assert not form.dirty
