"""The caseload: its queries and its frames, beside a bare ORDER BY and a null model."""

from collections.abc import Callable, Sequence
from datetime import date

from storage.domain.clocks import SystemClock, today
from storage.domain.ids import RecordId
from storage.usecases.caseload import CaseFilter, case_order, case_rows
from storage.workspace import Workspace
from tests.bench.ground import Ground, ids
from tests.bench.results import Result
from tests.bench.timing import by_turns, middle, milliseconds, p95

_ROUNDS, _FRAMES, _WINDOW = 15, 200, 100


def measure(ground: Ground) -> list[Result]:
    """Open the list of all cases, jump in it, and scroll it."""
    day = today(SystemClock())
    with Workspace(ground.folder, ground.key, writer=False) as workspace:
        orders = {
            name: _order_by(workspace, name, day) for name in ("youth", "opened", "last_contact")
        }
        opened = {name: by_turns(run, lambda: workspace.read(ids, _BARE), _ROUNDS)
                  for name, run in orders.items()}  # fmt: skip
        cases = orders["youth"]()
        jumps = _jumps(workspace, cases, day)
        results = [
            Result(
                step="caseload", name=f"order {len(cases):,} cases by {name}",
                measured=middle(measured), bound=middle(bound), beside="bare ORDER BY",
                most=50, most_ratio=2 if name == "opened" else None, goal="12",
            )
            for name, (measured, bound) in opened.items()
        ]  # fmt: skip
        results.append(
            Result(step="caseload", name="fetch 100 rows anywhere, p95", measured=p95(jumps),
                   most=5, goal="12")
        )  # fmt: skip
        return results + _frames(ground)


_BARE = 'SELECT id FROM "case" WHERE retired = 0 ORDER BY opened_on DESC'


def _order_by(workspace: Workspace, name: str, day: date) -> Callable[[], list[RecordId]]:
    """Return the query that orders all cases by ``name``."""
    chosen = CaseFilter(status="all")
    return lambda: workspace.read(case_order, chosen, name, descending=False, today=day)


def _jumps(workspace: Workspace, cases: Sequence[RecordId], day: date) -> list[float]:
    starts = [place * 997 % max(1, len(cases) - _WINDOW) for place in range(60)]
    return [
        milliseconds(lambda: workspace.read(case_rows, cases[at : at + _WINDOW], today=day))  # noqa: B023 - run at once
        for at in starts
    ]


def _frames(ground: Ground) -> list[Result]:
    """Open and scroll the product's table, frame by frame by turns with one that says nothing."""
    # Qt is imported in this step alone, so that it weighs on no other step's memory.
    from tests.bench.tables import painted_frames  # noqa: PLC0415 - see above

    opened, measured, bound = painted_frames(ground, _FRAMES)
    return [
        Result(step="caseload", name="open the table of all cases", measured=opened, most=300),
        Result(
            step="caseload", name="a frame while scrolling, p95", measured=p95(measured),
            bound=p95(bound), beside="null-model frame", most_ratio=2.5, most=33, goal="12",
        ),
    ]  # fmt: skip
