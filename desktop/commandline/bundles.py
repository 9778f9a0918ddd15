"""``satchel bundle``: what this laptop wrote, on a stick, both ways."""

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from desktop.commandline.leaving import add_read_only
from desktop.commandline.opening import opened
from desktop.commandline.parsing import Parser, UsageError, Verbs, shared_options
from desktop.commandline.speaking import answer, progress, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage.workspace import Workspace
    from sync.client.commands import Ask, Script, Tell, Unreachable

T = TypeVar("T")


def add_verbs(verbs: Verbs) -> None:
    """Add the verb and its two ways."""
    parser = verbs.add_parser(
        "bundle",
        help="carry what was written by USB stick",
        description="Write what this laptop wrote into one sealed file for the other laptops of "
        "the program, or take such a file in. Nobody else can open it.",
    )
    parser.set_defaults(run=_say_which)
    ways = parser.add_subparsers(title="ways", metavar="WAY", parser_class=Parser)
    make = ways.add_parser("make", help="write a bundle", parents=[shared_options(again=True)])
    make.add_argument("--out", type=Path, required=True, metavar="FILE", help="the file to write")
    make.add_argument(
        "--since", metavar="DAY", help="only what was written from this day on, like 2026-03-01"
    )
    add_read_only(make)
    make.set_defaults(run=_make)
    take = ways.add_parser("take", help="take a bundle in", parents=[shared_options(again=True)])
    take.add_argument("file", type=Path, metavar="FILE", help="the bundle")
    take.set_defaults(run=_take)


def _say_which(_arguments: argparse.Namespace) -> int:
    raise UsageError("say which way: bundle make or bundle take")


def _make(arguments: argparse.Namespace) -> int:
    from sync.client.bundles.making import make_bundle

    since = _moment(arguments.since) if arguments.since else 0
    read_only: bool = arguments.read_only
    with opened(arguments, looks=read_only, read_only=read_only) as workspace:
        script = make_bundle(workspace.clock, arguments.out, since=since, read_only=read_only)
        made = without_network(script, workspace, _teller("Writing:"))
    answer(f"{made.envelopes:,} sealed parts for {made.receivers:,} laptops, {made.size:,} bytes")
    if made.left_out:
        say("What was saved last was not sealed yet, and is not in it.")
    return 0


def _take(arguments: argparse.Namespace) -> int:
    from sync.client.bundles.taking import take_bundle

    with opened(arguments) as workspace:
        script = take_bundle(workspace.clock, arguments.file)
        taken = without_network(script, workspace, _teller("Reading:"))
    answer(f"{taken.new:,} new, {taken.known:,} known before, {taken.left_out:,} left out")
    if taken.versions:
        answer(f"{taken.versions:,} fields have two versions; Review shows them")
    if taken.other_members:
        answer("That laptop knows another list of members, which was left out.")
    if taken.parked:
        answer("Something waits for an earlier bundle that is not here yet.")
    return 0


class NoNetwork:
    """The way of scripts that ask nobody."""

    def ask(self, _ask: "Ask") -> "Unreachable":
        """Answer nothing."""
        from sync.client.commands import Unreachable

        return Unreachable("no-network")


def without_network(
    script: "Script[T]", workspace: "Workspace", tell: "Callable[[Tell], object]" = bool
) -> T:
    """Return what a script comes to that needs the workspace alone."""
    from sync.client.driving import drive

    return drive(script, NoNetwork(), workspace, tell)


def _teller(words: str) -> "Callable[[Tell], None]":
    show = progress(words)

    def tell(told: "Tell") -> None:
        if told.total:
            show(told.done, told.total)

    return tell


def _moment(day: str) -> int:
    from storage.domain.clocks import ZONE, milliseconds

    try:
        return milliseconds(datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=ZONE))
    except ValueError as error:
        raise UsageError("--since takes a day like 2026-03-01") from error
