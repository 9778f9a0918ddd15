"""What is compared of every person served: one index from value to people for each dimension."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from itertools import chain

from storage.domain.codes import CodeBook
from storage.domain.ids import RecordId
from storage.domain.partial_dates import PartialDate, age_on
from storage.reports.form import Dimension
from storage.reports.material import Material
from storage.reports.sources import field_of_list, source_of, values_of

Index = Mapping[str | int | bool, frozenset[RecordId]]
"""The people of every value."""

NOT_REPORTED = "not_reported"
NOT_TRACKED = "not_tracked"


def index_of(dimension: Dimension, material: Material) -> Index:
    """Return the people of every value that ``dimension`` has in ``material``."""
    found: defaultdict[str | int | bool, set[RecordId]] = defaultdict(set)
    for value, people in _KINDS[dimension.kind](dimension, material):
        found[value].update(people)
    everybody = material.everybody
    return {value: frozenset(people & everybody) for value, people in found.items()}


Groups = Iterable[tuple[str | int | bool, Iterable[RecordId]]]
"""People who share a value; a value may come in several groups."""


def _one(dimension: Dimension, material: Material) -> Groups:
    """One value for everybody: what was recorded, by the rule for several."""
    _, name = source_of(dimension)
    if name in material.terms.not_collected:
        return [(NOT_TRACKED, material.everybody)]
    value = _single(dimension, material.terms.book)
    chosen = _chosen(dimension, material.terms.book)
    people = material.people
    told = ((chosen(person) or value(person[name]), (known,)) for known, person in people.items())
    return chain(told, [(dimension.none, material.everybody - people.keys())])


def _single(dimension: Dimension, book: CodeBook) -> Callable[[str], str]:
    """Return the function from what a column holds to the one value it is counted as."""
    values = values_of(book, dimension.list_name, dimension.match)
    silent = {"", dimension.none}

    @cache
    def single(stored: str) -> str:
        found = {values.get(code, "") for code in codes_in(stored)} - silent
        told = found - {NOT_TRACKED} or found
        if len(told) > 1:
            return dimension.several
        return next(iter(told), dimension.none)

    return single


def _chosen(dimension: Dimension, book: CodeBook) -> Callable[[Mapping[str, str]], str]:
    """Return the function from a person to the value the coordinator chose by hand, or ''."""
    if not dimension.override:
        return lambda _: ""
    _, name = field_of_list(dimension.override)
    values = values_of(book, dimension.override, dimension.match)
    return lambda person: values.get(person[name], "")


def _any(dimension: Dimension, material: Material) -> Groups:
    kind, name = source_of(dimension)
    values = values_of(material.terms.book, dimension.list_name, dimension.match)
    groups: Iterable[tuple[str, Iterable[RecordId]]]
    if kind == "service":
        groups = material.services.times.items()
    elif kind == "victimization":
        groups = ((row.type, (row.person,)) for row in material.presented)
    else:
        people = material.people.items()
        groups = ((code, (known,)) for known, person in people for code in codes_in(person[name]))
    return ((values[code], found) for code, found in groups if values.get(code))


def _distinct(dimension: Dimension, material: Material) -> Groups:
    found: defaultdict[RecordId, set[str | int | bool]] = defaultdict(set)
    for value, people in _any(dimension, material):
        for person in people:
            found[person].add(value)
    return ((len(found.get(person, ())), (person,)) for person in material.everybody)


def _flag(dimension: Dimension, material: Material) -> Groups:
    return [(True, material.services.flagged[dimension.flag])]


def _age(dimension: Dimension, material: Material) -> Groups:
    """Return everybody's age in completed years, or why there is none."""
    _, name = source_of(dimension)
    if name in material.terms.not_collected:
        return [(NOT_TRACKED, material.everybody)]
    people, first_day = material.people, material.services.first_day
    before = material.before if dimension.on == "first_service_in_year" else {}
    return (
        (_age_of(people.get(person), name, before.get(person, first_day[person])), (person,))
        for person in material.everybody
    )


def _age_of(person: Mapping[str, str | None] | None, name: str, day: str) -> int | str:
    born = person[name] if person else None
    if born is None:
        return NOT_REPORTED
    age = age_on(PartialDate.parse(born), date.fromisoformat(day))
    return NOT_REPORTED if age is None else age


def codes_in(stored: str) -> list[str]:
    """Return the codes that a column of codes holds: one code, or the JSON text of a set."""
    if stored.startswith("["):
        found: list[str] = json.loads(stored) if stored != "[]" else []
        return found
    return [stored]


_KINDS: Mapping[str, Callable[[Dimension, Material], Groups]] = {
    "one": _one,
    "any": _any,
    "distinct": _distinct,
    "flag": _flag,
    "age": _age,
}
