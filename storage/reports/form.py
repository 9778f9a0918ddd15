"""The shape of a form file, as ``resources/forms/README.md`` describes it."""

from typing import Literal

from msgspec import Struct, field

Measure = Literal["people", "contacts", "times", "records", "percent"]
Unit = Literal["people", "contacts", "times", "activities", "percent"]


class Band(Struct, frozen=True, forbid_unknown_fields=True):
    """Whole numbers from ``min`` to ``max``, both included; without ``max`` there is no end."""

    min: int
    max: int | None = None


Condition = bool | str | Band


class Scope(Struct, frozen=True, forbid_unknown_fields=True):
    """Which service rows count: the values of the ``pmt`` column of their funding codes."""

    funding: tuple[str, ...]


class Population(Struct, frozen=True, forbid_unknown_fields=True):
    """Who belongs to a population, of all people with a service in the period."""

    roles: tuple[str, ...] = ()
    roles_except: tuple[str, ...] = ()
    first_service: Literal["", "in_period"] = ""


class Dimension(Struct, frozen=True, forbid_unknown_fields=True):
    """How a condition on people or services is decided."""

    kind: Literal["one", "any", "distinct", "age", "flag"]
    list_name: str = field(name="list", default="")
    match: Literal["code", "pmt", "pmt_letter"] = "code"
    several: str = ""
    none: str = ""
    override: str = ""
    on: Literal["first_service_in_period", "first_service_in_year"] = "first_service_in_period"
    flag: str = field(name="field", default="")
    explained_by: str = ""


class Section(Struct, frozen=True, forbid_unknown_fields=True):
    """A heading over rows."""

    id: str
    title: str


class Counts(Struct, frozen=True, forbid_unknown_fields=True):
    """What a row counts."""

    measure: Measure
    of: str = ""
    where: dict[str, Condition] = {}
    numerator: str = ""
    denominator: str = ""
    decimals: int = 0


class FormRow(Struct, frozen=True, forbid_unknown_fields=True):
    """One row of the form."""

    id: str
    section: str
    label: str
    unit: Unit
    counts: Counts
    rule: str
    question: str = ""
    explanation: bool = False


class FormCheck(Struct, frozen=True, forbid_unknown_fields=True):
    """One rule that the figures of a form must satisfy."""

    id: str
    rule: Literal["le", "eq", "explained"]
    left: tuple[str, ...]
    text: str
    right: tuple[str, ...] = ()
    each: bool = False
    when: Literal["", "period_starts_new_year"] = ""


class Footnote(Struct, frozen=True, forbid_unknown_fields=True):
    """A footnote that is printed only where the row ``when`` is not 0."""

    text: str
    when: str


class Form(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One version of one form."""

    form: str
    version: str
    valid_from: str = ""
    valid_to: str = ""
    title: str
    subtitle: str = ""
    quarter_starts: tuple[str, ...] = ()
    new_resets: str = ""
    year_starts: str = ""
    scope: Scope
    age_basis: str
    basis: tuple[str, ...]
    rounding: Literal["half_up"] = "half_up"
    populations: dict[str, Population]
    dimensions: dict[str, Dimension]
    sections: tuple[Section, ...]
    rows: tuple[FormRow, ...]
    checks: tuple[FormCheck, ...]
    sentence: str = ""
    footnotes: tuple[str | Footnote, ...] = ()

    def row(self, row: str) -> FormRow:
        """Return the row with this id; KeyError when the form has none."""
        for found in self.rows:
            if found.id == row:
                return found
        raise KeyError(row)
