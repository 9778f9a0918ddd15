"""Pasted, dropped and composed: plain text or nothing, in every editor and under every label."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.forms.box import FieldBox
from desktop.forms.lines import TextAreaEditor, TextEditor
from desktop.widgets.inputs import LineEdit, TextArea
from storage.spec.fields import Text as TextField
from tests.badinputs.pasted import PASTED
from tests.badinputs.texts import TEXTS, Text

NAME = TextField(label="Given name", max_length=80)
NOTE = TextField(label="Note", max_length=200_000, lines=8)
_NOT_BY_QT = ("\u00a0", "\u2028", "\u2029", "\ufdd0", "\r", "\ufeff")
"""What Qt's page of text makes a blank or the end of a line of."""
SHORT = [one for one in TEXTS if len(one.text) < 1_000 and max(one.text, default="") < "\ud800"]


@pytest.mark.parametrize(("item", "what", "case"), PASTED, ids=[what for _, what, _ in PASTED])
def test_only_plain_text_is_pasted(
    qtbot: QtBot, item: int, what: str, case: tuple[Callable[[], QMimeData], str]
) -> None:
    make, expected = case
    area = TextArea("Note")
    qtbot.addWidget(area)
    said: list[str] = []
    area.refused.connect(said.append)
    area.insertFromMimeData(make())
    assert area.toPlainText() == expected, (item, what)
    assert bool(said) == (item in {4, 5})


@pytest.mark.parametrize("one", SHORT, ids=lambda one: f"{one.item}-{one.what}")
def test_a_line_gives_what_was_put_into_it(qtbot: QtBot, one: Text) -> None:
    editor = TextEditor(NAME)
    qtbot.addWidget(editor)
    editor.line.insert(one.text)
    expected = " ".join(one.text.replace("\ufeff", "", int(one.text[:1] == "\ufeff")).split())
    if len(expected) > NAME.max_length:
        assert "characters too long" in editor.problem()
    else:
        assert editor.value() == expected


@pytest.mark.parametrize("one", SHORT, ids=lambda one: f"{one.item}-{one.what}")
def test_a_page_gives_what_was_put_into_it(qtbot: QtBot, one: Text) -> None:
    editor = TextAreaEditor(NOTE, 3)
    qtbot.addWidget(editor)
    editor.area.insertPlainText(one.text)
    if not any(letter in one.text for letter in _NOT_BY_QT):
        assert editor.value() == one.text.rstrip()
    editor.set_raw(editor.raw())
    assert editor.value() == editor.area.toPlainText().rstrip()


def test_a_name_too_long_is_kept_and_told_and_never_cut(qtbot: QtBot) -> None:
    editor = TextEditor(NAME)
    qtbot.addWidget(editor)
    editor.line.insert("n" * 250)
    assert editor.problem() == "This is 170 characters too long."
    assert len(editor.line.text()) == 250


def test_a_line_that_takes_no_more_says_so(qtbot: QtBot) -> None:
    line = LineEdit("Code")
    qtbot.addWidget(line)
    line.setMaxLength(5)
    with qtbot.waitSignal(line.inputRejected):
        line.insert("abcdefgh")
    assert line.text() == "abcde"


def test_a_file_that_is_dragged_over_a_line_is_left_to_who_takes_files(qtbot: QtBot) -> None:
    line = LineEdit("Given name")
    qtbot.addWidget(line)
    made = next(make for item, _, (make, _) in PASTED if item == 48)()
    drag = QDragEnterEvent(
        QPoint(2, 2),
        Qt.DropAction.CopyAction,
        made,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(line, drag)
    assert not drag.isAccepted()


@pytest.mark.parametrize("kind", [LineEdit, TextArea])
def test_a_composition_that_is_given_up_leaves_nothing(
    qtbot: QtBot, kind: type[LineEdit | TextArea]
) -> None:
    box = kind("Given name")
    qtbot.addWidget(box)
    QApplication.sendEvent(box, QInputMethodEvent("\u00b4", []))
    QApplication.sendEvent(box, QInputMethodEvent())
    assert _text(box) == ""
    done = QInputMethodEvent()
    done.setCommitString("\u00e9")
    QApplication.sendEvent(box, done)
    assert _text(box) == "\u00e9"


def _text(box: LineEdit | TextArea) -> str:
    return box.text() if isinstance(box, LineEdit) else box.toPlainText()


@pytest.mark.parametrize("label", ["Fish & Sons", "&File", "A && B", "%1 of %2", "<b>x</b>"])
def test_the_name_of_a_field_is_shown_letter_by_letter(qtbot: QtBot, label: str) -> None:
    box = FieldBox(TextEditor(NAME))
    qtbot.addWidget(box)
    box.arrange(label, hidden=False, needed=False)
    assert box._name.text().replace("&&", "\0").replace("&", "").replace("\0", "&") == label
    assert box._name.textFormat() == Qt.TextFormat.PlainText
