"""What destroyed cases counted: kept as numbers when they go, added to the figures ever after."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import Connection

from storage.domain import anonymous
from storage.domain.anonymous import KeptCount
from storage.domain.periods import Period, quarter_containing
from storage.reports.forms import forms

_COUNTS = "SELECT counts FROM anonymous_count ORDER BY id"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is added to the rows of one form over one period, of how many cases.

    ``apart`` is how many destructions took cases whose counts are kept for other periods only.
    """

    cases: int = 0
    values: Mapping[str, int] = field(default_factory=dict)
    apart: bool = False


NOTHING = Kept()


def kept_counts(connection: Connection, form: str, version: str, period: Period) -> Kept:
    """Return what cases that are destroyed counted in ``form`` over ``period``."""
    cases, values, others = 0, dict[str, int](), False
    for text in connection.exec_driver_sql(_COUNTS).scalars():
        for one in _read(text):
            if (one.form, one.version) != (form, version):
                continue
            if one.period == period:
                cases += one.cases
                for row, value in one.values.items():
                    values[row] = values.get(row, 0) + value
            else:
                others = others or _meet(one.period, period)
    return Kept(cases, values, others and not (cases or values))


def kept_periods(connection: Connection) -> set[Period]:
    """Return every period for which rows of a form are kept."""
    texts = connection.exec_driver_sql(_COUNTS).scalars()
    known = {form.form for form in forms()}
    return {one.period for text in texts for one in _read(text) if one.form in known}


def is_less_since(connection: Connection, month: Period) -> bool:
    """Tell whether cases that were destroyed since were served in the quarter of ``month``."""
    return quarter_containing(month.start) in kept_periods(connection)


def kept_words(kept: Kept) -> str:
    """Return the footnote that says what is in the figures without a record; may be empty."""
    if kept.cases == 1:
        return "1 case that was destroyed since is in these numbers; only its counts were kept."
    if kept.cases:
        return (
            f"{kept.cases:,} cases that were destroyed since are in these numbers; "
            "only their counts were kept."
        )
    if kept.apart:
        return (
            "Cases that were destroyed since are not in these numbers: their counts were kept for "
            "quarters, federal years and state years only."
        )
    return ""


@lru_cache(maxsize=256)
def _read(text: str) -> tuple[KeptCount, ...]:
    """Return what a record of counts holds; nothing where it is of a form that is not known."""
    try:
        return anonymous.read(text)
    except ValueError:
        return ()


def _meet(one: Period, other: Period) -> bool:
    return one.start <= other.end and other.start <= one.end
