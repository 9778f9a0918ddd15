"""What came of bringing a table in, or would come: the reconciliation sheet."""

import csv
import io

import msgspec

from storage.exchange.cells import guarded
from storage.exchange.foreign.tables import OWN_COLUMNS, Body

LISTED = 2_000
"""Rejects that are kept with a batch; all of them are counted."""


class Count(msgspec.Struct, frozen=True):
    """Records of one kind: read = added + already here + rejected."""

    part: str
    read: int
    added: int
    here: int
    rejected: int


class Sum(msgspec.Struct, frozen=True):
    """A column of numbers: in the file = added, as stored, + already here + rejected."""

    column: str
    field: str
    in_file: int
    added: int
    here: int
    rejected: int

    def difference(self) -> int:
        """Return what is not explained; 0 when the sheet balances."""
        return self.in_file - self.added - self.here - self.rejected


class Coded(msgspec.Struct, frozen=True):
    """How many records were stored with one code."""

    field: str
    code: str
    list_name: str
    added: int


class Sample(msgspec.Struct, frozen=True):
    """One row side by side: column, as in the file, the field's label, as it is stored."""

    row: int
    lines: tuple[tuple[str, str, str, str], ...]


class RejectedCell(msgspec.Struct, frozen=True):
    """One reason against a row; ``place`` is where the row stands in the body."""

    row: int
    place: int
    column: str
    field: str
    reason: str


class Likeness(msgspec.Struct, frozen=True):
    """Somebody of the file who may be somebody on record."""

    key: str
    row: int
    told: str
    record: str
    known: str
    same_case: bool


class Outcome(msgspec.Struct, frozen=True):
    """Everything the reconciliation sheet says."""

    name: str
    source: str
    rows: int
    rows_brought: int
    rows_here: int
    rows_rejected: int
    counts: tuple[Count, ...]
    sums: tuple[Sum, ...]
    codes: tuple[Coded, ...]
    samples: tuple[Sample, ...]
    rejects: tuple[RejectedCell, ...]
    alike: tuple[Likeness, ...]
    rejected: Body = Body((), (), ())
    """The first rejected rows as they were, under their header."""
    batch: bytes = b""

    def added(self) -> int:
        """Return how many records were added in all."""
        return sum(count.added for count in self.counts)

    def balances(self) -> bool:
        """Tell whether nothing is unexplained."""
        rows = self.rows == self.rows_brought + self.rows_here + self.rows_rejected
        counts = all(c.read == c.added + c.here + c.rejected for c in self.counts)
        return rows and counts and not any(each.difference() for each in self.sums)


def rejects_csv(outcome: Outcome) -> bytes:
    """Return the rejected rows as they were, each with its number and what is against it.

    Corrected, the same file can be brought again: only what was rejected comes in.
    """
    reasons: dict[int, list[str]] = {}
    for reject in outcome.rejects:
        named = " ".join(filter(None, (reject.field, reject.reason)))
        reasons.setdefault(reject.row, []).append(named)
    body, text = outcome.rejected, io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    titles = [name.capitalize() for name in OWN_COLUMNS]
    writer.writerow([*titles, *map(guarded, body.columns)])
    for number, row in zip(body.numbers, body.rows, strict=True):
        words = "; ".join(reasons.get(number, ()))
        writer.writerow([number, guarded(words), *map(guarded, row)])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def sheet_rows(outcome: Outcome) -> list[tuple[str, ...]]:
    """Return the reconciliation sheet without anybody's name: counts, sums, codes."""
    rows: list[tuple[str, ...]] = [
        ("File", outcome.name),
        ("Rows", str(outcome.rows)),
        ("Rows brought in", str(outcome.rows_brought)),
        ("Rows that were here already", str(outcome.rows_here)),
        ("Rows rejected", str(outcome.rows_rejected)),
        (),
        ("Records", "Read", "Added", "Already here", "Rejected"),
    ]
    rows += [
        (c.part, str(c.read), str(c.added), str(c.here), str(c.rejected)) for c in outcome.counts
    ]
    if outcome.sums:
        rows += [(), ("Sum of", "In the file", "Added", "Already here", "Rejected", "Unexplained")]
        rows += [
            (
                s.field,
                str(s.in_file),
                str(s.added),
                str(s.here),
                str(s.rejected),
                str(s.difference()),
            )
            for s in outcome.sums
        ]
    if outcome.codes:
        rows += [(), ("Field", "Code", "Added")]
        rows += [(each.field, each.code, str(each.added)) for each in outcome.codes]
    rows += [(), ("Everything is accounted for", "yes" if outcome.balances() else "no")]
    return rows


def sheet_csv(outcome: Outcome) -> bytes:
    """Return the reconciliation sheet as a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows([guarded(cell) for cell in row] for row in sheet_rows(outcome))
    return b"\xef\xbb\xbf" + text.getvalue().encode()
