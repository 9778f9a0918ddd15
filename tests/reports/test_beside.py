"""Unmet needs and marks for the narrative stay counted when their cases are destroyed."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection

from storage.domain import anonymous
from storage.domain.kinds.case import Case
from storage.domain.kinds.need import UnmetNeed
from storage.domain.kinds.note import Note
from storage.domain.kinds.outreach import Outreach
from storage.domain.periods import FEDERAL, STATE, quarter_containing, year_of
from storage.reports.beside import Beside, marked, unmet
from storage.reports.period_choices import quarters
from storage.usecases.narratives import harvest
from storage.usecases.records import Add, save
from storage.usecases.syncing.expunging import destroy, hold_back
from storage.usecases.transaction import Transaction
from storage.workspace import Workspace
from tests.reports.test_destroyed import closed_by
from tests.storage.builders import add_case

DAY = date(2025, 11, 3)
PERIODS = (
    quarter_containing(DAY),
    year_of(DAY, FEDERAL),
    year_of(DAY, STATE),
    quarter_containing(date(2026, 2, 1)),
)


def need(case: Case, reason: str = "capacity", on: date = DAY) -> Any:
    return lambda id_: UnmetNeed(id=id_, case=case.id, on=on, need="housing", reason=reason)


def note(case: Case, *topics: str) -> Any:
    return lambda id_: Note(
        id=id_, case=case.id, on=DAY, note_class="factual", text="x", narrative=frozenset(topics)
    )


def add(transaction: Transaction, made: list[Any]) -> None:
    save(transaction, [Add(make(transaction.new_id())) for make in made], "add")


@pytest.fixture
def cases(workspace: Workspace) -> list[Case]:
    """Two cases with needs and marks; a talk is marked outside any case."""
    first, second = (workspace.write(add_case, name)[0] for name in ("Maya", "Luz"))
    talk: dict[str, Any] = {"outreach_kind": "presentation", "title": "Talk", "on": DAY}
    workspace.write(
        add,
        [
            need(first), need(first), need(first, "cost"), need(second),
            need(second, on=date(2026, 2, 1)),
            note(first, "challenge", "success"), note(second, "challenge"),
            lambda id_: Outreach(id=id_, narrative=frozenset({"challenge"}), **talk),
        ],
    )  # fmt: skip
    return [first, second]


def told(connection: Connection) -> list[int]:
    counted = [
        *(unmet(connection, period, {"capacity"}) for period in PERIODS),
        *(unmet(connection, period, {"cost", "other"}) for period in PERIODS),
        *(marked(connection, period, {"challenge"}) for period in PERIODS),
        *(marked(connection, period, {"challenge", "success"}) for period in PERIODS),
    ]
    return [sum(one) for one in counted]


@pytest.mark.parametrize("close", [destroy, hold_back])
def test_no_number_of_a_past_year_changes_whichever_case_goes(
    workspace: Workspace, cases: list[Case], close: Callable[..., object]
) -> None:
    before = workspace.read(told)
    assert before == [3, 4, 4, 1, 1, 1, 1, 0, 3, 3, 3, 0, 4, 4, 4, 0]
    for case in cases:
        workspace.write(closed_by, close, [case.id])
        assert workspace.read(told) == before
    year = PERIODS[1]
    assert len(workspace.read(harvest, year.start, year.end)["challenge"]) == 1
    assert workspace.read(unmet, year, {"capacity"}) == Beside(0, 4)
    assert workspace.read(marked, year, {"challenge"}) == Beside(1, 2)


def test_what_is_kept_beside_the_forms_is_codes_and_offers_no_period(
    workspace: Workspace, cases: list[Case]
) -> None:
    workspace.write(closed_by, destroy, [cases[0].id])
    (kept,) = workspace.read(
        lambda c: c.exec_driver_sql("SELECT counts FROM anonymous_count").scalars().all()
    )
    found = {(one.form, one.period): dict(one.values) for one in anonymous.read(kept)}
    assert found["unmet_need", PERIODS[0]] == {"capacity": 2, "cost": 1}
    assert found["narrative", PERIODS[0]] == {"challenge": 1, "success": 1}
    assert {period for _, period in found} == set(PERIODS[:3])
    offered = workspace.read(quarters, date(2026, 5, 1))
    assert [one.period for one in offered if one.has_data] == [PERIODS[0]]  # of the talk
