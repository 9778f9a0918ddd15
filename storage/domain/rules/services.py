"""Rules of what is given, sought, needed and promised."""

from storage.domain.checks import Problem
from storage.domain.kinds.contact import Contact
from storage.domain.kinds.need import Need, UnmetNeed
from storage.domain.kinds.referral_out import ReferralOut
from storage.domain.kinds.task import Task
from storage.domain.rules.registry import asked, ordered, period, rule_hints, rule_problems

_DONE = "done"
_WITH_THE_YOUTH = frozenset({"youth", "youth_and_caregiver"})


@rule_hints.register
def _(record: Contact) -> list[Problem]:
    said = bool(record.with_whom) and record.with_whom.isdisjoint(_WITH_THE_YOUTH)
    return (
        [Problem("youth_present", "contradicts", "With whom")]
        if (record.youth_present and said)
        else []
    )


@rule_hints.register
def _(record: ReferralOut) -> list[Problem]:
    found = [
        *ordered(record, "referred_on", "status_on"),
        *ordered(record, "referred_on", "offered_on"),
    ]
    if record.kept == "yes" and record.offered_on is None:
        found.append(Problem("offered_on", "asked", "First appointment kept"))
    return found


@rule_problems.register
def _(record: Need) -> list[Problem]:
    return list(period(record, "on", "met_on"))


@rule_problems.register
def _(record: UnmetNeed) -> list[Problem]:
    return list(period(record, "on", "met_on"))


@rule_hints.register
def _(record: UnmetNeed) -> list[Problem]:
    """Ask for the wait, and say that the PMT's question 9 counts want of capacity alone."""
    if record.reason == "waitlist" and record.wait_days is None:
        return [Problem("wait_days", "asked", "Not met because")]
    return [Problem("reason", "capacity")] if record.reason == "capacity" else []


@rule_hints.register
def _(record: Task) -> list[Problem]:
    if record.status == _DONE and record.done_on is None:
        return [Problem("done_on", "asked", "Status")]
    if record.status != _DONE and record.done_on is not None:
        return [Problem("status", "contradicts", "Done")]
    return list(asked(record, "due_at", "due_on"))
