"""Figures on paper: tagged PDF from the report template, made in memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.domain.clocks import ZONE
from storage.domain.periods import Period
from storage.reports.figures import Figures
from storage.usecases.typesetting import typeset


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """What a printed page says beside the figures: whose, by whom, when, for whom and what."""

    program: str
    printed_by: str
    printed_at: datetime
    practice: bool
    recipient: str = ""
    purpose: str = ""


def as_pdf(figures: Figures, printing: Printing) -> bytes:
    """Return tagged PDF (PDF/UA-1); equal figures and printing give equal bytes."""
    content = {
        "title": figures.title,
        "subtitle": figures.subtitle,
        "period": figures.period.words(),
        "sentence": figures.sentence,
        "basis": figures.basis,
        "footnotes": figures.footnotes,
        "sections": [
            {
                "title": title,
                "rows": [
                    {"id": row.id, "label": row.label, "value": row.shown}
                    for row in figures.rows_of(section)
                ],
            }
            for section, title in figures.sections
        ],
        "checks": [
            {"id": one.id, "text": one.text, "holds": one.holds, "detail": one.detail}
            for one in figures.checks
        ],
    }
    return report_pdf(content, printing)


def report_pdf(content: Mapping[str, Any], printing: Printing) -> bytes:
    """Return ``content``, as ``resources/typst/README.md`` describes a report, as tagged PDF."""
    data = {
        "program": printing.program,
        "recipient": printing.recipient,
        "purpose": printing.purpose,
        "printed_by": printing.printed_by,
        "printed_at": moment_words(printing.printed_at),
        "practice": printing.practice,
        **content,
    }
    return typeset("report", data)


def moment_words(moment: datetime) -> str:
    """Return ``Jan 4, 2026, 10:05``, the day and the time in Massachusetts."""
    local = moment.astimezone(ZONE)
    return f"{Period(local.date(), local.date()).words()}, {local:%H:%M}"
