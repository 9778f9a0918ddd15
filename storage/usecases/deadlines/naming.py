"""The words an alarm goes by: its case's number and youth, or the name of what has no case."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from storage.domain.deadlines.alarms import Alarm
from storage.domain.deadlines.rules import PERIODS
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person
from storage.tables.records import fetch_all
from storage.usecases.caseload import listed_name
from storage.usecases.naming import named


def with_names(connection: Connection, alarms: Sequence[Alarm]) -> list[Alarm]:
    """Return ``alarms`` with names; what they name and is not here yet stays without."""
    cases = fetch_all(connection, Case, _ids(alarm.case for alarm in alarms))
    youths = {case.id: case.youth for case in cases.values()}
    about = [alarm.person or youths.get(alarm.case or RecordId(b"")) for alarm in alarms]
    people = fetch_all(connection, Person, _ids(about))
    found = []
    for alarm, person in zip(alarms, about, strict=True):
        case = cases.get(alarm.case) if alarm.case else None
        youth = people.get(person) if person else None
        found.append(
            replace(
                alarm,
                number=case.number if case else "",
                youth=listed_name(youth) if youth else "",
                title=_title(connection, alarm),
            )
        )
    return found


def _title(connection: Connection, alarm: Alarm) -> str:
    """Return the name of a task or of what belongs to no case: there the rule alone says little."""
    if alarm.record is None or alarm.kind in PERIODS:
        return ""
    if alarm.kind == "task" or alarm.case is None:
        found = named(connection, alarm.kind, alarm.record)
        return found.name if found else ""
    return ""


def _ids(records: Iterable[RecordId | None]) -> list[RecordId]:
    return sorted({record for record in records if record})
