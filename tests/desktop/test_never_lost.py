"""In every form that people fill in, no letter is lost: by leaving, by a lock, by a sync."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.dialogs.layouts import LAYOUTS
from desktop.dialogs.record import RecordDialog
from desktop.forms.lines import TextAreaEditor, TextEditor
from desktop.shell.arranged import Arranged
from storage.domain.ids import RecordId
from storage.usecases.changes import Changes
from storage.usecases.codesettings import OwnCode, add_code, rename_code
from storage.usecases.fieldsettings import rename_field
from tests.desktop.conftest import delete
from tests.desktop.pagedesk import PageDesk, page_desk

__all__ = ["page_desk"]

_CASE = bytes(range(16)).hex()


@pytest.fixture
def window(page_desk: PageDesk) -> Iterator[QWidget]:
    window = page_desk.window()
    Arranged(window, page_desk.context)
    yield window
    delete(window)


def opened(desk: PageDesk, window: QWidget, kind: str) -> RecordDialog:
    dialog = RecordDialog(desk.lanes, desk.context, {"kind": kind, "case": _CASE}, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.open()
    desk.settle()
    return dialog


def type_everywhere(dialog: RecordDialog) -> dict[str, Any]:
    """Type half a word into every line and area of text; return what stands in the form."""
    for name in dialog.form.values():
        editor = dialog.form.editor(name)
        if isinstance(editor, TextEditor | TextAreaEditor):
            editor.set_raw("Half a wor")
            editor.changed.emit()
    raws: dict[str, Any] = dialog.form.snapshot()["raws"]
    return raws


@pytest.mark.parametrize("kinds", [sorted(LAYOUTS)[part::6] for part in range(6)], ids=" ".join)
def test_no_letter_is_lost(page_desk: PageDesk, window: QWidget, kinds: list[str]) -> None:
    for kind in kinds:
        lose_nothing(page_desk, window, kind)


def lose_nothing(page_desk: PageDesk, window: QWidget, kind: str) -> None:
    dialog = opened(page_desk, window, kind)
    typed = type_everywhere(dialog)

    # A change arrives by sync while somebody types, and the program arranges this very form.
    changes = Changes({kind: frozenset({RecordId(bytes(16))}), "case": frozenset()}, "sync")
    page_desk.lanes.changed.announce(changes)
    name = next(iter(typed))
    page_desk.workspace.write(rename_field, kind, name, "Called otherwise here")
    page_desk.lanes.changed.announce(
        Changes({"field_setting": frozenset({RecordId(bytes(16))})}, "sync")
    )
    page_desk.settle()
    assert dialog.form.snapshot()["raws"] == typed
    assert dialog.form.editor(name).field.label == "Called otherwise here"

    # A lock, and the same dialog in a new process.
    place = dialog.place()
    dialog.form.send_draft()
    page_desk.settle()
    dialog.close()
    delete(dialog)
    after = opened(page_desk, window, kind)
    # Moving away: the draft is there without being asked for.
    assert after.form.snapshot()["raws"] == typed
    after.restore_place(place)
    page_desk.settle()
    assert after.form.snapshot()["raws"] == typed
    assert after.form.dirty or not any(value == "Half a wor" for value in typed.values())
    after.close()
    delete(after)


def test_a_list_that_changes_by_sync_keeps_what_is_chosen_and_half_typed(
    page_desk: PageDesk, window: QWidget
) -> None:
    dialog = opened(page_desk, window, "person")
    dialog.form.start_with({"sex": "female", "race": frozenset({"asian"})})
    dialog.form.editor("gender_identity").set_raw("non-bin")
    typed = dialog.form.snapshot()["raws"]
    page_desk.workspace.write(add_code, "gender_identity", OwnCode(label="Another word"))
    page_desk.workspace.write(rename_code, "sex", "female", "Young woman")
    page_desk.lanes.changed.announce(
        Changes({"code_setting": frozenset({RecordId(bytes(16))})}, "sync")
    )
    page_desk.settle()
    now = dialog.form.snapshot()["raws"]
    assert now == {**typed, "sex": "Young woman"}
    assert dialog.form.editor("sex").value() == "female"
    dialog.close()
    delete(dialog)
