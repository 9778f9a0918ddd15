"""Which visits show what is inside a case or a record, so that a rule may ask for a reason."""

from collections.abc import Mapping
from typing import Any

_READING = frozenset(
    ("record", "history", "print", "share", "copypanel", "viewer", "outside", "safetycard")
)
"""Dialogs that show what a record says."""


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
    return (str(kind), bytes.fromhex(str(record).replace("-", ""))) if record else None
