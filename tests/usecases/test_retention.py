"""How long a closed case is kept, why one may not go yet, and what would go with it."""

import csv
from dataclasses import replace
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.exploiter import Exploiter, Involvement
from storage.domain.kinds.hold import LegalHold
from storage.domain.kinds.person import Person
from storage.domain.kinds.task import Task
from storage.domain.partial_dates import PartialDate
from storage.errors import RejectedError
from storage.usecases.codelists import codebook
from storage.usecases.records import Add, save
from storage.usecases.retention.due import due, kept_until, last_day, years_later
from storage.usecases.retention.holds import place_hold
from storage.usecases.retention.obstacles import Obstacle, obstacles
from storage.usecases.retention.preview import going
from storage.usecases.retention.rules import retention_rules, rules_for, set_rule, shipped
from storage.workspace import Workspace
from tests.storage.builders import SOME_DAY, add_case, add_note, add_service, edit, stored

CLOSED = date(2026, 3, 4)


def closed_case(workspace: Workspace, reason: str = "goals_met", **person: Any) -> Case:
    case, youth = workspace.write(add_case)
    if person:
        edit(workspace, stored(workspace, Person, youth.id), **person)
    before = stored(workspace, Case, case.id)
    edit(workspace, before, status="closed", closed_on=CLOSED, closure_reason=reason)
    return case


def until(workspace: Workspace) -> dict[RecordId, tuple[date | None, str]]:
    return {one.case: (one.until, one.rule.code) for one in workspace.read(kept_until)}


def test_the_latest_of_all_rules_decides(workspace: Workspace) -> None:
    """Born in May 2010: 21 in May 2031; closed in March 2026: three years end before that."""
    case = closed_case(workspace)
    assert until(workspace) == {case.id: (date(2031, 5, 12), "keep_until_adult")}
    older = closed_case(workspace, born_on=PartialDate.parse("2002-05-12"))
    assert until(workspace)[older.id] == (date(2029, 3, 4), "keep_closed")


