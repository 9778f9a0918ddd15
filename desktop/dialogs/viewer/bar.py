"""What one does with a page: turn it, come nearer, find words, read it as text."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.buttons import Button, IconButton
from desktop.widgets.flow import FlowLayout
from desktop.widgets.inputs import CheckBox, LineEdit, SearchField
from desktop.widgets.labels import Label
from desktop.wording.numbers import count

STEPS = (50, 75, 100, 125, 150, 200, 250, 300)
"""Percent of the width there is."""
USUAL = 100


class PageBar(QWidget):
    """Says what is wanted; whoever owns it does it."""

    turned = Signal(int)
    """To which page, counted from 0."""
    zoomed = Signal(int)
    sought = Signal(str)
    as_text = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.pages, self.page, self.zoom = 1, 0, USUAL
        self.back = IconButton("chevron-left", self.tr("Page before (Page Up)"))
        self.on = IconButton("chevron-right", self.tr("Next page (Page Down)"))
        self.number = LineEdit(self.tr("Page"))
        self.of = Label("")
        self.nearer = Button("+")
        self.farther = Button("\u2212")
        self.percent = Label("")
        self.line = SearchField(self.tr("Find in this document"))
        self.following = Button(self.tr("Find &next"))
        self.text = CheckBox(self.tr("As te&xt"))
        self._name_things()
        self._arrange()
        self._connect()
        self.show_place()

    def set_pages(self, pages: int, *, drawn: bool) -> None:
        """Say how many pages there are, and whether they can be seen other than as text."""
        self.pages = pages
        for widget in (self.nearer, self.farther, self.percent, self.text):
            widget.setVisible(drawn)
        self.show_place()

    def go(self, page: int) -> None:
        """Turn to a page, where there is one."""
        if 0 <= page < self.pages and page != self.page:
            self.page = page
            self.turned.emit(page)
        self.show_place()

    def step(self, way: int) -> None:
        """Come nearer (1), step back (-1) or stand where one stood first (0)."""
        place = STEPS.index(self.zoom) + way
        wanted = STEPS[min(max(place, 0), len(STEPS) - 1)] if way else USUAL
        if wanted != self.zoom:
            self.zoom = wanted
            self.zoomed.emit(wanted)
        self.show_place()

    def stand_at(self, percent: int) -> None:
        """Stand as near as one stood before."""
        self.zoom = min(STEPS, key=lambda step: abs(step - percent))
        self.show_place()

    def show_place(self) -> None:
        """Say where one is."""
        if not self.number.hasFocus() or not self.number.isModified():
            self.number.setText(str(self.page + 1))
        self.of.setText(self.tr("of {pages}").format(pages=count(self.pages)))
        self.percent.setText(f"{self.zoom} %")
        self.back.setEnabled(self.page > 0)
        self.on.setEnabled(self.page + 1 < self.pages)
        self.nearer.setEnabled(self.zoom < STEPS[-1])
        self.farther.setEnabled(self.zoom > STEPS[0])

    def _typed(self) -> None:
        text = self.number.text().strip()
        self.number.setModified(False)
        if text.isascii() and text.isdecimal():
            self.go(min(max(int(text), 1), self.pages) - 1)
        self.show_place()

    def _name_things(self) -> None:
        self.nearer.setAccessibleName(self.tr("Nearer (Ctrl +)"))
        self.farther.setAccessibleName(self.tr("Farther (Ctrl \u2212)"))
        names = {
            "viewer_back": self.back,
            "viewer_on": self.on,
            "viewer_page": self.number,
            "viewer_nearer": self.nearer,
            "viewer_farther": self.farther,
            "viewer_find": self.line,
            "viewer_next": self.following,
            "viewer_text": self.text,
        }
        for name, widget in names.items():
            widget.setObjectName(name)
        self.number.setMaxLength(6)
        self.number.setFixedWidth(px(64))
        self.line.setMinimumWidth(px(200))

    def _arrange(self) -> None:
        groups = (
            (self.back, self.number, self.of, self.on),
            (self.farther, self.percent, self.nearer),
            (self.line, self.following),
            (self.text,),
        )
        flow = FlowLayout()
        for group in groups:
            held = QWidget()
            row = QHBoxLayout(held)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(px(6))
            for widget in group:
                row.addWidget(widget)
            flow.addWidget(held)
        self.setLayout(flow)

    def _connect(self) -> None:
        self.back.clicked.connect(lambda: self.go(self.page - 1))
        self.on.clicked.connect(lambda: self.go(self.page + 1))
        self.number.returnPressed.connect(self._typed)
        self.number.editingFinished.connect(self._typed)
        self.nearer.clicked.connect(lambda: self.step(1))
        self.farther.clicked.connect(lambda: self.step(-1))
        self.line.returnPressed.connect(lambda: self.sought.emit(self.line.text().strip()))
        self.following.clicked.connect(lambda: self.sought.emit(self.line.text().strip()))
        self.text.toggled.connect(self.as_text)
