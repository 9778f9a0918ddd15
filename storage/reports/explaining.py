"""Which records a form asks to be explained, and whether they are."""

from collections.abc import Iterator
from typing import NamedTuple

from storage.domain.ids import RecordId
from storage.reports.form import Counts, Dimension
from storage.reports.sources import source_of, values_of
from storage.reports.tally import Tally


class Explanation(NamedTuple):
    """A record that must carry an explanation, and whether it does."""

    kind: str
    id: RecordId
    person: RecordId
    told: bool


class Explained(NamedTuple):
    """How many records must be explained, and how many are."""

    told: int
    asked: int


def explained(tally: Tally, row: str) -> Explained:
    """Return how many of the records counted in ``row`` are explained."""
    found = list(explanations(tally, tally.form.row(row).counts))
    return Explained(sum(one.told for one in found), len(found))


def explanations(tally: Tally, counts: Counts) -> Iterator[Explanation]:
    """Yield every record counted by ``counts`` that must carry an explanation."""
    people = tally.people(counts)
    for name, value in counts.where.items():
        dimension = tally.form.dimensions[name]
        if dimension.explained_by:
            yield from (found for found in _of(tally, dimension, value) if found.person in people)


def _of(tally: Tally, dimension: Dimension, value: object) -> Iterator[Explanation]:
    kind, _ = source_of(dimension)
    if kind == "victimization":
        values = values_of(tally.material.terms.book, dimension.list_name, dimension.match)
        for row in tally.material.presented:
            if values.get(row.type) == value:
                yield Explanation(kind, row.id, row.person, row.explained)
    else:
        for person, record in tally.material.people.items():
            yield Explanation(kind, person, person, bool(record[dimension.explained_by].strip()))
