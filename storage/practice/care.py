"""Make needs, referrals out with their waits and barriers, and what could not be had."""

from datetime import date, timedelta

from storage.domain.kinds.need import Need, UnmetNeed
from storage.domain.kinds.referral_out import ReferralOut
from storage.practice import remarks
from storage.practice.chances import pick, weighted
from storage.practice.courses import Course
from storage.practice.desk import Desk
from storage.practice.directory import Directory

_NEEDS = weighted(
    {"peer_mentor": 24, "trauma_therapy": 20, "emotional_support": 7, "victim_advocacy": 7,
     "medical": 8, "basic_needs": 7, "education": 6, "csec_placement": 4, "housing": 3,
     "transportation": 4, "psychiatric_crisis": 3, "substance_use": 3, "counsel": 3,
     "caregiver_support": 3, "employment": 2, "recreation": 2, "immigration_legal": 1,
     "phone_safety": 2, "tattoo_removal": 0.5}
)  # fmt: skip
_SEVERITIES = weighted({"some": 42, "serious": 38, "urgent": 14, "none": 6})
_METHODS = weighted({"warm_hand_off": 34, "form": 32, "call": 24, "secure_mail": 10})
_ENDED = weighted(
    {"completed": 32, "engaged": 18, "disengaged": 12, "youth_declined": 9, "missed": 6,
     "rejected_capacity": 8, "rejected_ineligible": 6, "not_in_area": 4, "closed_unknown": 5}
)  # fmt: skip
_UNDER_WAY = weighted(
    {"waitlisted": 26, "sent": 18, "engaged": 20, "scheduled": 12, "received": 10, "accepted": 6,
     "release_pending": 4, "identified": 4}
)  # fmt: skip
_SEEN = {"completed", "engaged", "disengaged", "scheduled", "missed"}
_BARRIERS = weighted(
    {"waitlist": 34, "no_bed": 10, "distance": 12, "insurance": 8, "youth_not_ready": 12,
     "refused_because_csec": 6, "behavior": 6, "age_limit": 4, "staff_turnover": 4,
     "language": 4}
)  # fmt: skip
_REASONS = weighted(
    {"capacity": 22, "no_provider": 24, "waitlist": 26, "eligibility": 14, "transport": 8,
     "language": 4, "cost": 2}
)  # fmt: skip
_REFERRALS, _MOST = 0.68, 6
_UNMET = {"rejected_capacity", "rejected_ineligible", "not_in_area"}
_WHY = {"rejected_ineligible": "eligibility", "not_in_area": "no_provider"}


def add_care(desk: Desk, course: Course, directory: Directory, today: date) -> None:
    """Make what a youth needs, where one was referred for it, and what came of it."""
    rng = desk.rng
    count = 0
    while count < _MOST and rng.random() < _REFERRALS:
        count += 1
        need = pick(rng, _NEEDS)
        on = course.day(rng, 0, 0.7)
        if count <= 2:  # noqa: PLR2004 - the first two are written down as needs
            _add_need(desk, course, need, on)
        _add_referral(desk, course, directory, need, on, today)


def _add_need(desk: Desk, course: Course, need: str, on: date) -> None:
    rng = desk.rng
    met = not course.open and rng.random() < 0.5  # noqa: PLR2004 - plausible share
    desk.batch.add(
        Need(
            id=desk.ids.on(on),
            case=course.case.id,
            person=course.youth.id,
            on=on,
            need=need,
            severity=pick(rng, _SEVERITIES),
            plan=pick(rng, remarks.NEED_PLANS),
            met_on=course.within(on + timedelta(days=20 + int(rng.random() * 60))) if met else None,
        )
    )


def _add_referral(
    desk: Desk, course: Course, directory: Directory, need: str, on: date, today: date
) -> None:
    rng = desk.rng
    agency = directory.offering(rng, need)
    status = pick(rng, _UNDER_WAY if course.open else _ENDED)
    since = course.within(on + timedelta(days=int(rng.random() * 50)))
    offered = since if status in _SEEN else None
    if status == "scheduled":
        offered = today + timedelta(days=1 + int(rng.random() * 20))
    slow = status in _UNMET or status == "waitlisted" or rng.random() < 0.2  # noqa: PLR2004 - plausible share
    referral = ReferralOut(
        id=desk.ids.on(on),
        case=course.case.id,
        person=course.youth.id,
        referred_on=on,
        need=need,
        agency=agency.id if agency else None,
        provider=agency.name if agency else "Provider outside the county",
        referred_by=desk.program.coordinator,
        method=pick(rng, _METHODS),
        status=status,
        status_on=since,
        offered_on=offered,
        kept="yes" if status in {"completed", "engaged"} else "no" if status == "missed" else "",
        barriers=frozenset({pick(rng, _BARRIERS)}) if slow else frozenset(),
        outcome=pick(rng, remarks.REFERRAL_OUTCOMES) if status in _SEEN else "",
    )
    desk.batch.add(referral)
    if status in _UNMET or (status == "waitlisted" and rng.random() < 0.3):  # noqa: PLR2004 - plausible share
        _add_unmet(desk, course, referral)


def _add_unmet(desk: Desk, course: Course, referral: ReferralOut) -> None:
    rng = desk.rng
    on = referral.status_on or course.last
    reason = _WHY.get(referral.status) or (
        "waitlist" if referral.status == "waitlisted" else pick(rng, _REASONS)
    )
    desk.batch.add(
        UnmetNeed(
            id=desk.ids.on(on),
            case=course.case.id,
            person=course.youth.id,
            on=on,
            need=referral.need,
            reason=reason,
            wait_days=14 + int(rng.random() * 120) if reason == "waitlist" else None,
            county=course.case.county,
            referral_out=referral.id,
            remark=pick(rng, remarks.UNMET) if rng.random() < 0.3 else "",  # noqa: PLR2004 - plausible share
            narrative=frozenset({"unmet_need"}) if rng.random() < 0.1 else frozenset(),  # noqa: PLR2004 - plausible share
        )
    )
