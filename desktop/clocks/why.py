"""Why this clock: the rule, who says so, from when, until when, and what would meet it."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.clocks.opening import open_alarm
from desktop.clocks.words import sentence, span_words, verified_words
from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.dialogs import Dialog
from desktop.widgets.labels import FieldName, Label
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.dates import local_moment, short_day
from desktop.wording.labels import field_label, kind_label
from storage.domain.deadlines.alarms import OPEN, Alarm
from storage.domain.deadlines.rules import PERIODS
from storage.domain.deadlines.spans import Unit
from storage.domain.kinds import KINDS
from storage.domain.periods import Period
from storage.spec.kinds import fields_of
from storage.usecases.deadlines.calendar_days import holidays_between
from storage.usecases.deadlines.periods import mark_done


def _tr(text: str) -> str:
    return QCoreApplication.translate("clocks", text)


def why_lines(alarm: Alarm) -> list[tuple[str, str]]:
    """Return what there is to say of ``alarm``, each line under its name."""
    rule = alarm.rule
    lines = [
        (_tr("Rule"), _tr(rule.why)),
        (_tr("Whose duty"), _tr(rule.duty)),
        (_tr("Source"), f"{rule.source}\n{verified_words(rule)}"),
        (_tr("Began"), _began(alarm)),
        (_tr("Due"), _due(alarm)),
        (_tr("Done when recorded"), _tr(rule.met_by)),
    ]
    if alarm.met_on:
        lines.append((_tr("Recorded for"), short_day(alarm.met_on)))
    if rule.note:
        lines.append((_tr("Note"), _tr(rule.note)))
    return lines


class WhyDialog(Dialog):
    """All of it in a window, with a way to the record."""

    def __init__(
        self, lanes: Lanes, context: DeskContext, alarm: Alarm, now: datetime, parent: QWidget
    ) -> None:
        super().__init__(parent, sentence(alarm, now))
        self.setObjectName("why-clock")
        self._lanes, self._context, self._alarm = lanes, context, alarm
        inner = QWidget()
        column = _column(inner)
        for name, text in why_lines(alarm):
            column.addWidget(FieldName(name))
            column.addWidget(Label(text, wrap=True, selectable=True))
            column.addSpacing(px(6))
        column.addStretch(1)
        self.body.addWidget(ScrollBox(inner), 1)
        self.add_button(_tr("Close"))
        if alarm.kind in PERIODS and alarm.state in OPEN:
            self.add_button(_tr("It was handed in"), self._mark_done)
        self.add_button(_open_words(alarm), self._then(self._open), primary=True).setFocus()
        room = parent.window().size()
        self.resize(min(px(560), room.width() - px(24)), min(px(560), room.height() - px(24)))

    def _then(self, act: Callable[[], None]) -> Callable[[], None]:
        def go() -> None:
            self.accept()
            act()

        return go

    def _open(self) -> None:
        open_alarm(self._context, self._alarm)

    def _mark_done(self) -> None:
        alarm = self._alarm
        self._lanes.write(mark_done, alarm.rule.code, alarm.period, context=self, then=self._marked)

    def _marked(self, changes: object) -> None:
        self.accept()
        self._context.say(_tr("Recorded as handed in today"), getattr(changes, "dot", None))


def _open_words(alarm: Alarm) -> str:
    if alarm.kind in PERIODS:
        return _tr("Open the report")
    witness = alarm.rule.witness
    if witness is not None and not alarm.rule.proofs:
        return _tr("Add {kind}").format(kind=kind_label(KINDS[witness.kind]).lower())
    return _tr("Open {kind}").format(kind=kind_label(KINDS[alarm.kind]).lower())


def _began(alarm: Alarm) -> str:
    if alarm.kind in PERIODS:
        return _tr("{period} ended").format(period=Period.parse(alarm.period).words())
    cls = KINDS[alarm.kind]
    field = field_label(fields_of(cls)[alarm.rule.start[0]])
    start = alarm.start
    when = local_moment(start.moment) if start.exact else short_day(start.day)
    text = _tr("{record}, {field}: {when}")
    return text.format(record=kind_label(cls), field=field, when=when)


def _due(alarm: Alarm) -> str:
    text = f"{local_moment(alarm.due)} ({span_words(alarm.rule)})"
    if alarm.rule.span.unit is Unit.HOURS and not alarm.start.exact and alarm.rule.span.amount:
        text += "\n" + _tr("Only the day is recorded, so it is counted from its beginning.")
    if alarm.rule.span.unit is Unit.BUSINESS_DAYS:
        closed = holidays_between(alarm.start.day, alarm.due.date())
        names = ", ".join(f"{name}, {short_day(day)}" for day, name in closed)
        text += "\n" + _tr("Saturdays, Sundays and holidays are not counted.")
        if names:
            text += " " + _tr("Here: {names}").format(names=names)
    return text


def _column(inner: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, px(10), 0)
    column.setSpacing(px(4))
    return column
