"""Versions of a safety plan, without a window."""

from datetime import date
from typing import Any

import pytest

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.safety_plan import SafetyPlan
from storage.errors import RejectedError
from storage.usecases.records import Add, save
from storage.usecases.safety.plans import (
    answer_copy,
    begin_version,
    differences,
    plan_file,
)
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.storage.builders import add_case, stored
from tests.usecases.plans import plan_of, whole_reads

FEB, MARCH = date(2026, 2, 1), date(2026, 3, 3)


def make(transaction: Transaction, case: Case, on: date, **values: Any) -> SafetyPlan:
    plan = SafetyPlan(id=transaction.new_id(), case=case.id, made_on=on, **values)
    save(transaction, [Add(plan)], "add safety plan")
    return plan


@pytest.fixture
def case(workspace: Workspace) -> Case:
    case, _ = workspace.write(add_case)
    return case


def plan(workspace: Workspace, case: Case, on: date, **values: Any) -> SafetyPlan:
    made: SafetyPlan = workspace.write(lambda t: make(t, case, on, **values))
    return made


def test_a_new_version_begins_with_the_words_of_the_one_it_replaces(
    workspace: Workspace, case: Case
) -> None:
    old = plan(
        workspace, case, FEB, safe_people="Aunt Rosa", own_words=True, agreed="signed",
        next_review_on=date(2026, 3, 1),
    )  # fmt: skip
    values = begin_version(old)
    assert (values["replaces"], values["safe_people"]) == (old.id, "Aunt Rosa")
    assert not {"made_on", "agreed", "next_review_on"} & set(values)
    assert begin_version(None) == {}


def test_the_version_that_nothing_replaces_is_in_force_whatever_its_day(
    workspace: Workspace, case: Case
) -> None:
    old = plan(workspace, case, MARCH, safe_people="Aunt Rosa")
    new = plan(workspace, case, FEB, replaces=old.id, safe_people="Aunt Rosa, Coach Lee")
    found = workspace.read(plan_file, case.id)
    assert found is not None
    assert found.in_force == new
    assert [one.record.id for one in found.plans] == [new.id, old.id]


def test_what_changed_between_two_versions_is_told_in_reading_order(
    workspace: Workspace, case: Case
) -> None:
    old = plan(workspace, case, FEB, safe_people="Aunt Rosa", if_missing="Nobody")
    new = plan(workspace, case, MARCH, safe_people="Aunt Rosa", triggers="Nights", if_missing="Ana")
    found = differences(old, new)
    assert [(one.label, one.before, one.after) for one in found] == [
        ("What makes it harder", "", "Nights"),
        ("If I go missing, I will call", "Nobody", "Ana"),
    ]


def test_whether_paper_is_safe_is_recorded_once(workspace: Workspace, case: Case) -> None:
    made = plan(workspace, case, MARCH)
    dot, _ = workspace.write(answer_copy, made.id, "paper")
    assert dot is not None
    assert stored(workspace, SafetyPlan, made.id).record.copy_given == "paper"
    dot, _ = workspace.write(answer_copy, made.id, "paper")
    assert dot is None
    with pytest.raises(RejectedError, match="not on this laptop"):
        workspace.write(answer_copy, RecordId(b"x" * 16), "paper")


def test_no_query_of_plans_reads_a_whole_table(workspace: Workspace, case: Case) -> None:
    plan(workspace, case, FEB, next_review_on=date(2026, 3, 1))
    assert whole_reads(plan_of(workspace, plan_file, case.id)) == []
