"""The caseload as a list: which cases in which order, and what each row shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, or_, select

from storage.domain.ids import RecordId
from storage.domain.kinds.court_event import OFF
from storage.domain.kinds.person import Person, display_name
from storage.domain.partial_dates import PartialDate, age_on
from storage.tables.records import TABLES, record_maker
from storage.usecases.codelists import book_of
from storage.usecases.hearings import nearest, undecided
from storage.usecases.searching import search_names

_CASE, _PERSON = TABLES["case"], TABLES["person"]
_CONTACT, _COURT = TABLES["contact"], TABLES["court_event"]
_MOST_HITS = 12_000
CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """Which cases to show: open, closed or all; one coordinator's, one CAC's; a name or number."""

    status: str = "open"
    coordinator: str = ""
    cac: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """What the caseload shows of one case."""

    number: str
    youth: str
    age: int | None
    status: str
    exploitation: str
    coordinator: str
    county: str
    opened_on: date
    last_contact: date | None
    next_court: date | None
    next_review: date | None


def case_order(
    connection: Connection, chosen: CaseFilter, sort: str, *, descending: bool, today: date
) -> list[RecordId]:
    """Return the ids of the chosen cases in order; ties stand by number, so rows never jump."""
    key = _sort_key(connection, sort, today)
    query = (
        select(_CASE.c.id)
        .outerjoin(_PERSON, _PERSON.c.id == _CASE.c.youth)
        .where(*_conditions(connection, chosen))
        .order_by(
            key.is_(None) | (key == ""),
            key.desc() if descending else key.asc(),
            _CASE.c.number,
            _CASE.c.id,
        )
    )
    return [RecordId(record) for record in connection.execute(query).scalars()]


def case_rows(
    connection: Connection, cases: Sequence[RecordId], *, today: date
) -> dict[RecordId, CaseRow]:
    """Return the rows of ``cases``; a case that is gone is left out."""
    query = select(
        _CASE,
        _last_contact().scalar_subquery().label("last_contact"),
        _next_court(connection, today).scalar_subquery().label("next_court"),
    ).where(_CASE.c.id.in_(cases))
    rows = connection.execute(query).mappings().all()
    youths = _people(connection, [row["youth"] for row in rows if row["youth"]])
    return {row["id"]: _row(row, youths.get(row["youth"]), today) for row in rows}


def open_statuses(connection: Connection) -> tuple[str, ...]:
    """Return every status of a case that is not closed, so that an index can seek them."""
    return tuple(code for code in book_of(connection).lists["case_status"] if code != CLOSED)


def coordinators(connection: Connection) -> list[str]:
    """Return the names of every lead coordinator, in order."""
    query = select(_CASE.c.coordinator).distinct().order_by(_CASE.c.coordinator)
    return [name for name in connection.execute(query).scalars() if name]


def _conditions(connection: Connection, chosen: CaseFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_CASE.c.retired == 0]
    if chosen.status == CLOSED:
        found.append(_CASE.c.status == CLOSED)
    elif chosen.status == "open":
        found.append(_CASE.c.status.in_(open_statuses(connection)))
    if chosen.coordinator:
        found.append(_CASE.c.coordinator == chosen.coordinator)
    if chosen.cac:
        found.append(_CASE.c.cac == chosen.cac)
    if chosen.text.strip():
        hits = search_names(connection, chosen.text, _MOST_HITS)
        people = [hit.record for hit in hits if hit.kind == "person"]
        cases = [hit.case for hit in hits if hit.case is not None]
        found.append(_CASE.c.id.in_(cases) | _CASE.c.youth.in_(people))
    return found


def _sort_key(connection: Connection, sort: str, today: date) -> ColumnElement[Any]:
    name = func.lower(
        _PERSON.c.family_name
        + " "
        + func.coalesce(func.nullif(_PERSON.c.name_used, ""), _PERSON.c.given_name)
    )
    keys: dict[str, ColumnElement[Any]] = {
        "youth": name,
        "age": _PERSON.c.born_on,
        "status": _CASE.c.status,
        "exploitation": _CASE.c.exploitation_now,
        "coordinator": func.lower(_CASE.c.coordinator),
        "county": _CASE.c.county,
        "opened": _CASE.c.opened_on,
        "last_contact": _last_contact().scalar_subquery(),
        "next_court": _next_court(connection, today).scalar_subquery(),
        "next_review": _CASE.c.next_review_on,
    }
    return keys.get(sort, _CASE.c.number)


def _last_contact() -> Select[Any]:
    return (
        select(func.max(_CONTACT.c.on))
        .where(_CONTACT.c.case == _CASE.c.id, _CONTACT.c.retired == 0)
        .correlate(_CASE)
    )


def _next_court(connection: Connection, today: date) -> Select[Any]:
    """Return the day of the hearing that may come first, by whichever of its versions."""
    first = today.isoformat()
    others = nearest(undecided(connection), first)
    coming: ColumnElement[bool] = _COURT.c.on >= first
    day: ColumnElement[Any] = _COURT.c.on
    if others:
        on_show, other = case((coming, day)), case(others, value=_COURT.c.id)
        day = func.coalesce(func.min(on_show, other), on_show, other)
        coming = or_(coming, _COURT.c.id.in_(others))
    return (
        select(func.min(day))
        .where(
            _COURT.c.case == _CASE.c.id, coming, _COURT.c.retired == 0, _COURT.c.state.not_in(OFF)
        )
        .correlate(_CASE)
    )


def _people(connection: Connection, ids: Sequence[RecordId]) -> dict[RecordId, Person]:
    rows = connection.execute(select(_PERSON).where(_PERSON.c.id.in_(ids))).mappings()
    make = record_maker("person")
    return {row["id"]: make(row) for row in rows}


def _row(row: Any, youth: Person | None, today: date) -> CaseRow:
    born: PartialDate | None = youth.born_on if youth else None
    return CaseRow(
        row["number"],
        listed_name(youth) if youth else "",
        age_on(born, today),
        row["status"],
        row["exploitation_now"],
        row["coordinator"],
        row["county"],
        date.fromisoformat(row["opened_on"]),
        _day(row["last_contact"]),
        _day(row["next_court"]),
        _day(row["next_review_on"]),
    )


def listed_name(person: Person) -> str:
    """Return the name as lists order it: family name first."""
    given = person.name_used or person.given_name
    if person.family_name and given:
        return f"{person.family_name}, {given}"
    return display_name(person)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
