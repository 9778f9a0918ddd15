"""The parts of a case: what each is called, the kinds it shows, and in which a kind stands."""

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import QCoreApplication

from storage.usecases.casekinds import TIMELINE

TIMELINE_PART, HISTORY_PART = "timeline", "history"

PARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        TIMELINE_PART: TIMELINE,
        "people": ("person", "custody_period", "placement_period", "same_person", "legal_hold"),
        "services": ("contact", "service"),
        "notes": ("note",),
        "findings": (
            *("screening", "indicator", "exploitation", "victimization"),
            *("involvement", "exploiter"),
        ),
        "care": ("referral_out", "need", "unmet_need"),
        "court": ("court_event",),
        "safety": ("safety_plan",),
        "missing": ("missing_episode", "sighting", "appearance"),
        "documents": ("document",),
        "tasks": ("task",),
        "links": ("referral", "case_link"),
        HISTORY_PART: (),
    }
)
"""In the order of the tabs; the history has no kinds of its own."""

_CALLED_BEFORE = {"victimizations": "findings", "referrals": "links", "referrals out": "care"}
"""Names that an older place or draft may still carry."""


def part_named(name: str) -> str:
    """Return the part of this name, of an earlier name, or the timeline."""
    found = _CALLED_BEFORE.get(name, name)
    return found if found in PARTS else TIMELINE_PART


def part_of(kind: str) -> str:
    """Return the part in which a record of ``kind`` is looked for; the timeline has the rest."""
    later = (part for part, kinds in PARTS.items() if kind in kinds and part != TIMELINE_PART)
    return next(later, TIMELINE_PART)


def part_label(part: str) -> str:
    """Return what a part is called."""
    return {
        TIMELINE_PART: _tr("Timeline"),
        "people": _tr("People"),
        "services": _tr("Services"),
        "notes": _tr("Notes"),
        "findings": _tr("Findings"),
        "care": _tr("Care"),
        "court": _tr("Court"),
        "safety": _tr("Safety"),
        "missing": _tr("Missing"),
        "documents": _tr("Documents"),
        "tasks": _tr("Tasks"),
        "links": _tr("Links"),
        HISTORY_PART: _tr("History"),
    }[part]


def group_label(group: str) -> str:
    """Return what a group of the timeline is called."""
    return {
        "contacts": _tr("Contacts and services"),
        "notes": _tr("Notes"),
        "court": _tr("Court"),
        "safety": _tr("Safety and missing"),
        "findings": _tr("Findings"),
        "care": _tr("Care and referrals out"),
        "people": _tr("People and decisions"),
        "documents": _tr("Documents"),
        "tasks": _tr("Tasks"),
    }[group]


def _tr(text: str) -> str:
    return QCoreApplication.translate("case", text)
