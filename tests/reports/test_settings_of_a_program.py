"""What a program sets changes how its forms are counted, and the report says so."""

from typing import Any

import pytest

from storage.domain.periods import Period
from storage.errors import RejectedError
from storage.reports.figures import figures
from storage.reports.lineage import records_behind
from storage.usecases.settings import set_settings
from storage.workspace import Workspace
from tests.reports.facts import Retired, person, put, service

SPRING = Period.parse("2022-04-01..2022-06-30")
SUMMER = Period.parse("2022-07-01..2022-09-30")
FACTS = [
    person("Maya", race="black", gender_identity="female", born="2008-01-01"),
    service("Maya", "2022-06-01"),
    service("Maya", "2022-07-15"),
]


def test_a_program_may_start_the_count_of_new_individuals_on_another_day(
    workspace: Workspace,
) -> None:
    workspace.write(put, FACTS)
    assert workspace.read(figures, "pmt", SUMMER).row("Q3").value == 0
    workspace.write(set_settings, {"program.fiscal_year_start": "07-01"})
    found = workspace.read(figures, "pmt", SUMMER)
    assert found.row("Q3").value == 1
    assert "New means the first service in scope since July 1." in found.basis
    assert "I2" in {check.id for check in found.checks}


def test_a_period_over_the_day_on_which_everyone_is_new_is_refused(workspace: Workspace) -> None:
    across = Period.parse("2021-07-01..2022-06-30")
    with pytest.raises(RejectedError, match="runs over October 1, when everyone is new again"):
        workspace.read(figures, "pmt", across)
    assert workspace.read(figures, "headline", across).period == across


def test_a_report_that_does_not_exist_is_refused_with_those_that_do(workspace: Workspace) -> None:
    with pytest.raises(RejectedError, match="Choose one of: headline, pmt"):
        workspace.read(figures, "nca", SPRING)


def test_a_program_that_does_not_track_new_individuals_has_no_value_for_them(
    workspace: Workspace,
) -> None:
    workspace.write(put, FACTS)
    workspace.write(set_settings, {"program.tracks_new": False})
    found = workspace.read(figures, "pmt", SPRING)
    assert found.row("Q1").value == 1
    assert found.row("Q3").value is None
    assert found.row("4A.black").value is None
    assert any("does not track new individuals" in sentence for sentence in found.basis)
    assert {check.id for check in found.checks} & {"I1", "I2", "I3.race"} == set()
    assert workspace.read(records_behind, "pmt", SPRING, "Q3").records == ()


@pytest.mark.parametrize(
    ("field", "row", "words"),
    [
        ("race", "4A.not_tracked", "race and ethnicity"),
        ("gender_identity", "4B.not_tracked", "gender identity"),
        ("born_on", "4C.not_tracked", "date of birth"),
    ],
)
def test_what_a_program_does_not_collect_is_not_tracked_for_everybody(
    workspace: Workspace, field: str, row: str, words: str
) -> None:
    workspace.write(put, FACTS)
    workspace.write(set_settings, {"program.not_collected": [field]})
    found = workspace.read(figures, "pmt", SPRING)
    assert found.row(row).value == 1
    assert f"This program does not collect the {words}." in found.basis
    assert all(check.holds for check in found.checks)
    lineage = workspace.read(records_behind, "pmt", SPRING, row)
    assert [one.name for one in lineage.records] == ["Maya"]
    assert lineage.missing == ()


@pytest.mark.parametrize(
    ("facts", "note"),
    [
        ([service("Absent", "2022-06-01")], "1 person who received services has no record"),
        (
            [service("Absent", "2022-06-01"), service("Nobody", "2022-06-01")],
            "2 people who received services have no record",
        ),
        (
            [Retired(person("Maya")), service("Maya", "2022-06-01")],
            "Services of 1 person whose record was retired are left out.",
        ),
    ],
)
def test_a_footnote_says_whose_record_is_missing_or_retired(
    workspace: Workspace, facts: list[Any], note: str
) -> None:
    workspace.write(put, facts)
    (found,) = workspace.read(figures, "pmt", SPRING).footnotes
    assert found.startswith(note)
