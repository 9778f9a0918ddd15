"""Rules of a program's own records: directory, training, time, coverage, lists."""

from storage.domain.checks import Problem
from storage.domain.kinds.arrangement import CodeSetting, FieldSetting
from storage.domain.kinds.credential import Credential
from storage.domain.kinds.directory import Agency
from storage.domain.kinds.time_entry import Coverage, TimeEntry
from storage.domain.kinds.training import AssistanceRequest, TrainingHours
from storage.domain.rules.registry import asked, ordered, period, rule_hints, rule_problems


@rule_problems.register
def _(record: TrainingHours) -> list[Problem]:
    found = []
    if record.partner is None and not record.staff.strip():
        found.append(Problem("partner", "one-of", "a staff member"))
    if (record.csec_minutes or 0) > (record.minutes or 0):
        found.append(Problem("csec_minutes", "more-than", "Minutes"))
    return found


@rule_hints.register
def _(record: TrainingHours) -> list[Problem]:
    if record.partner is not None and record.staff.strip():
        return [Problem("staff", "one-person")]
    if record.training is None and not record.title.strip():
        return [Problem("title", "one-of", "a training on record")]
    return []


@rule_problems.register
def _(record: Coverage) -> list[Problem]:
    return list(period(record, "from_on", "until_on"))


@rule_hints.register
def _(record: Coverage) -> list[Problem]:
    same = record.away.strip().casefold() == record.covered_by.strip().casefold()
    return [Problem("covered_by", "same", "Away")] if same else []


@rule_problems.register
def _(record: Credential) -> list[Problem]:
    return list(period(record, "from_on", "until_on"))


@rule_problems.register
def _(record: Agency) -> list[Problem]:
    return list(period(record, "mou_signed_on", "mou_until"))


@rule_problems.register
def _(record: TimeEntry) -> list[Problem]:
    none = record.minutes is None and record.miles is None
    return [Problem("minutes", "one-of", "miles")] if none else []


@rule_hints.register
def _(record: AssistanceRequest) -> list[Problem]:
    return [*ordered(record, "on", "answered_on"), *asked(record, "answer", "answered_on")]


@rule_problems.register
def _(record: CodeSetting) -> list[Problem]:
    return list(period(record, "valid_from", "valid_to"))


@rule_hints.register
def _(record: FieldSetting) -> list[Problem]:
    both = record.hidden and record.mandatory
    return [Problem("mandatory", "contradicts", "Hidden")] if both else []
