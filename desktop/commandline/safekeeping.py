"""``satchel backup``, ``restore`` and ``verify``: nothing that was saved is lost."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.commandline.opening import (
    opened,
    passphrase,
    unlocked,
    usual_workspace,
    workspace_folder,
)
from desktop.commandline.parsing import Verbs, shared_options
from desktop.commandline.speaking import answer, progress, say

if TYPE_CHECKING:
    from storage.claiming import Claim


def add_verbs(verbs: Verbs) -> None:
    """Add the three verbs."""
    shared = shared_options(again=True)
    parser = verbs.add_parser(
        "backup",
        help="write everything to one file, encrypted",
        description="Write the whole workspace to one new file, still encrypted, and prove that "
        "it opens before it gets its name.",
        parents=[shared],
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="a new file")
    parser.set_defaults(run=_backup)

    parser = verbs.add_parser(
        "restore",
        help="bring a backup back",
        description="Bring a backup back into a new or empty folder. The passphrase is the one "
        "of the day on which the backup was made.",
        parents=[shared],
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup")
    parser.add_argument(
        "--move-aside",
        action="store_true",
        help="move what the folder holds beside it, under a dated name; nothing is deleted",
    )
    parser.set_defaults(run=_restore)

    parser = verbs.add_parser(
        "verify",
        aliases=["doctor"],
        help="look whether everything is whole",
        description="Look whether everything that was saved is there and whole, one check after "
        "the other. Nothing is changed.",
        parents=[shared],
    )
    parser.set_defaults(run=_verify)


def _backup(arguments: argparse.Namespace) -> int:
    from storage.usecases.access.copies import note_file

    with opened(arguments, looks=True) as workspace:
        made = workspace.back_up(arguments.out, progress("Proving:"))
        last = {"at": made.manifest.made, "sequence": made.manifest.sequence}
        workspace.write(note_file, last, arguments.out.name)
    records = sum(made.manifest.counts.values())
    answer(f"Backup made and proven: {records:,} records, {made.size:,} bytes.")
    if made.lacking:
        many = "1 document" if made.lacking == 1 else f"{made.lacking:,} documents"
        say(
            f"{many} came along without the file: a part of it is missing or damaged here. "
            "satchel verify says what to do."
        )
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from storage.backup.restoring import inspect, restore
    from storage.domain.clocks import ZONE, SystemClock
    from storage.workspace import location

    folder = arguments.workspace or usual_workspace()
    location.refuse(folder)
    with _kept_to_itself(folder) as held:
        inspect(arguments.file, progress("Reading:"))
        typed = passphrase(arguments, "Passphrase of the backup: ")

        def opening(partial: Path) -> bytes:
            key = unlocked(partial, typed)
            if sys.platform == "win32" and held is not None:
                held.release()  # It renames no folder in which a file is open.
            return key

        restored = restore(
            arguments.file,
            folder,
            opening,
            clock=SystemClock(),
            move_aside=arguments.move_aside,
            progress=progress("Restoring:"),
        )
    made = datetime.fromisoformat(restored.manifest.made).astimezone(ZONE)
    day = f"{made:%Y-%m-%d} at {made:%H:%M}"
    answer(f"Restored {restored.records:,} records as they were on {day}.")
    if restored.destroyed:
        say(f"{restored.destroyed} cases that were destroyed since did not come back.")
    if restored.missing:
        say(f"{restored.missing} parts of documents' files did not lie beside the backup.")
    if restored.moved_aside is not None:
        say(f"What the folder held is now in {restored.moved_aside.name} beside it.")
    return 0


@contextmanager
def _kept_to_itself(folder: Path) -> "Iterator[Claim | None]":
    """Let no window open ``folder`` meanwhile; nothing is left in one that is not Satchel's."""
    from storage.claiming import NAME, claimed
    from storage.workspace import exists

    held = claimed(folder) if exists(folder) or (folder / NAME).exists() else None
    try:
        yield held
    finally:
        if held is not None:
            held.release()


def _verify(arguments: argparse.Namespace) -> int:
    from storage.doctor.checks import examine
    from storage.errors import DamagedError
    from storage.workspace.atrest import at_rest, warning

    folder = workspace_folder(arguments)
    key = unlocked(folder, passphrase(arguments))
    report = examine(folder, key, progress("Comparing:"))
    for passed in report.passed:
        detail = f" ({passed.detail})" if passed.detail else ""
        answer(f"{passed.check}: ok{detail}")
    for words in dict.fromkeys(finding.words for finding in report.findings):
        say(words)  # two checks may find the same
    if words := warning(at_rest(folder)):
        answer(words)  # no damage
    return DamagedError.exit_code if report.findings else 0
