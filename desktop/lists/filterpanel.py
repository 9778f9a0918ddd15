"""A small panel that asks how one column is to be filtered."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.lists.columns import Column
from desktop.theme import px
from desktop.widgets.buttons import Button, PrimaryButton
from desktop.widgets.inputs import ChoiceBox, LineEdit
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Heading, Problem
from desktop.widgets.popup import PopupPanel
from desktop.wording.typed import parse_day, parse_whole
from storage.spec.fields import Field, Flag, Whole
from storage.usecases.listing.conditions import tests_of
from storage.usecases.listing.wanted import Condition, Test


class FilterPanel(PopupPanel):
    """Asks for words, or a range, or whether anything is recorded. Enter filters."""

    chosen = Signal(object)
    """The ``Condition``; None when the column is not to be filtered."""

    def __init__(
        self, owner: QWidget, column: Column, field: Field, now: Condition | None, today: date
    ) -> None:
        super().__init__(owner, column.label)
        self._name, self._field, self._today = column.field, field, today
        self.test = ChoiceBox(self.tr("How"))
        for test in tests_of(field):
            for text, values in self._offers(test):
                self.test.addItem(text, (test, values))
        self.first, self.second = LineEdit(""), LineEdit("")
        self.first.setObjectName("filter-first")
        self._problem = Problem()
        self._problem.hide()
        self._first_box = labelled(self._first_name(), self.first)
        self._second_box = labelled(self.tr("&To"), self.second)
        self.body.addWidget(Heading(column.label, level=3))
        self.body.addWidget(labelled(self.tr("&How"), self.test))
        self.body.addWidget(self._first_box)
        self.body.addWidget(self._second_box)
        self.body.addWidget(self._problem)
        self._add_buttons()
        self.setMinimumWidth(px(280))
        self._show(now)
        self.test.currentIndexChanged.connect(self._show_inputs)
        for line in (self.first, self.second):
            line.returnPressed.connect(self.apply)

    def begin(self) -> None:
        """Take the keyboard."""
        (self.first if self._first_box.isVisibleTo(self) else self.test).setFocus()

    def apply(self) -> None:
        """Send what is chosen, or say why it cannot be read."""
        test, values = self.test.currentData()
        try:
            typed = tuple(values) or self._typed(test)
        except ValueError as error:
            self._problem.setText(str(error))
            self._problem.show()
            self.adjustSize()
            return
        nothing = test in {"contains", "between"} and not any(typed)
        self.chosen.emit(None if nothing else Condition(self._name, test, typed))
        self.close()

    def clear(self) -> None:
        """Filter this column no longer."""
        self.chosen.emit(None)
        self.close()

    def _offers(self, test: Test) -> list[tuple[str, tuple[str, ...]]]:
        if isinstance(self._field, Flag):
            return [(self.tr("Yes"), ("1",)), (self.tr("No"), ("0",))]
        words = {
            "contains": self.tr("Contains"),
            "between": self.tr("From … to"),
            "empty": self.tr("Nothing recorded"),
            "filled": self.tr("Anything recorded"),
        }
        return [(words[test], ())]

    def _first_name(self) -> str:
        is_range = "between" in tests_of(self._field)
        return self.tr("&From") if is_range else self.tr("&Words")

    def _typed(self, test: Test) -> tuple[str, ...]:
        texts = (self.first.text().strip(), self.second.text().strip())
        if test == "contains":
            return texts[:1]
        if test != "between":
            return ()
        if isinstance(self._field, Whole):
            bounds = self._field.minimum, self._field.maximum
            return tuple(str(parse_whole(text, *bounds)) if text else "" for text in texts)
        days = (
            parse_day(text, self._today, future=True).isoformat() if text else "" for text in texts
        )
        return tuple(days)

    def _show(self, now: Condition | None) -> None:
        for row in range(self.test.count()):
            test, values = self.test.itemData(row)
            if now is not None and now.test == test and (not values or now.values == values):
                self.test.setCurrentIndex(row)
        if now is not None and now.test in {"contains", "between"}:
            for line, value in zip((self.first, self.second), now.values, strict=False):
                line.setText(value)
        self._show_inputs()

    def _show_inputs(self) -> None:
        test, values = self.test.currentData()
        self._first_box.setVisible(not values and test in {"contains", "between"})
        self._second_box.setVisible(test == "between")
        self.adjustSize()

    def _add_buttons(self) -> None:
        clear, apply = Button(self.tr("Clear")), PrimaryButton(self.tr("Filter"))
        clear.clicked.connect(self.clear)
        apply.clicked.connect(self.apply)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(clear)
        row.addWidget(apply)
        self.body.addLayout(row)
