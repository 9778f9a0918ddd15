"""Cases that have something to do with one another: by a link of either, or by an exploiter."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person, display_name
from storage.domain.kinds.referral import Referral
from storage.tables.records import fetch, fetch_all

SAME_EXPLOITER = "same_exploiter"
ONE_REFERRAL = "one_referral"


@dataclass(frozen=True, slots=True)
class LinkedCase:
    """Another case, why, since when, and the link's own record; ``None`` where none was written.

    ``kept`` tells that the link was written in that case: of one opened twice, work goes on there.
    """

    case: RecordId
    number: str
    youth: str
    status: str
    why: str
    since: date | None
    record: RecordId | None
    kept: bool = False


def linked_cases(connection: Connection, case: RecordId) -> list[LinkedCase]:
    """Return the cases linked with ``case``, whichever of the two the link was written in."""
    rows = connection.exec_driver_sql(
        'SELECT id, other AS case_id, link, "on", 0 AS kept FROM case_link '
        'WHERE "case" = ? AND retired = 0 '
        'UNION ALL SELECT id, "case", link, "on", 1 FROM case_link WHERE other = ? AND retired = 0',
        (case, case),
    ).all()
    found = (_by_link(connection, row) for row in rows if row.case_id and row.case_id != case)
    return sorted(found, key=lambda one: (one.number, one.why))


def cases_of_same_exploiter(connection: Connection, case: RecordId) -> list[LinkedCase]:
    """Return the other cases in which an alleged exploiter of ``case`` is involved.

    Counted on this laptop and nowhere else; no name of anybody is part of the answer but the
    youth's own.
    """
    rows = connection.exec_driver_sql(
        'SELECT DISTINCT o."case" AS case_id FROM involvement i '
        "JOIN involvement o ON o.exploiter = i.exploiter "
        'WHERE i."case" = ? AND i.retired = 0 AND o.retired = 0 AND o."case" <> i."case"',
        (case,),
    ).scalars()
    found = (_linked(connection, RecordId(one), SAME_EXPLOITER, None, None) for one in rows)
    return sorted(found, key=lambda one: one.number)


@dataclass(frozen=True, slots=True)
class SharedReferral:
    """A referral that ties a case to others, or names its youth and belongs to none."""

    referral: RecordId
    received_on: date | None
    source: str
    cases: tuple[LinkedCase, ...]


def shared_referrals(connection: Connection, case: RecordId) -> list[SharedReferral]:
    """Return the referrals that name the youth of ``case`` elsewhere, or others' youth here."""
    stored = fetch(connection, Case, case)
    youth = stored.record.youth if stored else None
    rows = connection.exec_driver_sql(
        "SELECT id FROM referral INDEXED BY referral_by_people_retired "
        "WHERE instr(people, ?) > 0 AND retired = 0 "
        'UNION SELECT id FROM referral WHERE "case" = ? AND retired = 0',
        (youth.hex() if youth else "-", case),
    ).scalars()
    referrals = fetch_all(connection, Referral, [RecordId(one) for one in rows]).values()
    found = (_shared(connection, one, case) for one in referrals)
    shared = [one for one in found if one is not None]
    return sorted(shared, key=lambda one: (one.received_on or date.min, one.referral))


def _shared(connection: Connection, referral: Referral, case: RecordId) -> SharedReferral | None:
    others = {referral.case} if referral.case else set()
    for person in referral.people:
        of_person = connection.exec_driver_sql(
            'SELECT id FROM "case" WHERE youth = ? AND retired = 0', (person,)
        ).scalars()
        others |= {RecordId(one) for one in of_person}
    others.discard(case)
    if not others and referral.case == case:
        return None
    linked = (_linked(connection, one, ONE_REFERRAL, None, None) for one in others)
    cases = tuple(sorted(linked, key=lambda one: one.number))
    return SharedReferral(referral.id, referral.received_on, referral.source, cases)


def _by_link(connection: Connection, row: Any) -> LinkedCase:
    since, record = date.fromisoformat(row.on), RecordId(row.id)
    found = _linked(connection, RecordId(row.case_id), row.link, since, record)
    return replace(found, kept=bool(row.kept))


def _linked(
    connection: Connection, case: RecordId, why: str, since: date | None, record: RecordId | None
) -> LinkedCase:
    stored = fetch(connection, Case, case)
    if stored is None:
        return LinkedCase(case, "", "", "", why, since, record)
    youth = fetch(connection, Person, stored.record.youth) if stored.record.youth else None
    name = display_name(youth.record) if youth else ""
    return LinkedCase(case, stored.record.number, name, stored.record.status, why, since, record)
