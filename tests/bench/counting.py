"""Figures: the PMT and the headline, beside one scan of the period in Python."""

from collections import defaultdict

from sqlalchemy import Connection

from storage.domain.periods import Period
from storage.reports.figures import figures
from storage.workspace import Workspace
from tests.bench.ground import Ground
from tests.bench.results import Result
from tests.bench.timing import by_turns, middle

_ROUNDS, _PIECE = 7, 5_000
_FACTS = "role, race, gender_identity, born_on, special_classifications"
_QUARTER = "2021-10-01..2021-12-31"
_FEDERAL_YEAR = "2020-10-01..2021-09-30"
_STATE_YEAR = "2021-07-01..2022-06-30"
_TEN_YEARS = "2012-07-01..2022-06-30"


def measure(ground: Ground) -> list[Result]:
    """Count each form for its usual periods."""
    asked: list[tuple[str, str, str, float, float]] = [
        ("PMT quarter", "pmt", _QUARTER, 2, 100),
        ("headline, state year", "headline", _STATE_YEAR, 2, 500),
    ]
    if ground.years > 1:
        asked += [
            ("PMT federal year", "pmt", _FEDERAL_YEAR, 2, 500),
            ("headline, ten years", "headline", _TEN_YEARS, 1.5, 1_500),
        ]
    with Workspace(ground.folder, ground.key, writer=False) as workspace:
        return [_measured(workspace, *each) for each in asked]


def _measured(  # one row of the list above
    workspace: Workspace, name: str, form: str, period: str, most_ratio: float, most: float
) -> Result:
    days = Period.parse(period)
    measured, bound = by_turns(
        lambda: workspace.read(figures, form, days),
        lambda: workspace.read(_scan, days),
        _ROUNDS,
    )
    return Result(
        step="figures", name=name, measured=middle(measured), bound=middle(bound),
        beside="one Python scan", most_ratio=most_ratio, most=most, goal="14",
    )  # fmt: skip


def _scan(connection: Connection, period: Period) -> object:
    """Group the services of the period by code and recipient, and read who those are."""
    codes: defaultdict[str, int] = defaultdict(int)
    recipients: defaultdict[str, set[bytes]] = defaultdict(set)
    first: dict[bytes, str] = {}
    days = (period.start.isoformat(), period.end.isoformat())
    raw = connection.connection.driver_connection
    assert raw is not None
    cursor = raw.execute(
        'SELECT recipient, code, "on", quantity FROM service '
        'WHERE "on" BETWEEN ? AND ? AND retired = 0 ORDER BY "on"',
        days,
    )
    for recipient, code, on, quantity in cursor:
        codes[code] += quantity
        recipients[code].add(recipient)
        first.setdefault(recipient, on)
    people: list[tuple[object, ...]] = []
    types: defaultdict[bytes, set[str]] = defaultdict(set)
    served = list(first)
    for start in range(0, len(served), _PIECE):
        some = served[start : start + _PIECE]
        marks = ", ".join("?" * len(some))
        people += raw.execute(f"SELECT {_FACTS} FROM person WHERE id IN ({marks})", some)  # noqa: S608 - our own words
        for person, kind in raw.execute(
            f"SELECT person, type FROM victimization WHERE person IN ({marks}) "  # noqa: S608 - our own words
            "AND presented_from <= ? AND (presented_to IS NULL OR presented_to >= ?)",
            (*some, *days[::-1]),
        ):
            types[person].add(kind)
    return codes, recipients, people, types
