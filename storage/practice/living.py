"""Make who had custody of a youth, and where a youth lived, from when to when."""

from datetime import date, timedelta

from storage.domain.kinds.custody import CustodyPeriod, PlacementPeriod
from storage.practice import places
from storage.practice.chances import pick, weighted
from storage.practice.courses import Course
from storage.practice.desk import Desk
from storage.practice.directory import Directory

_BEFORE = weighted({"home_with_parent": 50, "kin": 18, "starr_emergency": 18, "dcf_foster": 14})
_ENDED = ("Return home by the plan", "Bed in another program", "Asked for by the youth")
_CARE = {"dcf_temporary", "dcf_permanent"}
_NOT_KNOWN = {"not_asked", "unknown", "declined"}
_SEEN, _MOVED, _KEPT = 0.7, 0.3, 0.72
_PROGRAMS = {"congregate_care", "starr_emergency", "residential_treatment", "cse_program"}


def add_living(desk: Desk, course: Course, directory: Directory) -> None:
    """Make the custody and the living situation of a youth, and what was before them."""
    rng, youth = desk.rng, course.youth
    if rng.random() > _KEPT:
        return
    known = youth.custody and youth.custody not in _NOT_KNOWN
    start = course.first - timedelta(days=int(rng.random() * 400))
    if known and youth.custody in _CARE:
        _add_custody(desk, course, "parents", start, course.first)
        _add_custody(desk, course, youth.custody, course.first, None)
    elif known:
        _add_custody(desk, course, youth.custody, start, None)
    if not youth.living_situation or youth.living_situation in _NOT_KNOWN:
        return
    moved = course.day(rng, 0.1, 0.8) if rng.random() < _MOVED else None
    if moved:
        _add_placement(desk, course, directory, pick(rng, _BEFORE), start, moved)
    _add_placement(desk, course, directory, youth.living_situation, moved or start, None)


def _add_custody(desk: Desk, course: Course, custody: str, first: date, until: date | None) -> None:
    rng = desk.rng
    care = custody in _CARE
    parent = course.caregiver if custody in {"parents", "one_parent", "guardian"} else None
    desk.batch.add(
        CustodyPeriod(
            id=desk.ids.on(course.first),
            case=course.case.id,
            person=course.youth.id,
            custody=custody,
            holder=f"DCF, {course.case.dcf_office}" if care else "",
            holder_person=parent,
            consents=frozenset({"release", "placement"} if care else {"all"}),
            from_on=first,
            until_on=until,
            basis="Order of the Juvenile Court" if care else "",
            seen=rng.random() < _SEEN,
        )
    )


def _add_placement(
    desk: Desk, course: Course, directory: Directory, living: str, first: date, until: date | None
) -> None:
    rng = desk.rng
    agency = directory.one(rng, "residential") if living in _PROGRAMS else None
    desk.batch.add(
        PlacementPeriod(
            id=desk.ids.on(course.first),
            case=course.case.id,
            person=course.youth.id,
            living_situation=living,
            place=places.placement(rng, living) if until else course.youth.placement,
            agency=agency.id if agency else None,
            from_on=first,
            until_on=until,
            ended_because=pick(rng, _ENDED) if until else "",
        )
    )
