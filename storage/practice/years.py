"""Make one state fiscal year of one program, so that its figures come out exactly."""

from dataclasses import dataclass, field, replace

from storage.practice.cases import add_closed
from storage.practice.desk import Batch, Desk, Plan
from storage.practice.figures import Figures, StateYear
from storage.practice.outreach import add_outreach
from storage.practice.plans import TRAFFICKING, Span, plans

_TEENS_WHO_STAY = range(13, 17)
_FEWEST, _SPREAD = 3, 24


@dataclass(slots=True)
class Stays:
    """What people who stay on bring into the following year: their figures and their records."""

    people: int = 0
    services: int = 0
    multiple: int = 0
    trafficking: int = 0
    batch: Batch = field(default_factory=Batch)


def add_year(desk: Desk, year: StateYear, share: Figures, before: Stays) -> Stays:
    """Make the program's ``share`` of ``year`` and return who stays into the next one.

    ``before`` are those who stayed on from the year before; they are counted in the share.
    """
    desk.batch.take(before.batch)
    new = replace(
        share,
        people=share.people - before.people,
        services=share.services - before.services,
        multiple=share.multiple - before.multiple,
        trafficking=share.trafficking - before.trafficking,
    )
    after = Stays()
    following = StateYear(year.name + 1, share)
    span = Span(following.first_day, following.last_day)
    made = plans(desk.rng, new, Span(year.first_day, year.last_day))
    staying = _staying(made, share.stays)
    for plan in made:
        if id(plan) in staying:
            services = _FEWEST + int(desk.rng.random() * _SPREAD)
            _count(after, plan, services)
            add_closed(desk, plan, (span, services, after.batch))
        else:
            add_closed(desk, plan)
    add_outreach(desk, year.first_day, year.last_day, share.outreach)
    return after


def _staying(made: list[Plan], wanted: int) -> set[int]:
    """Choose the teenagers whose cases were opened last."""
    able = [plan for plan in made if plan.age in _TEENS_WHO_STAY]
    return {id(plan) for plan in able[len(able) - min(wanted, len(able)) :]}


def _count(after: Stays, plan: Plan, services: int) -> None:
    after.people += 1
    after.services += services
    after.multiple += len(plan.types) > 1
    after.trafficking += TRAFFICKING in plan.types
