"""What may leave the workspace: prepared, previewed, and made into bytes."""

from collections.abc import Mapping
from typing import Any

from desktop.dialogs.share.accessrecord import access_made, access_offer
from desktop.dialogs.share.calendarfile import calendar_made, calendar_offer
from desktop.dialogs.share.documentcopy import document_made, document_offer
from desktop.dialogs.share.exchange import exchange_made, exchange_offer
from desktop.dialogs.share.incidentsheet import incident_made, incident_offer
from desktop.dialogs.share.listed import list_made, list_offer
from desktop.dialogs.share.offered import Offer, Said
from desktop.dialogs.share.safetypapers import card_chosen, safety_offer
from storage.domain.ids import RecordId, parse_id
from storage.domain.kinds.person import Person, display_name
from storage.domain.periods import Period
from storage.reports.figures import Figures, figures
from storage.reports.printing import Printing as ReportPrinting
from storage.reports.publishing import Published, as_csv, as_pdf, published
from storage.reports.rendering import file_name, render
from storage.reports.statewide import statewide
from storage.usecases.casefile import stored_record
from storage.usecases.casepaper import Including
from storage.usecases.documents.copying import BESIDE
from storage.usecases.printing import Printing, paper_of, record_pdf
from storage.usecases.safety.card import card_pdf
from storage.usecases.safety.packet import packet_pdf

SMALL = 11
"""A published number below it may point at one child."""


def offer(connection: Any, target: Mapping[str, Any]) -> Offer:
    """Return what ``target`` names: a report, the state's figures, a safety paper, or a record."""
    if "statewide" in target:
        return _sums(_published(connection, target))
    if "report" in target:
        return _report(_figures(connection, target))
    if "packet" in target or "card" in target:
        return safety_offer(connection, target)
    if "calendar" in target:
        return calendar_offer(connection, target)
    if "import" in target or "export" in target:
        return exchange_offer(connection, target)
    return list_offer(connection, target) if "list" in target else _record(connection, target)


def made(
    connection: Any, target: Mapping[str, Any], file_format: str, said: Said
) -> dict[str, bytes]:
    """Return the file itself, counted and written now, and what goes beside it.

    Each by how its name ends behind the name that was chosen; the file itself by nothing.
    """
    if "document" in target:
        copy = document_made(connection, target, file_format, _printing(said))
        return {"": copy.content, **({BESIDE: copy.notice} if copy.notice else {})}
    return {"": _made(connection, target, file_format, said)}


def _made(connection: Any, target: Mapping[str, Any], file_format: str, said: Said) -> bytes:
    if "statewide" in target:
        sums = _published(connection, target)
        return as_csv(sums) if file_format == "csv" else as_pdf(sums, _report_printing(said))
    if "report" in target:
        return render(_figures(connection, target), file_format, _report_printing(said))
    if "import" in target or "export" in target:
        return exchange_made(connection, target, file_format, _printing(said))
    if "list" in target:
        return list_made(connection, target, file_format)
    return _made_of_records(connection, target, file_format, said)


def _made_of_records(
    connection: Any, target: Mapping[str, Any], file_format: str, said: Said
) -> bytes:
    if "card" in target:
        return card_pdf(connection, *card_chosen(target), practice=said.practice)
    printing = _printing(said)
    if "accessrecord" in target:
        return access_made(connection, target, file_format, printing)
    if "incident" in target:
        return incident_made(connection, target, printing)
    if "calendar" in target:
        return calendar_made(connection, target, printing)
    if "packet" in target:
        return packet_pdf(connection, parse_id(str(target["packet"])), printing)
    return record_pdf(connection, *_named(target), printing, _including(target))


def _printing(said: Said) -> Printing:
    return Printing(
        program=said.program,
        printed_by=said.author,
        printed_at=said.moment,
        practice=said.practice,
        recipient=said.recipient,
        purpose=said.purpose,
    )


def _report_printing(said: Said) -> ReportPrinting:
    return ReportPrinting(
        program=said.program,
        printed_by=said.author,
        printed_at=said.moment,
        practice=said.practice,
        recipient=said.recipient,
        purpose=said.purpose,
    )


def _published(connection: Any, target: Mapping[str, Any]) -> Published:
    period = Period.parse(str(target["period"]))
    return published(statewide(connection, str(target["statewide"]), period))


def _sums(found: Published) -> Offer:
    state = found.statewide
    return Offer(
        form=f"{state.form.title}, statewide",
        content="aggregate",
        stem=f"statewide-{state.form.form}-{state.period.start}-{state.period.end}",
        formats=("pdf", "csv"),
        bases=("aggregate_report", "own_use", "practice"),
        lines=(
            ("period", state.period.words()),
            ("numbers", str(len(state.rows))),
            ("hidden", str(len(found.hidden))),
            ("programs", str(len(state.senders))),
        ),
    )


def _figures(connection: Any, target: Mapping[str, Any]) -> Figures:
    return figures(connection, str(target["report"]), Period.parse(str(target["period"])))


def _report(found: Figures) -> Offer:
    small = sum(1 for row in found.rows if row.unit != "percent" and 0 < (row.value or 0) < SMALL)
    return Offer(
        form=found.title,
        content="aggregate",
        stem=file_name(found, "pdf").removesuffix(".pdf"),
        formats=("pdf", "csv", "json"),
        bases=("aggregate_report", "own_use", "practice"),
        lines=(
            ("period", found.period.words()),
            ("numbers", str(len(found.rows))),
            ("small", str(small)),
        ),
    )


def _named(target: Mapping[str, Any]) -> tuple[str, RecordId]:
    return str(target["kind"]), parse_id(str(target["record"]))


def _including(target: Mapping[str, Any]) -> Including:
    return Including(
        restricted=bool(target.get("restricted")), accounts=bool(target.get("accounts"))
    )


def _record(connection: Any, target: Mapping[str, Any]) -> Offer:
    if "accessrecord" in target:
        return access_offer(connection, target)
    if "incident" in target:
        return incident_offer(connection, target)
    if "document" in target:
        return document_offer(connection, target)
    kind, record = _named(target)
    paper = paper_of(connection, kind, record, _including(target))
    found = (stored_record(connection, "person", one) for one in sorted(paper.people))
    people: list[Person] = [one.record for one in found if one is not None]
    names = sorted(map(display_name, people))
    return Offer(
        form=paper.title,
        content="records",
        stem=kind.replace("_", "-"),
        formats=("pdf",),
        bases=("own_use", "release", "mandate", "practice"),
        lines=(
            ("records", str(paper.records)),
            ("people", ", ".join(names)),
            ("restricted", str(paper.restricted_left_out)),
            ("accounts", str(paper.accounts_left_out)),
        ),
        names=tuple(names),
        people=paper.people,
        records=paper.records,
    )
