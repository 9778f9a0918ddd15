"""Rules of court events and safety plans, and of records that follow one of their own kind."""

from storage.domain.checks import Problem
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.note import Note
from storage.domain.kinds.safety_plan import SafetyPlan
from storage.domain.rules.registry import asked, ordered, period, rule_hints, rule_problems


@rule_problems.register
def _(record: CourtEvent) -> list[Problem]:
    found = list(period(record, "on", "next_on"))
    if record.previous == record.id:
        found.append(Problem("previous", "itself"))
    return found


@rule_hints.register
def _(record: CourtEvent) -> list[Problem]:
    """Ask who accompanied: M.G.L. c.119 s.39K gives a sexually exploited child an advocate."""
    found = list(asked(record, "accompanied_name", "accompanied_by"))
    if record.state == "held" and not record.accompanied_by:
        found.append(Problem("accompanied_by", "accompanied"))
    if record.state == "continued" and record.next_on is None:
        found.append(Problem("next_on", "asked", "State"))
    return found


@rule_problems.register
def _(record: SafetyPlan) -> list[Problem]:
    return [Problem("replaces", "itself")] if record.replaces == record.id else []


@rule_hints.register
def _(record: SafetyPlan) -> list[Problem]:
    return list(ordered(record, "made_on", "next_review_on"))


@rule_problems.register
def _(record: Note) -> list[Problem]:
    return [Problem("amends", "itself")] if record.amends == record.id else []
