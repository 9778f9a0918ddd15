"""What the rows of the Today page say, and where each leads."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.conflicts.words import marked_words
from desktop.context import DeskContext
from desktop.pages.today.rows import Row
from desktop.theme.kindicons import kind_icon
from desktop.wording.caseparts import part_of
from desktop.wording.dates import ago, clock_time, near_day
from desktop.wording.labels import kind_label
from desktop.wording.names import shown
from desktop.wording.numbers import counted
from storage.domain.codes import CodeBook
from storage.domain.kinds import KINDS
from storage.usecases.syncing.openreviews import Open
from storage.usecases.today import Due, Quiet, Saved, Typed

_DOT = " \u00b7 "


def _tr(text: str) -> str:
    return QCoreApplication.translate("today", text)


def due_row(due: Due, context: DeskContext, versions: int = 0) -> Row:
    """Return the row of a hearing or a review, led by how many ``versions`` a field of it has."""
    who = _DOT.join(filter(None, (due.number, shown(due.youth, context.initials))))
    when = near_day(due.on, context.today())
    if due.kind == "case":
        open_case = _to(context, {"case": due.case.hex()})
        late = marked_words(_late(due.on, context), versions)
        return Row(due.record.hex(), "list-checks", who, late, when, open_case)
    hearing = _DOT.join(filter(None, _hearing_words(due, context.book)))
    detail = marked_words(hearing, versions)
    at = f"{when} {clock_time(due.at)}" if due.at else when
    target = {"case": due.case.hex(), "tab": "court", "record": due.record.hex()}
    key = f"{due.record.hex()}-{due.on.isoformat()}" if versions else due.record.hex()
    return Row(key, "gavel", who, detail, at, _to(context, target))


def _hearing_words(due: Due, book: CodeBook) -> tuple[str, ...]:
    by = due.accompanied_by
    return (
        book.label("court_event_type", due.event),
        book.label("accompanied_by", by) if by else _tr("nobody accompanies yet"),
        due.court,
        book.label("matter", due.matter) if due.matter else "",
    )


def review_rows(found: Open, context: DeskContext) -> list[Row]:
    """Return one row for everything that stands on the Review page; none where nothing does."""
    if not found.total:
        return []
    rest = found.waiting + found.parked
    aside = counted(rest, _tr("change was set aside"), _tr("changes were set aside"))
    mass = counted(found.mass, _tr("run of very many changes"), _tr("runs of very many changes"))
    if found.mass and not found.conflicts:
        detail = aside if rest else _tr("Look whether they are meant")
        return [_review_row("layers", mass, detail, context)]
    if not found.conflicts and not rest:
        title = counted(found.looks, _tr("thing is worth a look"), _tr("things are worth a look"))
        return [_review_row("layers", title, _tr("Others changed it; Review says what"), context)]
    if not found.conflicts:
        return [_review_row("layers", aside, _tr("Review says why"), context)]
    title = counted(
        found.conflicts, _tr("decision to make in Review"), _tr("decisions to make in Review")
    )
    safety = counted(found.safety, _tr("is about safety"), _tr("are about safety"))
    parts = (safety if found.safety else "", mass if found.mass else "", aside if rest else "")
    detail = _DOT.join(filter(None, parts)) or _tr("Every version is kept until then")
    return [_review_row("shield" if found.safety else "layers", title, detail, context)]


def _review_row(icon: str, title: str, detail: str, context: DeskContext) -> Row:
    return Row("reviews", icon, title, detail, "", partial(context.go, "review"))


def quiet_row(quiet: Quiet, context: DeskContext) -> Row:
    """Return the row of an open case that nobody had a contact in for a while."""
    title = _DOT.join(filter(None, (quiet.number, shown(quiet.youth, context.initials))))
    when = near_day(quiet.last_contact, context.today()) if quiet.last_contact else _tr("None yet")
    detail = _tr("No contact for 30 days or more; open the case or log one")
    open_case = _to(context, {"case": quiet.case.hex()})
    return Row(f"quiet-{quiet.case.hex()}", "clock", title, detail, when, open_case)


def saved_row(saved: Saved, context: DeskContext) -> Row:
    """Return the row of a record that was saved."""
    label = kind_label(KINDS[saved.kind])
    verbs = {
        "add": _tr("{kind} added"),
        "edit": _tr("{kind} changed"),
        "retire": _tr("{kind} retired"),
        "restore": _tr("{kind} restored"),
    }
    title = verbs.get(saved.verb, "{kind}").format(kind=label)
    target: dict[str, Any] = {"case": saved.case.hex() if saved.case else ""}
    if saved.kind != "case":
        target |= {"tab": part_of(saved.kind), "record": saved.record.hex()}
    icon = kind_icon(saved.kind)
    when = ago(saved.saved, context.clock.now())
    return Row(f"saved-{saved.record.hex()}", icon, title, saved.number, when, _to(context, target))


def draft_row(draft: Typed, context: DeskContext) -> Row | None:
    """Return the row of a draft; None for what the window itself keeps."""
    found = _way_back(draft.place.split("/"), context)
    if found is None:
        return None
    what, go_on = found
    title = _tr("Not saved yet: {what}").format(what=what)
    if draft.number:
        title = _tr("Not saved yet: {what} in {number}").format(what=what, number=draft.number)
    detail = _tr("Every letter is kept; open it to go on")
    when = ago(draft.saved, context.clock.now())
    return Row(f"draft-{draft.place}", "notebook-pen", title, detail, when, go_on)


def _way_back(parts: Sequence[str], context: DeskContext) -> tuple[str, Callable[[], None]] | None:
    """Return what was typed at a place, and how to get there."""
    found: tuple[str, Callable[[], None]] | None = None
    match parts:
        case ["record", kind, link, record] if kind in KINDS and record:
            target = {"kind": kind, link: record}
            found = kind_label(KINDS[kind]).lower(), partial(context.open, "record", target)
        case ["record", "note", home]:
            notes = {"case": home, "tab": "notes"}
            found = kind_label(KINDS["note"]).lower(), partial(context.go, "case", notes)
        case ["intake"]:
            found = _tr("new case"), partial(context.open, "intake")
        case ["quicklog", *_]:
            found = _tr("quick log"), partial(context.open, "quicklog")
        case ["outreach", *_]:
            found = _tr("outreach"), partial(context.go, "outreach")
        case _:
            pass
    return found


def _late(day: date, context: DeskContext) -> str:
    days = (context.today() - day).days
    if days <= 0:
        return _tr("Case review")
    return (
        _tr("Case review, one day over")
        if days == 1
        else _tr("Case review, {days} days over").format(days=days)
    )


def _to(context: DeskContext, target: Mapping[str, Any]) -> Any:
    def go() -> None:
        if target.get("case"):
            context.go("case", target)

    return go
