"""The field for the twelve words that a colleague reads out."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.widgets.wordsfield import WordsField
from sync.protocol.invitation import new_secret, words_beginning, words_of
from tests.desktop.conftest import Show


@pytest.fixture
def field(shown: Show) -> WordsField:
    field = WordsField("The twelve words", "words", 12, words_beginning)
    field.resize(400, 140)
    shown(field)
    field.area.setFocus()
    return field


def type_here(field: WordsField, text: str) -> None:
    QTest.keyClicks(field.area, text)


def test_four_letters_and_space_write_the_whole_word(field: WordsField) -> None:
    type_here(field, "lant")
    assert "lantern" not in field.text()
    type_here(field, " ")
    assert field.text() == "lant "  # no such word: nothing is invented
    field.set_text("")
    type_here(field, "coff ")
    assert field.text() == "coffee "
    type_here(field, "ri")
    assert "2 of 12 words" in field.hint
    type_here(field, " ")
    assert field.text() == "coffee ri "


def test_while_one_types_the_line_says_what_space_would_write(field: WordsField) -> None:
    type_here(field, "coff")
    assert field.hint == "1 of 12 words · Space writes “coffee”"


def test_a_word_that_is_none_is_named_with_the_nearest(field: WordsField) -> None:
    type_here(field, "hous coffee")
    assert field.hint == "“hous” is not one of the words. Perhaps “hour”?"
    assert field.problem() == field.hint
    assert field.area.accessibleDescription() == field.hint


def test_a_word_with_no_neighbour_is_asked_to_be_spelt(field: WordsField) -> None:
    type_here(field, "xqxq ")
    assert field.hint == "“xqxq” is not one of the words. Ask to have it spelt."


def test_pasted_words_come_without_numbers_capitals_and_lines(field: WordsField) -> None:
    words = words_of(new_secret()).split()
    pasted = QMimeData()
    pasted.setText("\n".join(f"{place}. {word.upper()}," for place, word in enumerate(words, 1)))
    field.area.insertFromMimeData(pasted)
    assert field.words() == tuple(words)
    assert field.problem() == ""
    assert "\n" not in field.text()


def test_too_few_words_are_counted(field: WordsField) -> None:
    type_here(field, "coffee river ")
    assert field.problem() == "2 of 12 words so far. Type the others too."


def test_enter_goes_on_and_tab_leaves_the_field(field: WordsField, qtbot: QtBot) -> None:
    with qtbot.waitSignal(field.entered):
        QTest.keyClick(field.area, Qt.Key.Key_Return)
    assert field.text() == ""
    below = QWidget(field)
    assert below.parent() is field
    assert field.area.tabChangesFocus()
