"""What nobody recorded yet, where a row of a form asks for it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from storage.domain.partial_dates import Unknown
from storage.reports.behind import Behind
from storage.reports.conditions import codes_in
from storage.reports.evidence import persons
from storage.reports.explaining import explanations
from storage.reports.form import Dimension, FormRow
from storage.reports.sources import source_of
from storage.reports.tally import Tally
from storage.reports.wording import counted_people, field_words

People = Collection[RecordId]


@dataclass(frozen=True, slots=True)
class Missing:
    """Something not recorded, in words with its number, and the people it concerns."""

    text: str
    people: tuple[Behind, ...]


def missing_from(connection: Connection, tally: Tally, row: FormRow) -> Iterator[Missing]:
    """Yield what is not recorded for the people ``row`` counts or chooses from."""
    if row.counts.of not in tally.form.populations:
        return
    for words, people in _gaps(tally, row):
        if people:
            behind = tuple(persons(connection, tally, people, row.counts))
            yield Missing(f"{counted_people(len(behind))} without {words}", behind)


def _gaps(tally: Tally, row: FormRow) -> Iterator[tuple[str, People]]:
    counts = row.counts
    population = tally.population(counts.of)
    here = population & tally.material.people.keys()
    yield "a record on this laptop", population - here
    for name in counts.where:
        dimension = tally.form.dimensions[name]
        yield _words(dimension), _without(tally, name) & here
    if row.explanation:
        untold = {found.person for found in explanations(tally, counts) if not found.told}
        yield "the explanation the form asks for", untold


def _words(dimension: Dimension) -> str:
    kind, name = source_of(dimension)
    if kind == "victimization":
        return "a victimization presented in the period"
    return f"a recorded {field_words(name)}" if kind == "person" else ""


def _without(tally: Tally, name: str) -> frozenset[RecordId]:
    """Return those for whom nothing is recorded; nobody where nothing may be a true answer."""
    dimension, index = tally.form.dimensions[name], tally.index(name)
    kind, field = source_of(dimension)
    if kind == "victimization":
        told = (people for value, people in index.items() if value != 0)
        return tally.material.everybody.difference(*told)
    if dimension.kind not in {"one", "age"}:
        return frozenset()
    unknown = index.get(dimension.none, frozenset())
    people = tally.material.people
    return frozenset(one for one in unknown & people.keys() if not _settled(people[one][field]))


def _settled(stored: str | None) -> bool:
    """Tell whether the person has said that there is nothing to record."""
    return stored is not None and not _SETTLED.isdisjoint(codes_in(stored))


_SETTLED = frozenset({Unknown.DECLINED, Unknown.NOT_APPLICABLE})
