"""``satchel search`` and ``satchel history``: what is on record, newest first."""

import argparse
from typing import TYPE_CHECKING, Any

from desktop.commandline.opening import opened
from desktop.commandline.parsing import UsageError, Verbs, shared_options
from desktop.commandline.speaking import answer, plain, say

if TYPE_CHECKING:
    from storage.domain.ids import RecordId
    from storage.spec.fields import Field
    from storage.usecases.history import Step
    from storage.workspace import Workspace

_LONGEST = 200
"""Characters of one value that are shown."""


def add_verbs(verbs: Verbs) -> None:
    """Add both verbs."""
    shared = shared_options(again=True)
    parser = verbs.add_parser(
        "search",
        help="find people, cases and texts",
        description="Find people, cases and texts: names first, however they are spelled, then "
        "texts, the newest first. One line each: kind, id, day, title, words around.",
        parents=[shared],
    )
    parser.add_argument("text", metavar="TEXT", help='what to look for; "in quotes" as a phrase')
    parser.add_argument("--limit", type=int, default=50, metavar="N", help="at most N lines")
    parser.set_defaults(run=_search)

    parser = verbs.add_parser(
        "history",
        help="show every saved change of one record",
        description="Show every saved change of one record, the newest first.",
        parents=[shared],
    )
    parser.add_argument("kind", metavar="KIND", help="person, case, service ...")
    parser.add_argument("id", metavar="ID", help="the record's id, as search and export write it")
    parser.set_defaults(run=_history)


def _search(arguments: argparse.Namespace) -> int:
    from storage.domain.ids import text_of
    from storage.usecases.access.noting import NOBODY, note
    from storage.usecases.searching import search

    with opened(arguments, looks=True) as workspace:
        workspace.write(note, "search", NOBODY, arguments.text)
        found = workspace.read(search, arguments.text, max(1, arguments.limit))
    for hit in found:
        day = hit.day.isoformat() if hit.day else ""
        cells = (hit.kind, text_of(hit.record), day, hit.title, hit.snippet)
        answer("\t".join(plain(cell.replace("\t", " ")) for cell in cells))
    if not found:
        say("Nothing was found.")
    return 0


def _history(arguments: argparse.Namespace) -> int:
    from storage.domain.ids import parse_id
    from storage.domain.kinds import OPEN_KINDS
    from storage.errors import RejectedError
    from storage.usecases.access.noting import Subject, note
    from storage.usecases.history import history

    if arguments.kind not in OPEN_KINDS:
        raise UsageError(f"KIND is one of {', '.join(OPEN_KINDS)}")
    try:
        record = parse_id(arguments.id)
    except ValueError as error:
        raise UsageError("ID is not the id of a record") from error
    with opened(arguments, looks=True) as workspace:
        _refuse_withheld(workspace, arguments.kind, record)
        workspace.write(note, "open", Subject(arguments.kind, record))
        steps = workspace.read(history, arguments.kind, record)
    if not steps:
        raise RejectedError(f"There is no {arguments.kind} with this id.")
    for step in steps:
        _show(step, OPEN_KINDS[arguments.kind])
    return 0


def _refuse_withheld(workspace: "Workspace", kind: str, record: "RecordId") -> None:
    """Ask in words for what the window asks for: a reason, where the program's rule wants one."""
    from storage.domain.clocks import SystemClock, milliseconds, today
    from storage.errors import RejectedError
    from storage.usecases.access.withholding import withheld

    clock = SystemClock()
    now = milliseconds(clock.now())
    found = workspace.read(withheld, kind, record, today(clock), now)
    if found is None:
        return
    what = f"Case {found.number} is {found.whose}'s." if found.whose else "This is restricted."
    raise RejectedError(
        f"{what} By your program's rule it is opened only with a reason. "
        "Open it in Satchel's window, say why there, and ask again."
    )


def _show(step: "Step", cls: type[Any]) -> None:
    from storage.domain.clocks import ZONE
    from storage.spec.kinds import fields_of

    fields = fields_of(cls)
    moment = step.moment.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
    answer(plain(f"{moment}  {step.author}  {step.act} ({step.verb})"))
    for name, (before, after) in step.fields.items():
        was, now = _words(fields[name], before), _words(fields[name], after)
        change = f"{was} -> {now}" if before is not None else now
        answer(plain(f"    {fields[name].label}: {change}"))


def _words(field: "Field", value: Any) -> str:
    """Return a stored plain value for people: labels for codes, ids as they are copied."""
    from storage.domain.ids import text_of
    from storage.spec.fields import Code, Codes
    from storage.usecases.codelists import codebook

    match value:
        case None | "":
            return "nothing"
        case list():
            return "; ".join(_words(field, member) for member in value) or "nothing"
        case bytes():
            return text_of(value)  # type: ignore[arg-type]  # only ids are bytes
        case bool():
            return "yes" if value else "no"
        case str() if isinstance(field, Code | Codes):
            return codebook().label(field.list_name, value)
        case _:
            text = str(value)
            return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ..."
