"""Rules of people: who they are, who may decide for them, where they live."""

from storage.domain.checks import Problem
from storage.domain.kinds.custody import CustodyPeriod, PlacementPeriod
from storage.domain.kinds.link import SamePerson
from storage.domain.kinds.person import Person
from storage.domain.rules.registry import explained, period, rule_hints, rule_problems


@rule_problems.register
def _(record: Person) -> list[Problem]:
    return list(explained(record, "special_classifications", "special_explanation"))


@rule_hints.register
def _(record: Person) -> list[Problem]:
    found = []
    if record.role in record.further_roles:
        found.append(Problem("further_roles", "same", "Role"))
    if record.device_watched and (record.text_ok or record.voicemail_ok):
        found.append(Problem("device_watched", "watched"))
    return found


@rule_problems.register
def _(record: SamePerson) -> list[Problem]:
    same = record.kept is not None and record.kept == record.other
    return [Problem("other", "itself")] if same else []


@rule_problems.register
def _(record: CustodyPeriod) -> list[Problem]:
    return list(period(record, "from_on", "until_on"))


@rule_hints.register
def _(record: CustodyPeriod) -> list[Problem]:
    own = record.holder_person is not None and record.holder_person == record.person
    if own and record.custody != "self":
        return [Problem("holder_person", "same", "Youth")]
    return []


@rule_problems.register
def _(record: PlacementPeriod) -> list[Problem]:
    return list(period(record, "from_on", "until_on"))
