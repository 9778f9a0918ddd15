"""What a period picker offers."""

from datetime import date

from storage.reports.period_choices import (
    choices,
    federal_years,
    quarters,
    state_years,
    suggested,
)
from storage.usecases.settings import set_settings
from storage.workspace import Workspace
from tests.reports.facts import Retired, outreach, person, put, service

TODAY = date(2022, 2, 15)


def test_a_new_program_is_offered_the_current_periods(workspace: Workspace) -> None:
    (quarter,) = workspace.read(quarters, TODAY)
    assert quarter.name == "Quarter 2, federal year 2022"
    assert quarter.words == "Jan 1 to Mar 31, 2022"
    assert quarter.due_on == date(2022, 4, 30)
    assert not quarter.has_data
    assert [year.name for year in workspace.read(federal_years, TODAY)] == ["Federal year 2022"]
    assert [year.name for year in workspace.read(state_years, TODAY)] == ["State year 2022"]
    assert workspace.read(suggested, "pmt", TODAY) == quarter


def test_periods_with_data_are_offered_newest_first(workspace: Workspace) -> None:
    facts = [
        person("Maya"),
        service("Maya", "2021-05-05"),
        service("Maya", "2021-12-31"),
        outreach("2020-08-01"),
        Retired(service("Maya", "2019-01-01")),
    ]
    workspace.write(put, facts)
    assert [choice.period.start.isoformat() for choice in workspace.read(quarters, TODAY)] == [
        "2022-01-01",
        "2021-10-01",
        "2021-04-01",
        "2020-07-01",
    ]
    assert [choice.name for choice in workspace.read(state_years, TODAY)] == [
        "State year 2022",
        "State year 2021",
    ]


def test_the_newest_finished_period_with_data_is_suggested(workspace: Workspace) -> None:
    workspace.write(
        put, [person("Maya"), service("Maya", "2021-11-05"), service("Maya", "2022-01-10")]
    )
    assert workspace.read(suggested, "pmt", TODAY).name == "Quarter 1, federal year 2022"
    assert workspace.read(suggested, "headline", TODAY).name == "State year 2022"
    assert workspace.read(suggested, "headline", date(2022, 7, 1)).name == "State year 2022"


def test_each_form_is_offered_its_usual_periods_first(workspace: Workspace) -> None:
    names = [choice.name for choice in workspace.read(choices, "pmt", TODAY)]
    assert names == ["Quarter 2, federal year 2022", "Federal year 2022"]
    names = [choice.name for choice in workspace.read(choices, "headline", TODAY)]
    assert names == ["State year 2022", "Federal year 2022", "Quarter 2, federal year 2022"]


def test_a_program_may_have_its_own_due_day(workspace: Workspace) -> None:
    workspace.write(set_settings, {"reports.pmt_due_days": 20})
    assert workspace.read(quarters, TODAY)[0].due_on == date(2022, 4, 20)
