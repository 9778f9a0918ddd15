"""Make the weeks around today: open cases, hearings to come, reviews due, what was just done.

None of it lies in the years whose figures are fixed. It is drawn by the seed and the day.
"""

from datetime import date, timedelta

from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Contact, Service
from storage.domain.kinds.person import Person
from storage.practice import contacts, court
from storage.practice.cases import add_victimizations, backup_of, exploitation
from storage.practice.chances import pick, weighted
from storage.practice.desk import Desk, Plan, Youth
from storage.practice.outreach import add_outreach
from storage.practice.people import add_people
from storage.practice.plans import TEEN_AGES, types_of
from storage.practice.referrals import add_referral

OPEN_CASES = 120
"""Open cases of the whole state; a program has its share of them, and at least four."""
LEAST_OPEN = 4
LONGEST = 330
"""No open case is older, in days."""

_STATUSES = weighted(
    {"active_ongoing": 52, "active_acute": 14, "monitoring": 18, "triage": 6, "referred": 4,
     "pended": 3, "missing": 3}
)  # fmt: skip
_REVIEW_FROM, _REVIEW_SPAN = -5, 40
_COMING = (0, 0, 1, 2, 3, 5, 6, 8, 12, 15, 20, 27, 34)
_FRIDAY, _MONDAY = 4, 7
_HEARING, _SEVERAL, _TRAFFICKING = 0.5, 0.55, 0.79
_CAREGIVER_SERVICES = 0.25
_DAYS_PER_SERVICE = 8
_OUTREACH_BACK, _OUTREACH_AHEAD, _OUTREACH = 200, 30, 4


def add_current(desk: Desk, today: date, since: date, cases: int) -> None:
    """Make ``cases`` open cases opened between ``since`` and ``today``, the newest last."""
    span = min(LONGEST, (today - since).days)
    ages = sorted((int(desk.rng.random() ** 1.4 * span) for _ in range(cases)), reverse=True)
    for place, days_ago in enumerate(ages):
        _add_open(desk, today, today - timedelta(days=days_ago), place)
    back = min(span, _OUTREACH_BACK)
    add_outreach(desk, today - timedelta(days=back), today, _OUTREACH)
    add_outreach(desk, today + timedelta(days=1), today + timedelta(days=_OUTREACH_AHEAD), 1)
    _add_anonymous(desk, today)


def _add_open(desk: Desk, today: date, opened: date, place: int) -> None:
    rng = desk.rng
    days = (today - opened).days
    types = types_of(rng, several=rng.random() < _SEVERAL, trafficking=rng.random() < _TRAFFICKING)
    services = 1 + int(days / _DAYS_PER_SERVICE * (0.5 + rng.random()))
    last = today - timedelta(days=min(days, int(rng.random() * 9)))
    plan = Plan(
        age=pick(rng, TEEN_AGES), types=types, opened=opened, first=opened, last=last,
        services=services,
    )  # fmt: skip
    case = desk.ids.on(opened)
    youth = add_people(desk, plan, case)
    received = opened - timedelta(days=int(rng.random() * 3))
    priority = add_referral(desk, youth, received, opened)
    contacts.add_contacts(desk, youth, opened, last, services)
    add_victimizations(desk, plan, youth, None)
    if youth.caregiver and rng.random() < _CAREGIVER_SERVICES:
        _add_caregiver_service(desk, youth, last)
    if place % 2 == 0 or rng.random() < _HEARING / 2:
        coming = _COMING[(place // 2) % len(_COMING)]
        court.add_coming(desk, youth, today, _workday(today + timedelta(days=coming)))
    _add_case(desk, plan, youth, today, priority)


def _workday(day: date) -> date:
    """Return ``day``, or the Monday after a weekend: courts sit on workdays."""
    return day + timedelta(days=max(0, _MONDAY - day.weekday()) if day.weekday() > _FRIDAY else 0)


def _add_case(desk: Desk, plan: Plan, youth: Youth, today: date, priority: str) -> None:
    rng, program = desk.rng, desk.program
    at_open, now = exploitation(desk, plan)
    desk.batch.cases.append(
        Case(
            id=youth.case,
            number=desk.number(plan.opened),
            youth=youth.person,
            cac=program.cac,
            county=youth.county,
            coordinator=program.coordinator,
            backup_coordinator=backup_of(program.cac),
            opened_on=plan.opened,
            status=pick(rng, _STATUSES),
            priority=priority,
            exploitation_at_open=at_open,
            exploitation_now=now,
            dcf_office=f"{youth.county.title()} area office",
            police=f"{youth.county.title()} County detectives",
            next_review_on=today + timedelta(days=_REVIEW_FROM + int(rng.random() * _REVIEW_SPAN)),
        )
    )


def _add_caregiver_service(desk: Desk, youth: Youth, day: date) -> None:
    """Make a service to the caregiver that other money pays for."""
    _add_call(desk, youth, day, "caregiver", "a4", "state_line_item")


def _add_anonymous(desk: Desk, today: date) -> None:
    """Make a call by somebody who gives no name: a contact and a service, never a youth."""
    caller = Person(id=desk.ids.on(today), role="anonymous_contact")
    desk.batch.people.append(caller)
    desk.batch.services.append(
        Service(
            id=desk.ids.on(today),
            recipient=caller.id,
            on=today - timedelta(days=2),
            code="c2",
            provider="self",
            funding="maca_csec_voca",
        )
    )


def _add_call(desk: Desk, youth: Youth, day: date, whom: str, code: str, funding: str) -> None:
    contact = Contact(
        id=desk.ids.on(day),
        case=youth.case,
        on=day,
        minutes=20,
        mode="phone",
        with_whom=frozenset({whom}),
        coordinator=desk.program.coordinator,
    )
    desk.batch.contacts.append(contact)
    desk.batch.services.append(
        Service(
            id=desk.ids.on(day),
            case=youth.case,
            contact=contact.id,
            recipient=youth.caregiver,
            on=day,
            code=code,
            provider="self",
            funding=funding,
        )
    )
