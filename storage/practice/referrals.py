"""Make the reports of concern that cases begin with."""

from dataclasses import replace
from datetime import date, time

from storage.domain.kinds.referral import Referral
from storage.practice import phrases
from storage.practice.chances import pick, weighted
from storage.practice.desk import Desk, Youth

_SOURCES = weighted(
    {
        ("dcf", "phone"): 40,
        ("local_police", "phone"): 14,
        ("school", "phone"): 7,
        ("hospital", "phone"): 5,
        ("congregate_care_program", "secure_email"): 7,
        ("district_attorney", "in_person"): 5,
        ("probation", "phone"): 4,
        ("dys", "secure_email"): 3,
        ("mental_health_provider", "phone"): 4,
        ("caregiver", "phone"): 3,
        ("cybertip_icac", "secure_email"): 3,
        ("another_cac", "mdt"): 2,
        ("state_police", "phone"): 1.5,
        ("survivor_program", "phone"): 1,
        ("ncmec", "secure_email"): 1,
        ("self", "walk_in"): 0.5,
    }
)
_PERSONS = ("", "", "Screening unit", "Intake worker", "School counselor", "Detective", "On call")
_PRIORITIES = weighted({"emergency": 10, "urgent": 32, "standard": 58})
_TIMES = tuple(time(h, m) for h in (*range(8, 20), 22, 2) for m in (5, 20, 40))
_FILED = 0.83


def add_referral(
    desk: Desk, youth: Youth, received: date, decided: date, outcome: str = "accepted_mdt"
) -> str:
    """Make a referral that names the youth and return its priority."""
    rng = desk.rng
    source, mode = pick(rng, _SOURCES)
    filed = rng.random() < _FILED
    priority = pick(rng, _PRIORITIES)
    desk.batch.referrals.append(
        Referral(
            id=desk.ids.on(received),
            case=youth.case,
            people=frozenset({youth.person}),
            received_on=received,
            received_at=pick(rng, _TIMES),
            mode=mode,
            source=source,
            source_person=pick(rng, _PERSONS),
            priority=priority,
            report_filed=filed,
            report_filed_on=received if filed else None,
            reason=_reason(desk, youth),
            outcome=outcome,
            decided_on=decided,
        )
    )
    return priority


def share_referral(desk: Desk, youth: Youth) -> bool:
    """Name the youth in the program's newest referral instead of making one; False without one."""
    referrals = desk.batch.referrals
    if not referrals:
        return False
    last = referrals[-1]
    referrals[-1] = replace(last, people=last.people | {youth.person})
    return True


def _reason(desk: Desk, youth: Youth) -> str:
    reason = pick(desk.rng, phrases.REASONS)
    return reason.format(name=youth.name, place=youth.place or "home")
