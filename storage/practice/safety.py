"""Make safety plans, one version after the other."""

from datetime import timedelta

from storage.domain.kinds.safety_plan import SafetyPlan
from storage.practice import remarks
from storage.practice.chances import pick, weighted
from storage.practice.courses import Course
from storage.practice.desk import Desk
from storage.practice.people import phone

_HAS, _REVISED = 0.62, 0.34
_COPIES = weighted({"memory": 26, "phone": 22, "held_for": 24, "paper": 16, "none_unsafe": 12})
_AGREED = weighted({"verbal": 62, "signed": 26, "not_yet": 12})
_WITH = weighted(
    {
        frozenset({"youth"}): 50,
        frozenset({"youth", "caregiver"}): 22,
        frozenset({"youth", "placement_staff"}): 20,
        frozenset({"youth", "survivor_mentor"}): 8,
    }
)
_REVIEW = 60


def add_plans(desk: Desk, course: Course, returns: int) -> None:
    """Make the safety plan of a case and its later versions; a return asks for a new one."""
    rng = desk.rng
    if not returns and rng.random() > _HAS:
        return
    on, before = course.within(course.first + timedelta(days=int(rng.random() * 12))), None
    for _ in range(4):
        plan = SafetyPlan(
            id=desk.ids.on(on),
            case=course.case.id,
            person=course.youth.id,
            made_on=on,
            replaces=before,
            made_with=pick(rng, _WITH),
            own_words=rng.random() < 0.7,  # noqa: PLR2004 - plausible share
            triggers=pick(rng, remarks.TRIGGERS),
            warning_signs=pick(rng, remarks.WARNING_SIGNS),
            safe_people=pick(rng, remarks.SAFE_PEOPLE),
            safe_places=pick(rng, remarks.SAFE_PLACES),
            code_word=pick(rng, remarks.CODE_WORDS),
            online=pick(rng, remarks.ONLINE),
            way_home=pick(rng, remarks.WAYS_HOME),
            basic_needs=pick(rng, remarks.BASIC_NEEDS),
            emergency_contacts=f"{desk.program.name}, {phone(rng)}. In danger: 911.",
            no_contact=pick(rng, remarks.NO_CONTACT),
            if_missing=pick(rng, remarks.IF_MISSING),
            copy_given=pick(rng, _COPIES),
            agreed=pick(rng, _AGREED),
            next_review_on=on + timedelta(days=_REVIEW) if course.open else None,
        )
        desk.batch.add(plan)
        before = plan.id
        on += timedelta(days=_REVIEW + int(rng.random() * 50))
        if on >= course.last or rng.random() > _REVISED:
            return
