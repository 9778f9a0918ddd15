"""What a form file must get right beyond its shape: every name it uses exists."""

import re
from collections.abc import Iterator
from datetime import date

from storage.domain.kinds import KINDS
from storage.domain.periods import MonthDay
from storage.reports.form import Band, Condition, Counts, Footnote, Form, FormCheck, FormRow
from storage.reports.sources import source_of, values_of
from storage.spec.kinds import fields_of
from storage.usecases.codelists import codebook

PLACE = re.compile(r"\{([^{}]+)\}")
"""A place of a template."""
PLACES = frozenset({"period", "new_resets"})
"""What a template may name beside rows."""


def problems_of(form: Form) -> Iterator[str]:
    """Yield what is wrong with ``form``, as the end of a sentence."""
    yield from _day_problems(form)
    rows = {row.id: row for row in form.rows}
    if len(rows) != len(form.rows):
        yield "a row id is used twice"
    for name, dimension in form.dimensions.items():
        try:
            source_of(dimension)
        except KeyError as error:
            yield f"dimension {name} compares {error}, which no record has"
    for row in form.rows:
        yield from (f"row {row.id} {problem}" for problem in _row_problems(form, row, rows))
    for check in form.checks:
        yield from _check_problems(check, rows)
    named = {place for text in _templates(form) for place in PLACE.findall(text)}
    yield from (f"a sentence names {place}" for place in sorted(named - rows.keys() - PLACES))


def _day_problems(form: Form) -> Iterator[str]:
    try:
        for text in filter(None, (*form.quarter_starts, form.new_resets, form.year_starts)):
            MonthDay.parse(text)
        for text in filter(None, (form.valid_from, form.valid_to)):
            date.fromisoformat(text)
    except ValueError as error:
        yield str(error)


def _row_problems(form: Form, row: FormRow, rows: dict[str, FormRow]) -> Iterator[str]:
    if row.section not in {section.id for section in form.sections}:
        yield "stands in no section"
    problem = _measured(form, row.counts, rows)
    if problem:
        yield problem
    for name, value in row.counts.where.items():
        if name not in form.dimensions or not _fits(form, name, value):
            yield f"asks for {name} = {value!r}"


def _measured(form: Form, counts: Counts, rows: dict[str, FormRow]) -> str:
    if counts.measure == "percent":
        whole = {row for row, found in rows.items() if found.counts.measure != "percent"}
        return "" if {counts.numerator, counts.denominator} <= whole else "is a share of no row"
    if counts.measure == "records":
        dated = counts.of in KINDS and "on" in fields_of(KINDS[counts.of])
        return "" if dated else f"counts records of {counts.of!r}"
    if counts.of not in form.populations:
        return f"counts the population {counts.of!r}"
    if counts.measure == "contacts" and not form.populations[counts.of].roles:
        return "counts contacts of a population that names no roles"
    return ""


def _fits(form: Form, name: str, value: Condition) -> bool:
    dimension = form.dimensions[name]
    if dimension.kind == "flag":
        return value is True
    if dimension.kind == "distinct":
        return isinstance(value, Band)
    if dimension.kind == "age":
        return isinstance(value, Band) or value in {"not_reported", "not_tracked"}
    if dimension.list_name not in codebook().lists:
        return False
    return value in set(values_of(codebook(), dimension.list_name, dimension.match).values()) - {""}


def _check_problems(check: FormCheck, rows: dict[str, FormRow]) -> Iterator[str]:
    for row in (*check.left, *check.right):
        if row not in rows:
            yield f"check {check.id} names the row {row}"
    if not check.left or (check.rule == "explained") == bool(check.right):
        yield f"check {check.id} compares nothing"


def _templates(form: Form) -> Iterator[str]:
    yield from (form.sentence, *form.basis)
    for note in form.footnotes:
        yield f"{note.text} {{{note.when}}}" if isinstance(note, Footnote) else note
