"""How heavy each open case is and why, and how much each coordinator carries: never any text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.court_event import OFF
from storage.domain.kinds.task import OPEN
from storage.usecases.caseload import open_statuses
from storage.usecases.hearings import between, undecided
from storage.usecases.team.weights import COURT_DAYS, MOST_TASKS, SEEN_DAYS, weights


@dataclass(frozen=True, slots=True)
class Part:
    """One fact of a case and its points; ``code`` where the fact is one of a code list."""

    fact: str
    code: str
    points: int
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLoad:
    """One open case as a load."""

    case: RecordId
    number: str
    coordinator: str
    backup_coordinator: str
    status: str
    tasks: int
    overdue: int
    court_soon: int
    is_missing: bool
    review_overdue: bool
    parts: Sequence[Part]

    @property
    def weight(self) -> int:
        """The sum of the points."""
        return sum(part.points for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What one coordinator carries."""

    coordinator: str
    cases: int
    acute: int
    missing: int
    tasks: int
    overdue: int
    court_soon: int
    reviews_overdue: int
    services: int
    weight: int


_CASES = """
SELECT c.id, c.number, c.coordinator, c.backup_coordinator, c.status, c.priority,
       c.exploitation_now, c.next_review_on,
       (SELECT count(*) FROM court_event WHERE court_event."case" = c.id
           AND {soon}
           AND court_event.state NOT IN {off} AND court_event.retired = 0) AS court_soon,
       (SELECT max("on") FROM contact WHERE contact."case" = c.id AND contact.retired = 0) AS seen
  FROM "case" c WHERE c.retired = 0 AND c.status IN ({marks})
"""
_TASKS = f"""
SELECT "case", count(*) AS open, sum(due_on < ?) AS overdue FROM task
 WHERE status IN {OPEN} AND retired = 0 AND "case" IS NOT NULL
 GROUP BY "case"
"""  # noqa: S608 - our own words
_MISSING = 'SELECT DISTINCT "case" FROM missing_episode WHERE returned_at IS NULL AND retired = 0'
_SERVICES = """
SELECT c.coordinator, sum(s.quantity) FROM service s JOIN "case" c ON c.id = s."case"
 WHERE s."on" BETWEEN ? AND ? AND s.retired = 0 GROUP BY c.coordinator
"""


def case_loads(connection: Connection, today: date, coordinator: str = "") -> list[CaseLoad]:
    """Return every open case as a load, of one ``coordinator`` or of all, the heaviest first."""
    statuses = open_statuses(connection)
    days = today.isoformat(), (today + timedelta(days=COURT_DAYS)).isoformat()
    soon, values = between(undecided(connection), *days, "court_event")
    query = _CASES.format(off=OFF, soon=soon, marks=", ".join(f"'{one}'" for one in statuses))
    if coordinator:
        query, values = f"{query} AND c.coordinator = ?", (*values, coordinator)
    rows = connection.exec_driver_sql(query, values)
    due = connection.exec_driver_sql(_TASKS, days[:1])
    tasks = {row[0]: (row[1], row[2] or 0) for row in due}
    missing = set(connection.exec_driver_sql(_MISSING).scalars())
    found = [
        _case_load(row, tasks.get(row.id, (0, 0)), is_missing=row.id in missing, today=today)
        for row in rows
    ]
    return sorted(found, key=lambda one: (-one.weight, one.number))


def loads(connection: Connection, today: date) -> list[Load]:
    """Return what each coordinator carries, the heaviest caseload first.

    Services are those of the last 30 days.
    """
    first = (today - timedelta(days=SEEN_DAYS)).isoformat()
    rows = connection.exec_driver_sql(_SERVICES, (first, today.isoformat()))
    given: dict[str, int] = {row[0]: row[1] for row in rows}
    by_name: dict[str, list[CaseLoad]] = {}
    for case in case_loads(connection, today):
        by_name.setdefault(case.coordinator, []).append(case)
    found = [_load(name, cases, given.get(name) or 0) for name, cases in by_name.items()]
    return sorted(found, key=lambda one: (-one.weight, one.coordinator))


def _load(name: str, cases: Sequence[CaseLoad], services: int) -> Load:
    return Load(
        coordinator=name,
        cases=len(cases),
        acute=sum(case.status == "active_acute" for case in cases),
        missing=sum(case.is_missing for case in cases),
        tasks=sum(case.tasks for case in cases),
        overdue=sum(case.overdue for case in cases),
        court_soon=sum(case.court_soon for case in cases),
        reviews_overdue=sum(case.review_overdue for case in cases),
        services=services,
        weight=sum(case.weight for case in cases),
    )


def _case_load(row: Any, tasks: tuple[int, int], *, is_missing: bool, today: date) -> CaseLoad:
    late = bool(row.next_review_on and row.next_review_on < today.isoformat())
    unseen = row.seen is None or row.seen < (today - timedelta(days=SEEN_DAYS)).isoformat()
    facts: Iterable[tuple[str, str, int]] = (
        ("case_status", row.status, 1),
        ("priority", row.priority, 1),
        ("exploitation", row.exploitation_now, 1),
        ("missing_now", "", int(is_missing)),
        ("court_soon", "", row.court_soon),
        ("task_open", "", min(tasks[0], MOST_TASKS)),
        ("task_overdue", "", min(tasks[1], MOST_TASKS)),
        ("review_overdue", "", int(late)),
        ("not_seen", "", int(unseen)),
    )
    return CaseLoad(
        case=RecordId(row.id),
        number=row.number,
        coordinator=row.coordinator,
        backup_coordinator=row.backup_coordinator,
        status=row.status,
        tasks=tasks[0],
        overdue=tasks[1],
        court_soon=row.court_soon,
        is_missing=is_missing,
        review_overdue=late,
        parts=tuple(_parts(facts)),
    )


def _parts(facts: Iterable[tuple[str, str, int]]) -> Iterator[Part]:
    points = weights()
    for fact, code, count in facts:
        if total := points.get((fact, code), 0) * count:
            yield Part(fact, code, total, count)
