"""What a measure found, what it stands beside, and what was asked of it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One figure. Times are in milliseconds, sizes in megabytes; smaller is better."""

    step: str
    name: str
    measured: float | None
    """None where the part of the product that it measures is not available."""
    unit: str = "ms"
    bound: float | None = None
    """The same work by the bare library, in the same run."""
    beside: str = ""
    """What that bare work is."""
    most_ratio: float | None = None
    most: float | None = None
    goal: str = ""
    """Which goal asks for this, as docs/performance.md numbers them."""

    @property
    def ratio(self) -> float | None:
        """How many times the bare work takes."""
        if self.measured is None or not self.bound:
            return None
        return self.measured / self.bound

    @property
    def verdict(self) -> str:
        """Whether what was asked is met; empty where nothing was."""
        if self.measured is None:
            return "not available"
        asked = [
            value <= limit
            for value, limit in ((self.ratio, self.most_ratio), (self.measured, self.most))
            if value is not None and limit is not None
        ]
        return "" if not asked else "met" if all(asked) else "missed"


def table(results: Sequence[Result]) -> str:
    """Return the results as lines of text in columns."""
    head = ("step", "what", "measured", "bound", "ratio", "asked", "verdict", "beside")
    rows = [head, *(_cells(result) for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    right = {2, 3, 4}
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def as_json(results: Iterable[Result], facts: dict[str, object]) -> str:
    """Return the results with ratio and verdict as JSON, ``facts`` about the run first."""
    rows = [asdict(r) | {"ratio": r.ratio, "verdict": r.verdict} for r in results]
    return json.dumps({**facts, "results": rows}, indent=1)


def _cells(result: Result) -> tuple[str, ...]:
    asked = [f"{result.most_ratio:g} x"] if result.most_ratio is not None else []
    if result.most is not None:
        asked.append(f"{_number(result.most)} {result.unit}")
    number = f" ({result.goal})" if result.goal else ""
    return (
        result.step,
        result.name,
        "-" if result.measured is None else f"{_number(result.measured)} {result.unit}",
        "-" if result.bound is None else f"{_number(result.bound)} {result.unit}",
        "-" if result.ratio is None else f"{result.ratio:.2f}",
        " and ".join(asked) + number if asked else "",
        result.verdict,
        result.beside,
    )


def _number(value: float) -> str:
    small, middle = 10, 100
    if value < small:
        return f"{value:.2f}"
    return f"{value:.1f}" if value < middle else f"{value:,.0f}"
