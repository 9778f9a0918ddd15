"""What the command box can offer, and how typed words choose among it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.actions import ACTIONS, Action
from desktop.context import Visit
from desktop.theme.kindicons import kind_icon
from desktop.wording.caseparts import part_of
from desktop.wording.dates import short_day
from desktop.wording.labels import kind_label
from desktop.wording.names import shown
from storage.domain.kinds import KINDS
from storage.domain.names import words_of
from storage.usecases.desk import CaseLabel
from storage.usecases.recent import Recent
from storage.usecases.searching import Found


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the box: what it shows, and the action or the visit that Enter does."""

    icon: str
    title: str
    detail: str = ""
    aside: str = ""
    action: str = ""
    visit: Visit | None = None
    form: Visit | None = None
    """The dialog that Enter opens instead, of a record that stands on no page of its own."""


def of_action(action: Action) -> Entry:
    """Return the entry of a command."""
    return Entry(action.icon, action.label(), "", action.shortcut, action=action.id)


def of_case(label: CaseLabel, *, initials: bool) -> Entry:
    """Return the entry of a case that was open lately."""
    visit = Visit("case", {"case": label.case.hex()})
    return Entry("history", label.number, shown(label.name, initials), _tr("Recent"), visit=visit)


def of_recent(recent: Recent, *, initials: bool) -> Entry:
    """Return the entry of a record that was opened lately."""
    one = recent.named
    title = shown(one.name, initials) if recent.kind == "person" else one.name
    if initials and recent.kind == "task":
        # What a task says is free text: it may name anybody.
        title = _kind(recent.kind)
    # Of a person the detail is the number of the case, of a case the name of its youth.
    whose = shown(one.detail, initials) if recent.kind == "case" else one.detail
    detail = short_day(one.day) if one.day else whose
    form = Visit("record", {"kind": recent.kind, "record": one.record.hex()})
    return Entry(kind_icon(recent.kind), title, detail, _tr("Recent"), form=form)


def of_found(found: Found, *, initials: bool) -> Entry:
    """Return the entry of a hit; it leads to its case and the part of the case it stands in."""
    icon = kind_icon(found.kind)
    title = shown(found.title, initials) if found.kind == "person" else found.title
    aside = short_day(found.day) if found.day else _kind(found.kind)
    visit = _visit(found)
    form = None if visit else Visit("record", {"kind": found.kind, "record": found.record.hex()})
    return Entry(icon, title, _detail(found, initials=initials), aside, visit=visit, form=form)


def _detail(found: Found, *, initials: bool) -> str:
    """Say whose case it is, then the text around; a text may name anybody, initials leave it out.

    Neither the number nor the name is said where the title already says it.
    """
    whose = [one for one in (found.number, found.youth) if one != found.title]
    if found.kind in {"person", "case"}:
        text = ""
    else:
        text = "" if initials and found.kind != "court_event" else found.snippet
    parts = [*(shown(one, initials) if one == found.youth else one for one in whose), text]
    return " \u00b7 ".join(part for part in parts if part)


def matching_actions(typed: str, offered: Iterable[str]) -> list[Entry]:
    """Return the commands whose words begin like the typed ones, in their usual order."""
    wanted = words_of(typed)
    offered = set(offered)
    return [
        of_action(action)
        for action in ACTIONS
        if action.id in offered
        and action.id != "search"
        and all(_begins(word, words_of(action.label())) for word in wanted)
    ]


def _begins(start: str, words: Iterable[str]) -> bool:
    return any(word.startswith(start) for word in words)


def _visit(found: Found) -> Visit | None:
    record = found.record.hex()
    if found.case is not None:
        target: Mapping[str, Any] = {"case": found.case.hex()}
        if found.kind != "case":
            target = {**target, "tab": part_of(found.kind), "record": record}
        return Visit("case", target)
    if found.kind == "outreach":
        return Visit("outreach", {"record": record})
    return None


def _kind(kind: str) -> str:
    return kind_label(KINDS[kind])


def _tr(text: str) -> str:
    return QCoreApplication.translate("entries", text)
