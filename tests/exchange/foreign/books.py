"""Small workbooks and CSV files, honest and hostile, made as they are needed."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from storage.exchange.foreign.bringing import TriedError, bring_table, rehearse_table
from storage.exchange.foreign.mapping import Columns
from storage.exchange.foreign.outcome import Outcome
from storage.exchange.foreign.reading import read_table
from storage.exchange.foreign.suggesting import filled_in, suggested
from storage.exchange.foreign.tables import Body, body_of, header_place
from storage.usecases.codelists import codebook
from storage.workspace import Workspace

YOUTH = (
    "Case #,First Name,Last Name,DOB,Gender,Referral Source,Date of Referral,Date opened,Status\n"
)


def book(fill: Callable[[Any], None], **options: Any) -> bytes:
    content = io.BytesIO()
    workbook = xlsxwriter.Workbook(content, {"in_memory": True, **options})
    fill(workbook)
    workbook.close()
    return content.getvalue()


def plain_book(rows: Sequence[Sequence[Any]] = (("Name",), ("Ana",))) -> bytes:
    def fill(workbook: Any) -> None:
        sheet = workbook.add_worksheet("Youth")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return book(fill)


def repacked(
    data: bytes, parts: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """Return a workbook with some of its parts replaced or added."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(content, "w", method) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, text in parts.items():
            new.writestr(name, text)
    return content.getvalue()


def body(text: str | bytes) -> Body:
    data = text.encode() if isinstance(text, str) else text
    (sheet, *_) = read_table(data).sheets
    return body_of(sheet, header_place(sheet))


def mapped(table: Body, **changed: Mapping[str, Any]) -> Columns:
    """Return what is suggested for a table, with some of it chosen otherwise."""
    columns = suggested(table, "Test list", "berkshire_kids_place")
    columns = filled_in(table, columns, codebook())
    merged = {name: {**getattr(columns, name), **values} for name, values in changed.items()}
    return msgspec.structs.replace(columns, **merged)


def tried(workspace: Workspace, table: Body, columns: Columns, **same: str) -> Outcome:
    try:
        workspace.write(rehearse_table, table, columns, "list.csv", same)
    except TriedError as done:
        return done.outcome
    raise AssertionError("a rehearsal keeps nothing")


def brought(
    workspace: Workspace, table: Body, columns: Columns, same: Mapping[str, str] | None = None
) -> Outcome:
    outcome, _changes = workspace.write(bring_table, table, columns, "list.csv", same or {})
    return outcome
