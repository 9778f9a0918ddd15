"""Make the contacts of a youth, the services given in them and the notes about them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache

from storage.domain.ids import RecordId
from storage.domain.kinds.contact import Contact, Service
from storage.practice.chances import pick, weighted
from storage.practice.court import hearing_of
from storage.practice.desk import Desk, Youth
from storage.practice.notes import add_note
from storage.practice.phrases import REMARKS
from storage.practice.seeded import Rng
from storage.usecases.codelists import rows_of


@dataclass(frozen=True, slots=True)
class Activity:
    """What a coordinator does, as the Quick log offers it."""

    code: str
    service: str
    minutes: int
    mode: str


_ACTIVITY_WEIGHTS = {
    "mdt_advocacy": 15, "court_accompaniment": 4, "sain_accompaniment": 2.5,
    "police_interview_accompaniment": 1, "prosecution_interview": 1.2, "court_date_notice": 6,
    "justice_process": 4, "victim_rights": 3, "survivor_mentor_referral": 4,
    "victim_program_referral": 3, "mental_health_referral": 4, "medical_referral": 2,
    "housing_referral": 1, "legal_referral": 1, "safety_plan_in_person": 4,
    "safety_plan_phone": 3, "check_in": 26, "case_coordination": 22, "school_meeting": 3,
    "hospital_accompaniment": 1, "forensic_exam_accompaniment": 1, "ride": 4, "interpreter": 2,
    "basic_needs": 5, "support_group": 3, "emergency_shelter": 0.6, "protection_order_help": 1,
    "victim_impact_statement": 0.8, "restitution_help": 0.5, "victim_compensation_help": 1.5,
}  # fmt: skip
_FIRST = ("safety_plan_in_person", "justice_process", "victim_rights", "check_in", "mdt_advocacy")
_COMPANIONS = weighted({"a2": 2, "a3": 3, "a4": 4, "b4": 8, "b9": 2, "c1": 2, "c7": 2, "e1": 3})
_WITH_WHOM = {
    "court": ("youth", "youth", "youths_attorney+youth", "youth+prosecutor"),
    "mdt_meeting": ("mdt",),
    "collateral": ("dcf_worker", "placement_staff", "probation_officer", "mental_health_provider"),
    "school": ("school_staff+youth", "school_staff"),
    "phone": ("youth", "youth", "caregiver", "youth_and_caregiver"),
    "text": ("youth",),
}
_SERVICES = weighted({1: 58, 2: 34, 3: 8})
_FUNDING = weighted({"maca_csec_voca": 84, "cac_core_voca": 16})
_PROVIDERS = weighted({"self": 91, "other_staff": 6, "partner_on_referral": 3})
_TIMES = tuple(time(8 + q // 4, q % 4 * 15) for q in range(38))
_TEXT_INSTEAD, _REMARK = 0.22, 0.02
_SATURDAY, _SUNDAY, _WEDNESDAY = 5, 6, 2
_WEEKEND_WORK = 0.1


def add_contacts(desk: Desk, youth: Youth, first: date, last: date, services: int) -> None:
    """Make contacts with exactly ``services`` services for the youth, the first on ``first``."""
    sizes = list(_sizes(desk.rng, services))
    days = _days(desk.rng, first, last, len(sizes))
    activities = _activities()
    start = next(a for a in activities if a.code == pick(desk.rng, _FIRST))
    for index, (day, size) in enumerate(zip(days, sizes, strict=True)):
        activity = pick(desk.rng, activities) if index else start
        add_contact(desk, youth, _meeting_day(activity, day, first, last), activity, size)


def add_contact(desk: Desk, youth: Youth, day: date, activity: Activity, services: int) -> None:
    """Make one contact with ``services`` services, perhaps with a court event and notes."""
    rng, batch = desk.rng, desk.batch
    mode = "text" if activity.mode == "phone" and rng.random() < _TEXT_INSTEAD else activity.mode
    with_whom = pick(rng, _whom(mode))
    event = hearing_of(desk, youth, day, activity.code)
    contact = Contact(
        id=desk.ids.on(day),
        case=youth.case,
        on=day,
        started_at=pick(rng, _TIMES),
        minutes=max(5, activity.minutes + 5 * int(rng.random() * 7 - 3)),
        mode=mode,
        with_whom=with_whom,
        youth_present=not with_whom.isdisjoint({"youth", "youth_and_caregiver"}),
        interpreter=youth.interpreter and mode not in {"collateral", "mdt_meeting", "text"},
        coordinator=desk.program.coordinator,
        event=event,
        joint=desk.meetings.get(day) if mode == "mdt_meeting" else None,
    )
    if mode == "mdt_meeting":
        desk.meetings.setdefault(day, contact.id)
    batch.contacts.append(contact)
    for index in range(services):
        batch.services.append(_service(desk, youth, contact.id, day, None if index else activity))
    for _ in range(int(desk.notes_per_contact + rng.random())):
        add_note(desk, youth, day, mode, contact.id)


def activity(code: str) -> Activity:
    """Return the activity ``code`` of the Quick log."""
    return next(found for found in _activities() if found.code == code)


def _service(
    desk: Desk, youth: Youth, contact: RecordId, day: date, lead: Activity | None
) -> Service:
    """Make the service of the ``lead`` activity, or one that was given beside it."""
    rng = desk.rng
    return Service(
        id=desk.ids.on(day),
        case=youth.case,
        contact=contact,
        recipient=youth.person,
        on=day,
        code=lead.service if lead else pick(rng, _COMPANIONS),
        quantity=1,
        provider=pick(rng, _PROVIDERS),
        funding=pick(rng, _FUNDING),
        compensation_assisted=lead is not None and lead.code == "victim_compensation_help",
        remark=pick(rng, REMARKS) if rng.random() < _REMARK else "",
    )


def _sizes(rng: Rng, services: int) -> Iterator[int]:
    left = services
    while left:
        size = min(left, pick(rng, _SERVICES))
        yield size
        left -= size


def _days(rng: Rng, first: date, last: date, count: int) -> list[date]:
    """Return ``count`` days in order, the first on ``first``, mostly on weekdays."""
    span = (last - first).days + 1
    offsets = sorted(int(rng.random() * span) for _ in range(count - 1))
    found = [first]
    for offset in offsets:
        day = first + timedelta(days=offset)
        weekday = day.weekday()
        if weekday >= _SATURDAY and rng.random() > _WEEKEND_WORK:
            nearest = day + timedelta(days=1 if weekday == _SUNDAY else -1)
            day = nearest if first <= nearest <= last else day
        found.append(day)
    return found


def _meeting_day(activity: Activity, day: date, first: date, last: date) -> date:
    """Return the Wednesday of the week for an MDT meeting, ``day`` itself for anything else."""
    if activity.mode != "mdt_meeting" or day == first:
        return day
    wednesday = day + timedelta(days=_WEDNESDAY - day.weekday())
    return wednesday if first <= wednesday <= last else day


@cache
def _activities() -> tuple[Activity, ...]:
    rows = {row["code"]: row for row in rows_of("activities.csv")}
    return weighted(
        {
            Activity(code, row["service"], int(row["minutes"]), row["mode"]): _ACTIVITY_WEIGHTS[
                code
            ]
            for code, row in rows.items()
        }
    )


@cache
def _whom(mode: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(text.split("+")) for text in _WITH_WHOM.get(mode, ("youth",)))
