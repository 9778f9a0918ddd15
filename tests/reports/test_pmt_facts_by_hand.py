"""The PMT quarter by hand: victimizations, demographics, services."""

import pytest

from storage.workspace import Workspace
from tests.reports.facts import Retired, person, service, victim_of
from tests.reports.worked import Q1, Q4, Worked, assert_worked

SEX = "human_trafficking_sex"
LABOR = "human_trafficking_labor"

WORKED = [
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
    assert_worked(worked, workspace)
