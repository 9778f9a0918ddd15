"""What the lanes do for the page: open, propose, look at words, what a rehearsal says."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.progress import Progress
from storage.exchange.foreign.bringing import TriedError
from storage.exchange.foreign.kept import remembered
from storage.exchange.foreign.mapping import Columns
from storage.exchange.foreign.opening import Opened, open_table
from storage.exchange.foreign.outcome import Outcome
from storage.exchange.foreign.suggesting import (
    ColumnDates,
    ColumnWords,
    dates_to_read,
    filled_in,
    suggested,
    words_to_match,
)
from storage.exchange.foreign.tables import Body
from storage.usecases.codelists import book_of


@dataclass(frozen=True, slots=True)
class Proposed:
    """A mapping to begin with, and whether it is how this header was mapped before."""

    columns: Columns
    is_known: bool


@dataclass(frozen=True, slots=True)
class Questions:
    """The words and dates that a mapping leaves to be looked at."""

    columns: Columns
    words: list[ColumnWords]
    dates: list[ColumnDates]


def opened(_connection: object, path: Path, progress: Progress) -> Opened:
    """Read a file in a process of its own."""
    return open_table(path, still_wanted=lambda: progress.at(0, 0))


def proposed(connection: Any, body: Body, source: str, cac: str) -> Proposed:
    """Return how the columns were mapped before, or else what their names suggest."""
    known = remembered(connection, body)
    columns = known or suggested(body, source, cac)
    return Proposed(filled_in(body, columns, book_of(connection)), known is not None)


def questions(connection: Any, body: Body, columns: Columns) -> Questions:
    """Return what is to be looked at before anything is tried."""
    book = book_of(connection)
    filled = filled_in(body, columns, book)
    return Questions(filled, words_to_match(body, filled, book), dates_to_read(body, filled))


def outcome_of(error: BaseException) -> Outcome | None:
    """Return what a rehearsal says; None for a refusal."""
    return error.outcome if isinstance(error, TriedError) else None
