"""Rows as a workbook (XLSX), made in memory; no text in it can act as a formula or a link."""

import io
from collections.abc import Sequence

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

_LONGEST = 32_767
"""Characters that a cell of a workbook holds."""
_LONGEST_NAME = 31
_WIDEST = 60
_FORBIDDEN = str.maketrans("[]:*?/\\", "       ")


def workbook_of(name: str, rows: Sequence[Sequence[str | int]]) -> bytes:
    """Return a workbook with one sheet: the first row is its header.

    Texts are written as texts and numbers as numbers, whatever they look like. Nothing touches the
    disk. A text that no cell holds is cut, with an ellipsis.
    """
    content = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(content, options) as book:
        sheet = book.add_worksheet(name.translate(_FORBIDDEN)[:_LONGEST_NAME].strip() or "Sheet")
        bold = book.add_format({"bold": True})
        widths = [8] * max((len(row) for row in rows), default=0)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                style = bold if number == 0 else None
                if isinstance(cell, int):
                    sheet.write_number(number, place, cell, style)
                elif cell:
                    sheet.write_string(number, place, _held(cell), style)
                    longest = max(map(len, cell.split("\n")))
                    widths[place] = min(max(widths[place], longest + 2), _WIDEST)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.freeze_panes(1, 0)
    return content.getvalue()


def _held(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "\u2026"
