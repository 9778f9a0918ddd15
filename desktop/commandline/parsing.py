"""The command line's grammar: what may be said, and how it is explained."""

import argparse
import re
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NoReturn, Protocol

from typing_extensions import override

USAGE = 2


_WRONG_VALUE = re.compile(r"(invalid choice|invalid \w+ value): '.*'(?= |$)", re.DOTALL)


class UsageError(Exception):
    """Something that was asked for in a way nobody can follow; the text says what is wrong."""


class Parser(argparse.ArgumentParser):
    """A parser whose refusals are one plain line and never repeat what was typed by mistake."""

    def __init__(self, *args: object, **options: object) -> None:
        options.setdefault("allow_abbrev", False)
        super().__init__(*args, **options)  # type: ignore[arg-type]  # passed on as they came

    @override
    def error(self, message: str) -> NoReturn:
        # What was typed in the wrong place may be a passphrase or a name.
        if message.startswith("unrecognized arguments"):
            message = "there is an argument that this command does not know"
        message = _WRONG_VALUE.sub(r"\1", message)
        sys.stderr.write(f"satchel: {message}. Help: {self.prog} --help\n")
        raise SystemExit(USAGE)


class Verbs(Protocol):
    """Where a module adds its verbs."""

    def add_parser(self, name: str, **options: Any) -> argparse.ArgumentParser:
        """Add one verb and return its parser."""


def shared_options(*, again: bool) -> Parser:
    """Return the options every verb takes; ``again`` behind the verb, where silence keeps them."""
    default = argparse.SUPPRESS if again else None
    shared = Parser(add_help=False)
    shared.add_argument(
        "--workspace",
        type=Path,
        metavar="DIR",
        default=default,
        help="the workspace's folder; the usual one when left out",
    )
    shared.add_argument(
        "--passphrase-file",
        metavar="FILE",
        default=default,
        help="read the passphrase from the first line of FILE, - for standard input; "
        "without it you are asked",
    )
    return shared


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Return what was asked for; ``run`` in it does it. Ends the program on a usage error."""
    from desktop.commandline import (
        beginning,
        bundles,
        exchange,
        figures,
        keyless,
        lookup,
        meeting,
        practice,
        safekeeping,
        selftest,
        syncing,
        window,
    )

    parser = Parser(
        prog="satchel",
        description="The encrypted case of a CSEC coordinator. Without a command: the window.",
        epilog="Exit codes: 0 done, 1 something else failed, 2 usage, 3 input rejected, 4 wrong "
        "passphrase or locked, 5 damaged, 6 made by a newer version, 7 server, 8 refused by the "
        "gate, 130 stopped.",
        parents=[shared_options(again=False)],
    )
    parser.add_argument("--version", action="version", version=f"Satchel {own_version()}")
    window.add_options(parser)
    verbs = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)
    records = (beginning, practice, exchange, figures, lookup)
    for module in (*records, syncing, bundles, meeting, safekeeping, selftest, keyless):
        module.add_verbs(verbs)
    return parser.parse_args(argv)


def own_version() -> str:
    """Return Satchel's version."""
    try:
        return version("satchel")
    except PackageNotFoundError:
        return "from its source"
