"""``satchel begin``: a new, empty workspace without the window."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.commandline.opening import new_passphrase, usual_workspace
from desktop.commandline.parsing import UsageError, Verbs, shared_options
from desktop.commandline.speaking import answer, say

if TYPE_CHECKING:
    from storage.profile import CountyProfile
    from storage.workspace import Beginning


def add_verbs(verbs: Verbs) -> None:
    """Add the verb."""
    parser = verbs.add_parser(
        "begin",
        help="begin a program: a new, empty workspace",
        description="Begin a program in a new folder. The recovery code is shown once: copy it "
        "on paper and keep it away from the laptop.",
        parents=[shared_options(again=True)],
    )
    parser.add_argument("--person", required=True, metavar="NAME", help="who works here")
    parser.add_argument(
        "--program", metavar="NAME", help="the CAC's name; left out: as the county profile has it"
    )
    parser.add_argument(
        "--joining",
        action="store_true",
        help="begin no program: a workspace for somebody who joins one (satchel meet)",
    )
    parser.add_argument(
        "--cac",
        metavar="CODE",
        help="the CAC's code, such as essex_cac; left out: as the county profile has it",
    )
    parser.add_argument(
        "--profile",
        type=Path,
        metavar="FILE",
        default=argparse.SUPPRESS,
        help="go by this county profile instead of the installed one",
    )
    parser.set_defaults(run=_begin)


def _begin(arguments: argparse.Namespace) -> int:
    from desktop.profile import installed
    from storage.claiming import beginning as claimed_to_begin
    from storage.workspace import create, location

    here = installed(arguments.profile)
    if here.trouble:
        say(here.trouble)
    county = here.profile
    beginning = _joining(arguments) if arguments.joining else _program(arguments, county)
    folder = arguments.workspace or usual_workspace()
    location.refuse(folder)
    with claimed_to_begin(folder):
        created = create(folder, new_passphrase(arguments), beginning)
    answer(
        "The workspace is ready to join a program."
        if arguments.joining
        else "The workspace is ready and empty."
    )
    answer(f"Recovery code, shown this once: {created.recovery_code}")
    return 0


def _joining(arguments: argparse.Namespace) -> "Beginning":
    from storage.workspace import Beginning

    if arguments.program is not None or arguments.cac is not None:
        raise UsageError("who joins a program names none: leave --program and --cac out")
    return Beginning(person=arguments.person, program="", joining=True)


def _program(arguments: argparse.Namespace, county: "CountyProfile | None") -> "Beginning":
    from storage.usecases.codelists import codebook
    from storage.workspace import Beginning

    program = arguments.program or (county.name if county else "")
    cac = arguments.cac if arguments.cac is not None else county.cac if county else ""
    if not program:
        raise UsageError("say the CAC's name with --program")
    if cac and not codebook().has("cac", cac):
        codes = ", ".join(codebook().lists["cac"])
        raise UsageError(f"there is no such CAC. Choose one of {codes}")
    return Beginning(person=arguments.person, program=program, cac=cac)
