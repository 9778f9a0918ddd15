"""Where two texts differ, and how the words are marked on the screen."""

import pytest
from PySide6.QtGui import QColor

from desktop.theme import Tokens
from desktop.widgets.marked import MarkedText
from desktop.wording.differing import differing
from tests.desktop.conftest import Show


def _marked(text: str, *others: str) -> list[str]:
    return [text[start : start + length] for start, length in differing(text, others)]


@pytest.mark.parametrize(
    ("text", "others", "marked"),
    [
        ("Dec 6, 2026", ("Dec 5, 2026",), ["6,"]),
        ("the same", ("the same",), []),
        ("Yes", ("No",), ["Yes"]),
        ("Det. Ruiz, State Police", ("Det. Ruiz, Pittsfield PD",), ["State Police"]),
        ("one two three", ("one three",), ["two"]),
        ("one three", ("one two three",), []),
        ("a b c d", ("a x c d", "a b c y"), ["b", "d"]),
        ("nothing recorded", ("Foster home",), ["nothing recorded"]),
        ("with her aunt in town", ("a shelter of the state",), ["with her aunt in town"]),
        ("", ("something",), []),
    ],
)
def test_the_words_that_differ_are_marked_and_no_others(
    text: str, others: tuple[str, ...], marked: list[str]
) -> None:
    assert _marked(text, *others) == marked


def test_marks_neither_begin_nor_end_with_a_space() -> None:
    assert all(word == word.strip() for word in _marked("a  b  c q r", "a  x  y q r"))


def test_marked_words_show_without_colour_and_the_text_stays_plain(shown: Show) -> None:
    text = "Det. <b>Ruiz</b>, State Police"
    label = MarkedText(text, [(18, 5)])
    label.resize(400, 40)
    shown(label)
    assert label.marked == ("State",)
    assert label.text() == text
    plain = MarkedText(text)
    plain.resize(400, 40)
    shown(plain)
    # Underlined: the picture differs in more than the ground behind the word.
    one, other = label.grab().toImage(), plain.grab().toImage()
    dark = QColor("#808080").lightness()
    inked = [
        sum(
            image.pixelColor(x, y).lightness() < dark
            for x in range(image.width())
            for y in range(image.height())
        )
        for image in (one, other)
    ]
    assert inked[0] > inked[1]


def test_a_long_text_grows_downward_and_is_never_cut(shown: Show, light: Tokens) -> None:
    del light
    label = MarkedText("word " * 80, [(0, 4)])
    shown(label)
    assert label.heightForWidth(200) > label.heightForWidth(600) > label.heightForWidth(2_000)
    assert label.minimumSizeHint().width() < 120
