"""Make episodes of being missing: the four stamps, what was seen, the return, what it asked for."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from storage.domain.ids import RecordId
from storage.domain.kinds.missing_episode import Appearance, MissingEpisode, Sighting
from storage.practice import remarks
from storage.practice.chances import pick, weighted
from storage.practice.courses import Course, moment
from storage.practice.desk import Desk
from storage.practice.directory import Directory
from storage.practice.findings import Return

_AWAY_AT_ALL, _AGAIN, _MOST = 0.3, 0.56, 6
_CATEGORIES = weighted({"runaway": 74, "absent_known": 14, "missing": 10, "lured": 2})
_RISKS = weighted({"high": 46, "medium": 36, "imminent": 10, "low": 8})
_NIGHTS = weighted({1: 40, 2: 22, 3: 12, 5: 10, 8: 8, 14: 5, 23: 3})
_HOW = weighted(
    {"by_self": 46, "located_police": 24, "located_family": 12, "located_dcf": 8,
     "located_team": 7, "hospital": 3}
)  # fmt: skip
_CHECKS = weighted(
    {"offered_done": 40, "offered_declined": 34, "not_offered": 12, "not_needed": 8, "unknown": 6}
)
_FACTORS = weighted(
    {"peer": 22, "placement_conflict": 20, "exploiter": 12, "rules": 14, "family_visit": 9,
     "mental_health": 8, "school": 6, "fear_court": 3, "declined": 6}
)  # fmt: skip
_EXPERIENCES = weighted(
    {"friends": 36, "safe_with_kin": 16, "exploitation_suspected": 16, "declined": 12,
     "unknown": 9, "substance_use": 6, "exploitation_disclosed": 5}
)  # fmt: skip
_STEPS = weighted({"search": 28, "contact": 26, "sighting": 18, "call": 14, "online": 8, "tip": 6})
_BEFORE = weighted({"active_acute": 30, "active_ongoing": 60, "monitoring": 10})
_SCREENED, _SAID_WHY, _LATE, _FILED = 0.62, 0.14, 0.08, 0.22
_SEEN, _SEEN_AGAIN, _RECENT = 0.42, 0.35, 10
_HEIGHTS = ("5 ft 1", "5 ft 2", "5 ft 3", "5 ft 4", "5 ft 5", "5 ft 7", "5 ft 9")
_WEIGHTS = ("105 lb", "115 lb", "120 lb", "130 lb", "140 lb", "155 lb")
_HAIR = ("Black, braids", "Brown, long", "Dark, short", "Blond, shoulder length", "Red tint, curly")
_EYES = ("Brown", "Dark brown", "Hazel", "Blue", "Green")
_DAY = 24 * 60
_NIGHT = timedelta(days=1)
_STAMPS = {
    "dcf_at": (),
    "police_at": ("police", "police_number", "entered_by_police"),
    "ncmec_at": ("ncmec_number",),
    "team_at": (),
}
"""When each was told of an episode, and what is only known from then on."""


def add_missing(desk: Desk, course: Course, directory: Directory, today: date) -> list[Return]:
    """Make the episodes of a youth and return which of the returns were screened, and when."""
    rng = desk.rng
    missing_now = course.case.status == "missing"
    if not missing_now and rng.random() > _AWAY_AT_ALL:
        return []
    _add_appearance(desk, course)
    count = 0 if missing_now and rng.random() < 0.5 else 1  # noqa: PLR2004 - plausible share
    while count and count < _MOST and rng.random() < _AGAIN:
        count += 1
    days = sorted(course.day(rng, 0, 0.95) for _ in range(count))
    returns, free = [], course.first
    last = course.last - _NIGHT if missing_now else course.last
    for day in days:
        nights = pick(rng, _NIGHTS)
        left = max(day, free)
        back = left + timedelta(days=nights)
        if back >= last:
            break
        free = back + timedelta(days=1)
        returns += _add_ended(desk, course, directory, left, back, today)
    if missing_now:
        _add_open(desk, course, directory, max(free, course.first), today)
    return returns


def _add_ended(
    desk: Desk, course: Course, directory: Directory, left: date, back: date, today: date
) -> list[Return]:
    rng = desk.rng
    recent = (today - back).days <= _RECENT
    found: list[Return] = []
    screening, why = None, ""
    chance = rng.random()
    if chance < _SCREENED and not (recent and rng.random() < 0.6):  # noqa: PLR2004 - so that some wait
        on = course.within(back + timedelta(days=int(rng.random() * 3)))
        screening = desk.ids.on(on)
        found.append(Return(on, screening))
    elif chance < _SCREENED + _SAID_WHY and not recent:
        why = pick(rng, remarks.NOT_SCREENED)
    asked = not recent and rng.random() < 0.7  # noqa: PLR2004 - plausible share
    returned = moment(back, 300 + int(rng.random() * 1000))
    desk.batch.add(
        replace(
            _away(desk, course, directory, left, today),
            status_before=pick(rng, _BEFORE),
            returned_at=returned,
            returned_how=pick(rng, _HOW),
            returned_where=pick(rng, remarks.FOUND_WHERE),
            condition=pick(rng, remarks.CONDITIONS),
            medical_check=pick(rng, _CHECKS),
            interview_on=course.within(back + timedelta(days=1)) if asked else None,
            interview_by=desk.program.coordinator if asked else "",
            factors=frozenset({pick(rng, _FACTORS)} if asked else ()),
            experiences=frozenset({pick(rng, _EXPERIENCES)} if asked else ()),
            screening=screening,
            screening_not_done=why,
            report_filed_on=back if rng.random() < _FILED else None,
            plan_change=pick(rng, remarks.PLAN_CHANGES) if asked else "",
        )
    )
    return found


def _add_open(
    desk: Desk, course: Course, directory: Directory, earliest: date, today: date
) -> None:
    """Make the episode of a youth who is missing today: since last night, or for some days.

    One whose case was opened today left before it was: nobody is missing since tonight.
    """
    rng = desk.rng
    nights = pick(rng, (1, 1, 2, 4, 9))
    left = min(max(earliest, today - timedelta(days=nights)), today - _NIGHT)
    episode = _away(desk, course, directory, left, today)
    episode = replace(episode, status_before=pick(rng, _BEFORE))
    if nights == 1:
        episode = replace(episode, ncmec_at=None, ncmec_number="", team_at=None)
    desk.batch.add(episode)


def _away(
    desk: Desk, course: Course, directory: Directory, left: date, today: date
) -> MissingEpisode:
    """Return what was known and told when the youth was found missing, until ``today`` began.

    How late it is today is not known here, and nothing may have happened later than that.
    """
    rng, youth = desk.rng, course.youth
    identified = moment(left, 1080 + int(rng.random() * 330))
    late = rng.random() < _LATE
    police = directory.one(rng, "police", course.case.county)
    episode = desk.ids.on(left)
    for number in range((rng.random() < _SEEN) + (rng.random() < _SEEN * _SEEN_AGAIN)):
        at = identified + timedelta(minutes=90 + 300 * number)
        _add_sighting(desk, course, episode, at, moment(today, 0))
    year = left.year % 100
    told = MissingEpisode(
        id=episode,
        case=course.case.id,
        person=youth.id,
        identified_at=identified,
        category=pick(rng, _CATEGORIES),
        risk=pick(rng, _RISKS),
        last_seen_at=identified - timedelta(minutes=30 + int(rng.random() * 300)),
        last_seen_where=pick(rng, remarks.LAST_SEEN),
        last_seen_by=pick(rng, ("Staff on shift", "Caregiver", "A friend", "The school")),
        reported_by=pick(rng, ("Program staff", "Caregiver", "DCF worker")),
        placement=youth.placement,
        living_situation=youth.living_situation,
        dcf_at=identified + timedelta(minutes=int(rng.random() * 90)),
        police_at=identified + timedelta(minutes=10 + int(rng.random() * 110)),
        police=police.name,
        police_number=f"{year:02d}-{int(rng.random() * 90_000) + 10_000}",
        entered_by_police="yes" if rng.random() < 0.8 else "unknown",  # noqa: PLR2004 - plausible share
        ncmec_at=identified
        + timedelta(minutes=120 + int(rng.random() * (_DAY if late else 900)) + late * 1200),
        ncmec_number=f"{int(rng.random() * 900_000) + 1_200_000}",
        team_at=identified + timedelta(minutes=60 + int(rng.random() * 800)),
        poster=rng.random() < 0.25,  # noqa: PLR2004 - plausible share
        clothing=pick(rng, remarks.CLOTHING),
        companions=pick(rng, remarks.COMPANIONS),
        likely_places=pick(rng, remarks.LIKELY_PLACES),
        dangers=pick(rng, remarks.DANGERS),
    )
    return _told_by(told, moment(today, 0))


def _told_by(episode: MissingEpisode, until: datetime) -> MissingEpisode:
    """Return ``episode`` without what was told only after ``until``."""
    emptied: dict[str, Any] = {}
    for stamp, beside in _STAMPS.items():
        if getattr(episode, stamp) > until:
            emptied |= {stamp: None, **dict.fromkeys(beside, "")}
    return replace(episode, **emptied)


def _add_sighting(
    desk: Desk, course: Course, episode: RecordId, at: datetime, until: datetime
) -> None:
    rng = desk.rng
    told = at + timedelta(minutes=15)
    seen = Sighting(
        id=desk.ids.on(at.date()),
        case=course.case.id,
        episode=episode,
        at=at,
        step=pick(rng, _STEPS),
        where=pick(rng, remarks.SEEN_WHERE),
        told_by=pick(rng, ("A cousin", "Program staff", "A friend", "School", "")),
        police_told_at=told if rng.random() < 0.7 and told <= until else None,  # noqa: PLR2004 - plausible share
        text=pick(rng, remarks.SIGHTINGS),
    )
    if at <= until:
        desk.batch.add(seen)


def _add_appearance(desk: Desk, course: Course) -> None:
    rng = desk.rng
    on = course.day(rng, 0, 0.2)
    desk.batch.add(
        Appearance(
            id=desk.ids.on(on),
            case=course.case.id,
            person=course.youth.id,
            as_of=on,
            height=pick(rng, _HEIGHTS),
            weight=pick(rng, _WEIGHTS),
            hair=pick(rng, _HAIR),
            eyes=pick(rng, _EYES),
            marks=pick(rng, remarks.MARKS),
            phones=course.youth.phone,
            handles=frozenset({f"{course.youth.given_name.lower()[:4]}.{on.year % 100}"}),
            companions=pick(rng, remarks.COMPANIONS),
            places=pick(rng, remarks.LIKELY_PLACES),
            needs=pick(rng, remarks.DANGERS),
        )
    )
