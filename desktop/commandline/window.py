"""The window: what ``satchel`` without a command shows."""

import argparse
from pathlib import Path


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what only the window takes."""
    group = parser.add_argument_group("the window")
    group.add_argument(
        "--tour",
        type=Path,
        metavar="DIR",
        help="go through a guided tour and leave its pictures in DIR",
    )
    group.add_argument(
        "--telephone",
        type=Path,
        metavar="DIR",
        help="go through the tour together with other laptops, which speak through this folder",
    )
    group.add_argument(
        "--exit-when-ready", action="store_true", help="end once the window can be used"
    )
    group.add_argument(
        "--profile",
        type=Path,
        metavar="FILE",
        help="go by this county profile instead of the installed one; it has to be signed as well",
    )
    group.add_argument("--locked", action="store_true", help="start behind the lock")
    parser.set_defaults(run=_show)


def _show(arguments: argparse.Namespace) -> int:
    from desktop.app import Options, run

    return run(
        Options(
            workspace=arguments.workspace,
            tour=arguments.tour,
            telephone=arguments.telephone,
            exit_when_ready=arguments.exit_when_ready,
            locked=arguments.locked,
            passphrase_file=arguments.passphrase_file,
            profile=arguments.profile,
        )
    )
