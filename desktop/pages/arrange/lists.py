"""One code list: names, order, what is offered, and codes of the program's own."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication
from typing_extensions import override

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.pages.arrange.owncode import OwnCodePanel
from desktop.pages.arrange.part import ArrangePart, primary
from desktop.pages.arrange.sources import CodeSource
from desktop.widgets.inputs import ChoiceBox
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Muted
from storage.usecases.changes import Changes
from storage.usecases.codelists import codebook
from storage.usecases.codesettings import (
    OwnCode,
    add_code,
    edit_code,
    hide_code,
    lists_in_use,
    move_code,
    rename_code,
)


def _tr(text: str) -> str:
    return QCoreApplication.translate("arrange", text)


class ListsPart(ArrangePart):
    """Choose a list; a record keeps the code it was given."""

    kinds = ("code_setting",)

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(lanes, context, CodeSource(), _tr("Codes"), "arrange-lists")
        self._uses = {one.name: one.used_by for one in lists_in_use()}
        self.list = ChoiceBox(_tr("List"))
        self.list.setObjectName("arrange-list")
        for one in lists_in_use():
            self.list.addItem(f"{one.title} ({one.name})", one.name)
        self.uses = Muted("", wrap=True)
        self.add_button = primary(_tr("Add a code"), self.ask_for_code)
        self.edit_button = self._button(_tr("Edit our code"), "sliders-horizontal", self.edit_own)
        self.lay_out(
            [labelled(_tr("&List"), self.list), self.uses], [self.edit_button, self.add_button]
        )
        self.list.activated.connect(lambda _: self.show_list(self.chosen))
        self.table.current_changed.connect(self._show_own)

    @property
    def chosen(self) -> str:
        """The list that is shown."""
        return str(self.list.currentData())

    def show_list(self, name: str) -> None:
        """Show the codes of the list ``name``."""
        row = self.list.findData(name)
        if row >= 0:
            self.list.setCurrentIndex(row)
        entries = codebook().lists[self.chosen].values()
        known = sum(entry.verified for entry in entries)
        words = _tr("Used by {fields}. Checked against its source: {known} of {all} codes.")
        used = ", ".join(self._uses[self.chosen])
        self.uses.setText(words.format(fields=used, known=known, all=len(entries)))
        self.table.show_filter(self.chosen)

    @override
    def refresh(self) -> None:
        """Run the query again, for the list that is chosen."""
        if self.table.filter != self.chosen:
            self.show_list(self.chosen)
        else:
            self.table.refresh()

    @override
    def place(self) -> dict[str, Any]:
        """Return the list too."""
        return {**super().place(), "list": self.chosen}

    @override
    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        self.show_list(str(place.get("list", self.chosen)))
        super().restore_place(place)

    @override
    def rename(self, key: Any, label: str) -> None:
        """Call a code otherwise."""
        self.act(rename_code, self.chosen, key, label)

    @override
    def toggle_hidden(self) -> None:
        """Offer the code no longer, or again."""
        if (code := self.table.current()) is not None:
            hidden = self._context.book.lists[self.chosen][code].hidden
            self.act(hide_code, self.chosen, code, not hidden)

    @override
    def move_by(self, by: int) -> None:
        """Let the code change places with its neighbour."""
        if (code := self.table.current()) is not None:
            self.act(move_code, self.chosen, code, by)

    @override
    def own_name(self, key: Any) -> str:
        """Return what the program calls the code, or nothing where it is called as shipped."""
        shipped = codebook().lists[self.chosen].get(key)
        label = self._context.book.label(self.chosen, key)
        return "" if shipped is not None and shipped.label == label else label

    def ask_for_code(self) -> None:
        """Ask for a code of the program's own."""
        self._ask("", None)

    def edit_own(self) -> None:
        """Ask what else is to be said of the program's own code."""
        code = self.table.current()
        entry = self._context.book.lists[self.chosen].get(code) if code else None
        if entry is not None and entry.own:
            said = OwnCode(
                label=entry.label,
                pmt=entry.pmt,
                nca=entry.nca,
                valid_from=entry.valid_from,
                valid_to=entry.valid_to,
            )
            self._ask(entry.code, said)

    def _ask(self, code: str, said: OwnCode | None) -> None:
        panel = OwnCodePanel(self.add_button, self._context.book, self.chosen, said)
        panel.today = self._context.today()
        panel.chosen.connect(lambda own: self._keep(code, own))
        panel.open_under(self.add_button)
        panel.label.setFocus()

    def _keep(self, code: str, own: OwnCode) -> None:
        if code:
            self.act(edit_code, self.chosen, code, own)
        else:
            self._lanes.write(
                _add, self.chosen, own, context=self, then=self._added, failed=self._refuse
            )

    def _added(self, added: tuple[str, Changes]) -> None:
        code, changes = added
        self._context.say(_tr("Code added: {code}").format(code=code), changes.dot)

    def _show_own(self, code: Any) -> None:
        entry = self._context.book.lists[self.chosen].get(code) if code else None
        self.edit_button.setEnabled(entry is not None and entry.own)


def _add(transaction: Any, list_name: str, own: OwnCode) -> tuple[tuple[str, Changes], Changes]:
    """Add it; the Save stays with the code, so that the notice can take it back."""
    code, changes = add_code(transaction, list_name, own)
    return (code, changes), changes
