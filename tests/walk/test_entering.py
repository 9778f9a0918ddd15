"""Every kind and every field can be entered: in its form, through its own editor."""

from collections.abc import Mapping

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from sqlalchemy import Connection

from desktop.dialogs.layouts import LAYOUTS
from desktop.dialogs.record import RecordDialog
from storage.domain.kinds import KINDS, OPEN_KINDS
from storage.practice.seeded import SeededIds
from storage.spec.kinds import fields_of
from storage.tables.records import TABLES, record_maker
from tests.desktop.conftest import Show, delete
from tests.desktop.pagedesk import PageDesk, page_desk
from tests.walk.whole import filled, whole_of, whole_records

__all__ = ["page_desk"]

MADE_ELSEWHERE: Mapping[str, str] = {
    "misfiling": "by moving a note to the case it belongs to",
    "same_person": "by deciding that two people are one, or that they are two",
    "disclosure": "by the gate, before anything leaves",
    "field_setting": "by arranging a form",
    "code_setting": "by arranging a list",
    "clock_setting": "by setting a clock",
    "activity": "by arranging what the Quick log offers",
}
"""The kinds without a form of their own, and how their records come to be."""

SET_BY_PROGRAM: Mapping[tuple[str, str], str] = {
    **{
        (kind, "case"): "the case whose page it was opened from"
        for kind, cls in KINDS.items()
        if "case" in fields_of(cls)
    },
    ("service", "contact"): "the contact in which it is logged",
    ("contact", "joint"): "the first of the contacts that Quick log saves for several youth",
    ("note", "contact"): "the contact it is written about",
    ("note", "amends"): "the note whose Amend button was pressed",
    ("safety_plan", "replaces"): "the plan whose new version it is",
    **{
        ("document", name): "the file, when it is added"
        for name in ("file_name", "media", "size", "digest", "blob", "key", "chunks")
    },
    ("task", "rule"): "the clock that made it",
    ("legal_hold", "lifted_because"): "the question with which it is lifted",
}
"""The fields that a form does not ask for, and what fills them."""


def test_every_kind_has_a_form_or_comes_to_be_in_a_stated_way() -> None:
    assert sorted([*LAYOUTS, *MADE_ELSEWHERE]) == sorted(OPEN_KINDS)


@pytest.mark.parametrize("kind", LAYOUTS)
def test_every_field_has_an_editor_or_is_filled_in_a_stated_way(kind: str) -> None:
    asked = [cell.name for section in LAYOUTS[kind] for cell in section.cells]
    assert len(asked) == len(set(asked))
    stated = {name for of_kind, name in SET_BY_PROGRAM if of_kind == kind}
    assert set(fields_of(KINDS[kind])) - set(asked) <= stated
    assert set(asked) <= set(fields_of(KINDS[kind]))


@pytest.fixture
def over(page_desk: PageDesk, shown: Show) -> QWidget:
    return shown(page_desk.window())


@pytest.mark.parametrize("kind", LAYOUTS)
def test_what_is_typed_into_its_form_is_saved(
    page_desk: PageDesk, over: QWidget, ids: SeededIds, kind: str
) -> None:
    # Of a pair of which a record has one, one form is enough.
    for record in whole_of(whole_records(lambda: ids.new(0)), kind)[:1]:
        dialog = RecordDialog(page_desk.lanes, page_desk.context, {"kind": kind}, over)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        dialog.open()
        dialog.form.start_with(filled(record))
        # Letter by letter, as it would be typed again after a lock.
        dialog.form.restore(dialog.form.snapshot())
        assert dialog.form.check(), kind
        dialog.save()
        page_desk.settle()
        stored = page_desk.workspace.read(saved_fullest, kind)
        asked = {cell.name for section in LAYOUTS[kind] for cell in section.cells}
        wanted = {name: value for name, value in filled(record).items() if name in asked}
        assert {name: value for name, value in filled(stored).items() if name in asked} == wanted
        delete(dialog)


def saved_fullest(connection: Connection, kind: str) -> object:
    # A Save may make more than the record itself: a next date makes the next event.
    rows = connection.execute(TABLES[kind].select()).mappings()
    return max(map(record_maker(kind), rows), key=lambda record: len(filled(record)))
