"""Whom Quick log means by a few letters: people of open cases, those seen lately first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rapidfuzz.distance import JaroWinkler
from sqlalchemy import Connection

from storage.domain.codes import CodeBook
from storage.domain.ids import RecordId
from storage.domain.names import words_of
from storage.usecases.codelists import book_of
from storage.usecases.indexing import sound_of
from storage.usecases.onepeople import same_people

_YOUTH = frozenset({"primary_victim", "at_risk_youth"})
_BEGINS_SO = 2.0
"""A likeness from here on is the beginning of a name; below, a sound or a misspelling."""
_NEAR = 0.88
"""Jaro-Winkler similarity from which a word counts as a misspelling of another."""
_MISSPELT_FROM = 3
_LATELY = 600
"""Contacts to look through for whoever was seen last."""


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
    seen last before everyone else. Nothing typed gives those seen last. Of somebody recorded
    more than once, the record that stands for all.
    """
    wanted = words_of(typed)
    if not wanted:
        return _seen_lately(connection, limit)
    scored = [
        (row, score)
        for row in _people_of_open_cases(connection)
        if (score := _likeness(wanted, _words_in(row)))
    ]
    seen = _last_contacts(connection, {row.case for row, _ in scored})
    scored.sort(
        key=lambda pair: (
            pair[1] < _BEGINS_SO * len(wanted),
            pair[0].role not in _YOUTH,
            _reversed(seen.get(pair[0].case, "")),
            -pair[1],
            pair[0].given_name,
            pair[0].id,
        )
    )
    book, found = book_of(connection), _one_each(connection, [row for row, _ in scored])
    return [_candidate(row, seen.get(row.case), book) for row in found[:limit]]


def people_named(connection: Connection, people: Sequence[RecordId]) -> list[Candidate]:
    """Return these very people, in their order; those without a case are left out."""
    marks = ", ".join("?" * len(people))
    rows = connection.exec_driver_sql(
        f"{_PEOPLE} WHERE p.id IN ({marks}) AND p.retired = 0 AND c.retired = 0", tuple(people)
    ).all()
    by_id = {row.id: row for row in rows}
    seen = _last_contacts(connection, {row.case for row in rows})
    book = book_of(connection)
    return [
        _candidate(by_id[one], seen.get(by_id[one].case), book) for one in people if one in by_id
    ]


def youth_of_case(connection: Connection, case: RecordId) -> list[Candidate]:
    """Return the youth of a case, or nobody."""
    youth = connection.exec_driver_sql('SELECT youth FROM "case" WHERE id = ?', (case,)).scalar()
    return people_named(connection, [youth]) if youth else []


_PEOPLE = (
    'SELECT p.id, p."case", p.given_name, p.family_name, p.name_used, p.aliases, p.role, c.number '
    'FROM "case" c CROSS JOIN person p ON p."case" = c.id'
)


def _people_of_open_cases(connection: Connection) -> Sequence[Any]:
    """Return everyone a service may go to: an open caseload is small, whatever is in the past."""
    codes = [code for code in book_of(connection).lists["case_status"] if code != "closed"]
    marks = ", ".join("?" * len(codes))
    return connection.exec_driver_sql(
        f"{_PEOPLE} WHERE c.status IN ({marks}) AND c.retired = 0 AND p.retired = 0 "
        "AND p.role <> 'anonymous_contact'",
        tuple(codes),
    ).all()


def _words_in(row: Any) -> list[str]:
    aliases = row.aliases if row.aliases != "[]" else ""
    youth = row.number if row.role in _YOUTH else ""
    names = f"{row.given_name} {row.family_name} {row.name_used}"
    return words_of(f"{names} {aliases} {youth}")


def _likeness(wanted: Sequence[str], words: Sequence[str]) -> float:
    """Return how like the words are to all that is wanted; 0 when one of them is not there."""
    total = 0.0
    for typed in wanted:
        best = max((_one_likeness(typed, word) for word in words), default=0.0)
        if not best:
            return 0.0
        total += best
    return total


def _one_likeness(typed: str, word: str) -> float:
    """Return 3 for the same word, over 2 for its beginning, less for a sound or a misspelling."""
    if word.startswith(typed):
        return 3.0 if word == typed else 2.0 + len(typed) / len(word)
    if len(typed) < _MISSPELT_FROM or typed.isdigit():
        return 0.0
    if word[0] == typed[0] and sound_of(word) == sound_of(typed):
        return 1.5
    return JaroWinkler.similarity(typed, word, score_cutoff=_NEAR)


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
        'SELECT "case" FROM contact WHERE retired = 0 AND "case" IS NOT NULL '
        'ORDER BY "on" DESC LIMIT ?',
        (_LATELY,),
    ).scalars()
    cases = list(dict.fromkeys(rows))
    youth = {row.case: row for row in _people_of_open_cases(connection) if row.role in _YOUTH}
    wanted = _one_each(connection, [youth[case] for case in cases if case in youth])[:limit]
    seen = _last_contacts(connection, {row.case for row in wanted})
    book = book_of(connection)
    return [_candidate(row, seen.get(row.case), book) for row in wanted]


def _one_each(connection: Connection, rows: Sequence[Any]) -> list[Any]:
    """Return ``rows`` with one of each person, at the place of the first."""
    one = same_people(connection).one
    found: dict[bytes, Any] = {}
    for row in rows:
        if one(row.id) not in found or row.id == one(row.id):
            found[one(row.id)] = row
    return list(found.values())


def _candidate(row: Any, seen: str | None, book: CodeBook) -> Candidate:
    given = row.name_used or row.given_name
    name = " ".join(part for part in (given, row.family_name) if part)
    role = "" if row.role in _YOUTH else book.label("person_role", row.role)
    return Candidate(
        row.id,
        row.case,
        name or "Name not recorded",
        row.number,
        role,
        date.fromisoformat(seen) if seen else None,
    )


def _reversed(day: str) -> tuple[int, ...]:
    """Return what sorts later days first, and none last."""
    return tuple(-int(part) for part in day.split("-")) if day else (0,)
