"""Two cases opened for one youth: suggested, linked or told apart; one person in the figures."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from storage.domain.clocks import Clock
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.domain.kinds.link import CaseLink
from storage.domain.periods import Period
from storage.errors import RejectedError
from storage.reports.figures import figures
from storage.usecases.caselinks import linked_cases
from storage.usecases.caseload import CaseFilter, case_order
from storage.usecases.casetwice import OPENED_TWICE, SEPARATE, one_case, two_cases
from storage.usecases.duplicates import sheet, suggestions
from storage.usecases.records import Add, Retire, save
from storage.usecases.samepeople import merge
from storage.usecases.todaynumbers import numbers
from storage.usecases.undo import undo
from storage.workspace import Workspace
from tests.storage.builders import SOME_DAY, add_case, add_service, edit, stored
from tests.storage.laptops import joined, meet

QUARTER = Period.parse("2026-01-01..2026-03-31")


def pairs(workspace: Workspace) -> list[tuple[str, str]]:
    return [(pair.kind, pair.why) for pair in workspace.read(suggestions)]


def twice(one: Workspace, other: Workspace) -> tuple[Case, Case]:
    """Let one child be taken in on two laptops, with a service each, and be told to be one."""
    first, maya = one.write(add_case, "Maya", "Vega")
    second, maia = other.write(add_case, "Maia", "Vega")
    one.write(add_service, first, maya)
    other.write(add_service, second, maia)
    if one is not other:
        meet(one, other)
    one.write(merge, maya.id, maia.id)
    return first, second


def served(workspace: Workspace) -> tuple[Any, Any]:
    found = workspace.read(lambda c: figures(c, "headline", QUARTER))
    rows = {row.id: row.value for row in found.rows}
    assert workspace.read(numbers, SOME_DAY).served == rows["victims"]
    return rows["victims"], rows["services"]


SAME_DAY = [("case", "Same youth, both open, opened on the same day")]


def test_two_open_cases_of_one_youth_are_a_pair_until_somebody_says_which(
    workspace: Workspace, tmp_path: Path, clock: Clock
) -> None:
    with joined(workspace, tmp_path / "ben", "Ben", clock) as ben:
        first, second = twice(workspace, ben)
        assert pairs(workspace) == SAME_DAY
        changes = workspace.write(one_case, first.id, second.id)
        meet(workspace, ben)
        for each in (workspace, ben):
            assert pairs(each) == []
            # What is told of one is read from the other one too.
            for here, there in ((first, second), (second, first)):
                (link,) = each.read(linked_cases, here.id)
                assert (link.case, link.why) == (there.id, OPENED_TWICE)
                # Which one was kept is told on both sides.
                assert link.kept is (there is first)
        assert changes.dot is not None
        workspace.write(undo, changes.dot)
        meet(workspace, ben)
        assert pairs(workspace) == pairs(ben) == SAME_DAY


def test_the_youth_of_both_is_one_person_in_the_figures_with_every_service(
    workspace: Workspace,
) -> None:
    first, second = twice(workspace, workspace)
    assert served(workspace) == (1, 2)
    workspace.write(one_case, first.id, second.id)
    assert served(workspace) == (1, 2)
    # Neither is hidden: a hearing or a clock of the other one would be hidden with it.
    open_cases = workspace.read(
        lambda c: case_order(c, CaseFilter(), "number", descending=False, today=SOME_DAY)
    )
    assert set(open_cases) == {first.id, second.id}
    assert workspace.read(numbers, SOME_DAY).open_cases == 2


def test_a_later_decision_takes_the_place_of_the_opposite_one(workspace: Workspace) -> None:
    first, second = twice(workspace, workspace)
    workspace.write(two_cases, first.id, second.id)
    assert pairs(workspace) == []
    workspace.write(one_case, second.id, first.id)
    (link,) = workspace.read(linked_cases, first.id)
    assert link.why == OPENED_TWICE
    assert link.record is not None
    workspace.write(save, [Retire(stored(workspace, CaseLink, link.record))], "retire linked case")
    assert pairs(workspace) == SAME_DAY
    workspace.write(two_cases, first.id, second.id)
    (link,) = workspace.read(linked_cases, first.id)
    assert link.why == SEPARATE


@pytest.mark.parametrize(
    "values",
    [
        {"status": "closed", "closed_on": SOME_DAY, "closure_reason": "goals_met"},
        {"opened_on": SOME_DAY.replace(year=2025)},
    ],
)
def test_a_closed_case_and_one_of_another_time_are_no_pair(
    workspace: Workspace, values: dict[str, Any]
) -> None:
    _, second = twice(workspace, workspace)
    edit(workspace, stored(workspace, Case, second.id), **values)
    assert pairs(workspace) == []


def test_cases_that_are_linked_for_another_reason_were_looked_at(workspace: Workspace) -> None:
    first, second = twice(workspace, workspace)
    link = CaseLink(
        id=workspace.write(lambda t: t.new_id()),
        case=second.id, other=first.id, link="earlier_case", on=SOME_DAY,
    )  # fmt: skip
    workspace.write(save, [Add(link)], "link cases")
    assert pairs(workspace) == []


def test_two_cases_of_one_record_of_a_youth_are_a_pair_with_their_fields_beside(
    workspace: Workspace,
) -> None:
    first, _ = workspace.write(add_case, "Maya", "Vega")
    other = replace(
        first,
        id=workspace.write(lambda t: t.new_id()), number="BER-26-9999", police="Det. Ruiz",
    )  # fmt: skip
    workspace.write(save, [Add(other)], "open case")
    ((pair, side),) = workspace.read(sheet)[0]
    assert pair.kind == "case"
    assert {half.number for half in (side.kept, side.other)} == {first.number, "BER-26-9999"}
    assert {half.name for half in (side.kept, side.other)} == {"Maya Vega"}
    assert {fact.label for fact in side.facts if fact.kept != fact.other} == {"Police"}
    with pytest.raises(RejectedError, match="not on this laptop"):
        workspace.write(one_case, first.id, RecordId(bytes(16)))
