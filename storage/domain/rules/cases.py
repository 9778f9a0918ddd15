"""Rules of cases, referrals and what ties cases together."""

from storage.domain import anonymous
from storage.domain.checks import Problem
from storage.domain.kinds.anonymous import AnonymousCount
from storage.domain.kinds.case import Case
from storage.domain.kinds.hold import LegalHold
from storage.domain.kinds.link import CaseLink, Misfiling
from storage.domain.kinds.referral import Referral
from storage.domain.rules.registry import asked, ordered, period, rule_hints, rule_problems


@rule_problems.register
def _(record: Case) -> list[Problem]:
    found = [*period(record, "opened_on", "closed_on"), *period(record, "opened_on", "reopened_on")]
    if record.status == "closed" and record.closed_on is None:
        found.append(Problem("closed_on", "missing"))
    if record.status == "closed" and not record.closure_reason:
        found.append(Problem("closure_reason", "missing"))
    return found


@rule_hints.register
def _(record: Case) -> list[Problem]:
    found = list(asked(record, "closure_reason", "closed_on"))
    if record.status == "reopened":
        found += [Problem("reopened_on", "asked", "Status")] if not record.reopened_on else []
    elif record.status == "closed" and not record.exploitation_at_close:
        found.append(Problem("exploitation_at_close", "asked", "Closed"))
    if record.backup_coordinator and record.backup_coordinator == record.coordinator:
        found.append(Problem("backup_coordinator", "same", "Lead coordinator"))
    return found


@rule_problems.register
def _(record: Referral) -> list[Problem]:
    return list(period(record, "received_on", "decided_on"))


@rule_hints.register
def _(record: Referral) -> list[Problem]:
    found = [
        *ordered(record, "received_on", "first_action_on"),
        *ordered(record, "received_on", "team_on"),
        *ordered(
            record,
            *("report_filed_on", "report_decided_on", "dcf_seen_on"),
            *("report_found_on", "notice_received_on"),
        ),
        *asked(record, "outcome", "decided_on"),
        *asked(record, "report_finding", "report_found_on"),
    ]
    if record.report_filed_on and not record.report_filed:
        found.append(Problem("report_filed", "asked", "51A filed on"))
    if record.outcome == "out_of_jurisdiction" and not record.sent_to.strip():
        found.append(Problem("sent_to", "asked", "Outcome"))
    return found


@rule_problems.register
def _(record: CaseLink) -> list[Problem]:
    same = record.other is not None and record.other == record.case
    return [Problem("other", "itself")] if same else []


@rule_problems.register
def _(record: Misfiling) -> list[Problem]:
    same = record.moved_to is not None and record.moved_to == record.case
    return [Problem("moved_to", "itself")] if same else []


@rule_problems.register
def _(record: LegalHold) -> list[Problem]:
    found = list(period(record, "from_on", "until_on"))
    if record.case is None and record.person is None:
        found.append(Problem("person", "one-of", "the case"))
    return found


@rule_problems.register
def _(record: AnonymousCount) -> list[Problem]:
    try:
        anonymous.read(record.counts)
    except ValueError:
        return [Problem("counts", "not-this-form")]
    return []
