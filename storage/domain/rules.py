"""Rules between the fields of one record; what is asked for, never what is forbidden to know."""

from functools import singledispatch

from storage.domain.checks import Problem
from storage.domain.kinds.case import Case
from storage.domain.kinds.court_event import CourtEvent
from storage.domain.kinds.person import Person
from storage.domain.kinds.referral import Referral
from storage.domain.kinds.victimization import Victimization

EXPLAINED_VICTIMIZATIONS = frozenset({"hate_crime", "other"})
"""PMT question 5A, rows m and z: the form asks for an explanation."""


@singledispatch
def rule_problems(_record: object) -> list[Problem]:
    """Return which rules between its fields ``record`` breaks."""
    return []


@rule_problems.register
def _(record: Case) -> list[Problem]:
    found = []
    if record.opened_on and record.closed_on and record.closed_on < record.opened_on:
        found.append(Problem("closed_on", "before-start"))
    if record.status == "closed" and record.closed_on is None:
        found.append(Problem("closed_on", "missing"))
    if record.status == "closed" and not record.closure_reason:
        found.append(Problem("closure_reason", "missing"))
    return found


@rule_problems.register
def _(record: Victimization) -> list[Problem]:
    found = []
    start, end = record.presented_from, record.presented_to
    if start and end and end < start:
        found.append(Problem("presented_to", "before-start"))
    if record.type in EXPLAINED_VICTIMIZATIONS and not record.explanation.strip():
        found.append(Problem("explanation", "missing"))
    return found


@rule_problems.register
def _(record: Person) -> list[Problem]:
    if "other" in record.special_classifications and not record.special_explanation.strip():
        return [Problem("special_explanation", "missing")]
    return []


@rule_problems.register
def _(record: Referral) -> list[Problem]:
    if record.received_on and record.decided_on and record.decided_on < record.received_on:
        return [Problem("decided_on", "before-start")]
    return []


@rule_problems.register
def _(record: CourtEvent) -> list[Problem]:
    if record.on and record.next_on and record.next_on < record.on:
        return [Problem("next_on", "before-start")]
    return []
