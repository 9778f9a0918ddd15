"""One case worked out by hand: what happened, the quarter, what the form must say."""

from dataclasses import dataclass
from typing import Any

from storage.domain.periods import Period
from storage.reports.figures import figures
from storage.workspace import Workspace
from tests.reports.facts import put

Q1 = "2021-10-01..2021-12-31"
Q2 = "2022-01-01..2022-03-31"
Q3 = "2022-04-01..2022-06-30"
Q4 = "2022-07-01..2022-09-30"
NEXT_Q1 = "2022-10-01..2022-12-31"


@dataclass(frozen=True)
class Worked:
    says: str
    facts: list[Any]
    period: str
    expected: dict[str, int]


def assert_worked(worked: Worked, workspace: Workspace) -> None:
    """Check the rows named, and that every check of the form holds."""
    workspace.write(put, worked.facts)
    counted = workspace.read(figures, "pmt", Period.parse(worked.period))
    assert {row: counted.row(row).value for row in worked.expected} == worked.expected
    assert [check for check in counted.checks if not check.holds] == []
