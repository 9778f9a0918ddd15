"""Two records of one person: one person in every figure, every service still counted."""

from typing import Any

from sqlalchemy import Connection

from storage.domain.periods import Period
from storage.reports.figures import figures
from storage.reports.lineage import records_behind
from storage.workspace import Workspace
from tests.reports.facts import Retired, id_of, person, put, same, service, victim_of

YEAR = Period.parse("2021-07-01..2022-06-30")
TWICE = [
    person("Maya", born="2009-05-12", gender_identity="female"),
    person("Maia", born="2009-05-12"),
    person("Leo", born="2006"),
    service("Maya", "2021-08-02"),
    service("Maia", "2022-02-02", times=3),
    service("Leo", "2022-02-03"),
    victim_of("human_trafficking_sex", "Maya", "2021-08-01"),
    victim_of("human_trafficking_sex", "Maia", "2022-02-01"),
    victim_of("bullying", "Maia", "2022-02-01"),
]


def headline(workspace: Workspace, *decided: Any) -> dict[str, Any]:
    workspace.write(put, [*TWICE, *decided])
    found = workspace.read(lambda c: figures(c, "headline", YEAR))
    return {row.id: row.value for row in found.rows}


def test_before_anybody_decides_they_are_counted_as_two(workspace: Workspace) -> None:
    rows = headline(workspace)
    assert (rows["victims"], rows["services"]) == (3, 5)


def test_merged_they_are_one_person_less_and_no_service_less(workspace: Workspace) -> None:
    rows = headline(workspace, same("Maya", "Maia"))
    assert (rows["victims"], rows["services"]) == (2, 5)
    assert (rows["sex_trafficking"], rows["multiple_victimizations"]) == (1, 1)


def test_taken_back_they_are_two_again(workspace: Workspace) -> None:
    assert headline(workspace, Retired(same("Maya", "Maia")))["victims"] == 3


def test_different_people_are_two_whatever_their_names(workspace: Workspace) -> None:
    assert headline(workspace, same("Maya", "Maia", different=True))["victims"] == 3


def test_the_rows_behind_the_number_are_still_those_of_both_records(workspace: Workspace) -> None:
    headline(workspace, same("Maya", "Maia"))

    def behind(connection: Connection) -> list[Any]:
        return list(records_behind(connection, "headline", YEAR, "services").records)

    found = workspace.read(behind)
    assert sorted(one.quantity for one in found) == [1, 1, 3]
    assert {one.person for one in found} == {id_of("Maya"), id_of("Leo")}
    assert {one.name for one in found} == {"Maya", "Leo"}


def test_who_was_served_under_the_other_record_this_year_is_not_new(
    workspace: Workspace,
) -> None:
    quarter = Period.parse("2022-07-01..2022-09-30")
    more = [service("Maya", "2022-07-07"), same("Maya", "Maia")]
    workspace.write(put, [*TWICE, *more])
    found = workspace.read(lambda c: figures(c, "pmt", quarter))
    assert {row.id: row.value for row in found.rows}["Q3"] == 0
