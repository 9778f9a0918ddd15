"""``satchel sync``: exchange with the program's server once."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from desktop.commandline.afterround import follow, meaning
from desktop.commandline.opening import opened
from desktop.commandline.parsing import Verbs, shared_options
from desktop.commandline.speaking import answer, progress
from storage.errors import OpenElsewhereError, RejectedError, SatchelError

if TYPE_CHECKING:
    from storage.workspace import Workspace
    from sync.client.auditing import Standing
    from sync.client.commands import Tell
    from sync.client.round import Outcome
    from sync.client.transport import HttpTransport


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
        description="Send what waits and receive what others wrote, once; then send approved "
        "figures, and do what falls due on a lead's laptop. The window does so by itself: where "
        "one has the workspace open it is left to it, with code 9. A workspace is connected to a "
        "server, or joined to a program, in the window.",
        parents=[shared_options(again=True)],
    )
    parser.add_argument(
        "--proof",
        action="store_true",
        help="send nothing; print what proves that the server showed two histories, if anything",
    )
    parser.add_argument(
        "--audit",
        action="store_true",
        help="send nothing; ask whether the server's record of what was asked of it still goes on "
        "from the one seen before (a lead's laptop asks once a day by itself)",
    )
    parser.set_defaults(run=_sync)


def _sync(arguments: argparse.Namespace) -> int:
    if arguments.proof:
        return _prove(arguments)
    if arguments.audit:
        return _audit(arguments)
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


def _audit(arguments: argparse.Namespace) -> int:
    from sync.client.auditing import differing, follow_audit, told
    from sync.client.driving import drive
    from sync.client.problems import SyncError

    with opened(arguments) as workspace:
        with _way(workspace) as transport:
            try:
                found = drive(follow_audit(workspace.clock, now=True), transport, workspace)
            except SyncError as error:
                raise NotSyncedError(meaning(error.problem, error.detail)) from error
        differs = workspace.read(differing)
    answer(_AUDITED[found.standing].format(rows=f"{found.rows:,}"))
    if differs is None:
        return 0
    for line in told(differs):
        answer(line)
    raise NotSyncedError(meaning("audit-differs"))


def _exchange(arguments: argparse.Namespace) -> int:
    from sync.client.driving import drive
    from sync.client.problems import BESIDE
    from sync.client.round import sync_round

    with opened(arguments) as workspace, _way(workspace) as transport:
        script = sync_round(workspace.clock, at_work=False)
        outcome = drive(script, transport, workspace, _teller())
        _say(outcome)
        went_well = outcome.problem is None or outcome.problem in BESIDE
        kept = follow(workspace, transport) if went_well else ""
    if outcome.problem is not None:
        raise NotSyncedError(meaning(outcome.problem, outcome.detail))
    if kept:
        raise NotSyncedError(kept)
    return 0


def _way(workspace: "Workspace") -> "HttpTransport":
    """Return the way to the workspace's server; RejectedError in words where there is none."""
    from desktop.profile import installed
    from sync.client.membership import membership
    from sync.client.transport import HttpTransport

    member = workspace.read(membership)
    if member is None:
        raise RejectedError(
            "This workspace is on no server. Connect it in the window, under Program and sync."
        )
    return HttpTransport(member.address, installed(None).ca_path)


def _say(outcome: "Outcome") -> None:
    answer(f"{outcome.sent:,} sent, {outcome.received:,} received, {outcome.waiting:,} waiting")
    if outcome.versions:
        answer(f"{outcome.versions:,} fields have two versions; Review shows them")


def _teller() -> "Callable[[Tell], None]":
    shown = {stage: progress(f"{stage.capitalize()}:") for stage in _STAGES}

    def tell(told: "Tell") -> None:
        if told.total:
            shown[told.stage](told.done, told.total)

    return tell


_STAGES = ("sealing", "sending", "receiving", "applying", "sending files", "fetching files")
_AUDITED: "dict[Standing, str]" = {
    "not asked": "Nothing was compared: a lead's laptop asks, after it has synced.",
    "begun": "The server's record of what was asked of it has {rows} rows. From now on it is "
    "compared with that.",
    "goes on": "The server's record of what was asked of it goes on from the one seen before; it "
    "has {rows} rows.",
    "differs": "The server's record of what was asked of it, now of {rows} rows, is not the one "
    "seen before.",
    "not told": "Nothing was compared: the server is of a version that does not tell.",
}
