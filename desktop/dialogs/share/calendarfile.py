"""The calendar at the gate: on paper, or as a file with titles that say nothing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from desktop.dialogs.share.offered import Offer
from storage.domain.ids import RecordId
from storage.usecases.calendar.file import Telling, calendar_file, told
from storage.usecases.calendar.occurrence import Occurrence, Span
from storage.usecases.calendar.paper import calendar_pdf
from storage.usecases.calendar.reading import sheet
from storage.usecases.casefile import stored_record
from storage.usecases.printing import Printing


def calendar_offer(connection: Any, target: Mapping[str, Any]) -> Offer:
    """Return what the calendar of ``target`` would tell, and about whom."""
    is_file = target["calendar"] == "ics"
    found = _found(connection, target)
    found = told(found) if is_file else found
    telling = _telling(target)
    lines = [("calendar", str(target["calendar"])), ("records", str(len(found)))]
    if telling.numbers or not is_file:
        lines.append(("numbered", "yes"))
    if telling.places or not is_file:
        lines.append(("placed", "yes"))
    return Offer(
        form="Calendar file (ICS)" if is_file else "Calendar",
        content="records",
        stem=f"calendar-{target['first']}",
        formats=(str(target["calendar"]),),
        bases=("own_use", "release", "mandate", "practice"),
        lines=tuple(lines),
        people=_youth(connection, found),
        records=len(found),
        purpose="Own calendar" if is_file else "",
        recipient=str(target.get("person", "")) if is_file else "",
    )


def calendar_made(connection: Any, target: Mapping[str, Any], printing: Printing) -> bytes:
    """Return the calendar of ``target`` in its format, read and made now."""
    found = _found(connection, target)
    if target["calendar"] == "ics":
        return calendar_file(found, _telling(target), printing.printed_at)
    return calendar_pdf(found, _span(target), printing)


def _found(connection: Any, target: Mapping[str, Any]) -> tuple[Occurrence, ...]:
    person, mine = str(target.get("person", "")), bool(target.get("mine"))
    return sheet(connection, _span(target), person, mine).found


def _span(target: Mapping[str, Any]) -> Span:
    first, last, today = (date.fromisoformat(str(target[n])) for n in ("first", "last", "today"))
    subjects = tuple(str(one) for one in target.get("subjects", ()))
    return Span(first=first, last=last, today=today, subjects=subjects)


def _telling(target: Mapping[str, Any]) -> Telling:
    return Telling(numbers=bool(target.get("numbers")), places=bool(target.get("places")))


def _youth(connection: Any, found: tuple[Occurrence, ...]) -> frozenset[RecordId]:
    cases = {one.case for one in found if one.case is not None}
    stored = (stored_record(connection, "case", case) for case in cases)
    youth = (one.record.youth for one in stored if one is not None)
    return frozenset(one for one in youth if one is not None)
