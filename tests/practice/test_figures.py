"""The figures that the practice state was made for, counted by the product itself."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from storage.domain.ids import RecordId
from storage.domain.partial_dates import age_on
from storage.domain.periods import Period
from storage.practice.chances import apportion
from storage.practice.chapters import chapters
from storage.practice.figures import TEN_YEARS_SERVICES, shares, state_years
from storage.practice.programs import programs
from storage.reports.figures import figures
from storage.workspace import Workspace

SMALL = tuple(program for program in programs() if program.weight < 20)


def test_the_headline_of_state_year_2022_is_the_published_one(state: tuple[Path, bytes]) -> None:
    folder, key = state
    with Workspace(folder, key, writer=False) as workspace:
        year = Period.parse("2021-07-01..2022-06-30")
        found = workspace.read(figures, "headline", year)
    values = {row.id: str(row.value) for row in found.rows}
    assert values["victims"] == "1188"
    assert values["services"] == "31775"
    assert values["under_12_percent"] == "17"
    assert values["age_12_or_younger_percent"] == "22"
    assert values["multiple_victimizations_percent"] == "55"
    assert values["sex_trafficking_percent"] == "78.9"
    assert values["outreach"] == "176"
    assert all(check.holds for check in found.checks)


@pytest.mark.parametrize("quarter", ["2021-10-01..2021-12-31", "2022-04-01..2022-06-30"])
def test_every_check_of_the_pmt_holds(state: tuple[Path, bytes], quarter: str) -> None:
    folder, key = state
    with Workspace(folder, key, writer=False) as workspace:
        found = workspace.read(figures, "pmt", Period.parse(quarter))
    assert [check.id for check in found.checks if not check.holds] == []


def test_ten_years_hold_twelve_thousand_people_and_their_services() -> None:
    years = state_years(10)
    people = sum(year.figures.people for year in years)
    stays = sum(year.figures.stays for year in years)
    assert people - stays == 12_000
    assert sum(year.figures.services for year in years) == TEN_YEARS_SERVICES
    assert years[-1].figures.people == 1188


def test_in_each_of_ten_years_a_program_holds_its_share_though_some_people_stay_on() -> None:
    weights = [program.weight for program in programs()]
    batches = list(chapters(SMALL, 10, 1, date(2026, 3, 4)))
    people = {person.id: person for batch in batches for person in batch.people}
    services = [service for batch in batches for service in batch.services]
    seen: defaultdict[int, set[RecordId]] = defaultdict(set)
    for year in state_years(10):
        cut = zip(programs(), shares(year.figures, weights), strict=True)
        mine = [share for program, share in cut if program in SMALL]
        first: dict[RecordId, date] = {}
        count = 0
        for service in services:
            if service.on and year.first_day <= service.on <= year.last_day:
                assert service.recipient is not None
                first.setdefault(service.recipient, service.on)
                first[service.recipient] = min(first[service.recipient], service.on)
                count += 1
        ages = [age_on(people[person].born_on, day) for person, day in first.items()]
        seen[year.name] = set(first)
        assert count == sum(share.services for share in mine)
        assert len(first) == sum(share.people for share in mine)
        assert sum(a is not None and a < 12 for a in ages) == sum(s.under_12 for s in mine)
        assert sum(a == 12 for a in ages) == sum(s.twelve for s in mine)
    assert seen[2021] & seen[2022]


def test_shares_add_up_and_leave_nobody_without_the_least() -> None:
    assert apportion(7, [1, 1, 1]) == [3, 2, 2]
    assert sum(apportion(1188, [3, 5, 11], least=10)) == 1188
    assert min(apportion(40, [1, 1000], least=4)) == 4
    with pytest.raises(ValueError, match="too little"):
        apportion(3, [1, 1], least=2)
