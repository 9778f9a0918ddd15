"""The forms of a new case, each of one kind; the youth first, so that a known one is seen early."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.context import DeskContext
from desktop.forms.layout import Section, wide
from storage.domain.kinds.case import Case
from storage.domain.kinds.person import Person
from storage.domain.kinds.referral import Referral
from storage.domain.kinds.screening import Screening
from storage.domain.kinds.victimization import Victimization

CLASSES: Mapping[str, type[Any]] = {
    "person": Person,
    "referral": Referral,
    "case": Case,
    "victimization": Victimization,
    "screening": Screening,
}
"""In the order of the dialog."""

OPTIONAL: Mapping[str, str] = {"victimization": "type", "screening": "instrument"}
"""Forms of which nothing is stored until this field of theirs is chosen."""

SECTIONS: Mapping[str, tuple[Section, ...]] = {
    "person": (
        Section("", ("given_name", "family_name", "born_on", "role", "name_used", "pronouns")),
        Section("", ("gender_identity", "town", wide("race"))),
        Section(
            "", ("phone", "placement", "voicemail_ok", "text_ok", wide("safe_contact")), columns=2
        ),
    ),
    "referral": (
        Section(
            "",
            ("received_on", "received_at", "mode", "source", "source_person"),
        ),
        Section("", ("report_filed", "report_filed_on", "intake_number")),
        Section("", (wide("reason"),)),
    ),
    "case": (
        Section(
            "",
            (
                "cac",
                "number",
                "opened_on",
                "status",
                "coordinator",
                "county",
                "priority",
                "exploitation_at_open",
                "next_review_on",
            ),
        ),
    ),
    "victimization": (Section("", (wide("type"), "presented_from", wide("explanation"))),),
    "screening": (
        Section("", ("instrument", "on", "total", "band", "screener", "screener_trained")),
    ),
}


def title_of(kind: str) -> str:
    """Return the heading over the form of ``kind``."""
    return {
        "person": _tr("The youth"),
        "referral": _tr("The referral"),
        "case": _tr("The case"),
        "victimization": _tr("What they presented with (may wait)"),
        "screening": _tr("First screening (may wait)"),
    }[kind]


def begin_with(kind: str, context: DeskContext) -> dict[str, Any]:
    """Return what stands in the form of ``kind`` before anything is typed."""
    today = context.today()
    begin: Mapping[str, dict[str, Any]] = {
        "person": {},
        "referral": {"received_on": today},
        "case": {
            "opened_on": today,
            "status": "triage",
            "cac": context.cac if context.book.has("cac", context.cac) else "",
            "coordinator": context.settings.person,
        },
        "victimization": {"presented_from": today},
        "screening": {
            "on": today,
            "trigger": "intake",
            "screener": context.settings.person,
        },
    }
    return dict(begin[kind])


def _tr(text: str) -> str:
    return QCoreApplication.translate("intake", text)
