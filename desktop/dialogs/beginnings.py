"""What the form of a new record begins with."""

from collections.abc import Mapping
from typing import Any

from desktop.context import DeskContext
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.domain.partial_dates import PartialDate
from storage.spec.fields import Reference
from storage.spec.kinds import fields_of
from storage.spec.plain import from_plain


def values_of(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plain values of a target as the values of fields."""
    fields = fields_of(KINDS[kind])
    return {n: from_plain(fields[n], PartialDate.parse)(v) for n, v in values.items() if v}


def blank(
    kind: str, context: DeskContext, links: Mapping[str, RecordId], values: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what a new record begins with: today, the person here, the links of the target."""
    fields = fields_of(KINDS[kind])
    begin: dict[str, Any] = {
        "on": context.today(),
        "received_on": context.today(),
        "made_on": context.today(),
        "as_of": context.today(),
        "presented_from": context.today(),
        "author": context.settings.person,
        "coordinator": context.settings.person,
        "funding": "maca_csec_voca",
        "quantity": 1,
        "note_class": "factual",
        "provider": "self",
    }
    if kind == "court_event":
        del begin["on"]
    if kind == "task":
        begin |= {"owner": context.settings.person, "status": "open"}
    if kind == "legal_hold":
        begin |= {"from_on": context.today(), "placed_by": context.settings.person}
    if "person" in links:
        begin["recipient"] = links["person"]
        begin["person"] = links["person"]
    named = {n: v for n, v in {**begin, **links, **values}.items() if n in fields}
    return {n: v for n, v in named.items() if not isinstance(fields[n], Reference) or v}
