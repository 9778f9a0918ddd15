"""Sheets and rejects of imports, and whole exports, offered at the gate."""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from desktop.dialogs.share.offered import Offer
from storage.domain.ids import RecordId
from storage.errors import RejectedError
from storage.exchange.exporting import export_files
from storage.exchange.foreign.kept import kept_of
from storage.exchange.foreign.outcome import Outcome, rejects_csv, sheet_csv, sheet_rows
from storage.exchange.foreign.sheetpaper import sheet_pdf
from storage.exchange.htcds import standard_csv, standard_rows
from storage.exchange.workbook import workbook_of
from storage.usecases.printing import Printing
from storage.usecases.sharing import Basis, Content

_OF_RECORDS: tuple[Basis, ...] = ("own_use", "release", "mandate", "practice")


def exchange_offer(connection: Any, target: Mapping[str, Any]) -> Offer:
    """Return what would leave: ``import`` with ``what`` (sheet, rejects), or ``export``."""
    if "import" in target:
        outcome = _outcome(connection, target)
        if target.get("what") == "sheet":
            rows = len(sheet_rows(outcome))
            form = "Reconciliation sheet of an import"
            return _offer(form, "program_records", "import-sheet", ("pdf", "xlsx", "csv"), rows)
        rejected = len(outcome.rejected.rows)
        return _offer("Rejects of an import", "records", "import-rejects", ("csv",), rejected)
    if target["export"] == "htcds":
        mapped = standard_rows(connection)
        form = "Human Trafficking Case Data Standard, without names"
        rows = len(mapped.rows) - 1
        return _offer(form, "records", "htcds-export", ("csv", "xlsx"), rows, mapped.people)
    exported = export_files(connection, privileged=False)
    offered = _offer(
        "Export of all records", "records", "export", ("zip",), exported.records, exported.people
    )
    attached = ("attached", str(exported.attached_left_out))
    return replace(offered, lines=(*offered.lines, attached))


def exchange_made(
    connection: Any, target: Mapping[str, Any], file_format: str, printing: Printing
) -> bytes:
    """Return the file itself."""
    if "import" in target:
        outcome = _outcome(connection, target)
        if target.get("what") != "sheet":
            return rejects_csv(outcome)
        return _sheet(outcome, file_format, printing)
    if target["export"] == "htcds":
        mapped = standard_rows(connection)
        return workbook_of("HTCDS", mapped.rows) if file_format == "xlsx" else standard_csv(mapped)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in export_files(connection, privileged=False).files.items():
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def _sheet(outcome: Outcome, file_format: str, printing: Printing) -> bytes:
    if file_format == "pdf":
        return sheet_pdf(outcome, printing)
    if file_format == "xlsx":
        return workbook_of("Sheet", sheet_rows(outcome))
    return sheet_csv(outcome)


def _outcome(connection: Any, target: Mapping[str, Any]) -> Outcome:
    kept = kept_of(connection, bytes.fromhex(str(target["import"])))
    if kept is None:
        raise RejectedError("The sheet of this import is not on this laptop.")
    return kept.outcome


def _offer(
    form: str,
    content: Content,
    stem: str,
    formats: tuple[str, ...],
    rows: int,
    people: frozenset[RecordId] = frozenset(),
) -> Offer:
    return Offer(
        form=form,
        content=content,
        stem=stem,
        formats=formats,
        bases=_OF_RECORDS if content == "records" else ("own_use", "practice"),
        lines=(("rows", str(rows)), ("people", str(len(people)))),
        people=people,
        records=rows,
    )
