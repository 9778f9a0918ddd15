"""Small cells: which numbers of a published table are left blank so that none names a child.

A number from 1 to 10 is left blank. Where a blank could be worked out from the numbers around it
(a total less the other parts), more are left blank, the least first, until it cannot. Zero stays:
it is about nobody. What is known is said as equations, each ``sum of left + rest = sum of right``;
an equation without a rest is exact, otherwise the rest is a count of its own that nobody prints
(everybody who is not in a row), and is protected like one where it is small.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

THRESHOLD = 11
"""The smallest count of people that is published."""

Cell: TypeAlias = Hashable
_PRIME = 2**61 - 1
"""Equations are solved modulo a prime: exact, and no number grows."""


@dataclass(frozen=True, slots=True)
class Equation:
    """The cells of ``left`` and a rest add up to those of ``right``; ``exact`` when rest is 0."""

    left: tuple[Cell, ...]
    right: tuple[Cell, ...]
    exact: bool = True


@dataclass(frozen=True, slots=True)
class _Sum:
    """An equation over cells that have a value: each with its sign, the rest a cell of its own."""

    terms: Mapping[Cell, int]


def suppressed(
    cells: Mapping[Cell, int],
    equations: Sequence[Equation],
    *,
    threshold: int = THRESHOLD,
    dear: Callable[[Cell], bool] = lambda _: False,
) -> frozenset[Cell]:
    """Return the cells to leave blank; ``dear`` ones (totals) go last where there is a choice.

    Cells of an equation that have no value take the equation out of play.
    """
    table = _Table(cells, equations, threshold, dear)
    while table.protect_sums() or table.protect_solved():
        pass
    return frozenset(table.blank & cells.keys())


class _Table:
    def __init__(
        self,
        cells: Mapping[Cell, int],
        equations: Sequence[Equation],
        threshold: int,
        dear: Callable[[Cell], bool],
    ) -> None:
        self._threshold, self._dear = threshold, dear
        self.values: dict[Cell, int] = dict(cells)
        self.sums = list(self._sums(equations))
        self._rests = self.values.keys() - cells.keys()
        self.small = {cell for cell, value in self.values.items() if 0 < value < threshold}
        self.blank: set[Cell] = set(self.small | self._rests)

    def protect_sums(self) -> bool:
        """Blank more wherever one sum gives a small number away; tell whether any was."""
        return sum(self._protect(one) for one in self.sums) > 0

    def protect_solved(self) -> bool:
        """Blank more where all sums together give a small number away; tell whether any was."""
        given_away = self._solved()
        touched = [one for one in self.sums if given_away & one.terms.keys()]
        return sum(self._blank_one_more(one) for one in touched) > 0

    def _sums(self, equations: Sequence[Equation]) -> Iterator[_Sum]:
        for number, equation in enumerate(equations):
            if not self.values.keys() >= {*equation.left, *equation.right}:
                continue
            terms = dict.fromkeys(equation.left, 1) | dict.fromkeys(equation.right, -1)
            if not equation.exact:
                rest = ("rest", number)
                self.values[rest] = -sum(sign * self.values[cell] for cell, sign in terms.items())
                terms[rest] = 1
            yield _Sum(terms)

    def _protect(self, one: _Sum) -> bool:
        """Two blanks at least, which together are not few, hide each other in a sum."""
        unknown = [cell for cell in one.terms if cell in self.blank and self.values[cell]]
        if not any(map(self._is_secret, unknown)) or self._is_hidden(one, unknown):
            return False
        return self._blank_one_more(one)

    def _is_secret(self, cell: Cell) -> bool:
        """Tell whether nobody may work out ``cell``: a small number, or what was blanked for it."""
        return cell in self.small or cell not in self._rests

    def _is_hidden(self, one: _Sum, unknown: Sequence[Cell]) -> bool:
        if len(unknown) < 2:  # noqa: PLR2004 - a second one beside the first
            return False
        signs = {one.terms[cell] for cell in unknown}
        together = sum(self.values[cell] for cell in unknown)
        # With signs on both sides only their difference is known, which hides both.
        return len(signs) > 1 or together >= self._threshold

    def _blank_one_more(self, one: _Sum) -> bool:
        open_cells = [cell for cell in one.terms if cell not in self.blank and self.values[cell]]
        if not open_cells:
            return False
        self.blank.add(min(open_cells, key=lambda cell: (self._dear(cell), self.values[cell])))
        return True

    def _solved(self) -> set[Cell]:
        """Return the small numbers and blanks that the equations determine."""
        rows = [
            {cell: sign % _PRIME for cell, sign in one.terms.items() if self._is_unknown(cell)}
            for one in self.sums
        ]
        alone = {next(iter(row)) for row in _reduced(rows) if len(row) == 1}
        return set(filter(self._is_secret, alone))

    def _is_unknown(self, cell: Cell) -> bool:
        return cell in self.blank and (cell in self._rests or self.values[cell] != 0)


def _reduced(rows: Sequence[Mapping[Cell, int]]) -> list[dict[Cell, int]]:
    """Return the reduced row echelon form of sparse rows over the whole numbers modulo a prime."""
    found: dict[Cell, dict[Cell, int]] = {}
    for row in rows:
        left = dict(row)
        for pivot in [cell for cell in left if cell in found]:
            _subtract(left, found[pivot], left[pivot])
        if not left:
            continue
        pivot = next(iter(left))
        inverse = pow(left[pivot], -1, _PRIME)
        left = {cell: value * inverse % _PRIME for cell, value in left.items()}
        for other in found.values():
            if pivot in other:
                _subtract(other, left, other[pivot])
        found[pivot] = left
    return list(found.values())


def _subtract(row: dict[Cell, int], other: Mapping[Cell, int], times: int) -> None:
    for cell, value in other.items():
        left = (row.get(cell, 0) - times * value) % _PRIME
        if left:
            row[cell] = left
        else:
            row.pop(cell, None)
