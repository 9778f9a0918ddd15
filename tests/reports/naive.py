"""Both forms once more, slowly and without the engine: domain formulas over plain records.

Every row is given as the set of what it counts, so that counts and the records behind them can
both be compared. Nothing of ``storage.reports`` is used here.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from storage.domain.kinds.contact import Service
from storage.domain.kinds.link import SamePerson
from storage.domain.kinds.outreach import Outreach
from storage.domain.kinds.person import Person
from storage.domain.kinds.victimization import Victimization
from storage.domain.periods import Period
from tests.reports.facts import Retired

Set = set[Any]


@cache
def column(name: str, of: str = "pmt") -> dict[str, str]:
    text = (files("resources") / "codes" / f"{name}.csv").read_text("utf-8")
    return {row["code"]: row[of] for row in csv.DictReader(text.splitlines())}


@dataclass
class Known:
    """The facts that count: nothing retired, nothing out of scope."""

    people: dict[bytes, Person] = field(default_factory=dict)
    services: list[Service] = field(default_factory=list)
    victimizations: list[Victimization] = field(default_factory=list)
    outreach: list[Outreach] = field(default_factory=list)


def known(facts: Iterable[Any]) -> Known:
    given = list(facts)
    hidden = {fact.record.id for fact in given if isinstance(fact, Retired)}
    kept = [fact for fact in given if not isinstance(fact, Retired)]
    voca = column("funding")
    people: dict[bytes, Person] = {fact.id: fact for fact in kept if isinstance(fact, Person)}
    stands = standing([f for f in kept if isinstance(f, SamePerson)], set(people))
    return Known(
        people,
        [
            replace(fact, recipient=stands.get(fact.recipient, fact.recipient))
            for fact in kept
            if isinstance(fact, Service)
            and voca[fact.funding] == "voca"
            and stands.get(fact.recipient, fact.recipient) not in hidden
        ],
        [
            replace(fact, person=stands.get(fact.person, fact.person))
            for fact in kept
            if isinstance(fact, Victimization)
        ],
        [fact for fact in kept if isinstance(fact, Outreach)],
    )


def standing(decided: list[SamePerson], here: Set) -> dict[Any, Any]:
    """Let everybody point at somebody better for as long as anybody can."""
    pairs = {(one.kept, one.other) for one in decided if not one.different}
    given_away = {other for _, other in pairs}
    stands = {one: one for pair in pairs for one in pair}
    for _ in stands:
        for kept, other in pairs:
            both = stands[kept], stands[other]
            best = min(both, key=lambda one: (one not in here, one in given_away, one))
            stands[kept] = stands[other] = best
    return stands


def served(facts: Known, period: Period) -> Set:
    return {s.recipient for s in facts.services if s.on and s.on in period}


def role(facts: Known, one: bytes) -> str:
    return facts.people[one].role if one in facts.people else ""


def first_day(facts: Known, one: bytes, since: date, until: date) -> date:
    days = [s.on for s in facts.services if s.recipient == one and s.on and since <= s.on <= until]
    return min(days)


def age(facts: Known, one: bytes, day: date) -> int | None:
    born = facts.people[one].born_on if one in facts.people else None
    if born is None or born.year is None:
        return None
    if born.month is None:
        birthday = date(born.year, 7, 1)
    else:
        birthday = date(born.year, born.month, born.day or 15)
    if birthday > day:
        return None
    years = day.year - birthday.year
    return years if (day.month, day.day) >= (birthday.month, birthday.day) else years - 1


def presented(facts: Known, one: bytes, period: Period) -> dict[str, Set]:
    found: defaultdict[str, Set] = defaultdict(set)
    for v in facts.victimizations:
        ended = v.presented_to and v.presented_to < period.start
        if v.person == one and v.presented_from and v.presented_from <= period.end and not ended:
            found[v.type].add(v.id)
    return found


def race(facts: Known, one: bytes) -> str:
    if one not in facts.people:
        return "not_reported"
    person = facts.people[one]
    if person.pmt_race:
        return person.pmt_race
    rows = {column("race")[code] for code in person.race} - {"not_reported"}
    rows = rows - {"not_tracked"} or rows
    if not rows:
        return "not_reported"
    return rows.pop() if len(rows) == 1 else "multiple"


def gender(facts: Known, one: bytes) -> str:
    code = facts.people[one].gender_identity if one in facts.people else ""
    return column("gender_identity").get(code, "") or "not_reported"


def band(years: int | None) -> str:
    if years is None:
        return "not_reported"
    return ("0_12", "13_17", "18_24", "25_59", "60_plus")[
        (years > 12) + (years > 17) + (years > 24) + (years > 59)
    ]


def pmt(facts: Known, period: Period, reset: date) -> dict[str, Set]:
    """Return every row: people, (person, contact) pairs for Q2, or service ids for times."""
    everybody = served(facts, period)
    anonymous = {one for one in everybody if role(facts, one) == "anonymous_contact"}
    q1 = everybody - anonymous
    new = {one for one in q1 if first_day(facts, one, reset, period.end) in period}
    rows: defaultdict[str, Set] = defaultdict(set)
    rows["Q1"], rows["Q3"] = q1, new
    for one in new:
        rows[f"4A.{race(facts, one)}"].add(one)
        rows[f"4B.{gender(facts, one)}"].add(one)
        rows[f"4C.{band(age(facts, one, first_day(facts, one, reset, period.end)))}"].add(one)
    for one in everybody:
        presented_rows(facts, one, period, rows)
    for s in facts.services:
        if s.on and s.on in period:
            service_rows(s, anonymous, rows)
    return rows


def presented_rows(facts: Known, one: bytes, period: Period, rows: dict[str, Set]) -> None:
    types = presented(facts, one, period)
    for kind in types:
        rows[f"5A.{column('victimization')[kind]}"].add(one)
    if len(types) >= 2:
        rows["5B"].add(one)
    for code in facts.people[one].special_classifications if one in facts.people else ():
        rows[f"5C.{column('special_classification')[code]}"].add(one)


def service_rows(s: Service, anonymous: Set, rows: dict[str, Set]) -> None:
    row = column("service")[s.code]
    rows[f"8{row}.times"].add(s.id)
    rows[f"8{row[0]}.people"].add(s.recipient)
    if s.recipient in anonymous:
        rows["Q2"].add((s.recipient, s.contact or s.id))
    elif s.compensation_assisted:
        rows["Q6"].add(s.recipient)


def headline(facts: Known, period: Period) -> dict[str, Set]:
    """Return every row that is no percentage."""
    everybody = served(facts, period)
    victims = {o for o in everybody if role(facts, o) in {"primary_victim", "at_risk_youth"}}
    rows: defaultdict[str, Set] = defaultdict(set)
    rows["victims"] = victims
    for one in victims:
        years = age(facts, one, first_day(facts, one, period.start, period.end))
        rows["under_12"] |= {one} if years is not None and years < 12 else set()
        rows["age_12_or_younger"] |= {one} if years is not None and years <= 12 else set()
        rows["age_not_known"] |= {one} if years is None else set()
        types = presented(facts, one, period)
        rows["multiple_victimizations"] |= {one} if len(types) > 1 else set()
        rows["sex_trafficking"] |= {one} if "human_trafficking_sex" in types else set()
    inside = [s for s in facts.services if s.on and s.on in period]
    rows["services"] = {s.id for s in inside}
    rows["services_to_others"] = {s.id for s in inside if s.recipient not in victims}
    rows["outreach"] = {o.id for o in facts.outreach if o.on and o.on in period}
    return rows


def value(facts: Known, row: str, counted: Set) -> int:
    """Return what a row says: services add their quantities, everything else is counted."""
    if not (row.endswith(".times") or row.startswith("services")):
        return len(counted)
    return sum(s.quantity or 0 for s in facts.services if s.id in counted)