def test_what_a_grant_paid_for_is_kept_for_its_audit(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    edit(workspace, stored(workspace, Person, youth.id), born_on=PartialDate.parse("2002-05-12"))
    workspace.write(add_service, case, youth)
    before = stored(workspace, Case, case.id)
    edit(workspace, before, status="closed", closed_on=CLOSED, closure_reason="goals_met")
    assert until(workspace) == {case.id: (date(2030, 9, 30), "keep_grant")}


def test_of_a_child_about_whom_nothing_was_found_little_is_kept(workspace: Workspace) -> None:
    case = closed_case(workspace, "ruled_out")
    assert until(workspace) == {case.id: (date(2027, 3, 4), "keep_ruled_out")}
    assert [one.case for one in workspace.read(due, date(2027, 3, 4))] == [case.id]
    assert workspace.read(due, date(2027, 3, 3)) == []


@pytest.mark.parametrize(
    ("born", "adult"),
    [
        ("2010-05-12", date(2031, 5, 12)),
        ("2010-05", date(2031, 5, 31)),
        ("2010", date(2031, 12, 31)),
        ("2010~", date(2031, 12, 31)),
        ("2012-02-29", date(2033, 3, 1)),
        ("unknown", None),
    ],
)
def test_a_birthday_known_in_part_is_taken_rather_too_late(born: str, adult: date | None) -> None:
    rule = shipped()["keep_until_adult"]
    assert last_day(rule, closed=CLOSED, born=PartialDate.parse(born), served=None) == adult


def test_without_a_birthday_nobody_can_say_and_nothing_is_due(workspace: Workspace) -> None:
    case = closed_case(workspace, born_on=PartialDate.parse("unknown"))
    assert until(workspace) == {case.id: (None, "keep_until_adult")}
    assert workspace.read(due, date(2199, 1, 1)) == []


def test_an_open_case_and_one_that_no_rule_is_for_are_never_due(workspace: Workspace) -> None:
    workspace.write(add_case)
    closed_case(workspace)
    for code, rule in shipped().items():
        workspace.write(set_rule, code, years=rule.years, off=True, remark="")
    assert until(workspace) == {}


def test_a_program_sets_its_own_years_and_says_from_where(workspace: Workspace) -> None:
    case = closed_case(workspace)
    workspace.write(set_rule, "keep_until_adult", years=25, off=False, remark="Counsel, 2026")
    (rule,) = [one for one in workspace.read(retention_rules) if one.code == "keep_until_adult"]
    assert (rule.years, rule.changed, rule.verified) == (25, "Counsel, 2026", False)
    assert until(workspace)[case.id] == (date(2035, 5, 12), "keep_until_adult")
    workspace.write(set_rule, "keep_until_adult", years=18, off=False, remark="")
    assert until(workspace)[case.id] == (date(2029, 3, 4), "keep_closed")


def test_a_rule_of_no_years_makes_due_and_destroys_nothing(workspace: Workspace) -> None:
    case = closed_case(workspace)
    with pytest.raises(RejectedError, match="outside 0"):
        workspace.write(set_rule, "keep_closed", years=-1, off=False, remark="")
    for code in shipped():
        workspace.write(set_rule, code, years=0, off=False, remark="")
    assert list(until(workspace)) == [case.id]
    assert stored(workspace, Case, case.id).record.status == "closed"


def test_every_reason_why_a_case_may_not_go_is_named(workspace: Workspace) -> None:
    case = closed_case(workspace)
    assert workspace.read(obstacles, [case.id]) == {}
    exploiter = Exploiter(
        id=RecordId(bytes([9, *bytes(15)])),
        case=case.id,
        name="Known as Ace",
        police_status="indicted",
    )
    more = [
        exploiter,
        Involvement(
            id=RecordId(bytes([8, *bytes(15)])),
            case=case.id,
            exploiter=exploiter.id,
            known_on=SOME_DAY,
        ),
        Task(id=RecordId(bytes([7, *bytes(15)])), case=case.id, text="Send copy", status="open"),
    ]
    workspace.write(save, [Add(one) for one in more], "more")
    hold = LegalHold(
        id=exploiter.id, case=case.id, ground="audit", reason="Monitoring", from_on=SOME_DAY
    )
    workspace.write(place_hold, hold)
    again, _ = workspace.write(add_case)
    edit(workspace, stored(workspace, Case, again.id), youth=case.youth)
    found = workspace.read(obstacles, [case.id, again.id])
    assert [one.why for one in found[case.id]] == ["hold", "asked", "prosecution", "needed"]
    assert [one.detail for one in found[case.id]][1:] == ["1", "1", again.number]
    assert [one.why for one in found[again.id]] == ["open"]


def test_a_closed_case_whose_time_is_not_over_needs_the_youths_record_too(
    workspace: Workspace,
) -> None:
    case, other = closed_case(workspace), closed_case(workspace)
    edit(workspace, stored(workspace, Case, other.id), youth=case.youth)
    both = [case.id, other.id]
    needed = (Obstacle("needed", other.number),)
    assert workspace.read(obstacles, both) == {case.id: needed}
    assert workspace.read(obstacles, both, [case.id]) == {case.id: needed}
    assert workspace.read(obstacles, both, both) == {}


def test_what_would_go_is_counted_by_kind(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    other, _ = workspace.write(add_case)
    workspace.write(add_service, case, youth)
    workspace.write(add_note, case, "A note")
    workspace.write(add_note, other, "Another")
    found = workspace.read(going, [case.id])
    assert dict(found.records) == {
        "People": 1,
        "Cases": 1,
        "Contacts": 1,
        "Services": 1,
        "Notes": 1,
    }
    assert (found.cases, found.total, found.files, found.size) == (1, 5, 0, 0)


def test_the_shipped_rules_make_sense() -> None:
    text = (files("resources") / "retention" / "rules.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["code"] for row in rows] == list(shipped())
    assert {row["verified"] for row in rows} == {"no"}
    reasons = codebook().lists["closure_reason"]
    for rule in shipped().values():
        assert rule.where <= reasons.keys()
        assert 1 <= rule.years <= 100
    only = [replace(rule, off=rule.code == "keep_grant") for rule in shipped().values()]
    assert [one.code for one in rules_for(only, "ruled_out")] == ["keep_ruled_out"]
    assert [one.code for one in rules_for(only, "goals_met")] == ["keep_closed", "keep_until_adult"]
    assert years_later(date(2024, 2, 29), 1) == date(2025, 3, 1)
