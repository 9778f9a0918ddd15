"""The timeline of a case and the lists of further kinds, beside a bare query of the same ids."""

from collections.abc import Callable

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.usecases.caseentries import EntryFilter, entries, entry_order
from storage.usecases.casekinds import TIMELINE
from storage.usecases.listing.reading import ordered, values
from storage.usecases.listing.wanted import By, Wanted
from storage.workspace import Workspace
from tests.bench.ground import Ground, ids
from tests.bench.results import Result
from tests.bench.timing import by_turns, middle, milliseconds, p95

_ROUNDS, _CASES, _WINDOW, _STEP = 15, 20, 100, "lists"
_LISTS = (
    ("task", "due_on"),
    ("referral_out", "status"),
    ("missing_episode", "identified_at"),
    ("partner", "family_name"),
)
_FULLEST = (
    'SELECT "case" FROM service WHERE "case" IS NOT NULL '
    'GROUP BY "case" ORDER BY count(*) DESC LIMIT ?'
)


def measure(ground: Ground) -> list[Result]:
    """Open the timelines of the fullest cases, and order the lists of kinds by a field."""
    with Workspace(ground.folder, ground.key, writer=False) as workspace:
        cases = workspace.read(_fullest)
        opened = [milliseconds(_timeline(workspace, case)) for case in cases for _ in range(3)]
        found = [
            Result(step=_STEP, name="timeline of a full case, p95", measured=p95(opened), most=50)
        ]
        return found + [_list(workspace, kind, name) for kind, name in _LISTS]


def _timeline(workspace: Workspace, case: RecordId) -> Callable[[], object]:
    """Return the work of showing a timeline: its order, and the words of what is in view."""
    chosen = EntryFilter(case=case, kinds=TIMELINE)

    def show(connection: Connection) -> object:
        order = entry_order(connection, chosen)
        return entries(connection, TIMELINE, order[:_WINDOW])

    return lambda: workspace.read(show)


def _list(workspace: Workspace, kind: str, name: str) -> Result:
    def show(connection: Connection) -> int:
        order = ordered(connection, kind, Wanted(), (By(name),))
        values(connection, kind, (name,), order[:_WINDOW])
        return len(order)

    bare = f'SELECT id FROM "{kind}" WHERE retired = 0 ORDER BY "{name}"'  # noqa: S608 - our own names
    measured, bound = by_turns(
        lambda: workspace.read(show), lambda: workspace.read(ids, bare), _ROUNDS
    )
    return Result(
        step=_STEP,
        name=f"order {workspace.read(show):,} of {kind} by {name}",
        measured=middle(measured),
        bound=middle(bound),
        beside="bare ORDER BY",
        most=50,
    )


def _fullest(connection: Connection) -> list[RecordId]:
    return list(connection.exec_driver_sql(_FULLEST, (_CASES,)).scalars())
