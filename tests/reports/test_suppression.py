"""Small numbers are hidden, and so is whatever would give them away."""

from collections.abc import Hashable, Mapping, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.reports.suppression import Equation, suppressed

TOTAL = "total"


def total_of(*parts: str) -> Equation:
    return Equation(parts, (TOTAL,))


CASES: dict[str, tuple[dict[Hashable, int], list[Equation], set[str]]] = {
    "nothing is small": ({"a": 30, "b": 11, TOTAL: 41}, [total_of("a", "b")], set()),
    "zero is about nobody": ({"a": 30, "b": 0, TOTAL: 30}, [total_of("a", "b")], set()),
    "a small one takes the least of the others with it": (
        {"a": 3, "b": 40, "c": 20, TOTAL: 63}, [total_of("a", "b", "c")], {"a", "c"},
    ),
    "two small ones that are few together need a third": (
        {"a": 1, "b": 1, "c": 20, TOTAL: 22}, [total_of("a", "b", "c")], {"a", "b", "c"},
    ),
    "two small ones that are not few together hide each other": (
        {"a": 6, "b": 7, "c": 20, TOTAL: 33}, [total_of("a", "b", "c")], {"a", "b"},
    ),
    "the total goes where nothing else can": (
        {"a": 3, "b": 0, TOTAL: 3}, [total_of("a", "b")], {"a", TOTAL},
    ),
    "the other side of a share is a number too": (
        {"under": 20, "all": 23}, [Equation(("under",), ("all",), exact=False)], {"under"},
    ),
    "a share with a large other side stays": (
        {"under": 20, "all": 60}, [Equation(("under",), ("all",), exact=False)], set(),
    ),
    "a sum with a part that nobody counted says nothing": (
        {"a": 3, TOTAL: 40}, [total_of("a", "b")], {"a"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "equations", "hidden"), CASES.values(), ids=CASES)
def test_what_is_hidden(
    cells: dict[Hashable, int], equations: list[Equation], hidden: set[str]
) -> None:
    assert suppressed(cells, equations, dear=lambda cell: cell == TOTAL) == hidden


def grid(rows: Sequence[Sequence[int]]) -> tuple[dict[Hashable, int], list[Equation]]:
    """A table with a sum at the end of every row and column."""
    whole = [[*row, sum(row)] for row in rows]
    whole.append([sum(column) for column in zip(*whole, strict=True)])
    cells: dict[Hashable, int] = {
        (r, c): value for r, row in enumerate(whole) for c, value in enumerate(row)
    }
    width, height = len(whole[0]), len(whole)
    across = [
        Equation(tuple((r, c) for c in range(width - 1)), ((r, width - 1),)) for r in range(height)
    ]
    down = [
        Equation(tuple((r, c) for r in range(height - 1)), ((height - 1, c),)) for c in range(width)
    ]
    return cells, [*across, *down]


def could_be(
    cells: Mapping[Hashable, int], equations: Sequence[Equation], hidden: frozenset[Hashable]
) -> dict[Hashable, set[int]]:
    """Every value that a reader who knows all sums must think possible, found by trying all."""
    places = sorted(hidden, key=str)
    possible: dict[Hashable, set[int]] = {place: set() for place in places}
    bound = max(cells.values()) + 1
    for guess in product(range(1, bound + 1), repeat=len(places)):
        values = {**cells, **dict(zip(places, guess, strict=True))}
        if all(
            sum(values[cell] for cell in one.left) == sum(values[cell] for cell in one.right)
            for one in equations
        ):
            for place, value in zip(places, guess, strict=True):
                possible[place].add(value)
    return possible


@pytest.mark.parametrize("rows", [[[1, 5], [5, 6]], [[1, 5], [5, 2]], [[2, 6], [0, 5]]])
def test_a_reader_who_tries_everything_cannot_name_a_small_number(rows: list[list[int]]) -> None:
    cells, equations = grid(rows)
    hidden = suppressed(cells, equations, threshold=4, dear=lambda cell: cells[cell] > 6)
    assert {cell for cell, value in cells.items() if 0 < value < 4} <= hidden
    assert len(hidden) <= 4
    for place, values in could_be(cells, equations, hidden).items():
        assert len(values) > 1, place


@given(
    st.integers(2, 4).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(0, 40), min_size=width, max_size=width), min_size=2, max_size=5
        )
    )
)
@settings(max_examples=80, deadline=None)
def test_no_hidden_number_follows_from_the_sums(rows: list[list[int]]) -> None:
    cells, equations = grid(rows)
    hidden = suppressed(cells, equations)
    assert {cell for cell, value in cells.items() if 0 < value < 11} <= hidden
    assert not any(cells[cell] == 0 for cell in hidden)
    for place in hidden:
        assert not determined(place, hidden, equations), place


def determined(place: Hashable, hidden: frozenset[Hashable], equations: Sequence[Equation]) -> bool:
    """Tell by plain fractions whether the sums leave only one value for ``place``."""
    from fractions import Fraction  # noqa: PLC0415 - for this oracle alone

    order = [cell for cell in hidden if cell != place] + [place]
    matrix = [
        [Fraction((cell in one.left) - (cell in one.right)) for cell in order] for one in equations
    ]
    top = 0
    for column in range(len(order) - 1):
        pivot = next((r for r in range(top, len(matrix)) if matrix[r][column]), None)
        if pivot is None:
            continue
        matrix[top], matrix[pivot] = matrix[pivot], matrix[top]
        for r in range(top + 1, len(matrix)):
            if matrix[r][column]:
                ratio = matrix[r][column] / matrix[top][column]
                pairs = zip(matrix[r], matrix[top], strict=True)
                matrix[r] = [mine - ratio * other for mine, other in pairs]
        top += 1
    return any(row[-1] for row in matrix[top:])
