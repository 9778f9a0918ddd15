"""What is known of a youth's missing episodes: the open ones, the log, the earlier ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from storage.domain.clocks import day_of
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.missing_episode import Appearance, MissingEpisode, Sighting
from storage.domain.kinds.person import Person
from storage.domain.kinds.screening import Screening
from storage.tables.records import TABLES, Stored, fetch, record_maker

_EPISODES, _SIGHTINGS = TABLES["missing_episode"], TABLES["sighting"]
_LOOKS, _SCREENINGS = TABLES["appearance"], TABLES["screening"]
_PLANS = TABLES["safety_plan"]


@dataclass(frozen=True, slots=True)
class Absence:
    """One episode: which of the youth's it is, how long, and what followed the return."""

    episode: Stored[MissingEpisode]
    number: int
    """The first episode of the youth that is on record is 1, whatever the case."""
    days: int
    screening: Screening | None
    """The return screening: the one it names, or one made on or after the day of the return."""
    plan_made_on: date | None
    """The day of the first safety plan made since the return."""

    @property
    def is_open(self) -> bool:
        """Whether the youth has not returned."""
        return self.episode.record.returned_at is None


@dataclass(frozen=True, slots=True)
class MissingFile:
    """What the Missing tab of a case shows."""

    case: Case
    youth: Person | None
    open: Sequence[Absence]
    """Newest first; two, where two people opened one apart from each other."""
    earlier: Sequence[Absence]
    log: Sequence[Sighting]
    """Sightings and searches of the newest episode, the latest first."""
    looks: Appearance | None


def missing_file(connection: Connection, case: RecordId, today: date) -> MissingFile | None:
    """Return what is known of the absences of a case's youth; None when the case is not here."""
    stored = fetch(connection, Case, case)
    if stored is None:
        return None
    youth = fetch(connection, Person, stored.record.youth) if stored.record.youth else None
    found = absences(connection, stored.record.youth, case, today)
    newest = next((one for one in found if one.is_open), found[0] if found else None)
    return MissingFile(
        stored.record,
        youth.record if youth else None,
        [one for one in found if one.is_open],
        [one for one in found if not one.is_open],
        _log(connection, newest.episode.record.id) if newest else (),
        newest_looks(connection, stored.record.youth),
    )


def absences(
    connection: Connection, person: RecordId | None, case: RecordId | None, today: date
) -> list[Absence]:
    """Return the episodes of ``person``, and others of ``case``, the newest first."""
    mine = _EPISODES.c.person == person
    query = select(_EPISODES.c.id, _EPISODES.c.person).where(
        mine | (_EPISODES.c.case == case), _EPISODES.c.retired == 0
    )
    rows = connection.execute(query.order_by(_EPISODES.c.identified_at, _EPISODES.c.id)).all()
    numbers: dict[bytes | None, int] = {}
    found = []
    for row in rows:
        numbers[row.person] = numbers.get(row.person, 0) + 1
        stored = fetch(connection, MissingEpisode, RecordId(row.id))
        if stored is not None:
            found.append(_absence(connection, stored, numbers[row.person], today))
    return found[::-1]


def open_episodes(connection: Connection, person: RecordId) -> list[Stored[MissingEpisode]]:
    """Return the episodes from which ``person`` has not returned, the newest first."""
    query = select(_EPISODES.c.id).where(
        _EPISODES.c.person == person, _EPISODES.c.returned_at.is_(None), _EPISODES.c.retired == 0
    )
    ids = connection.execute(query.order_by(_EPISODES.c.identified_at.desc())).scalars().all()
    found = (fetch(connection, MissingEpisode, RecordId(one)) for one in ids)
    return [stored for stored in found if stored is not None]


def newest_looks(connection: Connection, person: RecordId | None) -> Appearance | None:
    """Return the newest description of ``person``, or None."""
    query = select(_LOOKS).where(_LOOKS.c.person == person, _LOOKS.c.retired == 0)
    ordered = query.order_by(_LOOKS.c.as_of.desc(), _LOOKS.c.id.desc()).limit(1)
    row = connection.execute(ordered).mappings().first()
    looks: Appearance | None = record_maker("appearance")(row) if row else None
    return looks


