"""``satchel practice``: a synthetic state to try everything on."""

import argparse
from pathlib import Path

from desktop.commandline.opening import passphrase
from desktop.commandline.parsing import Verbs, shared_options
from desktop.commandline.speaking import answer, progress


def add_verbs(verbs: Verbs) -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "practice",
        help="write a practice workspace, or one for each program",
        description="Write synthetic people and their cases, the same for the same seed. Nobody "
        "in it is real.",
        parents=[shared_options(again=True)],
    )
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="a new or empty folder"
    )
    parser.add_argument(
        "--per",
        choices=("state", "program"),
        default="state",
        help="one workspace for the state, or one for each of the twelve programs",
    )
    parser.add_argument("--years", type=int, choices=(1, 10), default=1, help="how many years")
    parser.add_argument("--seed", type=int, default=1, help="another number, other people")
    parser.set_defaults(run=_practice)


def _practice(arguments: argparse.Namespace) -> int:
    from storage.practice.making import PASSPHRASE, practice

    chosen = PASSPHRASE if arguments.passphrase_file is None else passphrase(arguments)
    folders = practice(
        arguments.out,
        per=arguments.per,
        years=arguments.years,
        seed=arguments.seed,
        passphrase=chosen,
        progress=progress("Writing the practice state:"),
    )
    count = "1 practice workspace" if len(folders) == 1 else f"{len(folders)} practice workspaces"
    answer(f"Wrote {count}. Nobody in it is real.")
    if arguments.passphrase_file is None:
        answer(f"The passphrase is: {PASSPHRASE}")
    return 0
