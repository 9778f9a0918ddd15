from datetime import date
from typing import Any

import pytest

from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.usecases.caseload import CaseFilter, case_order, case_rows, coordinators
from storage.workspace import Workspace
from tests.storage.builders import add_case, add_service, edit, stored
from tests.usecases.plans import plan_of, whole_reads

TODAY = date(2026, 3, 4)


def _order(
    workspace: Workspace, sort: str = "number", *, descending: bool = False, **chosen: str
) -> list[RecordId]:
    def ordered(connection: Any) -> list[RecordId]:
        wanted = CaseFilter(**chosen)
        return case_order(connection, wanted, sort, descending=descending, today=TODAY)

    return workspace.read(ordered)


@pytest.fixture
def three(workspace: Workspace) -> list[Case]:
    """Cases of Marisol Vega, Ana Stone (closed), Rui Alves."""
    names = (("Marisol", "Vega"), ("Ana", "Stone"), ("Rui", "Alves"))
    cases = [workspace.write(add_case, *name)[0] for name in names]
    edit(
        workspace, stored(workspace, Case, cases[1].id),
        status="closed", closed_on=TODAY, closure_reason="goals_met", coordinator="Rosa Lind",
    )  # fmt: skip
    return cases


def test_open_closed_and_all_cases_are_told_apart(workspace: Workspace, three: list[Case]) -> None:
    vega, stone, alves = (case.id for case in three)
    assert set(_order(workspace, status="open")) == {vega, alves}
    assert _order(workspace, status="closed") == [stone]
    assert set(_order(workspace, status="all")) == {vega, stone, alves}


def test_cases_stand_by_the_name_of_the_youth(workspace: Workspace, three: list[Case]) -> None:
    vega, stone, alves = (case.id for case in three)
    assert _order(workspace, "youth", status="all") == [alves, stone, vega]


def test_a_case_is_found_by_name_and_by_number(workspace: Workspace, three: list[Case]) -> None:
    assert _order(workspace, text="marisl") == [three[0].id]
    assert _order(workspace, text=three[2].number) == [three[2].id]


def test_cases_of_one_coordinator(workspace: Workspace, three: list[Case]) -> None:
    assert workspace.read(coordinators) == ["Rosa Lind"]
    assert _order(workspace, status="all", coordinator="Rosa Lind") == [three[1].id]


@pytest.mark.parametrize("sort", ["next_review", "last_contact", "next_court", "age"])
def test_what_is_not_known_stands_last_in_both_directions(
    workspace: Workspace, three: list[Case], sort: str
) -> None:
    case = three[0]
    edit(workspace, stored(workspace, Case, case.id), next_review_on=date(2026, 4, 1))
    orders = [_order(workspace, sort), _order(workspace, sort, descending=True)]
    if sort == "next_review":
        assert {order[0] for order in orders} == {case.id}
    assert {frozenset(order) for order in orders} == {frozenset((case.id, three[2].id))}


def test_a_row_tells_youth_age_and_last_contact(workspace: Workspace) -> None:
    case, person = workspace.write(add_case)
    workspace.write(add_service, case, person, date(2026, 3, 1))
    row = workspace.read(lambda connection: case_rows(connection, [case.id], today=TODAY))[case.id]
    assert (row.youth, row.age, row.last_contact) == ("Vega, Marisol", 15, date(2026, 3, 1))


@pytest.mark.parametrize("sort", ["number", "opened", "youth", "last_contact", "next_court"])
@pytest.mark.parametrize("status", ["open", "closed"])
def test_no_list_reads_a_whole_table(workspace: Workspace, sort: str, status: str) -> None:
    def listed(connection: Any) -> None:
        case_order(connection, CaseFilter(status=status), sort, descending=True, today=TODAY)
        case_rows(connection, [RecordId(b"x" * 16)], today=TODAY)

    assert whole_reads(plan_of(workspace, listed)) == []
