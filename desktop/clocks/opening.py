"""Where a clock leads: to the field, the new record or the page where its evidence is written."""

from typing import Any

from desktop.context import DeskContext
from storage.domain.deadlines.alarms import Alarm
from storage.domain.deadlines.rules import PERIODS


def open_alarm(context: DeskContext, alarm: Alarm) -> None:
    """Open what meets ``alarm``; another record that meets it begins with its case and youth."""
    rule = alarm.rule
    if alarm.kind in PERIODS:
        context.go("reports", {"report": "pmt", "period": alarm.period})
    elif alarm.kind == "case" and alarm.case:
        context.go("case", {"case": alarm.case.hex()})
    elif rule.witness is not None and not rule.proofs:
        context.open("record", _new(alarm, rule.witness.kind))
    elif alarm.record is not None:
        target = {"kind": alarm.kind, "record": alarm.record.hex(), "field": rule.field}
        context.open("record", target)


def _new(alarm: Alarm, kind: str) -> dict[str, Any]:
    links = {"case": alarm.case, "person": alarm.person}
    return {"kind": kind, **{name: link.hex() for name, link in links.items() if link}}
