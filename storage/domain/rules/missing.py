"""Rules of missing episodes and of what is heard while a child is missing.

Only a return before the child was missing is refused: at three in the morning nothing else may
stand in the way.
"""

from storage.domain.checks import Problem
from storage.domain.kinds.missing_episode import MissingEpisode, Sighting
from storage.domain.rules.registry import asked, ordered, period, rule_hints, rule_problems


@rule_problems.register
def _(record: MissingEpisode) -> list[Problem]:
    return list(period(record, "identified_at", "returned_at"))


@rule_hints.register
def _(record: MissingEpisode) -> list[Problem]:
    found = list(ordered(record, "last_seen_at", "identified_at"))
    for told in ("dcf_at", "police_at", "ncmec_at", "team_at"):
        found += ordered(record, "identified_at", told)
    found += ordered(record, "returned_at", "interview_on")
    found += ordered(record, "returned_at", "report_filed_on")
    found += asked(record, "returned_how", "returned_at")
    found += asked(record, "interview_on", "returned_at")
    found += asked(record, "ncmec_number", "ncmec_at")
    if record.screening and record.screening_not_done.strip():
        found.append(Problem("screening_not_done", "contradicts", "Return screening"))
    return found


@rule_hints.register
def _(record: Sighting) -> list[Problem]:
    return list(ordered(record, "at", "police_told_at"))
