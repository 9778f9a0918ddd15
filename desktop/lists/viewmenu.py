"""Views of a list that a person has named: show one, keep one, forget one."""

from functools import partial
from typing import Any

from PySide6.QtWidgets import QMenu, QWidget

from desktop.lists.table import RecordTable
from desktop.lists.views import ListDesk, show_view, view_of
from desktop.theme import px
from desktop.widgets.buttons import Button, PrimaryButton
from desktop.widgets.inputs import LineEdit
from desktop.widgets.labelled import labelled
from desktop.widgets.popup import PopupPanel

_LONGEST = 60


class ViewMenu(Button):
    """A button with the named views of one list."""

    def __init__(self, desk: ListDesk, table: RecordTable, list_id: str, parent: QWidget) -> None:
        super().__init__("", "bookmark", parent)
        self.setText(self.tr("Views"))
        self._desk, self._table, self._list_id = desk, table, list_id
        self._plain = view_of(table)
        menu = QMenu(self)
        menu.aboutToShow.connect(lambda: self._fill(menu))
        self.setMenu(menu)

    def names(self) -> list[str]:
        """Return the names of the views that are kept, in order."""
        return sorted(self._named(), key=str.casefold)

    def show_named(self, name: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - a slot
        """Look at the list as the view of this name says."""
        show_view(self._table, self._named()[name])

    def keep(self, name: str) -> None:
        """Keep how the list is looked at now under ``name``, over one of the same name."""
        wanted = name.strip()
        if wanted:
            self._store({**self._named(), wanted: view_of(self._table)})

    def forget(self, name: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - a slot
        """Forget the view of this name."""
        self._store({n: view for n, view in self._named().items() if n != name})

    def ask_for_name(self) -> None:
        """Ask for a name to keep the view under."""
        panel = PopupPanel(self, self.tr("Keep this view"))
        line = LineEdit(self.tr("Name"))
        line.setObjectName("view-name")
        line.setMaxLength(_LONGEST)
        panel.body.addWidget(labelled(self.tr("&Name"), line))
        keep = PrimaryButton(self.tr("Keep this view"))
        panel.body.addWidget(keep)

        def keep_it() -> None:
            self.keep(line.text())
            panel.close()

        keep.clicked.connect(keep_it)
        line.returnPressed.connect(keep_it)
        panel.setMinimumWidth(px(260))
        panel.open_under(self)
        line.setFocus()

    def _named(self) -> dict[str, Any]:
        return dict(self._desk.list_views(self._list_id).get("named", {}))

    def _store(self, named: dict[str, Any]) -> None:
        kept = dict(self._desk.list_views(self._list_id))
        self._desk.keep_list_views(self._list_id, {**kept, "named": named})

    def _fill(self, menu: QMenu) -> None:
        menu.clear()
        menu.addAction(self.tr("As it was at first")).triggered.connect(
            lambda: show_view(self._table, self._plain)
        )
        names = self.names()
        for name in names:
            menu.addAction(name.replace("&", "&&")).triggered.connect(
                partial(self.show_named, name)
            )
        menu.addSeparator()
        menu.addAction(self.tr("Keep this view…")).triggered.connect(self.ask_for_name)
        if names:
            forgetting = menu.addMenu(self.tr("Forget a view"))
            for name in names:
                forgetting.addAction(name.replace("&", "&&")).triggered.connect(
                    partial(self.forget, name)
                )
