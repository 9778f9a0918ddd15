"""``satchel import`` and ``satchel export``: records as CSV files."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.commandline import bringing
from desktop.commandline.leaving import (
    add_read_only,
    ask_later,
    say_if_copied,
    say_written_down,
)
from desktop.commandline.opening import opened
from desktop.commandline.parsing import UsageError, Verbs, shared_options
from desktop.commandline.speaking import answer, progress, say

if TYPE_CHECKING:
    from storage.exchange.exporting import Exported
    from storage.exchange.importing import Imported
    from storage.usecases.sharing import Intent, Released
    from storage.usecases.transaction import Transaction


def add_verbs(verbs: Verbs) -> None:
    """Add both verbs."""
    shared = shared_options(again=True)
    parser = verbs.add_parser(
        "import",
        help="take records in from CSV files",
        description="Take records in from a folder of CSV files named after kinds (person.csv, "
        "service.csv ...), or from one of them. Everything is stored, or nothing.",
        parents=[shared],
    )
    parser.add_argument("path", type=Path, metavar="PATH", help="the folder, or one file")
    parser.add_argument("--rehearse", action="store_true", help="do everything and keep nothing")
    bringing.add_options(parser)
    parser.set_defaults(run=_import)

    parser = verbs.add_parser(
        "export",
        help="write all records to CSV files",
        description="Write one CSV file for each kind of record. It passes the sharing gate and "
        "is written down in the disclosure log.",
        parents=[shared],
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder")
    parser.add_argument("--purpose", default="Export by command", help="what it is for")
    parser.add_argument("--recipient", default="This program", help="who receives it")
    parser.add_argument(
        "--basis",
        choices=("own_use", "release", "mandate"),
        default="own_use",
        help="why it may leave: kept inside the program, a signed release, a statute or court",
    )
    parser.add_argument(
        "--privileged",
        action="store_true",
        help="with the privileged notes (M.G.L. c.233 s.20M); only for the program's own use",
    )
    add_read_only(parser)
    parser.set_defaults(run=_export)


def _import(arguments: argparse.Namespace) -> int:
    if arguments.map:
        return bringing.bring(arguments)
    from storage.exchange.importing import RehearsedError, import_files, rehearse
    from storage.exchange.rejects import ImportRejectedError

    with opened(arguments) as workspace:
        shown = progress("Importing:")
        try:
            if arguments.rehearse:
                workspace.write(rehearse, arguments.path, progress=shown)
            _tell(workspace.write(import_files, arguments.path, progress=shown), "imported")
        except RehearsedError as done:
            _tell(done.imported, "ready to be imported; nothing was kept")
        except ImportRejectedError as refused:
            for line in refused.lines():
                say(line)
            raise
    return 0


def _tell(imported: "Imported", words: str) -> None:
    for kind, count in imported.added.items():
        here = imported.already_here[kind]
        known = f", {here:,} already here" if here else ""
        answer(f"{kind}.csv: {count:,} {words}{known}")
    for warning in imported.warnings:
        say(f"Note: {warning}")


def _export(arguments: argparse.Namespace) -> int:
    from storage.usecases.sharing import write_folder

    folder: Path = arguments.out
    _refuse(arguments, folder)
    say_if_copied(folder)
    with opened(arguments, looks=True, read_only=arguments.read_only) as workspace:
        exported, released = workspace.let_out(_release, arguments)
        try:
            written = write_folder(released, folder)
        except BaseException:
            # None of these files was there before; half an export helps nobody.
            for name in released.files:
                (folder / name).unlink(missing_ok=True)
            raise
        ask_later(workspace, written)
    answer(f"{exported.records:,} records in {len(released.files)} files")
    if exported.privileged_left_out:
        count = exported.privileged_left_out
        notes = "1 privileged note" if count == 1 else f"{count:,} privileged notes"
        say(f"{notes} stayed inside; --privileged takes them along.")
    if exported.attached_left_out:
        count = exported.attached_left_out
        attached = "1 document's file" if count == 1 else f"The files of {count:,} documents"
        say(f"{attached} stayed inside; a backup takes them along.")
    say_written_down("export", read_only=arguments.read_only)
    return 0


def _refuse(arguments: argparse.Namespace, folder: Path) -> None:
    """Refuse before the passphrase is asked for what could not be written, or may not leave."""
    from storage.domain.kinds import OPEN_KINDS
    from storage.errors import GateError

    if folder.exists() and not folder.is_dir():
        raise UsageError("--out names a file. Name a folder")
    if any((folder / f"{kind}.csv").exists() for kind in OPEN_KINDS):
        raise UsageError("the folder holds an export already. Name another")
    if arguments.privileged and arguments.basis != "own_use":
        raise GateError(
            "Privileged notes leave only for the program's own use (M.G.L. c.233 s.20M)."
        )


def _release(
    transaction: "Transaction", arguments: argparse.Namespace
) -> "tuple[Exported, Released]":
    from storage.exchange.exporting import export_files
    from storage.usecases.sharing import release

    exported = export_files(
        transaction.connection,
        privileged=arguments.privileged,
        progress=progress("Exporting:"),
    )
    return exported, release(transaction, _intent(transaction, arguments, exported), exported.files)


def _intent(
    transaction: "Transaction", arguments: argparse.Namespace, exported: "Exported"
) -> "Intent":
    from storage.usecases.settings import setting
    from storage.usecases.sharing import Intent

    practice = setting(transaction.connection, "program.practice")
    basis: Any = "practice" if practice else arguments.basis
    return Intent(
        form="Export of all records",
        content="records",
        purpose=arguments.purpose,
        recipient=arguments.recipient,
        basis=basis,
        people=exported.people,
        records=exported.records,
    )
