"""The table has every item of the list, and enough cases that really run."""

import ast
from collections.abc import Sized
from functools import cache
from pathlib import Path

import pytest

from tests.badinputs.elsewhere import ELSEWHERE, NOT_OURS
from tests.badinputs.pasted import PASTED
from tests.badinputs.texts import TEXTS
from tests.badinputs.typed import BORN, CELLS, DAYS, MOMENTS, NUMBERS, PHONES, TIMES

LAST = 210
TESTS = Path(__file__).parents[1]
_TYPED = {item for table in (DAYS, BORN, TIMES, MOMENTS, NUMBERS) for item, _, _ in table}
HERE = (
    {one.item for one in TEXTS}
    | _TYPED
    | {item for _, item, _, _ in CELLS}
    | {item for item, _ in PHONES}
    | {item for item, _, _ in PASTED}
)
"""The items that have a case in the tables of this folder."""


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((TESTS / path).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_item_has_a_case_here_or_a_test_elsewhere() -> None:
    held = HERE | set(ELSEWHERE)
    assert held | set(NOT_OURS) == set(range(1, LAST + 1))
    assert not held & set(NOT_OURS)


@pytest.mark.parametrize("item", ELSEWHERE)
def test_the_test_that_holds_an_item_elsewhere_is_there(item: int) -> None:
    for name in ELSEWHERE[item]:
        path, _, function = name.partition("::")
        assert function in functions_of(path)


def test_there_are_more_than_four_hundred_cases() -> None:
    surfaces_of_a_text = 5
    tables: tuple[Sized, ...] = (DAYS, BORN, TIMES, MOMENTS, NUMBERS, CELLS, PHONES, PASTED)
    typed = sum(len(table) for table in tables)
    assert surfaces_of_a_text * len(TEXTS) + typed > 400
    assert len({(one.item, one.text) for one in TEXTS}) == len(TEXTS)
