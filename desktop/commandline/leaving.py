"""What leaves by command, also from a workspace that can only be read: the option, the words."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.commandline.speaking import say

if TYPE_CHECKING:
    from storage.usecases.transaction import Transaction
    from storage.workspace import Workspace


def add_read_only(parser: argparse.ArgumentParser) -> None:
    """Add the option that opens the workspace as it is."""
    parser.add_argument(
        "--read-only",
        action="store_true",
        help="from a workspace that is damaged, or on a disk that cannot be written",
    )


def say_if_copied(folder: Path) -> None:
    """Say that a service copies ``folder``, into which something is about to be written."""
    from storage.workspace.location import is_copied

    if is_copied(folder):
        say(
            "A service such as OneDrive, Dropbox, iCloud or Google Drive copies this folder to its "
            "own computers. What is saved there may stay there after you delete it."
        )


def ask_later(workspace: "Workspace", paths: Sequence[Path]) -> None:
    """Have Today ask for files that were just written, as for what the window saves, and say so.

    Where that cannot be kept, the files are there all the same: it is said, and no more.
    """
    from storage.errors import SatchelError

    try:
        workspace.let_out(_remember, paths)
    except (SatchelError, OSError) as error:
        say(f"Satchel will not ask for what it wrote. Delete it when it is needed no more. {error}")
    else:
        say("Today asks for what was written from tomorrow on, for as long as it lies there.")


def _remember(transaction: "Transaction", paths: Sequence[Path]) -> None:
    from storage.usecases.leftsheets import COPIES, remember

    for path in paths:
        remember(transaction, path, COPIES)


def say_written_down(what: str, *, read_only: bool) -> None:
    """Say where it stands that ``what`` left."""
    if read_only:
        say(
            f"This {what} is written down beside the workspace, which could only be read. It comes "
            "into the disclosure log with the next opening in which something can be saved."
        )
    else:
        say(f"This {what} is written down in the disclosure log.")
