"""A whole state year with the published figures in it: what comes out, and what must not move."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from shutil import copytree

import pytest

from storage.domain.kinds.contact import Service
from storage.domain.kinds.outreach import Outreach
from storage.domain.kinds.person import Person
from storage.domain.kinds.victimization import Victimization
from storage.domain.partial_dates import PartialDate
from storage.domain.periods import Period, quarter_of, quarters_of, year_of
from storage.reports.figures import figures
from storage.tables.records import fetch
from storage.usecases.records import Edit, save
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.conftest import FixedClock, Template
from tests.reports.facts import VOCA, id_of, put

STATE_YEAR = Period.parse("2021-07-01..2022-06-30")
PEOPLE, SERVICES, OUTREACH = 1_188, 31_775, 176
UNDER_12, TWELVE_OR_YOUNGER, SEVERAL, TRAFFICKED = 202, 261, 653, 937


def state(transaction: Transaction) -> None:
    """Store 1,188 youth with the published shares, each on a day of their own."""
    records: list[object] = []
    for number in range(PEOPLE):
        start = STATE_YEAR.start + timedelta(days=number * 330 // PEOPLE)
        age = 8 if number < UNDER_12 else 12 if number < TWELVE_OR_YOUNGER else 15
        born = start.replace(year=start.year - age)
        records.append(youth(number, born))
        # Counted from the other end, so that the shares cross those of age.
        behind = PEOPLE - 1 - number
        kinds = ["human_trafficking_sex"] if behind < TRAFFICKED else ["teen_dating"]
        kinds += ["stalking_harassment"] if behind < SEVERAL else []
        records += [victimized(number, kind, start) for kind in kinds]
        given = SERVICES // PEOPLE + (number < SERVICES % PEOPLE)
        last = (STATE_YEAR.end - start).days
        records += [
            served(number, start + timedelta(days=n * last // given), n) for n in range(given)
        ]
    records += [talk(STATE_YEAR.start + timedelta(days=2 * number)) for number in range(OUTREACH)]
    put(transaction, records)


def youth(number: int, born: date) -> Person:
    name = f"Youth {number}"
    return Person(
        id=id_of(name), role="primary_victim", given_name=name, born_on=PartialDate.of(born)
    )


def victimized(number: int, kind: str, start: date) -> Victimization:
    return Victimization(
        id=id_of(f"{kind} {number}"),
        person=id_of(f"Youth {number}"),
        type=kind,
        presented_from=start,
    )


def served(number: int, on: date, nth: int) -> Service:
    return Service(
        id=id_of(f"service {number} {nth}"),
        recipient=id_of(f"Youth {number}"),
        on=on,
        code="b4" if nth % 2 else "a3",
        funding=VOCA,
    )


def talk(on: date) -> Outreach:
    return Outreach(id=id_of(f"talk {on}"), on=on, title="Talk", outreach_kind="presentation")


@pytest.fixture(scope="module")
def made(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("state") / "workspace"
    copytree(template.folder, folder)
    with Workspace(folder, template.key) as opened:
        opened.write(state)
    return folder


@pytest.fixture
def statewide(
    made: Path, template: Template, tmp_path: Path, clock: FixedClock
) -> Iterator[Workspace]:
    folder = tmp_path / "statewide"
    copytree(made, folder)
    with Workspace(folder, template.key, clock=clock) as opened:
        yield opened


def test_the_published_sentence_comes_out(statewide: Workspace) -> None:
    found = statewide.read(figures, "headline", STATE_YEAR)
    assert found.sentence == (
        "1,188 victims of CSEC received 31,775 services; 17% were under the age of 12; "
        "55% experienced multiple types of victimization; 176 outreach activities"
    )
    assert "22% were age 12 or younger (261 of 1,188)." in found.footnotes
    assert "78.9% were victims of sex trafficking (937 of 1,188)." in found.footnotes
    assert "Period: Jul 1, 2021 to Jun 30, 2022." in found.footnotes
    assert not [check for check in found.checks if not check.holds]


def test_the_federal_year_gives_other_totals_and_no_broken_check(statewide: Workspace) -> None:
    state_year = statewide.read(figures, "headline", STATE_YEAR)
    federal = statewide.read(figures, "headline", year_of(date(2022, 1, 1)))
    for row in ("victims", "services", "outreach"):
        assert 0 < int(federal.row(row).value or 0) < int(state_year.row(row).value or 0) + 1
    assert federal.row("services").value != state_year.row("services").value
    assert not [check for check in federal.checks if not check.holds]


def test_from_october_to_december_everybody_is_new(statewide: Workspace) -> None:
    found = statewide.read(figures, "pmt", quarter_of(date(2021, 10, 1)))
    assert found.row("Q3").value == found.row("Q1").value
    assert int(found.row("Q1").value or 0) > 0
    assert next(check for check in found.checks if check.id == "I2").holds


def test_new_individuals_of_four_quarters_are_the_individuals_of_the_year(
    statewide: Workspace,
) -> None:
    year = year_of(date(2022, 1, 1))
    quarters = [statewide.read(figures, "pmt", quarter) for quarter in quarters_of(year)]
    whole = statewide.read(figures, "pmt", year)
    new = [int(quarter.row("Q3").value or 0) for quarter in quarters]
    assert sum(new) == whole.row("Q1").value
    assert new[1] > 0
    served_in_quarters = sum(int(quarter.row("Q1").value or 0) for quarter in quarters)
    assert served_in_quarters > int(whole.row("Q1").value or 0)


def test_a_birthday_moved_across_the_first_service_moves_one_child(statewide: Workspace) -> None:
    before = statewide.read(figures, "headline", STATE_YEAR)

    def turn_twelve(transaction: Transaction, born: str) -> None:
        stored = fetch(transaction.connection, Person, id_of("Youth 0"))
        assert stored is not None
        after = Person(
            id=stored.record.id,
            role=stored.record.role,
            given_name=stored.record.given_name,
            born_on=PartialDate.parse(born),
        )
        save(transaction, [Edit(stored, after)], "edit")

    # First served on July 1, 2021: twelve only on the last day of the period, so still eleven.
    statewide.write(turn_twelve, "2010-06-30")
    same = statewide.read(figures, "headline", STATE_YEAR)
    assert same.row("under_12").value == before.row("under_12").value
    # Twelve on the very day of the first service.
    statewide.write(turn_twelve, "2009-07-01")
    after = statewide.read(figures, "headline", STATE_YEAR)
    assert after.row("under_12").value == UNDER_12 - 1
    assert after.row("age_12_or_younger").value == TWELVE_OR_YOUNGER
    assert any("first service in the period" in sentence for sentence in after.basis)
