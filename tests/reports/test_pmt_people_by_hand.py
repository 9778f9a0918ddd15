"""The PMT quarter by hand: who is an individual, who is new, who is an anonymous contact."""

import pytest

from storage.workspace import Workspace
from tests.reports.facts import CJA, Retired, person, service, victim_of
from tests.reports.worked import NEXT_Q1, Q1, Q2, Q3, Worked, assert_worked

SEX = "human_trafficking_sex"

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
]


@pytest.mark.parametrize("worked", WORKED, ids=[worked.says for worked in WORKED])
def test_the_form_says_what_was_worked_out_by_hand(worked: Worked, workspace: Workspace) -> None:
    assert_worked(worked, workspace)
