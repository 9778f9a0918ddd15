"""A form as long as the forms of many kinds in one: built, shown, typed into key by key."""

from datetime import date

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from desktop import theme
from desktop.dialogs.layouts import LAYOUTS
from desktop.forms.form import RecordForm
from desktop.forms.lines import TextAreaEditor, TextEditor
from storage.domain.kinds import KINDS
from storage.usecases.codelists import codebook
from tests.bench.ground import Ground
from tests.bench.results import Result
from tests.bench.timing import milliseconds, p95

_FIELDS = 300
_DAY = date(2026, 3, 4)


def measure(_ground: Ground) -> list[Result]:
    """Build forms of three hundred fields in one scroll, then type into every line of text."""
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.resize(900, 800)
    forms: list[RecordForm] = []
    built = milliseconds(lambda: _build(area, forms))
    shown = milliseconds(lambda: _show(area))
    fields = sum(len(form.values()) for form in forms)
    keys = [key for form in forms for name in form.values() for key in _keys(form, name)]
    kept = [milliseconds(form.snapshot) for form in forms]
    return [
        Result(step="form", name=f"build a form of {fields} fields", measured=built, most=5_000),
        Result(step="form", name="show it", measured=shown, most=500),
        Result(step="form", name=f"a key of {len(keys)}, p95", measured=p95(keys), most=16),
        Result(step="form", name="keep all that is typed", measured=sum(kept), most=50),
    ]


def _show(area: QScrollArea) -> None:
    area.show()
    QApplication.processEvents()


def _build(area: QScrollArea, forms: list[RecordForm]) -> None:
    inside = QWidget()
    column = QVBoxLayout(inside)
    fields = 0
    for kind, sections in sorted(LAYOUTS.items()):
        if fields < _FIELDS:
            form = RecordForm(KINDS[kind], sections, codebook(), _DAY)
            column.addWidget(form)
            forms.append(form)
            fields += len(form.values())
    area.setWidget(inside)


def _keys(form: RecordForm, name: str) -> list[float]:
    """Return how long each of five letters takes, from the key to the picture."""
    editor = form.editor(name)
    if not isinstance(editor, TextEditor | TextAreaEditor):
        return []
    editor.control.setFocus()
    QApplication.processEvents()
    return [milliseconds(lambda: _press(editor.control, letter)) for letter in "Abcde"]  # noqa: B023 - run at once


def _press(control: QWidget, letter: str) -> None:
    QTest.keyClicks(control, letter)
    QApplication.processEvents()
