"""Figures as JSON, CSV or PDF: bytes only; files leave by ``usecases.sharing`` alone."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from storage.reports.figures import Figures
from storage.reports.percent import Value
from storage.reports.printing import Printing, as_pdf

COLUMNS = ("form", "version", "start", "end", "id", "section", "label", "unit", "value", "rule")
"""Of the CSV file: one line for each row."""

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(figures: Figures, file_format: str, printing: Printing) -> bytes:
    """Return ``figures`` as "json", "csv" or "pdf"; KeyError for any other format."""
    return _FORMATS[file_format](figures, printing)


def file_name(figures: Figures, file_format: str) -> str:
    """Return the name a file of ``figures`` has by default; it names nobody."""
    return f"{figures.form}-{figures.period.start}-{figures.period.end}.{file_format}"


def as_json(figures: Figures) -> bytes:
    """Return ``{form, version, period, basis, rows, checks}``; equal figures give equal bytes."""
    content = {
        "form": figures.form,
        "version": figures.version,
        "period": {
            "start": figures.period.start.isoformat(),
            "end": figures.period.end.isoformat(),
        },
        "basis": list(figures.basis),
        "rows": [
            {"id": row.id, "label": row.label, "value": _number(row.value)} for row in figures.rows
        ],
        "checks": [
            {"id": check.id, "text": check.text, "holds": check.holds} for check in figures.checks
        ],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def as_csv(figures: Figures) -> bytes:
    """Return one line for each row (RFC 4180, UTF-8), safe to open in a spreadsheet."""
    section = dict(figures.sections)
    period = (figures.period.start.isoformat(), figures.period.end.isoformat())
    lines: list[tuple[Any, ...]] = [COLUMNS]
    for row in figures.rows:
        texts = (figures.form, figures.version, *period, row.id, section[row.section], row.label)
        cells = [safe_cell(text) for text in (*texts, row.unit)]
        value = "" if row.value is None else row.value
        lines.append((*cells, value, safe_cell(row.rule)))
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows(lines)
    return file.getvalue().encode()


def safe_cell(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def _number(value: Value) -> int | float | None:
    if not isinstance(value, Decimal):
        return value
    return float(value) if value.as_tuple().exponent else int(value)


_FORMATS: Mapping[str, Callable[[Figures, Printing], bytes]] = {
    "json": lambda figures, _: as_json(figures),
    "csv": lambda figures, _: as_csv(figures),
    "pdf": as_pdf,
}
