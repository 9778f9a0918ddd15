"""The headline, worked out by hand, on the state year July 2021 to June 2022."""

from dataclasses import dataclass
from typing import Any

import pytest

from storage.domain.periods import Period
from storage.reports.figures import Figures, figures
from storage.workspace import Workspace
from tests.reports.facts import CJA, Retired, outreach, person, put, service, victim_of

YEAR = Period.parse("2021-07-01..2022-06-30")
SEX, LABOR = "human_trafficking_sex", "human_trafficking_labor"


@dataclass(frozen=True)
class Worked:
    says: str
    facts: list[Any]
    expected: dict[str, float | None]


WORKED = [
    Worked(
        "without anybody served there is no percentage",
        [],
        {"victims": 0, "services": 0, "under_12_percent": None, "sex_trafficking_percent": None},
    ),
    Worked(
        "primary victims and at-risk youth are the victims",
        [
            person("Maya"),
            person("Leo", "at_risk_youth"),
            person("Rosa", "caregiver"),
            person("Otto", "sibling"),
            *(service(name, "2021-11-01") for name in ("Maya", "Leo", "Rosa", "Otto")),
        ],
        {"victims": 2, "services": 4, "services_to_others": 2},
    ),
    Worked(
        "services are quantities, whoever received them",
        [
            person("Maya"),
            person("Caller", "anonymous_contact"),
            service("Maya", "2021-11-01", times=3),
            service("Caller", "2021-11-01", times=2),
            service("Absent", "2021-11-01"),
        ],
        {"victims": 1, "services": 6, "services_to_others": 3},
    ),
    Worked(
        "funds outside VOCA and retired services are left out",
        [
            person("Maya"),
            service("Maya", "2021-11-01"),
            service("Maya", "2021-11-01", funding=CJA),
            Retired(service("Maya", "2021-11-01")),
        ],
        {"victims": 1, "services": 1, "services_to_others": 0},
    ),
    Worked(
        "who is twelve on the first service is twelve or younger, not under twelve",
        [
            person("Maya", born="2009-11-01"),
            person("Leo", born="2009-11-02"),
            service("Maya", "2021-11-01"),
            service("Leo", "2021-11-01"),
        ],
        {"under_12": 1, "age_12_or_younger": 2, "under_12_percent": 50},
    ),
    Worked(
        "a birthday after the first service changes nothing, even on the last day",
        [
            person("Maya", born="2010-06-30"),
            service("Maya", "2021-11-01"),
            service("Maya", "2022-06-30"),
        ],
        {"under_12": 1, "age_12_or_younger": 1},
    ),
    Worked(
        "who turns twelve on the last day and is first served then is twelve",
        [person("Maya", born="2010-06-30"), service("Maya", "2022-06-30")],
        {"under_12": 0, "age_12_or_younger": 1},
    ),
    Worked(
        "age is taken in the period, not on an earlier service",
        [
            person("Maya", born="2009-08-01"),
            service("Maya", "2021-05-01"),
            service("Maya", "2021-09-01"),
        ],
        {"under_12": 0, "age_12_or_younger": 1},
    ),
    Worked(
        "an unknown age stays in the denominator",
        [
            person("Maya", born="2012-01-01"),
            person("Leo"),
            service("Maya", "2021-11-01"),
            service("Leo", "2021-11-01"),
        ],
        {"under_12": 1, "age_not_known": 1, "under_12_percent": 50},
    ),
    Worked(
        "two types are several, the same type twice is not",
        [
            person("Maya"),
            person("Leo"),
            service("Maya", "2021-11-01"),
            service("Leo", "2021-11-01"),
            victim_of(SEX, "Maya", "2021-11-01"),
            victim_of(LABOR, "Maya", "2021-11-01"),
            victim_of(SEX, "Leo", "2021-11-01", "2021-11-30"),
            victim_of(SEX, "Leo", "2022-02-01"),
        ],
        {"multiple_victimizations": 1, "multiple_victimizations_percent": 50, "sex_trafficking": 2},
    ),
    Worked(
        "percentages are rounded half up",
        [
            *(person(f"Youth {n}") for n in range(8)),
            *(service(f"Youth {n}", "2021-11-01") for n in range(8)),
            victim_of(SEX, "Youth 0", "2021-11-01"),
            *(victim_of(LABOR, f"Youth {n}", "2021-11-01") for n in range(3)),
        ],
        {"multiple_victimizations_percent": 13, "sex_trafficking_percent": 12.5},
    ),
    Worked(
        "outreach counts whatever pays for it, on the days of the period",
        [
            outreach("2021-07-01", funding=CJA),
            outreach("2022-06-30"),
            outreach("2022-07-01"),
            Retired(outreach("2022-01-01")),
        ],
        {"outreach": 2, "victims": 0},
    ),
]


def headline(workspace: Workspace, facts: list[Any]) -> Figures:
    workspace.write(put, facts)
    return workspace.read(figures, "headline", YEAR)


@pytest.mark.parametrize("worked", WORKED, ids=[worked.says for worked in WORKED])
def test_the_headline_says_what_was_worked_out_by_hand(
    worked: Worked, workspace: Workspace
) -> None:
    found = headline(workspace, worked.facts)
    assert {row: found.row(row).value for row in worked.expected} == worked.expected


def test_the_sentence_is_ready_to_be_published(workspace: Workspace) -> None:
    found = headline(
        workspace,
        [
            person("Maya", born="2012-01-01"),
            service("Maya", "2021-11-01", times=40),
            *(service("Maya", "2021-11-02", times=99) for _ in range(10)),
            outreach("2022-01-01"),
        ],
    )
    assert found.sentence == (
        "1 victims of CSEC received 1,030 services; 100% were under the age of 12; "
        "0% experienced multiple types of victimization; 1 outreach activities"
    )


def test_a_footnote_says_how_many_services_went_to_others_only_when_some_did(
    workspace: Workspace,
) -> None:
    own = [person("Maya"), service("Maya", "2021-11-01", times=5)]
    assert not any("caregivers" in note for note in headline(workspace, own).footnotes)
    others = [person("Rosa", "caregiver"), service("Rosa", "2021-11-01", times=2)]
    (note,) = (note for note in headline(workspace, others).footnotes if "caregivers" in note)
    assert note.startswith("2 of the 7 services went to caregivers, siblings and others")


def test_a_percentage_without_anybody_is_not_known_and_never_zero(workspace: Workspace) -> None:
    found = headline(workspace, [])
    assert found.row("under_12_percent").shown == "not known"
    assert "not known were under the age of 12" in found.sentence


def test_the_report_states_the_basis_of_ages(workspace: Workspace) -> None:
    found = headline(workspace, [])
    assert "Ages are in completed years on the first service in the period." in found.basis
    assert "Period: Jul 1, 2021 to Jun 30, 2022." in found.footnotes
