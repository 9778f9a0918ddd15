"""Every word that Satchel itself says can be said in another language."""

import json
import re
from collections.abc import Iterator
from importlib.resources import files

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)
from typing_extensions import override

from desktop.shell.places import PAGES
from desktop.widgets.labels import FieldName, Heading
from storage.usecases.retention.rules import shipped
from tests.desktop.desks import Sessions
from tests.journeys.walking import Walker
from tests.storage.builders import add_case, add_note

_OPEN, _CLOSE = "\u27e6", "\u27e7"
DIALOGS = ("quicklog", "intake", "help", "search")


class Bracketing(QTranslator):
    """Puts every translated string into brackets, so that an untranslated one stands out."""

    @override
    def translate(
        self,
        context: str | bytes,
        sourceText: str | bytes,
        /,
        disambiguation: str | bytes | None = None,
        n: int = -1,
    ) -> str:
        text = sourceText.decode() if isinstance(sourceText, bytes) else sourceText
        return f"{_OPEN}{text}{_CLOSE}"

    @override
    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def bracketed(qapp: QApplication) -> Iterator[Bracketing]:
    translator = Bracketing()
    qapp.installTranslator(translator)
    yield translator
    qapp.removeTranslator(translator)


@pytest.fixture
def walker(bracketed: Bracketing, sessions: Sessions, qtbot: object) -> Walker:
    assert not bracketed.isEmpty()
    walker = Walker(sessions.start(), qtbot)  # type: ignore[arg-type]  # pytest-qt's bot
    case, _ = walker.write(add_case)
    walker.write(add_note, case, "Met at the library.")
    context = sessions.living[-1].context
    assert context is not None
    context.go("case", {"case": case.id.hex()})
    walker.rest()
    return walker


def said(front: QWidget) -> Iterator[tuple[str, str]]:
    """Yield (where, words) of everything on ``front`` that is said by Satchel, not by a record."""
    for widget in front.findChildren(QWidget):
        if not widget.isVisible():
            continue
        where = f"{type(widget).__name__} {widget.objectName()}"
        if isinstance(widget, QAbstractButton | Heading | FieldName):
            yield where, widget.text()
        if isinstance(widget, QLineEdit | QPlainTextEdit):
            yield f"{where} placeholder", widget.placeholderText()
        if isinstance(widget, QTabBar):
            for index in range(widget.count()):
                yield f"{where} tab", widget.tabText(index)
        yield f"{where} spoken", widget.accessibleName()


def unspoken(front: QWidget, data: tuple[str, ...]) -> list[str]:
    """Return what stands outside of the brackets and is neither data nor a number."""
    return sorted(
        {
            f"{where}: {words}"
            for where, words in said(front)
            if re.search(r"[A-Za-z]{2}", words) and _OPEN not in words
            if not any(word in words for word in data)
        }
    )


DATA = ("Vega", "BER-26", "Satchel", "Kids' Place", "Ctrl+", "Alt+", "VOCA", "NCA", "BER-")
"""Names and numbers of records, the program's own, keys and report names."""


def form_words() -> tuple[str, ...]:
    """Return the labels of forms and rules: the funder's words and the law's, data in resources."""
    words = [rule.label for rule in shipped().values()]
    for file in files("resources").joinpath("forms").iterdir():
        if file.name.endswith(".json"):
            form = json.loads(file.read_text("utf-8"))
            words += [form["title"], *(part["title"] for part in form["sections"])]
            words += [row["label"] for row in form["rows"]]
    return tuple(words)


@pytest.mark.parametrize("page_id", sorted(PAGES))
def test_a_page_says_nothing_that_cannot_be_translated(
    walker: Walker, sessions: Sessions, page_id: str
) -> None:
    context = sessions.living[-1].context
    assert context is not None
    if page_id != "case":
        context.go(page_id)
    walker.rest()
    assert unspoken(walker.window, DATA + form_words()) == []


@pytest.mark.parametrize("action", DIALOGS)
def test_a_dialog_says_nothing_that_cannot_be_translated(walker: Walker, action: str) -> None:
    walker.window.do(action)
    walker.rest()
    assert unspoken(walker.front(), DATA) == []
