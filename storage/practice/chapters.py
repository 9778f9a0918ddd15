"""Put the practice state together, program by program, year by year."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from storage.practice.chances import apportion
from storage.practice.current import LEAST_OPEN, OPEN_CASES, add_current
from storage.practice.desk import Batch, Desk
from storage.practice.directory import Directory, add_directory
from storage.practice.figures import FY2022, PEOPLE_TRAINED, shares, state_years
from storage.practice.further import add_around_today, add_further, let_one_be_missing
from storage.practice.learning import add_learning, trained
from storage.practice.programs import Program, programs
from storage.practice.seeded import Rng, SeededIds
from storage.practice.years import Stays, add_year

NOTES_PER_CONTACT = {1: 0.34, 10: 1.5}
"""One note for three contacts; ten years have about as many notes as services."""
FIRST_TODAY = FY2022.last_day + timedelta(days=95)
"""By then every case of the fixed years is closed, and today's weeks may begin."""
_SERVICES_PER_OPEN_CASE = 15
_TRAININGS = 10
"""Given by each program in a year."""


def chapters(chosen: Sequence[Program], years: int, seed: int, today: date) -> Iterator[Batch]:
    """Yield the records of the ``chosen`` programs: each state year, then the weeks around today.

    A program's records are the same whether it is alone or among others.
    """
    numbers = {program.cac: Counter[str]() for program in programs()}
    stays = {program.cac: Stays() for program in programs()}
    directories: dict[str, Directory] = {}
    people = trained(_sizes(), PEOPLE_TRAINED)
    for year in state_years(years):
        batch = Batch()
        cut = zip(programs(), shares(year.figures, _sizes()), people, strict=True)
        for program, share, reached in cut:
            if program in chosen:
                desk = _desk(program, f"{seed}:{program.cac}:{year.name}", years, numbers)
                stays[program.cac] = add_year(desk, year, share, stays[program.cac])
                desk = _beside(desk, f"{seed}:{program.cac}:{year.name}")
                if program.cac not in directories:
                    directories[program.cac] = add_directory(desk, year.first_day)
                directory = directories[program.cac]
                add_further(desk, directory, today)
                add_learning(desk, directory, year.first_day, year.last_day, _TRAININGS, reached)
                batch.take(desk.batch)
        yield batch
    batch = Batch()
    for program, cases in zip(programs(), _open_cases(), strict=True):
        if program in chosen:
            desk = _desk(program, f"{seed}:{program.cac}:{today}", years, numbers)
            add_current(desk, today, FIRST_TODAY, cases)
            let_one_be_missing(desk.batch, program.weight)
            desk = _beside(desk, f"{seed}:{program.cac}:{today}")
            add_further(desk, directories[program.cac], today)
            since = max(FIRST_TODAY, today - timedelta(days=200))
            add_around_today(desk, since, today, directories[program.cac])
            batch.take(desk.batch)
    yield batch


def weights(chosen: Sequence[Program], years: int) -> list[int]:
    """Return about how many services each chapter holds, as a measure of its work."""
    places = [place for place, program in enumerate(programs()) if program in chosen]
    cut = [shares(year.figures, _sizes()) for year in state_years(years)]
    found = [sum(share[place].services for place in places) for share in cut]
    return [*found, sum(_open_cases()[place] for place in places) * _SERVICES_PER_OPEN_CASE]


def _sizes() -> list[int]:
    return [program.weight for program in programs()]


def _open_cases() -> list[int]:
    return apportion(OPEN_CASES, _sizes(), least=LEAST_OPEN)


def _desk(program: Program, seed: str, years: int, numbers: dict[str, Counter[str]]) -> Desk:
    return Desk(
        program,
        Rng(seed),
        SeededIds(f"{seed}:ids"),
        numbers[program.cac],
        NOTES_PER_CONTACT[years],
    )


def _beside(desk: Desk, seed: str) -> Desk:
    """Return the desk with the same records and a chance of its own for what stands beside them."""
    return replace(desk, rng=Rng(f"{seed}:further"), ids=SeededIds(f"{seed}:further:ids"))
