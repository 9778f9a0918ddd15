"""``satchel meet``: let a laptop join the program by files, where there is no network."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from desktop.commandline.bundles import without_network
from desktop.commandline.opening import opened
from desktop.commandline.parsing import Parser, UsageError, Verbs, shared_options
from desktop.commandline.speaking import answer, say
from storage.errors import RejectedError

if TYPE_CHECKING:
    from storage.workspace import Workspace
    from sync.client.commands import Script
    from sync.protocol.roster import Role

_STEPS = (
    ("invite", "on the inviting laptop: twelve words to tell, and the first file"),
    ("answer", "on the new laptop: take the first file and the twelve words, write the second"),
    ("hear", "on the inviting laptop: take the second file, show six words, write the third"),
    ("compare", "on the new laptop: take the third file and show the six words"),
    ("admit", "on the inviting laptop, when the six words are the same: write the fourth file"),
    ("join", "on the new laptop: take the fourth file and belong to the program"),
)
_LARGEST = 64 * 1024 * 1024
T = TypeVar("T")


def add_verbs(verbs: Verbs) -> None:
    """Add the verb and its six steps."""
    parser = verbs.add_parser(
        "meet",
        help="let a laptop join by files, without a network",
        description="Six steps on two laptops, four small files between them. The twelve words "
        "are told beside the files; the six words must be the same on both.",
    )
    parser.set_defaults(run=_say_which)
    steps = parser.add_subparsers(title="steps", metavar="STEP", parser_class=Parser)
    for name, words in _STEPS:
        step = steps.add_parser(name, help=words, parents=[shared_options(again=True)])
        step.set_defaults(run=_RUN[name])
        if name in {"invite", "answer"}:
            step.add_argument("--name", required=True, help="the new member's name")
        if name == "invite":
            step.add_argument("--admin", action="store_true", help="may invite others too")
        if name not in {"invite", "admit"}:
            step.add_argument("file", type=Path, metavar="FILE", help="the file that came")
        if name not in {"compare", "join"}:
            step.add_argument("--out", type=Path, required=True, metavar="FILE", help="to carry")


def _say_which(_arguments: argparse.Namespace) -> int:
    raise UsageError("say which step: " + ", ".join(name for name, _ in _STEPS))


def _invite(arguments: argparse.Namespace) -> int:
    from sync.client.enrolment.byfile import invite_by_file

    with opened(arguments) as workspace:
        role: Role = "admin" if arguments.admin else "member"
        script = invite_by_file(workspace.clock, arguments.name, role)
        invitation, offer = _done(script, workspace)
    _write(arguments, offer)
    answer(f"Tell these twelve words: {invitation.words}")
    return 0


def _answer(arguments: argparse.Namespace) -> int:
    from sync.client.enrolment.byfile import answer_offer

    with opened(arguments) as workspace:
        say("The twelve words:")
        words = sys.stdin.readline()
        script = answer_offer(workspace.clock, _read(arguments), words, arguments.name)
        offered, content = _done(script, workspace)
    _write(arguments, content)
    answer(f"You are joining {offered.name or 'the program'}, {offered.code}.")
    return 0


def _hear(arguments: argparse.Namespace) -> int:
    from sync.client.enrolment.byfile import hear_answer_file

    with opened(arguments) as workspace:
        script = hear_answer_file(workspace.clock, _read(arguments))
        compared, reveal = _done(script, workspace)
    _write(arguments, reveal)
    answer(f"{compared.name} must see: {' '.join(compared.words)}")
    return 0


def _compare(arguments: argparse.Namespace) -> int:
    from sync.client.enrolment.byfile import hear_reveal_file
    from sync.client.enrolment.joining import confirm

    with opened(arguments) as workspace:
        words = _done(hear_reveal_file(_read(arguments)), workspace)
        answer(f"Your colleague must see: {' '.join(words)}")
        if _are_same():
            _done(confirm(workspace.clock), workspace)
            answer("Confirmed. Take the fourth file when it comes.")
    return 0


def _admit(arguments: argparse.Namespace) -> int:
    from sync.client.enrolment.byfile import admit_by_file
    from sync.client.enrolment.inviting import open_invitations

    with opened(arguments) as workspace:
        answered = [one for one in workspace.read(open_invitations) if one.answered]
        if len(answered) != 1:
            raise RejectedError(
                f"{len(answered)} invitations were answered. Go on with them in the window."
            )
        say(f"{answered[0].name}: were the six words the same on both screens?")
        if not _are_same():
            return 0
        content = _done(admit_by_file(workspace.clock, answered[0].id), workspace)
    _write(arguments, content)
    answer(f"{answered[0].name} belongs to the program. The server hears of it with the next sync.")
    return 0


def _join(arguments: argparse.Namespace) -> int:
    from sync.client.enrolment.byfile import take_admission

    with opened(arguments) as workspace:
        _done(take_admission(_read(arguments)), workspace)
    answer("This laptop belongs to the program now.")
    return 0


def _done(script: "Script[T]", workspace: "Workspace") -> T:
    from desktop.wording.troubles import what_happened
    from sync.client.problems import SyncError

    try:
        return without_network(script, workspace)
    except SyncError as error:
        raise RejectedError(what_happened(error)) from error


def _are_same() -> bool:
    say("Type yes when they are the same, in the same order:")
    if sys.stdin.readline().strip().lower() == "yes":
        return True
    answer("Nothing was done. If the words differ, somebody stands between: begin anew.")
    return False


def _read(arguments: argparse.Namespace) -> bytes:
    with arguments.file.open("rb") as file:
        content: bytes = file.read(_LARGEST)
    return content


def _write(arguments: argparse.Namespace, content: bytes) -> None:
    arguments.out.write_bytes(content)
    say(f"Written: {arguments.out.name}")


_RUN = {
    "invite": _invite,
    "answer": _answer,
    "hear": _hear,
    "compare": _compare,
    "admit": _admit,
    "join": _join,
}
