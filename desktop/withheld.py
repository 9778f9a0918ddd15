"""Which visits show what is inside a case or a record.

A rule may ask for a reason before one, and the record of access has an entry of each.
"""

from collections.abc import Mapping
from typing import Any

_SHOWING = frozenset(
    ("record", "history", "copypanel", "safetycard", "plainplan", "sameperson", "misfiled")
)
"""Dialogs that show what a record says, and enter nothing of it themselves."""
_READING = _SHOWING | {"print", "share", "viewer", "outside"}
"""Dialogs that show what a record says, or let it out."""


def shown_by(name: str, target: Mapping[str, Any], *, is_dialog: bool) -> tuple[str, bytes] | None:
    """Return kind and id of the record that a visit shows; None where it shows none."""
    if is_dialog and name not in _READING:
        return None
    if not is_dialog and name != "case":
        return None
    kind, record = target.get("kind", ""), target.get("record", "")
    if not is_dialog or not (kind and record):
        kind, record = "case", target.get("case", "")
    if "document" in target:
        kind, record = "document", target["document"]
    if is_dialog and "plan" in target:
        kind, record = "safety_plan", target["plan"]
    return (str(kind), bytes.fromhex(str(record).replace("-", ""))) if record else None


def noted_by(name: str, target: Mapping[str, Any]) -> tuple[str, bytes] | None:
    """Return kind and id of the record that opening the dialog ``name`` is an entry about."""
    is_new = name == "record" and not target.get("record")
    return shown_by(name, target, is_dialog=True) if name in _SHOWING and not is_new else None
