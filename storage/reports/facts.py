"""Figures as codes of their form and whole numbers: all that ever leaves for MACA.

A fact has no place for a name, a text or an id of anybody. Its measure is the row's code in the
form, its dimensions are the conditions that the form itself writes down, its value is a count.
A percentage is two facts, numerator and denominator; a row without a value has no fact.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from storage.errors import DamagedError
from storage.reports.figures import Figures
from storage.reports.form import Band, Condition, Form, FormRow
from storage.reports.forms import forms

Part = Literal["", "numerator", "denominator"]
Key = tuple[str, tuple[str, ...]]
"""What names a fact within its form: the measure and its dimensions."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure: the row's code, the conditions as codes, a whole number."""

    measure: str
    dimensions: tuple[str, ...]
    value: int

    @property
    def key(self) -> Key:
        """What names the fact within its form."""
        return self.measure, self.dimensions


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact belongs: a row of the form, and which side of its percentage."""

    row: str
    part: Part


@dataclass(frozen=True, slots=True)
class Line:
    """A fact as a person looks at it: with the words of its row, which do not travel."""

    fact: Fact
    label: str
    part: Part


@dataclass(frozen=True, slots=True)
class Counts:
    """The facts of one sheet by the form's rows: what was counted, and the sides of each share."""

    values: Mapping[str, int]
    shares: Mapping[str, tuple[int, int]]


def facts_of(figures: Figures) -> tuple[Fact, ...]:
    """Return the facts of ``figures`` in the order of the form."""
    form = form_of(figures.form, figures.version)
    if form is None:
        raise DamagedError(f"There is no form {figures.form} {figures.version}.")
    values = {row.id: row.value for row in figures.rows}
    return tuple(
        Fact(*key, value)
        for key, place in places_of(form).items()
        if (value := _whole(values.get(source_of(form, place)))) is not None
    )


def lines_of(figures: Figures) -> tuple[Line, ...]:
    """Return every fact of ``figures`` beside the row it stands for, as a person looks at it."""
    form = form_of(figures.form, figures.version)
    places = places_of(form) if form is not None else {}
    rows = {row.id: row for row in figures.rows}
    return tuple(
        Line(fact, rows[places[fact.key].row].label, places[fact.key].part)
        for fact in facts_of(figures)
    )


def counts_of(form: Form, facts: Sequence[Fact]) -> Counts:
    """Return ``facts`` by the rows of ``form``; DamagedError where one is none of the form's."""
    known = places_of(form)
    found: dict[Place, int] = {}
    for fact in facts:
        place = known.get(fact.key)
        if place is None or place in found:
            raise DamagedError("A sheet of figures holds one that its form does not have.")
        found[place] = fact.value
    return Counts(
        {place.row: value for place, value in found.items() if not place.part},
        {
            place.row: (value, found[Place(place.row, "denominator")])
            for place, value in found.items()
            if place.part == "numerator" and Place(place.row, "denominator") in found
        },
    )


def form_of(form: str, version: str) -> Form | None:
    """Return one version of one form, None where this Satchel does not have it."""
    return next((one for one in forms() if (one.form, one.version) == (form, version)), None)


def places_of(form: Form) -> dict[Key, Place]:
    """Return every fact that a sheet of ``form`` may hold, and where it belongs, in order."""
    places: dict[Key, Place] = {}
    for row in form.rows:
        for part in _parts(row):
            key = (row.id.lower(), _dimensions(row, part))
            if key in places:
                raise DamagedError(f"The form {form.form} has two figures of one code.")
            places[key] = Place(row.id, part)
    return places


def source_of(form: Form, place: Place) -> str:
    """Return the id of the row whose count stands in ``place``."""
    counts = form.row(place.row).counts
    return {"": place.row, "numerator": counts.numerator, "denominator": counts.denominator}[
        place.part
    ]


def _parts(row: FormRow) -> tuple[Part, ...]:
    return ("numerator", "denominator") if row.counts.measure == "percent" else ("",)


def _dimensions(row: FormRow, part: Part) -> tuple[str, ...]:
    return (part,) if part else tuple(_conditions(row))


def _conditions(row: FormRow) -> Iterator[str]:
    for name, condition in sorted(row.counts.where.items()):
        yield f"{name}:{_code(condition)}"


def _code(condition: Condition) -> str:
    if isinstance(condition, Band):
        return f"{condition.min}-{'' if condition.max is None else condition.max}"
    return "yes" if condition is True else str(condition).lower()


def _whole(value: object) -> int | None:
    """Return a count; anything else, a percentage among it, is no fact."""
    return value if type(value) is int else None
