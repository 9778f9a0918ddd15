"""The icon of each kind of record, the same wherever one is shown."""

from collections.abc import Mapping
from types import MappingProxyType

KIND_ICONS: Mapping[str, str] = MappingProxyType(
    {
        "case": "folder-open",
        "person": "user",
        "referral": "link",
        "contact": "message-square",
        "service": "heart-handshake",
        "note": "notebook-pen",
        "court_event": "gavel",
        "victimization": "shield-check",
        "outreach": "megaphone",
        "case_link": "link-2",
        "screening": "clipboard-check",
        "indicator": "flag",
        "exploitation": "shield",
        "exploiter": "user-x",
        "involvement": "user-x",
        "misfiling": "folder-symlink",
        "referral_out": "waypoints",
        "safety_plan": "life-buoy",
        "missing_episode": "footprints",
        "sighting": "eye",
        "appearance": "scan-face",
        "custody_period": "key-round",
        "placement_period": "house",
        "need": "puzzle",
        "unmet_need": "circle-off",
        "document": "file-text",
        "task": "square-check",
        "same_person": "merge",
        "legal_hold": "lock",
        "agency": "building-2",
        "partner": "contact",
        "training": "graduation-cap",
        "training_hours": "graduation-cap",
        "assistance_request": "message-circle-question-mark",
        "credential": "award",
        "time_entry": "timer",
        "coverage": "users-round",
        "disclosure": "printer",
        "field_setting": "sliders-horizontal",
        "code_setting": "list-checks",
        "clock_setting": "clock",
        "activity": "zap",
    }
)
"""By the kind's name; a kind that is not named has ``OTHER``."""

OTHER = "layers"


def kind_icon(kind: str) -> str:
    """Return the icon of ``kind``."""
    return KIND_ICONS.get(kind, OTHER)
