"""What the lists across cases show, and what each can be narrowed to with one press."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from desktop.lists.kindpanel import Listed
from desktop.lists.source import Sort
from storage.usecases.listing.wanted import Condition

UNACCOMPANIED = (
    Condition("state", "one_of", ("held",)),
    Condition("accompanied_by", "one_of", ("", "nobody")),
)
"""Held, with nobody beside the child or no word of who was, as the court tab of a case counts."""
_WAITING = ("release_pending", "sent", "received", "waitlisted")


@dataclass(frozen=True, slots=True)
class Across:
    """One list, and under which words it is narrowed to the rows that want somebody's eye."""

    listed: Listed
    narrowed: str
    conditions: Sequence[Condition]


def _tr(text: str) -> str:
    return QCoreApplication.translate("across", text)


def _court() -> Across:
    columns = ("on", "at", "case", "event_type", "matter", "court", "state", "accompanied_by")
    listed = Listed(
        kind="court_event",
        columns=(*columns, "outcome"),
        searched=("case", "court", "outcome"),
        sort=Sort("on", descending=True),
        stretch=("outcome",),
        next_step=_tr("Court events are added in the Court tab of a case, or on the calendar."),
    )
    return Across(listed, _tr("Held with nobody beside the child"), UNACCOMPANIED)


def _referrals() -> Across:
    columns = ("received_on", "source", "agency", "priority", "people", "outcome", "decided_on")
    listed = Listed(
        kind="referral",
        columns=(*columns, "case"),
        searched=("case", "source_person", "reason"),
        sort=Sort("received_on", descending=True),
        stretch=("people",),
        next_step=_tr("Ctrl+N takes a referral in, with or without a case."),
    )
    return Across(listed, _tr("Not decided yet"), (Condition("outcome", "empty"),))


def _referrals_out() -> Across:
    columns = ("referred_on", "case", "need", "agency", "provider", "status", "status_on")
    listed = Listed(
        kind="referral_out",
        columns=(*columns, "barriers"),
        searched=("case", "provider", "program"),
        sort=Sort("referred_on", descending=True),
        stretch=("provider",),
        next_step=_tr("Referrals out are added in the tab of that name of a case."),
    )
    return Across(listed, _tr("Still waiting"), (Condition("status", "one_of", _WAITING),))


def _unmet() -> Across:
    listed = Listed(
        kind="unmet_need",
        columns=("on", "case", "need", "reason", "wait_days", "county", "met_on"),
        searched=("case", "remark"),
        sort=Sort("on", descending=True),
        stretch=("reason",),
        next_step=_tr("A need that could not be met is added in its case."),
    )
    return Across(listed, _tr("Not met to this day"), (Condition("met_on", "empty"),))


LISTED: Mapping[str, Callable[[], Across]] = {
    "court_event": _court,
    "referral": _referrals,
    "referral_out": _referrals_out,
    "unmet_need": _unmet,
}
"""By kind, in the order of the tabs; made when the page is, in the language of that moment."""
