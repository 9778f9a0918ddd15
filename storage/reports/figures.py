"""Count a form over a period: rows, checks, and the sentences that say on what basis."""

from dataclasses import dataclass

from sqlalchemy import Connection

from storage.domain.periods import Period
from storage.reports.checking import CheckResult, check_results
from storage.reports.form import FormRow
from storage.reports.forms import form_for
from storage.reports.material import Material, read_material
from storage.reports.percent import Value, shown
from storage.reports.tally import Tally
from storage.reports.terms import terms_of
from storage.reports.wording import basis_of, filled, footnotes_of


@dataclass(frozen=True, slots=True)
class Row:
    """One row as counted; ``value`` is None where there is no value, which is never zero."""

    id: str
    question: str
    section: str
    label: str
    unit: str
    value: Value
    rule: str

    @property
    def shown(self) -> str:
        """The value for people: ``1,188``, ``17%``, ``not known``."""
        return shown(self.value, self.unit)


@dataclass(frozen=True, slots=True)
class Figures:
    """A form counted over a period."""

    form: str
    version: str
    title: str
    subtitle: str
    period: Period
    basis: tuple[str, ...]
    sections: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    checks: tuple[CheckResult, ...]
    sentence: str
    footnotes: tuple[str, ...]

    def row(self, row: str) -> Row:
        """Return the row with this id; KeyError when there is none."""
        return {found.id: found for found in self.rows}[row]

    def rows_of(self, section: str) -> tuple[Row, ...]:
        """Return the rows of one section, in order."""
        return tuple(row for row in self.rows if row.section == section)


def figures(connection: Connection, form: str, period: Period) -> Figures:
    """Count the ``form`` ("pmt" or "headline") over ``period``.

    Raises RejectedError in plain words when no version of the form fits the period.
    """
    return counted(tally_of(connection, form, period))


def tally_of(connection: Connection, form: str, period: Period) -> Tally:
    """Return what the figures of ``form`` over ``period`` are counted by."""
    terms = terms_of(connection, form_for(form, period), period)
    return Tally(read_material(connection, terms))


def counted(tally: Tally) -> Figures:
    """Return the figures of ``tally``."""
    form, material = tally.form, tally.material
    rows = tuple(counted_row(tally, row) for row in form.rows)
    texts = {row.id: row.shown for row in rows} | _places(material)
    nonzero = {row.id for row in rows if row.value}
    return Figures(
        form=form.form,
        version=form.version,
        title=form.title,
        subtitle=form.subtitle,
        period=material.terms.period,
        basis=basis_of(material, texts),
        sections=tuple((section.id, section.title) for section in form.sections),
        rows=rows,
        checks=check_results(tally),
        sentence=filled(form.sentence, texts),
        footnotes=footnotes_of(material, texts, nonzero),
    )


def counted_row(tally: Tally, row: FormRow) -> Row:
    """Return ``row`` with what it counts."""
    return Row(
        row.id, row.question, row.section, row.label, row.unit, tally.value(row.id), row.rule
    )


def _places(material: Material) -> dict[str, str]:
    terms = material.terms
    resets = terms.resets.words() if terms.resets else ""
    return {"period": terms.period.words(), "new_resets": resets}
