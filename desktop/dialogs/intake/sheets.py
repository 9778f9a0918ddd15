"""The forms of a new case under each other, treated as one."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.dialogs.intake.forms import CLASSES, OPTIONAL, SECTIONS, begin_with, title_of
from desktop.forms.form import RecordForm
from desktop.forms.lookup import LaneFinder
from desktop.theme import px
from desktop.widgets.labels import Heading
from desktop.widgets.scrollbox import ScrollBox


class Sheets(QWidget):
    """Forms by kind. ``changed`` carries kind and field, ``draft`` says that it is time to keep."""

    changed = Signal(str, str)
    draft = Signal()

    def __init__(self, lanes: Lanes, context: DeskContext, parent: QObject) -> None:
        super().__init__()
        self._context = context
        finder = LaneFinder(lanes, parent, lambda: context.initials, context.looks.searched)
        self._forms = {
            kind: RecordForm(
                cls, SECTIONS[kind], context.book, context.today(), finder, context.clock
            )
            for kind, cls in CLASSES.items()
        }
        self._boxes: dict[str, QWidget] = {}
        self._blank: dict[str, dict[str, Any]] = {}
        self._arrange()
        for kind, form in self._forms.items():
            form.changed.connect(lambda name, kind=kind: self.changed.emit(kind, name))
            form.draft.connect(lambda _snapshot: self.draft.emit())

    @property
    def dirty(self) -> bool:
        """Whether anything was typed."""
        return any(form.dirty for form in self._forms.values())

    def form(self, kind: str) -> RecordForm:
        """Return the form of ``kind``."""
        return self._forms[kind]

    def begin(self) -> None:
        """Empty the forms but for what a new case begins with."""
        for kind, form in self._forms.items():
            self._blank[kind] = begin_with(kind, self._context)
            form.set_record(self._blank[kind])
            form.show_problems({})

    def propose(self, kind: str, name: str, value: Any) -> None:
        """Show ``value`` in a field unless something else is typed there."""
        self._blank[kind][name] = value
        self._forms[kind].follow(self._blank[kind])

    def typed(self, kind: str, name: str) -> str:
        """Return what is typed in a field of text."""
        return str(self._forms[kind].editor(name).raw() or "").strip()

    def value(self, kind: str, name: str) -> Any:
        """Return the value of a field; None while what is typed is no value yet."""
        try:
            return self._forms[kind].editor(name).value()
        except ValueError:
            return None

    def check(self, left_out: str = "") -> bool:
        """Tell whether all can be saved; otherwise go to the first field that cannot."""
        asked = self._asked(left_out)
        found = {
            kind: {
                name: problem
                for name in _names(kind)
                if (problem := self._forms[kind].editor(name).problem())
            }
            for kind in asked
        }
        self.show_problems(found)
        return not any(found.values())

    def values(self, left_out: str = "") -> dict[str, dict[str, Any]]:
        """Return the values by kind; without the optional forms in which nothing was chosen."""
        return {
            kind: {**self._unseen(kind), **self._forms[kind].values()}
            for kind in self._asked(left_out)
        }

    def show_problems(self, problems: Mapping[str, Mapping[str, str]]) -> list[str]:
        """Show sentences at their fields and go to the first; return those without a field here.

        The keyboard moves once: a field that it leaves forgets what was wrong with it.
        """
        first: tuple[str, str] | None = None
        for kind in CLASSES:
            for name in _names(kind):
                sentence = problems.get(kind, {}).get(name, "")
                self._forms[kind].editor(name).show_problem(sentence)
                if sentence and first is None:
                    first = kind, name
        if first is not None:
            self.focus(*first)
        return [
            sentence
            for kind, found in problems.items()
            for name, sentence in found.items()
            if name not in _names(kind)
        ]

    def set_shown(self, kind: str, *, shown: bool) -> None:
        """Show or hide the form of ``kind``."""
        self._boxes[kind].setVisible(shown)

    def focus(self, kind: str, name: str) -> None:
        """Bring the keyboard to a field."""
        editor = self._forms[kind].editor(name)
        editor.focus_here()
        self._area.ensureWidgetVisible(editor)

    def snapshot(self) -> dict[str, Any]:
        """Return everything typed, by kind."""
        return {kind: form.snapshot() for kind, form in self._forms.items()}

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Put back what ``snapshot`` returned; the keyboard goes where it was."""
        kept = {kind: dict(snapshot.get(kind, {})) for kind in self._forms}
        for kind in sorted(kept, key=lambda kind: bool(kept[kind].get("focus"))):
            self._forms[kind].restore(kept[kind])

    def _asked(self, left_out: str) -> list[str]:
        return [
            kind
            for kind in CLASSES
            if kind != left_out and (kind not in OPTIONAL or self.typed(kind, OPTIONAL[kind]))
        ]

    def _unseen(self, kind: str) -> dict[str, Any]:
        """Return what a form begins with in fields that it does not show."""
        return {n: v for n, v in self._blank.get(kind, {}).items() if n not in _names(kind)}

    def add(self, part: QWidget) -> None:
        """Put ``part`` under the forms."""
        self._column.insertWidget(self._column.count() - 1, part)

    def _arrange(self) -> None:
        inner = QWidget()
        self._column = column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, px(14), 0)
        column.setSpacing(px(14))
        for kind, form in self._forms.items():
            box = QWidget()
            inside = QVBoxLayout(box)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.setSpacing(px(8))
            inside.addWidget(Heading(title_of(kind), level=2))
            inside.addWidget(form)
            column.addWidget(box)
            self._boxes[kind] = box
        column.addStretch(1)
        self._area = ScrollBox(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)


def _names(kind: str) -> list[str]:
    return [cell.name for section in SECTIONS[kind] for cell in section.cells]
