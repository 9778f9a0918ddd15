"""Which kinds belong to a case, and in which groups a person looks for them."""

from collections.abc import Mapping
from types import MappingProxyType

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "contacts": ("contact", "service"),
        "notes": ("note", "misfiling"),
        "court": ("court_event",),
        "safety": ("safety_plan", "missing_episode", "sighting", "appearance"),
        "findings": (
            *("screening", "indicator", "exploitation", "victimization"),
            *("exploiter", "involvement"),
        ),
        "care": ("referral_out", "need", "unmet_need"),
        "people": (
            *("referral", "custody_period", "placement_period"),
            *("same_person", "case_link", "legal_hold"),
        ),
        "documents": ("document",),
        "tasks": ("task",),
    }
)
"""The groups of the timeline; together they are every kind of a case that has a day."""

TIMELINE = tuple(kind for kinds in GROUPS.values() for kind in kinds)
"""The kinds of the timeline; a service stands under its contact where it has one."""
