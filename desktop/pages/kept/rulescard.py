"""The rules of retention: how many years, who says so, and that nobody has verified it."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.pages.kept.words import tr
from desktop.theme import px
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.chip import Chip
from desktop.widgets.inputs import CheckBox, LineEdit
from desktop.widgets.labels import Label, Muted
from desktop.wording.errors import plain
from desktop.wording.typed import parse_whole
from storage.usecases.changes import Changes
from storage.usecases.retention.rules import Rule, retention_rules, set_rule

_MOST_YEARS = 100


class RulesCard(Card):
    """One line for each rule; what is changed is kept when one presses Keep."""

    changed = Signal()

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(tr("Rules"))
        self._lanes, self._context = lanes, context
        self._rules: dict[str, Rule] = {}
        self._lines: dict[str, tuple[CheckBox, LineEdit]] = {}
        self._typed: dict[str, Sequence[str]] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(14))
        self._grid.setVerticalSpacing(px(6))
        self._grid.setColumnStretch(0, 1)
        self.body.addWidget(
            Muted(
                tr(
                    "A case is kept until the last day of all rules for it. The numbers are"
                    " starting picks that nobody has verified: let counsel set yours."
                ),
                wrap=True,
            )
        )
        self.body.addLayout(self._grid)
        self.remark = LineEdit(tr("Where your numbers come from"))
        self.remark.setPlaceholderText(tr("Where your numbers come from"))
        self.remark.setObjectName("kept_remark")
        self.keep = Button(tr("Keep these numbers"))
        self.keep.setObjectName("kept_rules_keep")
        self.keep.clicked.connect(self._keep)
        self.body.addWidget(self.remark)
        self.body.addWidget(self.keep, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)

    def refresh(self) -> None:
        """Read how the program has set them."""
        self._lanes.read(retention_rules, context=self, then=self._show, key="rules")

    def typed(self) -> dict[str, list[str]]:
        """Return what stands in every line: on or off, and the years."""
        return {
            code: ["on" if box.isChecked() else "", years.text()]
            for code, (box, years) in self._lines.items()
        }

    def type_again(self, typed: Mapping[str, Sequence[str]]) -> None:
        """Let what was typed stand there again, now or when the rules arrive."""
        self._typed = dict(typed)
        for code, (on, years) in self._typed.items():
            if code in self._lines:
                self._lines[code][0].setChecked(bool(on))
                self._lines[code][1].setText(years)

    def _show(self, rules: Sequence[Rule]) -> None:
        if {rule.code: rule for rule in rules} == self._rules:
            return
        self._rules = {rule.code: rule for rule in rules}
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._lines = {rule.code: self._line(row, rule) for row, rule in enumerate(rules)}
        self.type_again(self._typed)
        self._typed = {}

    def _line(self, row: int, rule: Rule) -> tuple[CheckBox, LineEdit]:
        box = CheckBox(rule.label)
        box.setChecked(not rule.off)
        box.setObjectName(f"kept_on_{rule.code}")
        box.setAccessibleDescription(rule.why)
        years = LineEdit(_years_of(rule))
        years.setText(str(rule.years))
        years.setMaximumWidth(px(64))
        years.setObjectName(f"kept_years_{rule.code}")
        said: QWidget = Muted(" ".join(filter(None, (rule.why, _source(rule)))), wrap=True)
        chip = Chip(tr("not verified"), "warn") if not rule.verified else Chip(tr("verified"), "ok")
        for column, widget in enumerate((box, _counted(years, rule), chip)):
            self._grid.addWidget(widget, 2 * row, column, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(said, 2 * row + 1, 0, 1, 3)
        return box, years

    def _keep(self) -> None:
        try:
            wanted = {
                code: (parse_whole(years.text(), 1, _MOST_YEARS), box.isChecked())
                for code, (box, years) in self._lines.items()
            }
        except ValueError as error:
            self._context.say(str(error))
            return
        for code, (years, on) in wanted.items():
            rule = self._rules[code]
            if (years, on) != (rule.years, not rule.off):
                self._lanes.write(
                    _set,
                    code,
                    years,
                    on,
                    self.remark.text(),
                    context=self,
                    then=lambda _: self.changed.emit(),
                    failed=lambda error: self._context.say(plain(error)),
                )


def _set(transaction: Any, code: str, years: int, on: bool, remark: str) -> Changes:  # noqa: FBT001 - as a lane hands it on
    return set_rule(transaction, code, years=years, off=not on, remark=remark)


def _counted(years: LineEdit, rule: Rule) -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.addWidget(years, 0, 0)
    unit = tr("years old") if rule.start == "birthday" else tr("years")
    grid.addWidget(Label(unit), 0, 1)
    return box


def _years_of(rule: Rule) -> str:
    return tr("Years: {rule}").format(rule=rule.label)


def _source(rule: Rule) -> str:
    if rule.changed:
        return tr("Your number: {source}.").format(source=rule.changed)
    return tr("Source: {source}. {note}.").format(source=rule.source, note=rule.note)
