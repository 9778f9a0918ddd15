"""The PMT quarter, worked out by hand: what happened, the quarter, what the form must say."""

from dataclasses import dataclass
from typing import Any

import pytest

from storage.domain.periods import Period
from storage.reports.figures import figures
from storage.workspace import Workspace
from tests.reports.facts import CJA, Retired, person, put, service, victim_of

Q1 = "2021-10-01..2021-12-31"
Q2 = "2022-01-01..2022-03-31"
Q3 = "2022-04-01..2022-06-30"
Q4 = "2022-07-01..2022-09-30"
NEXT_Q1 = "2022-10-01..2022-12-31"

SEX = "human_trafficking_sex"
LABOR = "human_trafficking_labor"


@dataclass(frozen=True)
class Worked:
    says: str
    facts: list[Any]
    period: str
    expected: dict[str, int]


WORKED = [
    # who is counted
    Worked("nothing happened", [], Q1, {"Q1": 0, "Q2": 0, "Q3": 0}),
    Worked(
        "a person on record without a service is not counted",
        [person("Maya")],
        Q1,
        {"Q1": 0, "Q3": 0, "4A.not_reported": 0},
    ),
    Worked(
        "three services to one person are one individual",
        [person("Maya"), *(service("Maya", f"2021-11-0{day}") for day in (1, 2, 3))],
        Q1,
        {"Q1": 1, "Q3": 1, "8B.people": 1, "8B4.times": 3},
    ),
    Worked(
        "the first and the last day of the quarter are in it",
        [
            *(person(name) for name in ("Maya", "Leo")),
            service("Maya", "2021-10-01"),
            service("Leo", "2021-12-31"),
        ],
        Q1,
        {"Q1": 2},
    ),
    Worked(
        "the days around the quarter are not in it",
        [person("Maya"), service("Maya", "2021-09-30"), service("Maya", "2022-01-01")],
        Q1,
        {"Q1": 0, "8B4.times": 0},
    ),
    Worked(
        "caregivers and siblings who are served are individuals",
        [
            person("Maya"),
            person("Rosa", "caregiver"),
            person("Leo", "sibling"),
            *(service(name, "2021-11-01") for name in ("Maya", "Rosa", "Leo")),
        ],
        Q1,
        {"Q1": 3, "Q3": 3, "8B.people": 3},
    ),
    Worked(
        "a witness who is served is an individual",
        [person("Ines", "witness"), service("Ines", "2021-11-01")],
        Q1,
        {"Q1": 1, "Q2": 0},
    ),
    Worked(
        "a service whose recipient is not on this laptop counts, with nothing reported",
        [service("Unknown", "2021-11-01")],
        Q1,
        {"Q1": 1, "Q3": 1, "4A.not_reported": 1, "4B.not_reported": 1, "4C.not_reported": 1},
    ),
    # what does not count
    Worked(
        "a retired service does not count",
        [person("Maya"), Retired(service("Maya", "2021-11-01"))],
        Q1,
        {"Q1": 0, "8B4.times": 0},
    ),
    Worked(
        "a retired service leaves the other one alone",
        [person("Maya"), Retired(service("Maya", "2021-11-01")), service("Maya", "2021-11-02")],
        Q1,
        {"Q1": 1, "8B4.times": 1},
    ),
    Worked(
        "a retired person does not count, nor do the services",
        [Retired(person("Maya")), service("Maya", "2021-11-01")],
        Q1,
        {"Q1": 0, "Q3": 0, "8B.people": 0, "8B4.times": 0},
    ),
    Worked(
        "a service paid outside VOCA is out of scope",
        [person("Maya"), service("Maya", "2021-11-01", funding=CJA)],
        Q1,
        {"Q1": 0, "8B4.times": 0},
    ),
    Worked(
        "both VOCA projects are in scope",
        [
            person("Maya"),
            service("Maya", "2021-11-01"),
            service("Maya", "2021-11-01", funding="cac_core_voca"),
        ],
        Q1,
        {"Q1": 1, "8B4.times": 2},
    ),
    # new and continuing
    Worked(
        "in October to December everybody is new",
        [
            person("Maya"),
            service("Maya", "2021-08-15"),
            service("Maya", "2021-11-15"),
        ],
        Q1,
        {"Q1": 1, "Q3": 1},
    ),
    Worked(
        "who was served in the first quarter is continuing in the second",
        [person("Maya"), service("Maya", "2021-12-31"), service("Maya", "2022-01-01")],
        Q2,
        {"Q1": 1, "Q3": 0, "4C.not_reported": 0},
    ),
    Worked(
        "who was served in the first and the third quarter is continuing in the third",
        [person("Maya"), service("Maya", "2021-10-01"), service("Maya", "2022-04-20")],
        Q3,
        {"Q1": 1, "Q3": 0},
    ),
    Worked(
        "who was last served in September is new in February",
        [person("Maya"), service("Maya", "2021-09-30"), service("Maya", "2022-02-01")],
        Q2,
        {"Q1": 1, "Q3": 1},
    ),
    Worked(
        "on the next October 1 everybody is new again",
        [person("Maya"), service("Maya", "2022-09-30"), service("Maya", "2022-10-01")],
        NEXT_Q1,
        {"Q1": 1, "Q3": 1},
    ),
    Worked(
        "a first service outside VOCA does not make anyone continuing",
        [
            person("Maya"),
            service("Maya", "2021-11-01", funding=CJA),
            service("Maya", "2022-02-01"),
        ],
        Q2,
        {"Q1": 1, "Q3": 1},
    ),
    Worked(
        "a first service that was retired does not make anyone continuing",
        [person("Maya"), Retired(service("Maya", "2021-11-01")), service("Maya", "2022-02-01")],
        Q2,
        {"Q1": 1, "Q3": 1},
    ),
    Worked(
        "a new type of victimization does not make anyone new",
        [
            person("Maya"),
            service("Maya", "2021-11-01"),
            service("Maya", "2022-02-01"),
            victim_of(SEX, "Maya", "2022-01-15"),
        ],
        Q2,
        {"Q1": 1, "Q3": 0, "5A.o": 1},
    ),
    Worked(
        "demographics are of new individuals only",
        [
            person("Maya", race="black", gender_identity="female", born="2008-02-01"),
            person("Leo", race="asian", gender_identity="male", born="2006-02-01"),
            service("Maya", "2021-11-01"),
            service("Maya", "2022-02-01"),
            service("Leo", "2022-02-02"),
        ],
        Q2,
        {"Q1": 2, "Q3": 1, "4A.black": 0, "4A.asian": 1, "4B.female": 0, "4B.male": 1},
    ),
    # anonymous contacts
    Worked(
        "an anonymous contact is in Q2, not in Q1",
        [person("Caller", "anonymous_contact"), service("Caller", "2021-11-01", "c2")],
        Q1,
        {"Q1": 0, "Q2": 1, "Q3": 0, "8C.people": 1, "8C2.times": 1},
    ),
    Worked(
        "two services in one call are one anonymous contact",
        [
            person("Caller", "anonymous_contact"),
            service("Caller", "2021-11-01", "c2", contact="call"),
            service("Caller", "2021-11-01", "a3", contact="call"),
        ],
        Q1,
        {"Q2": 1, "8C.people": 1, "8A.people": 1},
    ),
    Worked(
        "two calls are two anonymous contacts",
        [
            person("Caller", "anonymous_contact"),
            service("Caller", "2021-11-01", "c2", contact="first call"),
            service("Caller", "2021-11-02", "c2", contact="second call"),
            service("Caller", "2021-11-03", "c2"),
        ],
        Q1,
        {"Q2": 3, "8C.people": 1, "8C2.times": 3},
    ),
    Worked(
        "what an anonymous contact presented with stands in 5A",
        [
            person("Caller", "anonymous_contact"),
            service("Caller", "2021-11-01", "c2"),
            victim_of("stalking_harassment", "Caller", "2021-11-01"),
        ],
        Q1,
        {"Q1": 0, "5A.v": 1},
    ),
    # victimizations
    Worked(
        "one person stands once in each of two types, and in 5B",
        [
            person("Maya"),
            service("Maya", "2021-11-01"),
            victim_of(SEX, "Maya", "2021-10-15"),
            victim_of(LABOR, "Maya", "2021-10-15"),
        ],
        Q1,
        {"5A.o": 1, "5A.n": 1, "5B": 1},
    ),
    Worked(
        "the same type twice counts once and is not more than one type",
        [
            person("Maya"),
            service("Maya", "2021-11-01"),
            victim_of(SEX, "Maya", "2021-10-15", "2021-10-20"),
            victim_of(SEX, "Maya", "2021-11-15"),
        ],
        Q1,
        {"5A.o": 1, "5B": 0},
    ),
    Worked(
        "what began earlier and has not ended is still presented",
        [person("Maya"), service("Maya", "2021-11-01"), victim_of(SEX, "Maya", "2019-03-01")],
        Q1,
        {"5A.o": 1},
    ),
    Worked(
        "what ended before the quarter is history",
        [
            person("Maya"),
            service("Maya", "2021-11-01"),
            victim_of(SEX, "Maya", "2020-03-01", "2021-09-30"),
            victim_of(LABOR, "Maya", "2020-03-01", "2021-10-01"),
        ],
        Q1,
        {"5A.o": 0, "5A.n": 1, "5B": 0},
    ),
    Worked(
        "what was presented only after the quarter is not in it",
        [
            person("Maya"),
            service("Maya", "2021-11-01"),
            victim_of(SEX, "Maya", "2022-01-01"),
            victim_of(LABOR, "Maya", "2021-12-31"),
        ],
        Q1,
        {"5A.o": 0, "5A.n": 1},
    ),
    Worked(
        "a victimization without a service in the quarter is not counted",
        [person("Maya"), service("Maya", "2021-08-01"), victim_of(SEX, "Maya", "2021-08-01")],
        Q1,
        {"5A.o": 0},
    ),
    Worked(
        "a retired victimization does not count",
        [
            person("Maya"),
            service("Maya", "2021-11-01"),
            Retired(victim_of(SEX, "Maya", "2021-10-15")),
        ],
        Q1,
        {"5A.o": 0, "5B": 0},
    ),
    # race
    Worked(
        "two races are Multiple Races and nothing else",
        [person("Maya", race="black hispanic"), service("Maya", "2021-11-01")],
        Q1,
        {"4A.multiple": 1, "4A.black": 0, "4A.hispanic": 0},
    ),
    Worked(
        "two races that share a row of the form are one race",
        [person("Maya", race="white middle_eastern_north_african"), service("Maya", "2021-11-01")],
        Q1,
        {"4A.white": 1, "4A.multiple": 0},
    ),
    Worked(
        "a race and a refusal are the race",
        [person("Maya", race="black declined"), service("Maya", "2021-11-01")],
        Q1,
        {"4A.black": 1, "4A.multiple": 0, "4A.not_reported": 0},
    ),
    Worked(
        "declined, unknown and nothing written are Not Reported",
        [
            person("Maya", race="declined", gender_identity="declined", born="declined"),
            person("Leo", race="unknown", gender_identity="unknown", born="unknown"),
            person("Rosa"),
            *(service(name, "2021-11-01") for name in ("Maya", "Leo", "Rosa")),
        ],
        Q1,
        {"4A.not_reported": 3, "4B.not_reported": 3, "4C.not_reported": 3, "4A.not_tracked": 0},
    ),
    Worked(
        "the coordinator's choice of the form's row wins",
        [person("Maya", race="black hispanic", pmt_race="hispanic"), service("Maya", "2021-11-01")],
        Q1,
        {"4A.hispanic": 1, "4A.multiple": 0},
    ),
    Worked(
        "gender identities map to the rows of the form",
        [
            person("Maya", gender_identity="transgender_female"),
            person("Leo", gender_identity="nonbinary"),
            person("Rosa", gender_identity="male"),
            *(service(name, "2021-11-01") for name in ("Maya", "Leo", "Rosa")),
        ],
        Q1,
        {"4B.female": 1, "4B.other": 1, "4B.male": 1},
    ),
    # age
    Worked(
        "a twelve-year-old is 0-12 and a thirteen-year-old 13-17",
        [
            person("Maya", born="2008-11-02"),
            person("Leo", born="2008-11-01"),
            service("Maya", "2021-11-01"),
            service("Leo", "2021-11-01"),
        ],
        Q1,
        {"4C.0_12": 1, "4C.13_17": 1},
    ),
    Worked(
        "age is taken on the first service of the year, not at its end",
        [
            person("Maya", born="2008-12-31"),
            service("Maya", "2021-10-01"),
            service("Maya", "2021-12-31"),
        ],
        Q1,
        {"4C.0_12": 1, "4C.13_17": 0},
    ),
    Worked(
        "who turns eighteen on the day of the first service is 18-24",
        [person("Maya", born="2003-11-01"), service("Maya", "2021-11-01")],
        Q1,
        {"4C.18_24": 1, "4C.13_17": 0},
    ),
    Worked(
        "a month of birth is taken at its middle",
        [
            person("Maya", born="2008-11"),
            person("Leo", born="2008-11"),
            service("Maya", "2021-11-14"),
            service("Leo", "2021-11-15"),
        ],
        Q1,
        {"4C.0_12": 1, "4C.13_17": 1},
    ),
    Worked(
        "a year of birth is taken at July 1, an estimate like a fact",
        [
            person("Maya", born="2009"),
            person("Leo", born="2008~"),
            service("Maya", "2021-11-14"),
            service("Leo", "2021-11-14"),
        ],
        Q1,
        {"4C.0_12": 1, "4C.13_17": 1},
    ),
    Worked(
        "caregivers stand in the older bands",
        [
            person("Rosa", "caregiver", "1961-10-02"),
            person("Ines", "caregiver", "1961-10-01"),
            person("Otto", "caregiver", "1996-10-01"),
            *(service(name, "2021-10-01") for name in ("Rosa", "Ines", "Otto")),
        ],
        Q1,
        {"4C.25_59": 2, "4C.60_plus": 1},
    ),
    Worked(
        "a day of birth after the service is not an age",
        [person("Maya", born="2022-05-01"), service("Maya", "2021-11-01")],
        Q1,
        {"4C.not_reported": 1, "4C.0_12": 0},
    ),
    # special classifications and compensation
    Worked(
        "a person stands in every special classification the form knows",
        [
            person("Maya", special_classifications="homeless limited_english gang_involved"),
            service("Maya", "2021-11-01"),
        ],
        Q1,
        {"5C.homeless": 1, "5C.limited_english": 1, "5C.other": 0},
    ),
    Worked(
        "help with victim compensation counts people, not services",
        [
            person("Maya"),
            service("Maya", "2021-11-01", compensation_assisted=True),
            service("Maya", "2021-11-02", compensation_assisted=True),
        ],
        Q1,
        {"Q6": 1, "8B4.times": 2},
    ),
    Worked(
        "an anonymous caller is not in Q6",
        [
            person("Caller", "anonymous_contact"),
            service("Caller", "2021-11-01", compensation_assisted=True),
        ],
        Q1,
        {"Q6": 0, "Q2": 1},
    ),
    # services
    Worked(
        "times are the sum of quantities",
        [
            person("Maya"),
            person("Leo"),
            service("Maya", "2021-11-01", "c7", times=3),
            service("Maya", "2021-11-02", "c7"),
            service("Leo", "2021-11-02", "c7", times=2),
        ],
        Q1,
        {"8C7.times": 6, "8C.people": 2},
    ),
    Worked(
        "a person stands once in every category received",
        [
            person("Maya"),
            service("Maya", "2021-11-01", "a3"),
            service("Maya", "2021-11-01", "a4"),
            service("Maya", "2021-11-01", "e10"),
        ],
        Q1,
        {"8A.people": 1, "8A3.times": 1, "8A4.times": 1, "8E.people": 1, "8B.people": 0},
    ),
    Worked(
        "ten is not one: B10 and B1 are different rows",
        [person("Maya"), service("Maya", "2021-11-01", "b10"), service("Maya", "2021-11-01", "e1")],
        Q1,
        {"8B10.times": 1, "8B1.times": 0, "8E1.times": 1, "8E10.times": 0},
    ),
    Worked(
        "over the whole federal year one person is one individual",
        [
            person("Maya"),
            *(service("Maya", day) for day in ("2021-10-05", "2022-01-05", "2022-09-30")),
        ],
        "2021-10-01..2022-09-30",
        {"Q1": 1, "Q3": 1, "8B4.times": 3},
    ),
    Worked(
        "a first service in the fourth quarter is new in it",
        [person("Maya"), service("Maya", "2022-07-01")],
        Q4,
        {"Q1": 1, "Q3": 1},
    ),
]


@pytest.mark.parametrize("worked", WORKED, ids=[worked.says for worked in WORKED])
def test_the_form_says_what_was_worked_out_by_hand(worked: Worked, workspace: Workspace) -> None:
    workspace.write(put, worked.facts)
    counted = workspace.read(figures, "pmt", Period.parse(worked.period))
    assert {row: counted.row(row).value for row in worked.expected} == worked.expected
    assert [check for check in counted.checks if not check.holds] == []


def test_there_are_enough_worked_cases() -> None:
    assert len(WORKED) >= 40
    assert len({worked.says for worked in WORKED}) == len(WORKED)
