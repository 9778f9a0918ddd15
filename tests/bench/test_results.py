"""The table of the benchmark says what was asked, and whether it is met."""

from typing import Any

import pytest

from tests.bench.results import Result, as_json, table
from tests.bench.timing import by_turns, middle, p95


def result(**changed: Any) -> Result:
    facts: dict[str, Any] = {"step": "save", "name": "an edit", "measured": 4.0, "bound": 2.0}
    return Result(**facts | changed)


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({}, ""),
        ({"most": 5}, "met"),
        ({"most": 3}, "missed"),
        ({"most_ratio": 2}, "met"),
        ({"most_ratio": 1.5}, "missed"),
        ({"most": 5, "most_ratio": 1.5}, "missed"),
        ({"measured": None, "most": 5}, "not available"),
    ],
)
def test_a_goal_is_met_only_when_all_of_it_is(facts: dict[str, Any], verdict: str) -> None:
    assert result(**facts).verdict == verdict


def test_the_table_shows_the_figure_beside_its_bound() -> None:
    text = table([result(most_ratio=3, goal="9", beside="bare UPDATE")])
    assert "4.00 ms" in text
    assert "2.00 ms" in text
    assert "3 x (9)" in text
    assert text.splitlines()[1].split()[-3:] == ["met", "bare", "UPDATE"]


def test_the_figures_are_kept_with_ratio_and_verdict() -> None:
    assert '"ratio": 2.0' in as_json([result()], {"years": 1})


def test_product_and_bare_work_run_by_turns() -> None:
    ran: list[str] = []
    measured, bound = by_turns(lambda: ran.append("product"), lambda: ran.append("bare"), 2)
    assert ran == ["product", "bare"] * 3
    assert len(measured) == len(bound) == 2


def test_the_95th_of_a_hundred_is_what_95_do_not_exceed() -> None:
    times = [float(number) for number in range(100, 0, -1)]
    assert p95(times) == 95
    assert middle(times) == 50.5
