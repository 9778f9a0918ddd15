"""One editor per field type."""

from datetime import date
from functools import singledispatch
from typing import Any

from typing_extensions import override

from desktop.forms.choices import CodeEditor, CodesEditor, FlagEditor
from desktop.forms.days import DayEditor, PartialDayEditor
from desktop.forms.editor import Editor, Raw
from desktop.forms.finder import Finder, NoFinder
from desktop.forms.lines import TextAreaEditor, TextEditor, TextsEditor, TimeEditor, WholeEditor
from desktop.forms.references import ReferenceEditor, ReferencesEditor
from desktop.widgets.inputs import LineEdit
from desktop.wording.dates import local_moment
from storage.domain.codes import CodeBook
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

NO_FINDER = NoFinder()


class MomentEditor(Editor):
    """An instant: the program writes it, the screen shows it."""

    def __init__(self, field: Moment) -> None:
        super().__init__(field)
        self._moment: Any = None
        self._line = LineEdit()
        self._line.setReadOnly(True)
        self._put(self._line)

    @override
    def value(self) -> Any:
        return self._moment

    @override
    def set_value(self, value: Any) -> None:
        self._moment = value
        self._line.setText("" if value is None else local_moment(value))

    @override
    def raw(self) -> Raw:
        return None

    @override
    def set_raw(self, raw: Raw) -> None:
        pass


@singledispatch
def editor_for(field: Field, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    """Return an empty editor for ``field``.

    ``book`` has the code lists, ``today`` anchors dates like "yesterday", ``finder`` finds the
    records that references may point to.
    """
    raise NotImplementedError(type(field).__name__)


@editor_for.register
def _(field: Text, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del book, today, finder
    return TextEditor(field) if field.lines == 1 else TextAreaEditor(field, min(field.lines, 8))


@editor_for.register
def _(field: Texts, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del book, today, finder
    return TextsEditor(field)


@editor_for.register
def _(field: Day, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del book, finder
    return DayEditor(field, today)


@editor_for.register
def _(field: PartialDay, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del book, finder
    return PartialDayEditor(field, today)


@editor_for.register
def _(field: TimeOfDay, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del book, today, finder
    return TimeEditor(field)


@editor_for.register
def _(field: Moment, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del book, today, finder
    return MomentEditor(field)


@editor_for.register
def _(field: Whole, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del book, today, finder
    return WholeEditor(field)


@editor_for.register
def _(field: Flag, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del book, today, finder
    return FlagEditor(field)


@editor_for.register
def _(field: Code, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del finder
    return CodeEditor(field, book, today)


@editor_for.register
def _(field: Codes, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del finder
    return CodesEditor(field, book, today)


@editor_for.register
def _(field: Reference, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del book, today
    return ReferenceEditor(field, finder)


@editor_for.register
def _(field: References, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del book, today
    return ReferencesEditor(field, finder)
