"""``satchel import --map``: a table from elsewhere, matched as it was matched the last time."""

import argparse
from typing import TYPE_CHECKING, Any

from desktop.commandline.opening import opened
from desktop.commandline.speaking import answer, progress, say

if TYPE_CHECKING:
    from storage.exchange.foreign.mapping import Columns
    from storage.exchange.foreign.opening import Opened
    from storage.exchange.foreign.outcome import Outcome
    from storage.exchange.foreign.tables import Body

_LISTED = 200


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what a table from elsewhere needs to be said of it."""
    parser.add_argument(
        "--map",
        action="store_true",
        help="PATH is a spreadsheet or CSV file from elsewhere; its columns are matched as they "
        "were the last time in the window, or by their names",
    )
    parser.add_argument("--sheet", metavar="NAME", default="", help="the sheet of a workbook")
    parser.add_argument(
        "--dates",
        choices=("mdy", "dmy"),
        default="",
        help="how 05/06/2024 is read where nothing else tells: month first or day first",
    )


def bring(arguments: argparse.Namespace) -> int:
    """Bring a table in, or rehearse it, and answer with its reconciliation sheet."""
    from storage.exchange.foreign.bringing import TriedError, bring_table, rehearse_table
    from storage.exchange.foreign.opening import open_table

    with opened(arguments) as workspace:
        shown = progress("Importing:")
        found = open_table(arguments.path)
        body = _body(found, arguments.sheet)
        columns = workspace.read(_columns, body, arguments)
        try:
            if arguments.rehearse:
                workspace.write(rehearse_table, body, columns, found.name, {}, shown)
            outcome, _ = workspace.write(bring_table, body, columns, found.name, {}, shown)
            _tell(outcome, "added")
        except TriedError as tried:
            _tell(tried.outcome, "would be added; nothing was kept")
    return 0


def _body(found: "Opened", name: str) -> "Body":
    from storage.errors import RejectedError
    from storage.exchange.foreign.tables import body_of, header_place

    sheets = [
        sheet for sheet in found.table.sheets if (sheet.name == name if name else not sheet.hidden)
    ]
    if not sheets:
        raise RejectedError("There is no such sheet. Name it as the workbook does.")
    return body_of(sheets[0], header_place(sheets[0]))


def _columns(connection: Any, body: "Body", arguments: argparse.Namespace) -> "Columns":
    import msgspec

    from storage.exchange.foreign.kept import remembered
    from storage.exchange.foreign.suggesting import filled_in, suggested, unanswered
    from storage.usecases.codelists import book_of
    from storage.usecases.settings import setting

    cac = str(setting(connection, "program.cac"))
    columns = remembered(connection, body) or suggested(body, arguments.path.stem, cac)
    columns = filled_in(body, columns, book_of(connection))
    if arguments.dates:
        said = dict.fromkeys(unanswered(body, columns), arguments.dates)
        columns = msgspec.structs.replace(columns, dates={**columns.dates, **said})
    return columns


def _tell(outcome: "Outcome", words: str) -> None:
    for count in outcome.counts:
        told = f"{count.part}: {count.read:,} read, {count.added:,} {words}"
        answer(f"{told}; {count.here:,} already here, {count.rejected:,} rejected")
    for total in outcome.sums:
        answer(f"Sum of {total.field}: {total.in_file:,} in the file, {total.added:,} stored")
    for reject in outcome.rejects[:_LISTED]:
        place = ", ".join(filter(None, (f"row {reject.row}", reject.field)))
        say(f"{place}: {reject.reason}")
    if len(outcome.alike):
        say(f"{len(outcome.alike):,} may be on record already; the window shows who.")
    answer("Everything is accounted for" if outcome.balances() else "The sums do not balance")
