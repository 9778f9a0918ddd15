"""The sums that MACA sees are the sums of what the twelve programs approved, to the last one."""

import shutil
from pathlib import Path

import pytest

from storage.domain.clocks import today
from storage.domain.periods import Period
from storage.practice.making import PASSPHRASE
from storage.practice.programs import programs
from storage.reports.approval import approve, preview
from storage.reports.figures import Figures, figures
from storage.reports.publishing import ALL, HIDDEN, as_csv, notes, published
from storage.reports.statewide import Statewide, periods, statewide
from storage.usecases.statewide import Received, receive
from storage.workspace import Workspace, unlock
from tests.practice.conftest import NOW

YEAR = Period.parse("2021-07-01..2022-06-30")
QUARTER = Period.parse("2021-10-01..2021-12-31")
ASKED = (("headline", YEAR), ("headline", QUARTER), ("pmt", QUARTER))


@pytest.fixture(scope="module")
def sent(of_each_program: list[Path], tmp_path_factory: pytest.TempPathFactory) -> list[Received]:
    """What every one of the twelve practice programs approved, as the server hands it on."""
    approving = tmp_path_factory.mktemp("approving")
    found = []
    for number, folder in enumerate(of_each_program, start=1):
        own = shutil.copytree(folder, approving / folder.name)
        with Workspace(own, unlock(own, PASSPHRASE), clock=NOW) as workspace:
            for form, period in ASKED:
                shown = workspace.read(preview, form, period)
                sheet, _ = workspace.write(approve, shown.draft)
                found.append(
                    Received(
                        program=bytes([number]) * 32,
                        name=f"Program {number}",
                        cac=sheet.cac,
                        form=form,
                        version=sheet.version,
                        period=period,
                        revision=sheet.revision,
                        facts=sheet.facts,
                        signed_at=sheet.approved_at,
                    )
                )
    return found


@pytest.fixture
def read(workspace: Workspace, sent: list[Received]) -> dict[tuple[str, Period], Statewide]:
    """What MACA's own workspace shows of it."""
    for period in (YEAR, QUARTER):
        workspace.write(receive, period, [one for one in sent if one.period == period])
    return {key: workspace.read(statewide, *key) for key in ASKED}


def of_the_state(state: tuple[Path, bytes], form: str, period: Period) -> Figures:
    folder, key = state
    with Workspace(folder, key, writer=False) as workspace:
        return workspace.read(figures, form, period)


def test_the_year_is_the_published_one(read: dict[tuple[str, Period], Statewide]) -> None:
    found = read["headline", YEAR]
    assert (len(found.senders), found.missing, found.unread) == (12, (), ())
    assert found.sentence == (
        "1,188 victims of CSEC received 31,775 services; 17% were under the age of 12; "
        "55% experienced multiple types of victimization; 176 outreach activities"
    )
    assert found.row("sex_trafficking_percent").shown == "78.9%"


@pytest.mark.parametrize(("form", "period"), ASKED)
def test_every_sum_is_the_sum_of_its_programs_and_the_count_of_the_state(
    read: dict[tuple[str, Period], Statewide], state: tuple[Path, bytes], form: str, period: Period
) -> None:
    found, whole = read[form, period], of_the_state(state, form, period)
    for row in found.rows:
        assert row.counted == 12
        # Nobody of the practice state is served by two programs.
        assert row.total == whole.row(row.id).value, row.id
        if row.unit != "percent":
            assert row.total == sum(value for value in row.by_program if isinstance(value, int))


@pytest.mark.parametrize(("form", "period"), ASKED)
def test_what_is_published_has_no_small_number_in_it(
    read: dict[tuple[str, Period], Statewide], form: str, period: Period
) -> None:
    found = published(read[form, period])
    for row in found.statewide.rows:
        if row.unit in {"percent", "activities"}:
            continue
        for column in (ALL, *range(12)):
            shown = found.shown(row, column)
            assert shown in {HIDDEN, "0"} or int(shown.replace(",", "")) >= 11
    assert any("are hidden" in note for note in notes(found, found.hidden))
    text = as_csv(found).decode()
    assert text.startswith("id,section,label,unit,sum over programs,Program ")
    assert text.count("\r\n") > len(found.statewide.rows)


def test_it_opens_on_the_last_quarter_and_looks_years_back() -> None:
    offered = periods("pmt", today(NOW))
    assert offered[0].words == "Oct 1 to Dec 31, 2025"
    assert QUARTER in {choice.period for choice in offered}
    assert YEAR in {choice.period for choice in periods("headline", today(NOW))}
    assert len(programs()) == 12
