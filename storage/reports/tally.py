"""Count one form over its material: every condition is a set of people."""

from collections.abc import Callable, Iterator, Mapping

from storage.domain.ids import RecordId
from storage.reports.conditions import Index, index_of
from storage.reports.form import Band, Condition, Counts, Form, Population
from storage.reports.material import Material
from storage.reports.percent import Value, share
from storage.reports.sources import source_of, values_of

People = frozenset[RecordId]


class Tally:
    """The counts of one form over one material; what was worked out once is kept."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.form: Form = material.terms.form
        self._rows = {row.id: row for row in self.form.rows}
        self._values: dict[str, Value] = {}
        self._populations: dict[str, People] = {}
        self._indexes: dict[str, Index] = {}

    def value(self, row: str) -> Value:
        """Return what the row counts; None where it has no value."""
        if row not in self._values:
            counts = self._rows[row].counts
            value = _MEASURES[counts.measure](self, counts)
            if isinstance(value, int) and counts.measure != "percent":
                value += self.material.kept.values.get(row, 0)
            self._values[row] = value
        return self._values[row]

    def population(self, name: str) -> People:
        """Return everybody who belongs to the population ``name``."""
        if name not in self._populations:
            self._populations[name] = _members(self.form.populations[name], self.material)
        return self._populations[name]

    def index(self, dimension: str) -> Index:
        """Return the people of every value of ``dimension``."""
        if dimension not in self._indexes:
            self._indexes[dimension] = index_of(self.form.dimensions[dimension], self.material)
        return self._indexes[dimension]

    def people(self, counts: Counts) -> People:
        """Return the people of the population who satisfy every condition on people."""
        found = self.population(counts.of)
        for name, value in counts.where.items():
            if counts.measure == "times" and self._is_of_services(name):
                continue
            found &= meeting(self.index(name), value)
        return found

    def codes(self, counts: Counts) -> frozenset[str]:
        """Return the service codes that satisfy every condition on services."""
        found = frozenset(self.material.services.times)
        for name, value in counts.where.items():
            if self._is_of_services(name):
                dimension = self.form.dimensions[name]
                values = values_of(self.material.terms.book, dimension.list_name, dimension.match)
                found = frozenset(code for code in found if values.get(code) == value)
        return found

    def tracked(self, counts: Counts) -> bool:
        """Tell whether the program tracks what ``counts`` needs: who is new."""
        population = self.form.populations.get(counts.of)
        asks = population is not None and population.first_service == "in_period"
        return self.material.terms.tracks_new or not asks

    def _is_of_services(self, dimension: str) -> bool:
        found = self.form.dimensions[dimension]
        return found.kind == "any" and source_of(found)[0] == "service"


def meeting(index: Index, value: Condition) -> People:
    """Return the people of ``index`` whose value is ``value``, or lies in the band."""
    if not isinstance(value, Band):
        return index.get(value, frozenset())
    return frozenset().union(*(found for number, found in index.items() if _lies_in(number, value)))


def _lies_in(number: object, band: Band) -> bool:
    return (
        isinstance(number, int) and band.min <= number and (band.max is None or number <= band.max)
    )


def _members(population: Population, material: Material) -> People:
    return frozenset(_matching(population, material))


def _matching(population: Population, material: Material) -> Iterator[RecordId]:
    people, before = material.people, material.before
    in_period = population.first_service == "in_period"
    for person in material.everybody:
        row = people.get(person)
        role = row["role"] if row else ""
        if population.roles and role not in population.roles:
            continue
        if role in population.roles_except or (in_period and person in before):
            continue
        yield person


def _people(tally: Tally, counts: Counts) -> Value:
    return len(tally.people(counts)) if tally.tracked(counts) else None


def _contacts(tally: Tally, counts: Counts) -> Value:
    contacts = tally.material.contacts
    return sum(len(contacts.get(person, ())) for person in tally.people(counts))


def _times(tally: Tally, counts: Counts) -> Value:
    people, times = tally.people(counts), tally.material.services.times
    return sum(_given(times[code], people) for code in tally.codes(counts))


def _given(times: Mapping[RecordId, int], people: People) -> int:
    if people >= times.keys():
        return sum(times.values())
    return sum(quantity for person, quantity in times.items() if person in people)


def _records(tally: Tally, counts: Counts) -> Value:
    return tally.material.records[counts.of]


def _percent(tally: Tally, counts: Counts) -> Value:
    part, whole = tally.value(counts.numerator), tally.value(counts.denominator)
    if not isinstance(part, int) or not isinstance(whole, int):
        return None
    return share(part, whole, counts.decimals)


_MEASURES: Mapping[str, Callable[[Tally, Counts], Value]] = {
    "people": _people,
    "contacts": _contacts,
    "times": _times,
    "records": _records,
    "percent": _percent,
}
