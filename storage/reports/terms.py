"""The terms on which a form is counted here: what the form says and the program has set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from storage.domain.codes import CodeBook
from storage.domain.periods import MonthDay, Period
from storage.errors import RejectedError
from storage.reports.form import Form
from storage.usecases.codelists import book_of
from storage.usecases.settings import settings
from storage.usecases.syncing.expunging import held_back


@dataclass(frozen=True, slots=True)
class Terms:
    """What one form counts in one period.

    ``year_start`` is the day from which everyone is new again (None when the form does not ask),
    ``funding`` the funding codes in scope, ``not_collected`` the fields of a person that the
    program does not collect, ``book`` its code lists.
    """

    form: Form
    period: Period
    resets: MonthDay | None
    year_start: date | None
    funding: Sequence[str]
    tracks_new: bool
    not_collected: frozenset[str]
    book: CodeBook
    held_back: tuple[bytes, ...] = ()
    """Cases that stay here for a legal hold alone: what they counted is kept as numbers."""

    @property
    def starts_new_year(self) -> bool:
        """Tell whether everybody is new in this period."""
        return self.year_start == self.period.start


def terms_of(connection: Connection, form: Form, period: Period) -> Terms:
    """Return the terms for ``form`` over ``period``.

    Raises RejectedError in plain words for a period in the midst of which everyone becomes new.
    """
    known = settings(connection)
    resets = MonthDay.parse(known["program.fiscal_year_start"]) if form.new_resets else None
    year_start = resets.on_or_before(period.start) if resets else None
    if resets and resets.on_or_before(period.end) != year_start:
        raise RejectedError(
            f"{form.title}: the period {period.words()} runs over {resets.words()}, when everyone "
            "is new again. Choose a quarter, or a year that ends before that day."
        )
    book = book_of(connection)
    funding = book.lists["funding"].values()
    return Terms(
        form=form,
        period=period,
        resets=resets,
        year_start=year_start,
        funding=tuple(entry.code for entry in funding if entry.pmt in form.scope.funding),
        tracks_new=known["program.tracks_new"],
        not_collected=frozenset(known["program.not_collected"]),
        book=book,
        held_back=tuple(sorted(held_back(connection))),
    )
