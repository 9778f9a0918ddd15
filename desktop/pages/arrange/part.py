"""What the parts of this page share: a chooser, a table, a name to type, and moves."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lists.source import Sort, Source
from desktop.lists.table import RecordTable
from desktop.theme import px
from desktop.widgets.buttons import Button, PrimaryButton
from desktop.widgets.flow import FlowLayout
from desktop.widgets.inputs import LineEdit
from desktop.widgets.labels import Muted
from desktop.wording.errors import plain
from storage.usecases.changes import Changes

_MOST_LETTERS = 200


def _tr(text: str) -> str:
    return QCoreApplication.translate("arrange", text)


class ArrangePart(QWidget):
    """A table of things with an order; what is done is said with an undo."""

    kinds: Sequence[str] = ()
    """The kinds of settings whose change it shows."""

    def __init__(
        self, lanes: Lanes, context: DeskContext, source: Source[Any], name: str, object_name: str
    ) -> None:
        super().__init__()
        self._lanes, self._context = lanes, context
        self._typed_for: Any = None
        self.table = RecordTable(lanes, source, name, sort=Sort(""), filter="")
        self.table.setObjectName(f"{object_name}-table")
        self.table.setMinimumHeight(px(240))
        self.name = LineEdit(_tr("Name here"))
        self.name.setObjectName(f"{object_name}-name")
        self.name.setPlaceholderText(_tr("Name here; empty for the shipped one"))
        self.name.setMaxLength(_MOST_LETTERS)
        self.rename_button = self._button(_tr("Rename"), "pencil", self._rename)
        self.hide_button = self._button(_tr("Hide or show"), "eye-off", self.toggle_hidden)
        self.up_button = self._button(_tr("Move up"), "chevron-up", lambda: self.move_by(-1))
        self.down_button = self._button(_tr("Move down"), "chevron-down", lambda: self.move_by(1))
        self.buttons = FlowLayout()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, px(12), 0, 0)
        self.column.setSpacing(px(10))
        self.table.current_changed.connect(self._show_name)
        self.name.returnPressed.connect(self._rename)
        lanes.changed.connect(self._on_changed)

    def lay_out(self, above: Sequence[QWidget], beside: Sequence[Button] = ()) -> None:
        """Put ``above`` over the table, and the buttons with ``beside`` under it."""
        for widget in above:
            self.column.addWidget(widget)
        self.column.addWidget(self.table, 1)
        self.name.setFixedWidth(px(280))
        for control in (
            self.name,
            self.rename_button,
            self.hide_button,
            self.up_button,
            self.down_button,
            *beside,
        ):
            self.buttons.addWidget(control)
        self.column.addLayout(self.buttons)
        keys = _tr(
            "Arrow keys choose a row; Tab leads to its name and to what can be done with it."
        )
        self.column.addWidget(Muted(keys, wrap=True))

    def refresh(self) -> None:
        """Run the query again."""
        self.table.refresh()

    def place(self) -> dict[str, Any]:
        """Return the row and whatever is typed."""
        return {"table": self.table.place(), "name": self.name.text(), "for": self._typed_for}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        self.table.restore_place(dict(place.get("table", {})))
        self._typed_for = place.get("for")
        self.name.setText(str(place.get("name", "")))

    def rename(self, key: Any, label: str) -> None:
        """Call the thing otherwise."""
        raise NotImplementedError

    def toggle_hidden(self) -> None:
        """Hide the current row's thing, or show it again."""
        raise NotImplementedError

    def move_by(self, by: int) -> None:
        """Let the current row's thing change places."""
        raise NotImplementedError

    def own_name(self, key: Any) -> str:
        """Return what the program calls it otherwise than as shipped, or nothing."""
        raise NotImplementedError

    def act(self, change: Callable[..., Any], *args: Any) -> None:
        """Save ``change`` and offer to take it back; say why when it is refused."""
        self._lanes.write(change, *args, context=self, then=self._say, failed=self._refuse)

    def _say(self, done: Any) -> None:
        changes = done if isinstance(done, Changes) else None
        if changes is not None and changes.dot is not None:
            self._context.say(_tr("Arranged: {act}").format(act=changes.act), changes.dot)

    def _refuse(self, error: BaseException) -> None:
        self._context.say(plain(error))

    def _rename(self) -> None:
        if self.table.current() is not None:
            self.rename(self.table.current(), self.name.text())

    def _show_name(self, key: Any) -> None:
        # What is being typed for this row stays, whoever else changes something.
        if key is not None and key != self._typed_for:
            self._typed_for = key
            self.name.setText(self.own_name(key))

    def _on_changed(self, changes: Changes) -> None:
        if any(changes.touches(kind) for kind in self.kinds):
            self.table.refresh()

    def _button(self, text: str, icon: str, act: Callable[[], object]) -> Button:
        button = Button(text, icon)
        button.clicked.connect(lambda _checked: act())
        return button


def primary(text: str, act: Callable[[], object]) -> PrimaryButton:
    """Return the one button that a part is for."""
    button = PrimaryButton(text, "plus")
    button.clicked.connect(lambda _checked: act())
    return button
