"""What makes a case heavy, in words."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from desktop.wording.numbers import counted
from storage.domain.codes import CodeBook
from storage.usecases.team.loads import Part

_LISTS = {
    "case_status": "case_status",
    "priority": "priority",
    "exploitation": "exploitation_status",
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("team", text)


def why(parts: Sequence[Part], book: CodeBook) -> str:
    """Return the facts of a case with their points, the heaviest first."""
    ordered = sorted(parts, key=lambda part: -part.points)
    return " \u00b7 ".join(f"{_fact(part, book)} {part.points}" for part in ordered)


def _fact(part: Part, book: CodeBook) -> str:
    if part.code:
        return book.label(_LISTS[part.fact], part.code)
    return {
        "missing_now": _tr("Missing now"),
        "court_soon": counted(part.count, _tr("court event"), _tr("court events")),
        "task_open": counted(part.count, _tr("open task"), _tr("open tasks")),
        "task_overdue": counted(part.count, _tr("late task"), _tr("late tasks")),
        "review_overdue": _tr("Review late"),
        "not_seen": _tr("No contact in 30 days"),
    }[part.fact]