def days_missing(episode: MissingEpisode, today: date) -> int:
    """Return the nights between the day found missing and the return, or ``today``.

    Days are those of Massachusetts; a child who is back the same day was missing 0 days.
    """
    if episode.identified_at is None:
        return 0
    until = day_of(episode.returned_at) if episode.returned_at else today
    return max(0, (until - day_of(episode.identified_at)).days)


@dataclass(frozen=True, slots=True)
class Unscreened:
    """A return after which nobody has screened yet, nor said why not."""

    episode: RecordId
    case: RecordId
    number: str
    youth: RecordId | None
    returned_at: datetime
    coordinator: str


def returned_not_screened(connection: Connection) -> list[Unscreened]:
    """Return the returns without a screening in open cases, the longest waiting first.

    42 USC 671(a)(35) asks that a child be screened for trafficking on return from every absence.
    """
    rows = connection.exec_driver_sql(
        'SELECT e.id, e."case", c.number, e.person, e.returned_at, c.coordinator '
        'FROM missing_episode AS e JOIN "case" AS c ON c.id = e."case" '
        "WHERE e.returned_at > '' AND e.screening IS NULL AND e.screening_not_done = '' "
        "AND e.retired = 0 AND c.retired = 0 AND c.status <> 'closed' ORDER BY e.returned_at"
    ).all()
    found = (
        Unscreened(
            RecordId(row.id),
            RecordId(row.case),
            row.number,
            RecordId(row.person) if row.person else None,
            datetime.fromisoformat(row.returned_at),
            row.coordinator,
        )
        for row in rows
    )
    return [one for one in found if not _screened(connection, one.youth, one.returned_at)]


def _absence(
    connection: Connection, stored: Stored[MissingEpisode], number: int, today: date
) -> Absence:
    episode = stored.record
    screening = plan_day = None
    if episode.returned_at is not None:
        named = fetch(connection, Screening, episode.screening) if episode.screening else None
        screening = (
            named.record
            if named is not None
            else _screened(connection, episode.person, episode.returned_at)
        )
        plan_day = _planned(connection, episode.case, day_of(episode.returned_at))
    return Absence(stored, number, days_missing(episode, today), screening, plan_day)


def _screened(
    connection: Connection, person: RecordId | None, returned_at: datetime
) -> Screening | None:
    """Return the first screening of the youth on or after the day of the return.

    Whatever the reason that was entered for it, as the clock of the return counts it.
    """
    query = (
        select(_SCREENINGS)
        .where(
            _SCREENINGS.c.person == person,
            _SCREENINGS.c.on >= day_of(returned_at).isoformat(),
            _SCREENINGS.c.retired == 0,
        )
        .order_by(_SCREENINGS.c.on, _SCREENINGS.c.id)
        .limit(1)
    )
    row = connection.execute(query).mappings().first()
    found: Screening | None = record_maker("screening")(row) if row else None
    return found


def _planned(connection: Connection, case: RecordId | None, since: date) -> date | None:
    query = (
        select(_PLANS.c.made_on)
        .where(_PLANS.c.case == case, _PLANS.c.made_on >= since.isoformat(), _PLANS.c.retired == 0)
        .order_by(_PLANS.c.made_on)
        .limit(1)
    )
    found: Any = connection.execute(query).scalar()
    return date.fromisoformat(found) if found else None


def _log(connection: Connection, episode: RecordId) -> list[Sighting]:
    query = select(_SIGHTINGS).where(_SIGHTINGS.c.episode == episode, _SIGHTINGS.c.retired == 0)
    rows = connection.execute(query.order_by(_SIGHTINGS.c.at.desc(), _SIGHTINGS.c.id.desc()))
    return [record_maker("sighting")(row) for row in rows.mappings()]
