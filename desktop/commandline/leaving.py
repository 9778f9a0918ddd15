"""What leaves by command, also from a workspace that can only be read: the option, the words."""

import argparse
from pathlib import Path

from desktop.commandline.speaking import say


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


def say_written_down(what: str, *, read_only: bool) -> None:
    """Say where it stands that ``what`` left."""
    if read_only:
        say(
            f"This {what} is written down beside the workspace, which could only be read. It comes "
            "into the disclosure log with the next opening in which something can be saved."
        )
    else:
        say(f"This {what} is written down in the disclosure log.")
