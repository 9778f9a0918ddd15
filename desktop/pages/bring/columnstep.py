"""What each column is: a part of the row, a field of it, or nothing."""

from collections.abc import Mapping
from datetime import date

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.card import Card
from desktop.widgets.inputs import ChoiceBox, LineEdit
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Label, Muted
from desktop.wording.names import shown
from storage.domain.codes import CodeBook
from storage.exchange.foreign.mapping import (
    PARTS,
    Columns,
    field_at,
    needed,
    offered,
    part_label,
)
from storage.exchange.foreign.tables import Body, Table
from storage.spec.fields import Code, Codes

_EXAMPLES = 3
_LONGEST = 40


class ColumnStep(QWidget):
    """Sheet, name of the list, a line for each column, and what is needed besides."""

    sheet_chosen = Signal(int)

    def __init__(self, book: CodeBook, today: date) -> None:
        super().__init__()
        self._book, self._today = book, today
        self._columns = Columns(source="")
        self._body = Body((), (), ())
        self._initials = False
        self._examples: list[Muted] = []
        self.known = Banner("", "info")
        self.sheet = ChoiceBox(self.tr("Sheet"))
        self.sheet.setObjectName("bring_sheet")
        self.source = LineEdit(self.tr("What list this is"))
        self.source.setObjectName("bring_source")
        self.source.setMaxLength(80)
        self.key = ChoiceBox(self.tr("What tells one youth from another"))
        self.key.setObjectName("bring_key")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(14))
        self._grid.setVerticalSpacing(px(8))
        self._needed = Card(self.tr("Needed, and the same for every row"))
        self._needed_lines = QVBoxLayout()
        self._arrange()
        self.sheet.activated.connect(self.sheet_chosen.emit)
        self.source.textEdited.connect(self._name_source)
        self.key.activated.connect(self._choose_key)

    def columns(self) -> Columns:
        """Return the mapping as it is chosen."""
        return self._columns

    def show_names(self, *, initials: bool) -> None:
        """Show what stands in the file as it is, or as initials."""
        self._initials = initials
        for place, label in enumerate(self._examples):
            label.setText(self._told(place))

    def show_sheets(self, table: Table, chosen: int) -> None:
        """Offer the sheets; a hidden one says so."""
        self.sheet.clear()
        for number, sheet in enumerate(table.sheets):
            name = sheet.name or self.tr("The file")
            text = self.tr("{name} (hidden in the file)").format(name=name)
            self.sheet.addItem(text if sheet.hidden else name, number)
        self.sheet.setCurrentIndex(chosen)
        self.sheet.setEnabled(len(table.sheets) > 1)

    def show_columns(self, body: Body, columns: Columns, *, is_known: bool, merged: int) -> None:
        """Show a mapping of the sheet."""
        self._body, self._columns = body, columns
        self.source.setText(columns.source)
        said = self.tr("Columns are matched as you matched them the last time.") if is_known else ""
        if merged:
            warned = self.tr("The sheet has merged cells: only the first cell of each is read.")
            said = f"{said} {warned}".strip()
        self.known.set_text(said)
        self.known.setVisible(bool(said))
        self.key.clear()
        self.key.addItem(self.tr("Name and date of birth"), "")
        for name in body.columns:
            self.key.addItem(name, name)
        self.key.setCurrentIndex(max(self.key.findData(columns.keys.get("youth", "")), 0))
        self._fill()

    def _fill(self) -> None:
        _empty(self._grid)
        self._examples = []
        titles = (self.tr("Column"), self.tr("In the file"), self.tr("Belongs to"), self.tr("Is"))
        for place, text in enumerate(titles):
            self._grid.addWidget(Muted(text), 0, place)
        for row, name in enumerate(self._body.columns, 1):
            self._add_line(row, name)
        self._grid.setColumnStretch(1, 1)
        self._show_needed()

    def _add_line(self, row: int, name: str) -> None:
        place = self._columns.places.get(name, "")
        part = ChoiceBox(self.tr("{column} belongs to").format(column=name))
        part.setObjectName(f"bring_part_{row}")
        part.addItem(self.tr("Not brought"), "")
        for each in PARTS:
            part.addItem(part_label(each), each)
        field = ChoiceBox(self.tr("{column} is").format(column=name))
        field.setObjectName(f"bring_field_{row}")
        part.setCurrentIndex(max(part.findData(place.partition(".")[0]), 0))
        _offer(field, str(part.currentData()), place)
        part.activated.connect(lambda _: self._choose_part(name, part, field))
        field.activated.connect(lambda _: self._choose(name, str(field.currentData() or "")))
        self._grid.addWidget(Label(name, wrap=True), row, 0)
        examples = Muted(self._told(row - 1), wrap=True)
        self._examples.append(examples)
        self._grid.addWidget(examples, row, 1)
        self._grid.addWidget(part, row, 2)
        self._grid.addWidget(field, row, 3)

    def _told(self, place: int) -> str:
        """Return the first things that stand in a column; any of them may be a name."""
        found = dict.fromkeys(row[place].strip() for row in self._body.rows[:200])
        some = [text[:_LONGEST] for text in found if text][:_EXAMPLES]
        told = " \u00b7 ".join(" ".join(text.split()) for text in some)
        return shown(told, self._initials)

    def _choose_part(self, name: str, part: ChoiceBox, field: ChoiceBox) -> None:
        _offer(field, str(part.currentData()), "")
        self._choose(name, str(field.currentData() or ""))

    def _choose(self, name: str, place: str) -> None:
        places = {column: p for column, p in self._columns.places.items() if column != name}
        if place:
            places[name] = place
        self._change(places=places)
        self._show_needed()

    def _choose_key(self) -> None:
        keys = {part: name for part, name in self._columns.keys.items() if part != "youth"}
        if self.key.currentData():
            keys["youth"] = str(self.key.currentData())
        self._change(keys=keys)

    def _name_source(self, text: str) -> None:
        self._columns = msgspec.structs.replace(self._columns, source=text.strip())

    def _change(self, **values: Mapping[str, str]) -> None:
        self._columns = msgspec.structs.replace(self._columns, **values)

    def _show_needed(self) -> None:
        _empty(self._needed_lines)
        wanted = dict.fromkeys((*needed(self._columns), *self._columns.fixed))
        parts = self._columns.parts()
        open_ones = [
            place
            for place in wanted
            if place.partition(".")[0] in parts and place not in self._columns.places.values()
        ]
        for place in open_ones:
            self._needed_lines.addWidget(self._fixed_line(place))
        self._needed.setVisible(bool(open_ones))

    def _fixed_line(self, place: str) -> QWidget:
        described = field_at(place)
        label = f"{part_label(place.partition('.')[0])}: {described.label}"
        value = self._columns.fixed.get(place, "")
        if isinstance(described, Code | Codes):
            box = ChoiceBox(label)
            box.addItem(self.tr("Choose one"), "")
            for code, words in self._book.choices(described.list_name, self._today):
                box.addItem(words, code)
            box.setCurrentIndex(max(box.findData(value), 0))
            box.activated.connect(lambda _: self._fix(place, str(box.currentData() or "")))
            box.setObjectName(f"bring_fixed_{place}")
            return labelled(label, box)
        line = LineEdit(label)
        line.setText(value)
        line.textEdited.connect(lambda text: self._fix(place, text.strip()))
        line.setObjectName(f"bring_fixed_{place}")
        return labelled(label, line)

    def _fix(self, place: str, value: str) -> None:
        fixed = {each: text for each, text in self._columns.fixed.items() if each != place}
        self._change(fixed={**fixed, place: value} if value else fixed)

    def _arrange(self) -> None:
        about = Card(self.tr("What it is"))
        row = QHBoxLayout()
        row.setSpacing(px(14))
        row.addWidget(labelled(self.tr("&Sheet"), self.sheet), 1)
        row.addWidget(labelled(self.tr("What &list this is"), self.source), 2)
        row.addWidget(labelled(self.tr("What tells one &youth from another"), self.key), 1)
        about.body.addLayout(row)
        note = self.tr("The list's name tells when a row of it comes a second time.")
        about.body.addWidget(Muted(note, wrap=True))
        card = Card(self.tr("Columns"))
        card.body.addLayout(self._grid)
        self._needed.body.addLayout(self._needed_lines)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(14))
        for widget in (self.known, about, card, self._needed):
            column.addWidget(widget)
        column.addStretch(1)


def _offer(box: ChoiceBox, part: str, place: str) -> None:
    box.clear()
    if part:
        for each, described in offered(part):
            box.addItem(described.label, each)
        box.setCurrentIndex(max(box.findData(place), 0))
    box.setEnabled(bool(part))


def _empty(layout: QGridLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
