"""What one press does with a loose end of each sort."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from PySide6.QtCore import QCoreApplication

from storage.domain.ids import text_of
from storage.usecases.dayend.looseend import LooseEnd


class Press(NamedTuple):
    """A button: its words, and the dialog it opens, or the act it does when there is none."""

    role: str
    text: str
    dialog: str = ""
    target: Mapping[str, Any] = {}


def _tr(text: str) -> str:
    return QCoreApplication.translate("dayend", text)


def presses(end: LooseEnd, day: date) -> tuple[Press, ...]:
    """Return the buttons of a loose end, the likeliest first."""
    on = day.isoformat()
    record = {"kind": end.kind, "record": text_of(end.record)}
    case = {"case": text_of(end.case)} if end.case else {}
    person = {"person": text_of(end.person)} if end.person else {}
    match end.sort:
        case "court":
            log = {
                "people": [text_of(end.person)] if end.person else [],
                **case,
                "on": on,
                "event": text_of(end.record),
                "activity": "court_accompaniment",
            }
            return (
                Press("open", _tr("Log it"), "quicklog", log),
                Press("not_held", _tr("Not held")),
                Press("details", _tr("Open it"), "record", record),
            )
        case "contact":
            service = {"kind": "service", "contact": text_of(end.record), **case, **person}
            return (
                Press("open", _tr("Add the service"), "record", {**service, "values": {"on": on}}),
                Press("details", _tr("Open it"), "record", record),
            )
        case "returned":
            screening = {"kind": "screening", **case, **person, "values": {"on": on}}
            return (
                Press("open", _tr("Record the screening"), "record", screening),
                Press("details", _tr("Open it"), "record", record),
            )
        case "task":
            return (
                Press("finish", _tr("Done")),
                Press("later", _tr("Tomorrow")),
                Press("details", _tr("Open it"), "record", record),
            )
        case _:
            words = {
                "missing": _tr("Enter the stamps"),
                "appointment": _tr("Say how it went"),
            }.get(end.sort, _tr("Enter the numbers"))
            return (Press("open", words, "record", record),)
