"""The sections of a form on the screen, in the order in which the program arranged the fields."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.forms.box import FieldBox
from desktop.forms.layout import Section
from desktop.theme import px
from desktop.widgets.columns import Columns
from desktop.widgets.labels import Heading
from storage.domain.codes import CodeBook


class LaidOut:
    """Boxes under their headings, within ``form``; hidden ones are kept and take no room."""

    def __init__(
        self, form: QWidget, kind: str, sections: Sequence[Section], boxes: Mapping[str, FieldBox]
    ) -> None:
        self._kind, self._sections, self._boxes = kind, sections, boxes
        self._column = QVBoxLayout(form)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(12))
        self._form = form
        self._parts: list[QWidget] = []
        self._order: list[list[str]] = []

    def arrange(self, book: CodeBook) -> None:
        """Put the fields where the program wants them; nothing is touched where they are there."""
        order = [self._names(section, book) for section in self._sections]
        if order == self._order:
            return
        self._order = order
        focused: QWidget | None = self._form.window().focusWidget()
        if self._parts:
            self._take_down()
        for section, names in zip(self._sections, order, strict=True):
            if names:
                self._put(section, names)
        self._column.addStretch(1)
        laid = {name for names in order for name in names}
        for name, box in self._boxes.items():
            if name not in laid:
                # Without a parent it would be a window of its own.
                box.setParent(self._form)
        if focused is not None and self._form.isAncestorOf(focused):
            focused.setFocus()

    def _names(self, section: Section, book: CodeBook) -> list[str]:
        names = book.in_order(self._kind, (cell.name for cell in section.cells))
        return [name for name in names if not book.arranged(self._kind, name).hidden]

    def _put(self, section: Section, names: Sequence[str]) -> None:
        if section.title:
            heading = Heading(section.title, level=3)
            self._column.addWidget(heading)
            self._parts.append(heading)
        spans = {cell.name: cell.span for cell in section.cells}
        columns = Columns([(self._boxes[name], spans[name]) for name in names], section.columns)
        self._column.addWidget(columns)
        self._column.addSpacing(px(8))
        self._parts.append(columns)

    def _take_down(self) -> None:
        for box in self._boxes.values():
            # Out of what is taken down, which would take the boxes with it.
            was_hidden = box.isHidden()
            box.setParent(self._form)
            box.setHidden(was_hidden)
        while self._column.takeAt(0):
            pass
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts.clear()
