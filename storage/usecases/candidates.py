"""Whom Quick log means by a few letters: people of open cases, those seen lately first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.names import words_of
from storage.usecases.codelists import codebook
from storage.usecases.searching import records_near

_YOUTH = frozenset({"primary_victim", "at_risk_youth"})
_BEGINS_SO = 2.0
"""Scores of ``records_near`` from here on are beginnings of a name; below, misspellings."""
_RECENT_CONTACTS = 400
_MOST_READ = 4_000
_ALL_RECENT = 2_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may have received a service: who, in which case, and when seen last."""

    person: RecordId
    case: RecordId
    name: str
    number: str
    role: str
    """Words for the role; empty for a youth whose case it is."""
    last_on: date | None


def candidates(connection: Connection, typed: str, limit: int = 8) -> list[Candidate]:
    """Return people of open cases whom ``typed`` may mean, at most ``limit``.

    Names that begin as typed come before misspellings, the youth before others, and whoever was
    seen last before everyone else. Nothing typed gives those seen last.
    """
    words = words_of(typed)
    if not words:
        return _seen_lately(connection, limit)
    scores = _scores(connection, words)
    rows = _open_people(connection, sorted(scores, key=lambda person: -scores[person]))
    seen = _last_contacts(connection, {row["case"] for row in rows})
    ordered = sorted(
        rows,
        key=lambda row: (
            scores[row["id"]] < _BEGINS_SO * len(words),
            row["role"] not in _YOUTH,
            _reversed(seen.get(row["case"], "")),
            -scores[row["id"]],
            row["given_name"],
            row["id"],
        ),
    )
    return [_candidate(row, seen.get(row["case"])) for row in ordered[:limit]]


def people_named(connection: Connection, people: Sequence[RecordId]) -> list[Candidate]:
    """Return these very people, in their order; those without a case are left out."""
    rows = {row["id"]: row for row in _open_people(connection, people, also_closed=True)}
    seen = _last_contacts(connection, {row["case"] for row in rows.values()})
    return [_candidate(rows[one], seen.get(rows[one]["case"])) for one in people if one in rows]


def youth_of_case(connection: Connection, case: RecordId) -> list[Candidate]:
    """Return the youth of a case, or nobody."""
    return people_named(connection, [youth for _, youth in _youth_of(connection, [case])])


def _scores(connection: Connection, words: Sequence[str]) -> dict[RecordId, float]:
    """Return the likeness of people to every one of ``words``; a case number means its youth."""
    total: dict[RecordId, float] = {}
    for position, word in enumerate(words):
        near: dict[RecordId, float] = {}
        cases: dict[bytes, float] = {}
        for (kind, record), score in records_near(connection, word).items():
            if kind == "person":
                near[RecordId(record)] = score
            elif kind == "case":
                cases[record] = score
        for case, youth in _youth_of(connection, cases):
            near[youth] = max(near.get(youth, 0.0), cases[case])
        if position == 0:
            total = near
        else:
            total = {one: total[one] + score for one, score in near.items() if one in total}
    return total


def _youth_of(connection: Connection, cases: Collection[bytes]) -> list[tuple[bytes, RecordId]]:
    wanted = list(cases)[:_MOST_READ]
    marks = ", ".join("?" * len(wanted))
    rows = connection.exec_driver_sql(
        f'SELECT id, youth FROM "case" WHERE id IN ({marks}) AND youth IS NOT NULL',  # noqa: S608 - marks
        tuple(wanted),
    )
    return [(row.id, row.youth) for row in rows]


def _open_people(
    connection: Connection, people: Sequence[RecordId], *, also_closed: bool = False
) -> Sequence[Any]:
    """Return a row for each of ``people`` with an open home case."""
    wanted = list(people)[:_MOST_READ]
    marks = ", ".join("?" * len(wanted))
    closed = "" if also_closed else "AND c.status <> 'closed' "
    return (
        connection.exec_driver_sql(
            'SELECT p.id, p."case", p.given_name, p.family_name, p.name_used, p.role, c.number '  # noqa: S608 - marks
            'FROM person p JOIN "case" c ON c.id = p."case" '
            f"WHERE p.id IN ({marks}) AND p.retired = 0 AND c.retired = 0 {closed}"
            "AND p.role <> 'anonymous_contact'",
            tuple(wanted),
        )
        .mappings()
        .all()
    )


def _last_contacts(connection: Connection, cases: Collection[bytes]) -> dict[bytes, str]:
    """Return the day of each case's last contact, as stored."""
    wanted = list(cases)
    marks = ", ".join("?" * len(wanted))
    rows = connection.exec_driver_sql(
        f'SELECT "case", max("on") AS seen FROM contact WHERE "case" IN ({marks}) '  # noqa: S608 - marks
        'AND retired = 0 GROUP BY "case"',
        tuple(wanted),
    )
    return {row.case: row.seen for row in rows}


def _seen_lately(connection: Connection, limit: int) -> list[Candidate]:
    rows = connection.exec_driver_sql(
        'SELECT "case", "on" FROM contact WHERE retired = 0 AND "case" IS NOT NULL '
        'ORDER BY "on" DESC LIMIT ?',
        (_ALL_RECENT,),
    ).all()
    seen: dict[bytes, str] = {}
    for row in rows:
        seen.setdefault(row.case, row.on)
    cases = list(seen)[:_RECENT_CONTACTS]
    marks = ", ".join("?" * len(cases))
    youth = connection.exec_driver_sql(
        f"SELECT id, youth FROM \"case\" WHERE id IN ({marks}) AND status <> 'closed' "  # noqa: S608 - marks
        "AND youth IS NOT NULL AND retired = 0",
        tuple(cases),
    ).all()
    by_case = {row.id: row.youth for row in youth}
    wanted = [by_case[case] for case in cases if case in by_case][:limit]
    found = {row["id"]: row for row in _open_people(connection, wanted)}
    return [_candidate(found[one], seen[found[one]["case"]]) for one in wanted if one in found]


def _candidate(row: Any, seen: str | None) -> Candidate:
    given = row["name_used"] or row["given_name"]
    name = " ".join(part for part in (given, row["family_name"]) if part)
    role = "" if row["role"] in _YOUTH else codebook().label("person_role", row["role"])
    return Candidate(
        row["id"],
        row["case"],
        name or "Name not recorded",
        row["number"],
        role,
        date.fromisoformat(seen) if seen else None,
    )


def _reversed(day: str) -> tuple[int, ...]:
    """Return what sorts later days first, and none last."""
    return tuple(-int(part) for part in day.split("-")) if day else (0,)
