"""How long the figures take over ten years of the state, beside a bare scan of the same period."""

import random  # noqa: TID251 - the rows repeat by seed; nothing secret is drawn
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from storage.crypto.passphrases import FLOOR
from storage.domain.ids import RecordId, id_from
from storage.domain.kinds.case import Case
from storage.domain.kinds.contact import Service
from storage.domain.kinds.outreach import Outreach
from storage.domain.kinds.person import Person
from storage.domain.kinds.victimization import Victimization
from storage.domain.partial_dates import PartialDate
from storage.domain.periods import Period, quarter_of, year_of
from storage.reports.figures import figures
from storage.reports.lineage import records_behind
from storage.usecases.bulk import add_all, batch_id
from storage.usecases.codelists import codebook
from storage.usecases.transaction import Transaction
from storage.workspace import Beginning, Workspace, create

FIRST = date(2012, 7, 1)
YEARS = 10
PEOPLE = 12_000
SERVICES = 320_000
ROUNDS = 7


class SeededIds:
    """Ids in the order of their making, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._made = 0

    def __call__(self) -> RecordId:
        self._made += 1
        return id_from(1_300_000_000_000 + self._made, self._random.getrandbits(74))


def fill(transaction: Transaction) -> None:
    """Add ten years of the state: each person is served over some months of one year."""
    draw, new = random.Random(7), SeededIds(7)
    batch = batch_id(transaction)
    lists = codebook().lists
    races, genders = list(lists["race"]), list(lists["gender_identity"])
    services, types = list(lists["service"]), list(lists["victimization"])
    cases: list[Case] = []
    people: list[Person] = []
    presented: list[Victimization] = []
    given: list[Service] = []
    for number in range(PEOPLE):
        case, person = new(), new()
        start = FIRST + timedelta(days=number * YEARS * 365 // PEOPLE)
        cases.append(
            Case(
                id=case,
                number=f"B-{number}",
                cac=next(iter(lists["cac"])),
                opened_on=start,
                status="open",
            )
        )
        people.append(
            Person(
                id=person,
                case=case,
                role="primary_victim" if draw.random() < 0.8 else "caregiver",
                given_name=f"Name{number}",
                family_name="Bench",
                born_on=PartialDate(start.year - draw.randint(9, 18), draw.randint(1, 12), 1),
                gender_identity=draw.choice(genders),
                race=frozenset(draw.sample(races, draw.choice((1, 1, 2)))),
            )
        )
        presented += [
            Victimization(
                id=new(),
                case=case,
                person=person,
                type=kind,
                presented_from=start,
                explanation="Explained",
            )
            for kind in draw.sample(types, draw.choice((1, 2, 2, 3)))
        ]
        given += [
            Service(
                id=new(),
                case=case,
                recipient=person,
                on=start + timedelta(days=draw.randrange(270)),
                code=draw.choice(services),
                funding="maca_csec_voca" if draw.random() < 0.95 else "cja",
                compensation_assisted=draw.random() < 0.01,
            )
            for _ in range(SERVICES // PEOPLE + (number % 3 == 0) * 2)
        ][: SERVICES - len(given)]
    outreach = [
        Outreach(id=new(), on=FIRST + timedelta(days=2 * day), title="Talk", outreach_kind=kind)
        for day, kind in enumerate(list(lists["outreach_kind"]) * 200)
    ]
    for records in (cases, people, presented, given, outreach):
        add_all(transaction, records, "bench", batch=batch, checked=True)


def scan(connection: Connection, period: Period) -> int:
    """Read the period's services into Python and group them by person: the bound."""
    rows = connection.exec_driver_sql(
        'SELECT "on", recipient, code, quantity, funding FROM service '
        'WHERE "on" BETWEEN ? AND ? AND retired = 0',
        (period.start.isoformat(), period.end.isoformat()),
    ).cursor.fetchall()
    people: dict[bytes, int] = {}
    for _, recipient, _, quantity, _ in rows:
        people[recipient] = people.get(recipient, 0) + quantity
    return len(rows)


def measured(acts: dict[str, Callable[[], object]]) -> Iterator[tuple[str, float]]:
    """Yield the median milliseconds of each act, all interleaved in one run."""
    times: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(ROUNDS):
        for name, act in acts.items():
            start = time.perf_counter()
            act()
            times[name].append((time.perf_counter() - start) * 1000)
    for name, taken in times.items():
        yield name, statistics.median(taken)


def main() -> None:
    """Make the workspace (in the folder named, or a temporary one) and print the figures."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else scratch) / "workspace"
        keyfile = folder.parent / "bench.key"
        if not folder.exists():
            beginning = Beginning(person="Bench", program="Statewide", practice=True)
            created = create(folder, "river lantern copper meadow", beginning, cost=FLOOR)
            keyfile.write_bytes(created.key)
            with Workspace(folder, created.key) as workspace:
                start = time.perf_counter()
                workspace.write(fill)
                print(f"filled in {time.perf_counter() - start:.1f} s")
        with Workspace(folder, keyfile.read_bytes(), writer=False) as workspace:
            measure(workspace)


def measure(workspace: Workspace) -> None:
    """Print each figure, its bound and their ratio."""
    first, last = quarter_of(date(2020, 10, 1)), quarter_of(date(2021, 7, 1))
    year, state = year_of(date(2021, 1, 1)), Period(date(2020, 7, 1), date(2021, 6, 30))
    whole = Period(FIRST, FIRST.replace(year=FIRST.year + YEARS))
    acts: dict[str, tuple[Callable[[], object], Period]] = {
        "pmt quarter 1": (lambda: workspace.read(figures, "pmt", first), first),
        "pmt quarter 4": (lambda: workspace.read(figures, "pmt", last), last),
        "pmt year": (lambda: workspace.read(figures, "pmt", year), year),
        "headline year": (lambda: workspace.read(figures, "headline", state), state),
        "headline ten years": (lambda: workspace.read(figures, "headline", whole), whole),
        "lineage of Q1": (lambda: workspace.read(records_behind, "pmt", first, "Q1"), first),
    }
    runs: dict[str, Callable[[], object]] = {name: act for name, (act, _) in acts.items()}
    runs |= {f"{name}, scan": partial(workspace.read, scan, act[1]) for name, act in acts.items()}
    taken = dict(measured(runs))
    for name, (_, period) in acts.items():
        bound = taken[f"{name}, scan"]
        rows = workspace.read(scan, period)
        print(
            f"{name:20} {taken[name]:7.1f} ms   scan of {rows:6,} services {bound:6.1f} ms"
            f"   ratio {taken[name] / bound:4.1f}"
        )


if __name__ == "__main__":
    main()
