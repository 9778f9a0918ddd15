"""One editor per field type."""

from datetime import date
from functools import singledispatch

from desktop.forms.choices import CodeEditor, CodesEditor, FlagEditor
from desktop.forms.days import DayEditor, PartialDayEditor
from desktop.forms.editor import Editor
from desktop.forms.finder import Finder, NoFinder
from desktop.forms.lines import TextAreaEditor, TextEditor, TextsEditor, TimeEditor, WholeEditor
from desktop.forms.moments import MomentEditor
from desktop.forms.references import ReferenceEditor, ReferencesEditor
from storage.domain.clocks import Clock, SystemClock
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
SYSTEM_CLOCK = SystemClock()


def editor_for(
    field: Field,
    book: CodeBook,
    today: date,
    finder: Finder = NO_FINDER,
    clock: Clock = SYSTEM_CLOCK,
) -> Editor:
    """Return an empty editor for ``field``.

    ``book`` has the code lists, ``today`` anchors dates like "yesterday", ``finder`` finds the
    records that references may point to, ``clock`` says when now is.
    """
    if isinstance(field, Moment):
        return MomentEditor(field, clock)
    return _editor_for(field, book, today, finder)


@singledispatch
def _editor_for(field: Field, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    raise NotImplementedError(type(field).__name__)


@_editor_for.register
def _(field: Text, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del book, today, finder
    return TextEditor(field) if field.lines == 1 else TextAreaEditor(field, min(field.lines, 8))


@_editor_for.register
def _(field: Texts, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del book, today, finder
    return TextsEditor(field)


@_editor_for.register
def _(field: Day, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del book, finder
    return DayEditor(field, today)


@_editor_for.register
def _(field: PartialDay, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del book, finder
    return PartialDayEditor(field, today)


@_editor_for.register
def _(field: TimeOfDay, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del book, today, finder
    return TimeEditor(field)


@_editor_for.register
def _(field: Whole, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del book, today, finder
    return WholeEditor(field)


@_editor_for.register
def _(field: Flag, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del book, today, finder
    return FlagEditor(field)


@_editor_for.register
def _(field: Code, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del finder
    return CodeEditor(field, book, today)


@_editor_for.register
def _(field: Codes, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del finder
    return CodesEditor(field, book, today)


@_editor_for.register
def _(field: Reference, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del book, today
    return ReferenceEditor(field, finder)


@_editor_for.register
def _(field: References, book: CodeBook, today: date, finder: Finder = NO_FINDER) -> Editor:
    del book, today
    return ReferencesEditor(field, finder)
