"""Make a case from its plan: people, report, victimizations, contacts, and how it ended."""

from datetime import date, timedelta

from storage.domain.kinds.case import Case
from storage.domain.kinds.victimization import Victimization
from storage.practice import contacts
from storage.practice.chances import pick, weighted
from storage.practice.desk import Batch, Desk, Plan, Youth
from storage.practice.people import add_people
from storage.practice.plans import TRAFFICKING, Span
from storage.practice.programs import programs
from storage.practice.referrals import add_referral, share_referral

_REASONS = weighted(
    {
        "goals_met": 52,
        "transferred": 10,
        "declined_services": 14,
        "aged_out": 9,
        "unable_to_locate": 6,
        "ruled_out": 5,
        "other": 4,
    }
)
_EXPLOITED = weighted(
    {"suspected": 40, "disclosed": 30, "confirmed_by_investigation": 14, "high_risk": 16}
)
_AT_RISK = weighted({"at_risk": 55, "high_risk": 35, "suspected": 10})
_LATER = {"disclosed": "historic", "high_risk": "at_risk", "suspected": "historic"}
_EXPLANATIONS = {"hate_crime": "Slurs because of origin", "other": "Threats about immigration"}
_NAMED_TOGETHER, _SECOND_REFERRAL, _OPEN_END = 0.03, 0.16, 0.6


def add_closed(desk: Desk, plan: Plan, later: tuple[Span, int, Batch] | None = None) -> None:
    """Make a case of the past: closed some weeks after its last contact.

    ``later`` is a stay into the following year: its days, its services, and the batch that takes
    what happens then.
    """
    rng = desk.rng
    case = desk.ids.on(plan.opened)
    youth = add_people(desk, plan, case)
    _add_referrals(desk, plan, youth)
    contacts.add_contacts(desk, youth, plan.first, plan.last, plan.services)
    end = plan.last
    if later:
        span, services, batch = later
        here, desk.batch = desk.batch, batch
        end = span.last - timedelta(days=int(rng.random() * 200))
        contacts.add_contacts(desk, youth, span.first, end, services)
        desk.batch = here
    closed = end + timedelta(days=10 + int(rng.random() * 80))
    add_victimizations(desk, plan, youth, closed)
    start, now = exploitation(desk, plan)
    _add_case(desk, plan, youth, start, _LATER.get(now, now), closed)


def add_victimizations(desk: Desk, plan: Plan, youth: Youth, closed: date | None) -> None:
    """Make one record per type, presented from the opening of the case on."""
    for kind in plan.types:
        ends = closed is not None and desk.rng.random() > _OPEN_END
        desk.batch.victimizations.append(
            Victimization(
                id=desk.ids.on(plan.opened),
                case=youth.case,
                person=youth.person,
                type=kind,
                presented_from=plan.opened,
                presented_to=closed if ends else None,
                explanation=_EXPLANATIONS.get(kind, ""),
            )
        )


def exploitation(desk: Desk, plan: Plan) -> tuple[str, str]:
    """Return what was thought about exploitation at the opening and later."""
    table = _EXPLOITED if TRAFFICKING in plan.types else _AT_RISK
    start = pick(desk.rng, table)
    return start, start if desk.rng.random() < 0.6 else pick(desk.rng, table)  # noqa: PLR2004 - plausible share


def backup_of(cac: str) -> str:
    """Return the coordinator of the next program, who stands in."""
    known = programs()
    place = next(i for i, program in enumerate(known) if program.cac == cac)
    return known[(place + 1) % len(known)].coordinator


def _add_referrals(desk: Desk, plan: Plan, youth: Youth) -> None:
    rng = desk.rng
    if not (rng.random() < _NAMED_TOGETHER and share_referral(desk, youth)):
        received = plan.opened - timedelta(days=int(rng.random() * 4))
        add_referral(desk, youth, received, plan.opened)
    if rng.random() < _SECOND_REFERRAL and plan.last > plan.first:
        again = plan.first + timedelta(days=int(rng.random() * (plan.last - plan.first).days))
        add_referral(desk, youth, again, again, "added_to_open_case")


def _add_case(desk: Desk, plan: Plan, youth: Youth, at_open: str, now: str, closed: date) -> None:
    rng, program = desk.rng, desk.program
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
            closed_on=closed,
            status="closed",
            priority=pick(rng, ("urgent", "standard", "standard")),
            exploitation_at_open=at_open,
            exploitation_now=now,
            exploitation_at_close=now,
            dcf_office=f"{youth.county.title()} area office",
            police=f"{youth.county.title()} County detectives",
            closure_reason=pick(rng, _REASONS),
        )
    )
