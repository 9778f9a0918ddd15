"""One rule of the list: on or off, its span, what it says and whether its source was read."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from desktop.clocks.words import span_words, unit_words, verified_words
from desktop.theme import px
from desktop.widgets.card import Card
from desktop.widgets.chip import Chip, ChipKind
from desktop.widgets.flow import FlowLayout
from desktop.widgets.inputs import CheckBox, LineEdit
from desktop.widgets.labels import Label, Muted, Problem
from desktop.wording.labels import kind_label
from desktop.wording.typed import parse_whole
from storage.domain.deadlines.rules import PERIODS, Rule
from storage.domain.deadlines.spans import Unit
from storage.domain.kinds import KINDS

_MOST = 10_000


def _tr(text: str) -> str:
    return QCoreApplication.translate("clocks", text)


class RuleLine(Card):
    """``changed`` when the person has set it otherwise: it is then read from the line."""

    changed = Signal()

    def __init__(self, shipped: Rule) -> None:
        super().__init__()
        self.shipped, self._here = shipped, shipped
        self.on = CheckBox(_tr(shipped.label))
        self.on.setObjectName(f"rule-{shipped.code}-on")
        self.amount = LineEdit(_tr("{clock}: span").format(clock=_tr(shipped.label)))
        self.amount.setObjectName(f"rule-{shipped.code}-amount")
        self.amount.setFixedWidth(px(64))
        self.source = LineEdit(_tr("{clock}: where this span is from").format(clock=shipped.label))
        self.source.setObjectName(f"rule-{shipped.code}-source")
        self.source.setMaxLength(200)
        self.source.setPlaceholderText(_tr("Where this span is from"))
        self._unit = Label("")
        self._chip = Chip("")
        self._source = Muted("", wrap=True)
        self._problem = Problem()
        self._arrange()
        self.on.clicked.connect(self.changed)
        self.amount.editingFinished.connect(self._typed)
        self.source.editingFinished.connect(self._typed)

    def show_rule(self, here: Rule) -> None:
        """Show the rule as the program has set it; what is being typed stays."""
        self._here = here
        self.on.setChecked(not here.off)
        fixed = not self.shipped.span.amount and self.shipped.span.unit is not Unit.MINUTES
        self.amount.setEnabled(not fixed)
        if not self.amount.hasFocus():
            self.amount.setText(str(here.span.amount))
        if not self.source.hasFocus():
            self.source.setText(here.changed)
        self.source.setVisible(bool(here.changed))
        self._unit.setText(unit_words(here.span.unit)[here.span.amount != 1])
        self._chip.set(*_standing(here))
        self._source.setText(_source(self.shipped, here))

    def typed(self) -> tuple[bool, int | None, str] | None:
        """Return whether it is off, its own span and its source; None while that makes no sense."""
        try:
            amount = parse_whole(self.amount.text(), 0, _MOST)
        except ValueError as error:
            self._problem.setText(str(error))
            self._problem.show()
            return None
        self._problem.hide()
        own = amount if amount != self.shipped.span.amount else None
        return not self.on.isChecked(), own, self.source.text().strip()

    def matches(self, words: str) -> bool:
        """Tell whether ``words`` stand in it."""
        rule = self.shipped
        text = " ".join((rule.label, rule.why, rule.source, rule.duty, _about(rule)))
        return words.lower() in text.lower()

    def _typed(self) -> None:
        here = self._here
        if (self.amount.text(), self.source.text()) != (str(here.span.amount), here.changed):
            self.changed.emit()

    def _arrange(self) -> None:
        head = QWidget()
        row = FlowLayout(head)
        row.setSpacing(px(10))
        for part in (self.on, self.amount, self._unit, self._chip):
            row.addWidget(part)
        met = _tr("{kind}. Done when recorded: {evidence}.").format(
            kind=_about(self.shipped), evidence=_tr(self.shipped.met_by)
        )
        self.body.setSpacing(px(6))
        self.body.addWidget(head)
        why = Label(_tr(self.shipped.why), wrap=True)
        for widget in (why, self._source, Muted(met, wrap=True), self.source, self._problem):
            self.body.addWidget(widget)
        self.source.hide()


def _standing(here: Rule) -> tuple[str, ChipKind]:
    if here.changed:
        return _tr("Set by the program"), "info"
    return (_tr("Verified"), "ok") if here.verified else (_tr("Not verified"), "warn")


def _source(shipped: Rule, here: Rule) -> str:
    parts = [
        _tr("Duty of: {duty}. Source: {source}.").format(
            duty=_tr(shipped.duty), source=shipped.source
        )
    ]
    if here.changed:
        parts.append(_tr("Shipped with {span}.").format(span=span_words(shipped)))
        parts.append(f"{verified_words(here)}.")
    if shipped.note:
        parts.append(f"{_tr(shipped.note)}.")
    return " ".join(parts)


def _about(rule: Rule) -> str:
    return _tr("Reports") if rule.kind in PERIODS else kind_label(KINDS[rule.kind])
