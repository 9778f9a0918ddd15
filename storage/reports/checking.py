"""The checks of a form: rules between its rows that true figures satisfy."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storage.reports.explaining import explained
from storage.reports.form import FormCheck
from storage.reports.tally import Tally


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check: whether it holds, the numbers of both sides, and the rows to look at.

    For a check of every row on its own ``sides`` are those of the row that comes closest to
    breaking it; for explanations they are (records explained, records counted).
    """

    id: str
    text: str
    holds: bool
    sides: tuple[int, int]
    detail: str
    rows: tuple[str, ...]


def check_results(tally: Tally) -> tuple[CheckResult, ...]:
    """Return the checks that apply; one whose rows have no value does not."""
    applicable = (check for check in tally.form.checks if _applies(tally, check))
    return tuple(_result(tally, check) for check in applicable)


def _applies(tally: Tally, check: FormCheck) -> bool:
    if check.when and not tally.material.terms.starts_new_year:
        return False
    return all(tally.value(row) is not None for row in (*check.left, *check.right))


def _result(tally: Tally, check: FormCheck) -> CheckResult:
    if check.rule == "explained":
        return _explained(tally, check)
    right = _sum(tally, check.right)
    left, rows = max(
        ((_sum(tally, rows), rows) for rows in _lefts(check)), key=lambda found: found[0]
    )
    holds = left == right if check.rule == "eq" else left <= right
    relation = "is not" if check.rule == "eq" else "is more than"
    detail = "" if holds else f"{left:,} {relation} {right:,}."
    return CheckResult(check.id, check.text, holds, (left, right), detail, (*rows, *check.right))


def _lefts(check: FormCheck) -> Iterator[tuple[str, ...]]:
    if check.each:
        yield from ((row,) for row in check.left)
    else:
        yield check.left


def _sum(tally: Tally, rows: Sequence[str]) -> int:
    values = (tally.value(row) for row in rows)
    return sum(value for value in values if isinstance(value, int))


def _explained(tally: Tally, check: FormCheck) -> CheckResult:
    found = [explained(tally, row) for row in check.left]
    told, asked = sum(one.told for one in found), sum(one.asked for one in found)
    lacking = tuple(row for row, one in zip(check.left, found, strict=True) if one.told < one.asked)
    detail = f"{told:,} of {asked:,} are explained." if lacking else ""
    return CheckResult(
        check.id, check.text, not lacking, (told, asked), detail, lacking or check.left
    )
