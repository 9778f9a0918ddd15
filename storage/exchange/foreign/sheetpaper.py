"""The reconciliation sheet on paper: tagged PDF made in memory; it names nobody.

The bytes leave by ``usecases.sharing`` alone.
"""

from storage.exchange.foreign.outcome import Outcome, sheet_rows
from storage.usecases.printing import Printing
from storage.usecases.typesetting import typeset


def sheet_pdf(outcome: Outcome, printing: Printing) -> bytes:
    """Return what ``sheet_csv`` says as tagged PDF (PDF/UA-1)."""
    facts, *tables, balance = _blocks(sheet_rows(outcome))
    data = {
        "title": "Reconciliation sheet of an import",
        "subtitle": outcome.name,
        **printing.foot(),
        "facts": [*facts, *balance],
        "tables": [{"head": head, "rows": rows} for head, *rows in tables],
    }
    return typeset("sheet", data)


def _blocks(rows: list[tuple[str, ...]]) -> list[list[tuple[str, ...]]]:
    """Return ``rows`` parted where one is empty."""
    blocks: list[list[tuple[str, ...]]] = [[]]
    for row in rows:
        if row:
            blocks[-1].append(row)
        else:
            blocks.append([])
    return blocks
