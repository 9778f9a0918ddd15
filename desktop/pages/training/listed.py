"""What the lists of training show."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication

from desktop.lists.columns import Column
from desktop.lists.kindpanel import Listed
from desktop.lists.source import Sort

TABS = ("training", "hours", "assistance_request", "credential")


def _tr(text: str) -> str:
    return QCoreApplication.translate("training", text)


def _yes(value: object) -> str:
    return _tr("Yes") if value else ""


def _trainings() -> Listed:
    return Listed(
        kind="training",
        columns=(
            *("on", "title", "direction", "topic", "minutes", "attendees"),
            Column(_tr("CSEC"), 70, sort="csec", show=_yes, field="csec"),
            "trainer",
        ),
        searched=("title", "trainer"),
        sort=Sort("on", descending=True),
        stretch=("title",),
        next_step=_tr("Add the first training with New, or with Ctrl+U from anywhere."),
    )


def _consultations() -> Listed:
    return Listed(
        kind="assistance_request",
        columns=("on", "question", "asked_by", "discipline", "topic", "minutes", "answered_on"),
        searched=("question", "answer", "asked_by"),
        sort=Sort("on", descending=True),
        stretch=("question",),
        next_step=_tr("A question that never becomes a case counts too. Add it with New."),
    )


def _credentials() -> Listed:
    return Listed(
        kind="credential",
        columns=("holder", "credential", "training_minutes", "supervisor", "from_on", "until_on"),
        searched=("holder", "supervisor"),
        sort=Sort("holder"),
        stretch=("credential",),
        next_step=_tr(
            "The 25 hours and the supervision of M.G.L. c.233 s.20M stand here. Add with New."
        ),
    )


LISTED: Mapping[str, Callable[[], Listed]] = {
    "training": _trainings,
    "assistance_request": _consultations,
    "credential": _credentials,
}
"""By kind; made when a page is, in the language of that moment."""
