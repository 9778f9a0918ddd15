"""``satchel sync``: exchange with the program's server once."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from desktop.commandline.opening import opened
from desktop.commandline.parsing import Verbs, shared_options
from desktop.commandline.speaking import answer, progress
from storage.errors import OpenElsewhereError, RejectedError, SatchelError

if TYPE_CHECKING:
    from sync.client.commands import Tell
    from sync.client.round import Outcome


LEFT_TO_IT = 9
"""A window or another command has the workspace: no error, and nothing was done."""


class NotSyncedError(SatchelError):
    """The server could not be reached, or refused; nothing that was saved is lost."""

    exit_code: ClassVar[int] = 7


def add_verbs(verbs: Verbs) -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "sync",
        help="exchange with the program's server once",
        description="Send what waits and receive what others wrote, once. The window does so by "
        "itself: where one has the workspace open it is left to it, with code 9. A workspace is "
        "connected to a server, or joined to a program, in the window.",
        parents=[shared_options(again=True)],
    )
    parser.add_argument(
        "--proof",
        action="store_true",
        help="send nothing; print what proves that the server showed two histories, if anything",
    )
    parser.set_defaults(run=_sync)


def _sync(arguments: argparse.Namespace) -> int:
    if arguments.proof:
        return _prove(arguments)
    try:
        return _exchange(arguments)
    except OpenElsewhereError:
        answer(
            "Nothing was done: a window or another command has this workspace open. A window "
            "syncs by itself."
        )
        return LEFT_TO_IT


def _prove(arguments: argparse.Namespace) -> int:
    from sync.client.proofs import proof, told

    with opened(arguments) as workspace:
        found = workspace.read(proof)
    lines = told(found) if found else ["Nothing here proves that the server showed two histories."]
    for line in lines:
        answer(line)
    return 0


def _exchange(arguments: argparse.Namespace) -> int:
    from desktop.profile import installed
    from sync.client.driving import drive
    from sync.client.membership import membership
    from sync.client.round import sync_round
    from sync.client.transport import HttpTransport

    with opened(arguments) as workspace:
        member = workspace.read(membership)
        if member is None:
            raise RejectedError(
                "This workspace is on no server. Connect it in the window, under Settings."
            )
        with HttpTransport(member.address, installed(None).ca_path) as transport:
            script = sync_round(workspace.clock, at_work=False)
            outcome = drive(script, transport, workspace, _teller())
    return _told(outcome)


def _told(outcome: "Outcome") -> int:
    answer(f"{outcome.sent:,} sent, {outcome.received:,} received, {outcome.waiting:,} waiting")
    if outcome.versions:
        answer(f"{outcome.versions:,} fields have two versions; Review shows them")
    if outcome.problem is not None:
        from desktop.wording.troubles import trouble

        found = trouble(outcome.problem, outcome.detail)
        raise NotSyncedError(f"{found.title}. {found.meaning}")
    return 0


def _teller() -> "Callable[[Tell], None]":
    shown = {stage: progress(f"{stage.capitalize()}:") for stage in _STAGES}

    def tell(told: "Tell") -> None:
        if told.total:
            shown[told.stage](told.done, told.total)

    return tell


_STAGES = ("sealing", "sending", "receiving", "applying", "sending files", "fetching files")
