"""The state's figures: sums over the programs that sent theirs, and what each of them sent.

A sum over programs counts a person once for every program that served them: duplicates between
programs cannot be removed, for no program tells who its people are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import Connection

from storage.domain.periods import (
    FEDERAL,
    STATE,
    Period,
    previous_quarter,
    quarter_containing,
    quarter_name,
    year_name,
    year_of,
)
from storage.errors import DamagedError
from storage.reports.facts import Counts, Fact, counts_of, form_of
from storage.reports.form import Form, FormRow
from storage.reports.forms import form_for
from storage.reports.percent import Value, share, shown
from storage.reports.wording import filled
from storage.usecases.codelists import codebook, rows_of
from storage.usecases.statewide import Received, inbox

_QUARTERS = 20
_YEARS = 6
"""How far back one can look: five years of quarters, and the years beside them."""


@dataclass(frozen=True, slots=True)
class Sender:
    """A program that sent its figures: which revision, signed when; what it counted."""

    cac: str
    name: str
    revision: int
    signed_at: datetime
    counts: Counts

    @property
    def short(self) -> str:
        """The program's county, for where there is little room: ``Suffolk``, ``Barnstable +2``."""
        counties = _counties().get(self.cac, ())
        if not counties:
            return self.name
        return counties[0] if len(counties) == 1 else f"{counties[0]} +{len(counties) - 1}"


@dataclass(frozen=True, slots=True)
class StateRow:
    """One row of the form: the sum, how many programs have a value, and each one's own."""

    id: str
    question: str
    section: str
    label: str
    unit: str
    rule: str
    total: Value
    counted: int
    by_program: tuple[Value, ...]

    @property
    def shown(self) -> str:
        """The sum for people."""
        return shown(self.total, self.unit)


@dataclass(frozen=True, slots=True)
class Statewide:
    """What the programs sent for one form and period.

    ``unread`` names programs whose sheet is of a form version that this Satchel does not have;
    ``missing`` has the codes of the CACs from which nothing came, ``lost`` names programs whose
    sheet came before and was not on the server any more when it was last asked.
    """

    form: Form
    period: Period
    senders: tuple[Sender, ...]
    missing: tuple[str, ...]
    unread: tuple[str, ...]
    rows: tuple[StateRow, ...]
    asked_at: datetime | None
    lost: tuple[str, ...] = ()

    @property
    def expected(self) -> int:
        """How many programs there are: those that sent, and the CACs that did not."""
        return len(self.senders) + len(self.unread) + len(self.missing)

    @property
    def sentence(self) -> str:
        """The form's public sentence, of the sums; empty where the form has none."""
        texts = {row.id: row.shown for row in self.rows} | {"period": self.period.words()}
        return filled(self.form.sentence, texts) if self.senders else ""

    def row(self, row: str) -> StateRow:
        """Return the row with this id; KeyError when there is none."""
        return {found.id: found for found in self.rows}[row]

    def rows_of(self, section: str) -> tuple[StateRow, ...]:
        """Return the rows of one section, in order."""
        return tuple(row for row in self.rows if row.section == section)


@dataclass(frozen=True, slots=True)
class StatePeriod:
    """A period to choose: its name and its days in words."""

    period: Period
    name: str
    words: str


def statewide(connection: Connection, form: str, period: Period) -> Statewide:
    """Return what is here of ``form`` over ``period``; RejectedError where no form fits."""
    version = form_for(form, period)
    found = inbox(connection, form, period)
    read = [(sheet, _counts(version, sheet)) for sheet in found.sheets]
    senders = tuple(
        Sender(sheet.cac, sheet.name, sheet.revision, sheet.signed_at, counts)
        for sheet, counts in read
        if counts is not None
    )
    sent = {sheet.cac for sheet in found.sheets}
    return Statewide(
        version,
        period,
        senders,
        tuple(code for code in codebook().lists["cac"] if code not in sent),
        tuple(sheet.name for sheet, counts in read if counts is None),
        tuple(_row(row, senders) for row in version.rows),
        found.asked_at,
        tuple(sheet.name for sheet in found.sheets if sheet.program in found.lost),
    )


def periods(form: str, today: date) -> tuple[StatePeriod, ...]:
    """Return what one can look at, the newest first; the first that is over comes by default."""
    quarter, offered = quarter_containing(today), []
    for _ in range(_QUARTERS):
        quarter = previous_quarter(quarter)
        offered.append(StatePeriod(quarter, quarter_name(quarter), quarter.words()))
    years = [
        StatePeriod(year, year_name(year), year.words())
        for begins in ((FEDERAL,) if form == "pmt" else (STATE, FEDERAL))
        for year in (year_of(date(today.year - back, 6, 30), begins) for back in range(_YEARS))
        if year.end < today
    ]
    return (*offered, *years)


def _counts(form: Form, sheet: Received) -> Counts | None:
    """Return what a sheet counts by the form's rows, None for a version that is not here."""
    theirs = form_of(sheet.form, sheet.version)
    if theirs is None or theirs != form:
        return None
    try:
        return counts_of(form, [Fact(*fact) for fact in sheet.facts])
    except DamagedError:
        return None


def _row(row: FormRow, senders: Sequence[Sender]) -> StateRow:
    values = tuple(_value(row, sender.counts) for sender in senders)
    return StateRow(
        row.id,
        row.question,
        row.section,
        row.label,
        row.unit,
        row.rule,
        _total(row, [sender.counts for sender in senders]),
        sum(value is not None for value in values),
        values,
    )


def _value(row: FormRow, counts: Counts) -> Value:
    if row.counts.measure != "percent":
        return counts.values.get(row.id)
    sides = counts.shares.get(row.id)
    return share(*sides, row.counts.decimals) if sides else None


def _total(row: FormRow, senders: Sequence[Counts]) -> Value:
    if row.counts.measure != "percent":
        found = [counts.values[row.id] for counts in senders if row.id in counts.values]
        return sum(found) if found else None
    sides = [counts.shares[row.id] for counts in senders if row.id in counts.shares]
    return share(sum(a for a, _ in sides), sum(b for _, b in sides), row.counts.decimals)


@cache
def _counties() -> Mapping[str, tuple[str, ...]]:
    """Return what the counties of every CAC are called."""
    names = {row["code"]: row["label"] for row in rows_of("codes/county.csv")}
    found: dict[str, tuple[str, ...]] = {}
    for row in rows_of("codes/cac_county.csv"):
        found[row["cac"]] = (*found.get(row["cac"], ()), names[row["county"]])
    return found


def labels() -> Mapping[str, str]:
    """Return what every CAC is called, by its code."""
    return {code: entry.label for code, entry in codebook().lists["cac"].items()}
