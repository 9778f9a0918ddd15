import ctypes
import json
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdf_raw
import pytest
import typst

FOLDER = Path(str(files("resources")))
MARKUP = "#panic() *x* _y_ $a$ `c` @ref <lab> [b] \\ // no /* c */ -- ... 'q' \"q\" ~"
REPORT: dict[str, Any] = {
    "title": "Quarter",
    "program": "A program",
    "period": "October to December",
    "printed_by": "A. Rivera",
    "printed_at": "January 4",
    "basis": ["Counted once."],
    "sections": [{"title": "People", "rows": [{"id": "Q1", "label": "All", "value": "1,188"}]}],
    "checks": [
        {"id": "I1", "text": "First.", "holds": True},
        {"id": "I2", "text": "Second.", "holds": False, "detail": "41 is not 42."},
        {"id": "I3", "text": "Third.", "holds": None},
    ],
    "footnotes": ["A note."],
}
RECORD: dict[str, Any] = {
    "title": "Case",
    "header": "BER-26-0147",
    "fields": [{"label": "Name used", "value": "Nguyễn Thị Ánh"}],
    "sections": [
        {"title": "Contact", "texts": [{"label": "Details", "text": "One.\nTwo.\n\nThree."}]}
    ],
}


def pdf(template: str, data: dict[str, Any]) -> bytes:
    made = typst.compile(
        FOLDER / "typst" / template,
        sys_inputs={"data": json.dumps(data)},
        font_paths=[FOLDER / "fonts"],
        ignore_system_fonts=True,
        pdf_standards="ua-1",
    )
    assert isinstance(made, bytes)
    return made


def text(template: str, data: dict[str, Any]) -> str:
    document = pdfium.PdfDocument(pdf(template, data))
    pages = [page.get_textpage().get_text_range() for page in document]
    return "\n".join(pages).replace("\r\n", "\n")


def tags(element: Any) -> Iterator[str]:
    size = pdf_raw.FPDF_StructElement_GetType(element, None, 0)
    name = ctypes.create_string_buffer(size)
    pdf_raw.FPDF_StructElement_GetType(element, name, size)
    yield name.raw.decode("utf-16-le").rstrip("\0")
    for index in range(pdf_raw.FPDF_StructElement_CountChildren(element)):
        child = pdf_raw.FPDF_StructElement_GetChildAtIndex(element, index)
        if child:
            yield from tags(child)


def structure(made: bytes) -> Counter[str]:
    document = pdfium.PdfDocument(made)
    assert pdf_raw.FPDFCatalog_IsTagged(document.raw)
    page = document[0]
    tree = pdf_raw.FPDF_StructTree_GetForPage(page.raw)
    try:
        count = pdf_raw.FPDF_StructTree_CountChildren(tree)
        tops = [pdf_raw.FPDF_StructTree_GetChildAtIndex(tree, index) for index in range(count)]
        return Counter(tag for top in tops for tag in tags(top))
    finally:
        pdf_raw.FPDF_StructTree_Close(tree)


def test_a_report_shows_its_figures_checks_and_who_printed_it() -> None:
    shown = text("report.typ", REPORT)
    for part in (
        "1,188",
        "Holds",
        "Does not hold",
        "Does not apply",
        "41 is not 42.",
        "A note.",
        "Printed by A. Rivera · January 4",
        "Page 1 of 1",
    ):
        assert part in shown
    assert "PRACTICE" not in shown


def test_a_report_is_tagged_with_table_headers() -> None:
    found = structure(pdf("report.typ", REPORT))
    assert found["Table"] == 2
    # Three columns and one section in the first table, three columns in the second.
    assert found["TH"] == 7
    assert found["H1"] == 3


@pytest.mark.parametrize(("template", "data"), [("report.typ", REPORT), ("record.typ", RECORD)])
def test_practice_is_marked_on_the_page_and_in_its_text(
    template: str, data: dict[str, Any]
) -> None:
    shown = text(template, data | {"practice": True})
    assert "PRACTICE" in shown
    assert "invented" in shown


def test_text_is_never_read_as_markup() -> None:
    report = {
        "title": MARKUP,
        "program": MARKUP,
        "sentence": MARKUP,
        "basis": [MARKUP],
        "sections": [{"title": MARKUP, "rows": [{"id": MARKUP, "label": MARKUP, "value": MARKUP}]}],
        "checks": [{"id": MARKUP, "text": MARKUP, "holds": True}],
        "footnotes": [MARKUP],
        "printed_by": MARKUP,
    }
    assert text("report.typ", report).replace("\n", " ").count("#panic()") >= 11
    record = RECORD | {"fields": [{"label": "Note", "value": MARKUP}], "header": MARKUP}
    assert text("record.typ", record).count(MARKUP) == 2


def test_a_text_keeps_its_lines_and_loses_its_control_characters() -> None:
    field = {"label": "Note", "value": "one\ntwo\x00\x1b\u202e\tthree"}
    assert "one\ntwo three" in text("record.typ", RECORD | {"fields": [field]})


def test_a_name_in_another_script_prints_as_squares_and_says_so() -> None:
    field = {"label": "Name", "value": "ស្រី"}
    shown = text("record.typ", RECORD | {"fields": [field]})
    assert "□□□□" in shown
    assert "fonts of printed pages" in shown
    assert "fonts of printed pages" not in text("record.typ", RECORD)


def test_every_character_that_the_page_lets_through_has_a_glyph() -> None:
    # Without a glyph PDF/UA refuses the document, in the weight that lacks it.
    every = "".join(map(chr, [*range(0x20, 0xD800), *range(0xE000, 0x10000)]))
    pdf("record.typ", RECORD | {"texts": [{"label": "", "text": every}]})
    bold = [{"title": every, "rows": []}]
    pdf("report.typ", REPORT | {"sections": bold, "sentence": every, "title": every[:0x500]})


def test_equal_data_give_equal_bytes() -> None:
    assert pdf("report.typ", REPORT) == pdf("report.typ", REPORT)
