"""Begin a case, and find whoever may be the same youth."""

from dataclasses import replace
from datetime import date
from typing import Any

from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person
from storage.domain.kinds.referral import Referral
from storage.domain.kinds.screening import Screening
from storage.domain.partial_dates import PartialDate
from storage.tables.records import fetch
from storage.usecases.alike import alike
from storage.usecases.firsttasks import first_tasks
from storage.usecases.newcase import (
    NewCase,
    begin_case,
    known_youth,
    number_after,
    proposed_number,
)
from storage.usecases.undo import undo
from storage.workspace import Workspace
from tests.storage.builders import add_case

DAY = date(2026, 3, 4)
LEARNED = NewCase(
    case={
        "number": "BER-26-0007",
        "cac": "berkshire_kids_place",
        "status": "triage",
        "opened_on": DAY,
    },
    referral={"received_on": DAY, "source": "school"},
    person={"role": "primary_victim", "family_name": "Okafor"},
)


def total(workspace: Workspace) -> int:
    count = "SELECT (SELECT count(*) FROM journal)"
    return int(workspace.read(lambda c: c.exec_driver_sql(count).scalar_one()))


def test_all_of_it_is_one_save_and_one_undo(workspace: Workspace) -> None:
    begun, changes = workspace.write(begin_case, LEARNED)
    assert set(changes.ids_by_kind) == {"person", "case", "referral"}
    assert total(workspace) == 1
    assert begun.dot is not None
    workspace.write(undo, begun.dot)
    found = workspace.read(fetch, Case, begun.case)
    assert found is not None
    assert found.retired


def test_the_referral_names_the_youth_and_the_case(workspace: Workspace) -> None:
    begun, changes = workspace.write(begin_case, LEARNED)
    (referral,) = changes.ids_by_kind["referral"]
    (youth,) = changes.ids_by_kind["person"]
    found = workspace.read(fetch, Referral, referral)
    assert found is not None
    assert (found.record.case, found.record.people) == (begun.case, frozenset({youth}))


def test_problems_of_every_kind_come_back_together_and_nothing_is_stored(
    workspace: Workspace,
) -> None:
    begun, changes = workspace.write(
        begin_case,
        NewCase(
            case={"number": "", "cac": "nowhere", "status": "triage", "opened_on": DAY},
            referral={"received_on": date(2026, 3, 9), "source": "school"},
            person={"role": ""},
            victimization={"type": "other", "presented_from": DAY},
        ),
    )
    assert begun.problems == {
        "person": {"role": "Role is needed. Fill it in."},
        "case": {
            "number": "Case number is needed. Fill it in.",
            "cac": "CAC has the unknown code nowhere. Choose one of the list.",
        },
        "referral": {"received_on": "Received lies in the future. Correct the date."},
        "victimization": {"explanation": "Explanation is needed. Fill it in."},
    }
    assert not changes.ids_by_kind
    assert total(workspace) == 0


def test_a_number_is_given_once_even_to_a_retired_case(workspace: Workspace) -> None:
    begun, _ = workspace.write(begin_case, LEARNED)
    assert begun.dot is not None
    workspace.write(undo, begun.dot)
    again, _ = workspace.write(begin_case, LEARNED)
    assert "number" in again.problems["case"]
    assert workspace.read(proposed_number, "berkshire_kids_place", DAY) == "BER-26-0008"


def test_numbers_begin_with_the_county_until_a_cac_has_a_habit(workspace: Workspace) -> None:
    assert workspace.read(proposed_number, "childrens_cove", DAY) == "BAR-26-0001"
    habit: dict[str, Any] = {**LEARNED.case, "cac": "childrens_cove", "number": "CAP-25-0113"}
    workspace.write(
        begin_case, NewCase(case=habit, referral=LEARNED.referral, person=LEARNED.person)
    )
    assert workspace.read(proposed_number, "childrens_cove", DAY) == "CAP-26-0001"
    assert workspace.read(proposed_number, "childrens_cove", date(2025, 5, 1)) == "CAP-25-0114"


def test_the_same_birthday_comes_before_a_like_name(workspace: Workspace) -> None:
    for given, family in (("Marisol", "Vega"), ("Tomas", "Vegas"), ("Ina", "Brandt")):
        workspace.write(add_case, given, family)
    born = PartialDate.parse("2010-05-12")
    found = workspace.read(alike, "Marisole", "Vega", None)
    assert [one.name for one in found] == ["Marisol Vega", "Tomas Vegas"]
    found = workspace.read(alike, "", "", born)
    assert {one.name for one in found} == {"Marisol Vega", "Tomas Vegas", "Ina Brandt"}
    assert all(one.same_birthday for one in found)


def test_an_estimated_year_alone_says_nothing_about_who_it_is(workspace: Workspace) -> None:
    workspace.write(add_case)
    assert workspace.read(alike, "", "", PartialDate.parse("2010~")) == []
    assert workspace.read(alike, "Marisol", "", None) == []


def test_a_known_youth_shows_the_newest_case(workspace: Workspace) -> None:
    case, youth = workspace.write(add_case)
    (found,) = workspace.read(alike, "", "Vega", None)
    assert (found.person, found.case, found.number) == (youth.id, case.id, case.number)
    known = workspace.read(known_youth, youth.id)
    assert known == youth


def test_first_screening_and_tasks_are_of_the_same_save(workspace: Workspace) -> None:
    tasks = [one.values(DAY, "Ana Reyes") for one in first_tasks() if one.offered]
    learned = replace(
        LEARNED, screening={"instrument": "cse_it_2", "on": DAY, "trigger": "intake"}, tasks=tasks
    )
    begun, changes = workspace.write(begin_case, learned)
    assert len(changes.ids_by_kind["task"]) == len(tasks)
    assert total(workspace) == 1
    (screening,) = changes.ids_by_kind["screening"]
    found = workspace.read(fetch, Screening, screening)
    (youth,) = changes.ids_by_kind["person"]
    assert found is not None
    assert (found.record.case, found.record.person) == (begun.case, youth)


def test_further_youth_of_a_referral_get_cases_of_their_own(workspace: Workspace) -> None:
    learned = replace(LEARNED, others=("Noa Lane", "Kim"))
    begun, changes = workspace.write(begin_case, learned)
    (referral,) = changes.ids_by_kind["referral"]
    named = workspace.read(fetch, Referral, referral)
    assert named is not None
    assert named.record.people == frozenset(changes.ids_by_kind["person"])
    found = [workspace.read(fetch, Case, case) for case in changes.ids_by_kind["case"]]
    cases = sorted((one.record for one in found if one), key=lambda case: case.number)
    assert [case.number for case in cases] == ["BER-26-0007", "BER-26-0008", "BER-26-0009"]
    assert cases[0].id == begun.case
    assert {case.status for case in cases[1:]} == {"referred"}
    people = [workspace.read(fetch, Person, case.youth) for case in cases[1:] if case.youth]
    assert [(one.record.given_name, one.record.family_name) for one in people if one] == [
        ("Noa", "Lane"),
        ("Kim", ""),
    ]


def test_a_number_that_counts_nothing_gets_a_suffix() -> None:
    assert number_after("A17", 1) == "A17-2"
