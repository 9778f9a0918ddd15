"""Make outreach activities: talks, tables, campaigns; no child is in any of them."""

from datetime import date, timedelta

from storage.domain.kinds.outreach import Outreach
from storage.practice.chances import pick, weighted
from storage.practice.desk import Desk
from storage.practice.places import TOWNS

_ACTIVITIES = weighted(
    {
        ("CSEC basics for school staff", "presentation", "school_staff"): 22,
        ("Recognizing exploitation: a first training", "presentation", "mdt_member"): 16,
        ("Online safety evening", "parent_night", "caregivers"): 12,
        ("Healthy relationships, ninth grade", "school_session", "youth"): 12,
        ("Table at the community health fair", "tabling", "community"): 10,
        ("What hotel staff can notice", "hospitality", "hospitality"): 6,
        ("Briefing for new officers", "presentation", "law_enforcement"): 8,
        ("Emergency department in-service", "presentation", "medical"): 6,
        ("Faith leaders' breakfast", "meeting", "faith"): 3,
        ("January awareness campaign", "campaign", "community"): 2,
        ("Post on apps and strangers", "social_post", "caregivers"): 2,
        ("Budget hearing, written testimony", "meeting", "legislators"): 1,
    }
)
_TOPICS = ("Warning signs", "Online safety", "How to make a referral", "Language that helps")


def add_outreach(desk: Desk, first: date, last: date, count: int) -> None:
    """Make ``count`` activities on weekdays between ``first`` and ``last``, both included."""
    rng, program = desk.rng, desk.program
    span = (last - first).days + 1
    for _ in range(count):
        day = first + timedelta(days=int(rng.random() * span))
        title, kind, audience = pick(rng, _ACTIVITIES)
        county = pick(rng, tuple(program.counties))
        desk.batch.outreach.append(
            Outreach(
                id=desk.ids.on(day),
                on=day,
                title=title,
                outreach_kind=kind,
                audience=frozenset({audience}),
                attendees=None if kind == "social_post" else 6 + int(rng.expovariate(0.04)),
                minutes=30 + 15 * int(rng.random() * 9),
                town=pick(rng, TOWNS[county]),
                county=county,
                cac=program.cac,
                coordinator=program.coordinator,
                topic=pick(rng, _TOPICS),
                funding="maca_csec_voca",
            )
        )
