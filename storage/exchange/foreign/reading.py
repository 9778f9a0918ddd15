"""From the bytes of a file to its sheets. It runs in a process of its own that holds no key."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from storage.errors import RejectedError
from storage.exchange.cells import unguarded
from storage.exchange.foreign.tables import (
    LONGEST_CELL,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    Cells,
    Sheet,
    Table,
)
from storage.exchange.foreign.workbooks import check_workbook

_MARKS = ",;\t|"
_ZIP = b"PK"
_OLD = b"\xd0\xcf\x11\xe0"
_SEEN = 65_536
_ISO_TIME = 16
_UTF8_LETTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_AS_UTF8 = 'Save it from your spreadsheet as "CSV UTF-8".'
_TOO_MANY = f"The file has more than {MOST_ROWS:,} rows. Bring it in pieces."
_TOO_WIDE = f"The file has more than {MOST_COLUMNS} columns. Delete those you do not bring."


def read_table(data: bytes) -> Table:
    """Return the sheets of a CSV file or workbook; RejectedError in words for anything else."""
    if not data.strip(b"\0 \r\n\t\xef\xbb\xbf"):
        raise RejectedError("The file is empty.")
    if data.startswith((_ZIP, _OLD)):
        check_workbook(data)
        return Table(tuple(_sheets(data)))
    if data.startswith((b"%PDF", b"{\\rtf", b"\x89PNG", b"\xff\xd8", b"GIF8")):
        raise RejectedError("The file is no table. Bring a CSV file or an Excel workbook (.xlsx).")
    return Table((_csv_sheet(data),))


def _sheets(data: bytes) -> Iterator[Sheet]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for about in book.sheets_metadata:
                if about.typ == SheetTypeEnum.WorkSheet:
                    sheet = book.get_sheet_by_name(about.name)
                    yield _sheet(sheet, hidden=about.visible != SheetVisibleEnum.Visible)
    except PasswordError as error:
        raise RejectedError(
            "The workbook has a password. Save a copy without one and bring that."
        ) from error
    except (CalamineError, ValueError, OverflowError) as error:
        raise RejectedError(
            "The workbook is damaged. Open it in your spreadsheet and save it again."
        ) from error


def _sheet(sheet: CalamineSheet, *, hidden: bool) -> Sheet:
    if sheet.total_height * sheet.total_width > MOST_CELLS or sheet.total_height > MOST_ROWS + 100:
        raise RejectedError(_TOO_MANY)
    rows, numbers = [], []
    # The first row of the file is row 1, whatever stands above the first cell that holds anything.
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), 1):
        row = tuple(_text(cell) for cell in cells)
        if any(row):
            rows.append(row)
            numbers.append(number)
    merged = len(sheet.merged_cell_ranges or ())
    return Sheet(sheet.name, hidden, tuple(rows), tuple(numbers), merged)


def _text(cell: object) -> str:  # noqa: PLR0911 - one for each type of cell
    """Return what stands in a cell as text: days as 2026-03-04, times as 14:30, whole numbers."""
    match cell:
        case bool():
            return "yes" if cell else "no"
        case float() if cell.is_integer() and abs(cell) < 1e15:  # noqa: PLR2004 - what a float holds exactly
            return str(int(cell))
        case datetime():
            if cell.time() == time():
                return cell.date().isoformat()
            return (cell + timedelta(seconds=0.5)).isoformat(" ")[:_ISO_TIME]
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat()[:5]
        case timedelta():
            minutes = round(cell.total_seconds() / 60)
            return f"{minutes // 60:02}:{minutes % 60:02}"
        case _:
            return str(cell)[: LONGEST_CELL + 1].strip("\u00a0 ")


def _csv_sheet(data: bytes) -> Sheet:
    text = _decoded(data)
    mark, text = _separator(text)
    csv.field_size_limit(LONGEST_CELL)
    rows: list[Cells] = []
    numbers: list[int] = []
    cells = 0
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
        for number, row in enumerate(reader, 1):
            if len(row) > MOST_COLUMNS:
                raise RejectedError(_TOO_WIDE)
            cells += len(row)
            if len(rows) > MOST_ROWS or cells > MOST_CELLS:
                raise RejectedError(_TOO_MANY)
            if any(cell.strip() for cell in row):
                rows.append(tuple(unguarded(cell.strip("\u00a0 ")) for cell in row))
                numbers.append(number)
    except csv.Error as error:
        place = (numbers[-1] if numbers else 0) + 1
        raise RejectedError(
            f"Row {place}: a quotation mark opens and is not closed, or a cell is far too long. "
            "Compare the quotation marks in this row with those around it."
        ) from error
    return Sheet("", hidden=False, rows=tuple(rows), numbers=tuple(numbers))


def _decoded(data: bytes) -> str:
    """Return the text of a CSV file; what is neither UTF-8 nor UTF-16 is Windows' own alphabet."""
    if data.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        raise RejectedError(f"The file is written in UTF-32. {_AS_UTF8}")
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    if encoding == "utf-8-sig" and b"\0" in data:
        raise RejectedError(f"The file is not text: it holds empty bytes. {_AS_UTF8}")
    try:
        return data.rstrip(b"\x1a").decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8-sig" and not _has_utf8_letters(data):
            try:
                return data.rstrip(b"\x1a").decode("cp1252")
            except UnicodeDecodeError:
                pass
        raise RejectedError(
            f"The file is written in more than one way, or is damaged text. {_AS_UTF8}"
        ) from error


def _has_utf8_letters(data: bytes) -> bool:
    """Tell whether some letters are UTF-8: then the others are damage, not another alphabet."""
    return _UTF8_LETTER.search(data) is not None


def _separator(text: str) -> tuple[str, str]:
    """Return what separates the cells, and the text without a line that only states it."""
    line = text[:6]
    if line.lower().startswith("sep=") and len(line) > 4 and line[4] in _MARKS:  # noqa: PLR2004 - behind "sep="
        return line[4], text[5:].lstrip("\r\n")
    start = text[:_SEEN]
    return max(_MARKS, key=lambda mark: _fit(start, mark)), text


def _fit(start: str, mark: str) -> tuple[int, int]:
    """Return how well ``mark`` separates: rows as wide as the first, and how wide they are."""
    try:
        rows = [row for row in csv.reader(io.StringIO(start, newline=""), delimiter=mark) if row]
    except csv.Error:
        return 0, 0
    return _alike(rows[:50])


def _alike(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    width = max((len(row) for row in rows), default=0)
    if width < 2:  # noqa: PLR2004 - one column is no separation
        return 0, 0
    return sum(1 for row in rows if len(row) == width), width
