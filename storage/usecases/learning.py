"""Training hours: per person, against the fourteen that the CSEC standard asks for."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.kinds.training import Training, TrainingHours
from storage.domain.periods import Period
from storage.errors import RejectedError
from storage.tables.records import fetch
from storage.usecases.changes import Changes
from storage.usecases.onepeople import same_people
from storage.usecases.records import Add, save
from storage.usecases.sameids import same_id
from storage.usecases.transaction import Transaction

CSEC_MINUTES = 14 * 60
"""What every member of the team needs for the optional CSEC standard (NCA standards, 2023)."""


@dataclass(frozen=True, slots=True)
class Learner:
    """The hours of one member of the team or of the program's staff."""

    partner: RecordId | None
    name: str
    agency: str
    minutes: int
    csec_minutes: int

    @property
    def missing(self) -> int:
        """The minutes of CSEC training that are still missing."""
        return max(CSEC_MINUTES - self.csec_minutes, 0)


@dataclass(frozen=True, slots=True)
class Attending:
    """Somebody of the directory; ``recorded`` when the hours of the training are on record."""

    partner: RecordId
    name: str
    agency: str
    team_member: bool
    recorded: bool


@dataclass(frozen=True, slots=True)
class Taught:
    """What a period's trainings came to: how many were given, to how many people, how long."""

    given: int
    people: int
    minutes: int
    consultations: int


_PARTNERS = """
SELECT p.id, trim(p.given_name || ' ' || p.family_name) AS name, coalesce(a.name, '') AS agency,
       p.team_member, coalesce(sum(h.minutes), 0) AS minutes,
       coalesce(sum(h.csec_minutes), 0) AS csec
  FROM partner p LEFT JOIN agency a ON a.id = p.agency
  LEFT JOIN training_hours h ON h.partner = p.id AND h.retired = 0
 WHERE p.retired = 0 GROUP BY p.id
"""
_STAFF = """
SELECT staff AS name, '' AS agency, sum(minutes) AS minutes,
       coalesce(sum(csec_minutes), 0) AS csec
  FROM training_hours WHERE retired = 0 AND partner IS NULL AND staff <> '' GROUP BY staff
"""
_TAUGHT = """
SELECT count(*), coalesce(sum(attendees), 0), coalesce(sum(minutes), 0) FROM training
 WHERE "on" BETWEEN ? AND ? AND direction = 'given' AND retired = 0
"""


def learners(connection: Connection) -> list[Learner]:
    """Return every member of the team and everybody of the staff who has hours, by name.

    Of a partner recorded more than once the hours of all records are added up under the one that
    stands for all; one of the records in the team is enough.
    """
    same = same_people(connection)
    partners = connection.exec_driver_sql(_PARTNERS).all()
    hours: defaultdict[RecordId, list[int]] = defaultdict(lambda: [0, 0])
    team: set[RecordId] = set()
    for row in partners:
        one = same.one(RecordId(row.id))
        hours[one][0] += row.minutes
        hours[one][1] += row.csec
        team |= {one} if row.team_member else set()
    found = [
        Learner(RecordId(row.id), row.name, row.agency, *hours[RecordId(row.id)])
        for row in partners
        if RecordId(row.id) in team
    ]
    staff = connection.exec_driver_sql(_STAFF)
    found += [Learner(None, row.name, row.agency, row.minutes, row.csec) for row in staff]
    return sorted(found, key=lambda one: one.name.casefold())


def taught(connection: Connection, period: Period) -> Taught:
    """Count the trainings given in ``period``, and the consultations of it."""
    days = (period.start.isoformat(), period.end.isoformat())
    given, people, minutes = connection.exec_driver_sql(_TAUGHT, days).one()
    asked = connection.exec_driver_sql(
        'SELECT count(*) FROM assistance_request WHERE "on" BETWEEN ? AND ? AND retired = 0', days
    ).scalar_one()
    return Taught(given, people, minutes, asked)


def attending(connection: Connection, training: RecordId) -> list[Attending]:
    """Return everybody of the directory, members of the team first, and who has the hours.

    Whoever is recorded more than once stands there once, with the hours of every record.
    """
    same = same_people(connection)
    rows = connection.exec_driver_sql(
        "SELECT p.id, trim(p.given_name || ' ' || p.family_name) AS name, p.team_member, "
        "coalesce(a.name, '') AS agency, EXISTS (SELECT 1 FROM training_hours h "
        "WHERE h.training = ? AND h.partner = p.id AND h.retired = 0) AS recorded "
        "FROM partner p LEFT JOIN agency a ON a.id = p.agency WHERE p.retired = 0 "
        "ORDER BY p.team_member DESC, p.family_name, p.given_name, p.id",
        (training,),
    ).all()
    have = {same.one(RecordId(row.id)) for row in rows if row.recorded}
    return [
        Attending(one, row.name, row.agency, bool(row.team_member), one in have)
        for row in rows
        if (one := RecordId(row.id)) == same.one(one)
    ]


def record_attendance(
    transaction: Transaction, training: RecordId, partners: Sequence[RecordId]
) -> tuple[int, Changes]:
    """Give each of ``partners`` the hours of ``training``, those who have them already left out.

    Returns how many were recorded. Raises RejectedError when the training has no minutes.
    """
    stored = fetch(transaction.connection, Training, training)
    if stored is None or stored.retired:
        raise RejectedError("Training: it is not on this laptop. Nothing was recorded.")
    minutes = stored.record.minutes
    if not minutes:
        raise RejectedError("Training, minutes: fill in how long it was. Nothing was recorded.")
    have = {one.partner for one in attending(transaction.connection, training) if one.recorded}
    same = same_people(transaction.connection)
    hours = [
        TrainingHours(
            id=same_id(transaction, "training_hours", training, partner.hex()),
            on=stored.record.on,
            partner=partner,
            training=training,
            minutes=minutes,
            csec_minutes=minutes if stored.record.csec else None,
        )
        for partner in dict.fromkeys(map(same.one, partners))
        if partner not in have
    ]
    if not hours:
        return 0, Changes()
    return len(hours), save(transaction, [Add(one) for one in hours], "record who was there")
