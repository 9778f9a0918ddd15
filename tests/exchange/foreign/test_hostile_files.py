"""Files made to do harm, or merely odd ones: read exactly, or refused in plain words."""

import io
import os
import struct
import zipfile
from collections.abc import Callable
from datetime import datetime
from datetime import time as clock
from pathlib import Path

import msgspec
import pytest

from storage.errors import CancelledError, RejectedError
from storage.exchange.foreign.opening import _understood, open_table, table_of
from storage.exchange.foreign.reading import read_table
from storage.exchange.foreign.tables import MOST_COLUMNS, Sheet, Table
from tests.exchange.foreign.books import book, plain_book, repacked
from tests.patience import within

SHEET = "xl/worksheets/sheet1.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet(cells: str, before: str = "", extra: str = "") -> bytes:
    text = f"{before}<worksheet {MAIN}>{extra}<sheetData>{cells}</sheetData></worksheet>"
    return repacked(plain_book(), {SHEET: text.encode()})


def packed(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return content.getvalue()


def flagged_as_encrypted() -> bytes:
    data = bytearray(plain_book())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        at = archive.start_dir
    struct.pack_into("<H", data, at + 8, struct.unpack_from("<H", data, at + 8)[0] | 1)
    return bytes(data)


def overlapping() -> bytes:
    """Return a workbook whose second part begins where the first does."""
    data = bytearray(plain_book())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.start_dir
        second = first + 46 + len(archive.infolist()[0].filename.encode())
    struct.pack_into("<L", data, second + 42, 0)
    return bytes(data)


def wrong_sum() -> bytes:
    data = bytearray(plain_book())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.getinfo(SHEET)
    data[part.header_offset + 30 + len(part.filename) + 5] ^= 0xFF
    return bytes(data)


def duplicate() -> bytes:
    return repacked(plain_book(), {SHEET.upper(): b"<worksheet/>", SHEET: b"<worksheet/>"})


LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
CELL = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'

REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing at all": (lambda: b"", "empty"),
    "a mark and nothing else": (lambda: b"\xef\xbb\xbf\r\n", "empty"),
    "no workbook at all": (lambda: b"PK\x03\x04 and then nothing", "not a workbook"),
    "an archive of something else": (lambda: packed({"word/document.xml": b"<x/>"}), "is none"),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), r"\.xls\)"),
    "an encrypted workbook": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "password",
    ),
    "an encrypted part": (flagged_as_encrypted, "password"),
    "macros": (lambda: repacked(plain_book(), {"xl/vbaProject.bin": b"x"}), "macros"),
    "a bomb": (lambda: sheet(CELL.format("a" * 20_000_000)), "far more than it says"),
    "an archive inside": (
        lambda: repacked(plain_book(), {"xl/embeddings/a.zip": packed({"a": b"b"})}),
        "packed inside",
    ),
    "parts over each other": (overlapping, "lie over each other"),
    "two parts of one name": (duplicate, "one name"),
    "a path upwards": (lambda: repacked(plain_book(), {"../../x": b"y"}), "like a path"),
    "a path of Windows": (lambda: repacked(plain_book(), {"C:\\x": b"y"}), "like a path"),
    "a packing nobody uses": (
        lambda: repacked(plain_book(), {}, method=zipfile.ZIP_LZMA),
        "unusual way",
    ),
    "a wrong sum": (wrong_sum, "damaged"),
    "cut short": (lambda: plain_book()[:-30], "not a workbook"),
    "laughing entities": (lambda: sheet(CELL.format("&b;"), LAUGHS), "entities"),
    "an entity from outside": (lambda: sheet(CELL.format("&a;"), OUTSIDE), "entities"),
    "XML in UTF-16": (
        lambda: repacked(plain_book(), {SHEET: f"{LAUGHS}<x/>".encode("utf-16")}),
        "unusual way",
    ),
    "a cell in the farthest corner": (
        lambda: sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "rows or",
    ),
    "a cell a hundred thousand columns out": (
        lambda: sheet('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>'),
        "rows or",
    ),
    "a text that is not in the list of texts": (
        lambda: sheet('<row r="1"><c r="A1" t="s"><v>999999</v></c></row>'),
        "damaged",
    ),
    "a PDF": (lambda: b"%PDF-1.7\n%stuff", "no table"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(50), "no table"),
    "empty bytes in text": (lambda: b"Name\nA\0na\n", "not text"),
    "UTF-32": (lambda: b"\xff\xfe\0\0" + "Name\n".encode("utf-32-le"), "UTF-32"),
    "half a letter": (lambda: b"\xff\xfe" + "Name".encode("utf-16-le")[:-1], "damaged text"),
    "two alphabets": (lambda: "Name\nJos\u00e9\n".encode() + b"Jos\xe9\n", "more than one way"),
    "a quote that never closes": (lambda: b'Name,x\n"Ana,1\nBea,2\n', "Row 2: a quotation mark"),
    "a cell of a million letters": (lambda: b"Name\n" + b"a" * 1_000_000 + b"\n", "far too long"),
    "10,000 columns": (lambda: b",".join(b"c%d" % n for n in range(10_000)) + b"\n", "columns"),
    "too many rows": (lambda: b"a,b\n" * 120_000, "rows"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_could_do_harm_or_be_misread_is_refused_in_words(case: str) -> None:
    make, words = REFUSED[case]
    with within(10), pytest.raises(RejectedError, match=words):
        read_table(make())


TAKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "a mark of UTF-8": (lambda: b"\xef\xbb\xbfName,x\nJos\xc3\xa9,1\n", "Jos\u00e9"),
    "UTF-16": (lambda: "Name,x\nJos\u00e9,1\n".encode("utf-16"), "Jos\u00e9"),
    "Windows' own alphabet": (lambda: b"Name,x\n\x93Jos\xe9\x94,1\n", "\u201cJos\u00e9\u201d"),
    "semicolons": (lambda: b"Name;x\nAna, B;1\n", "Ana, B"),
    "tabs": (lambda: b"Name\tx\nAna\t1\n", "Ana"),
    "bars": (lambda: b"Name|x\nAna|1\n", "Ana"),
    "a stated separator": (lambda: b"sep=;\r\nName;x\r\nAna;1\r\n", "Ana"),
    "bare CR": (lambda: b"Name,x\rAna,1\r", "Ana"),
    "a line break in a cell": (lambda: b'Name,x\n"An\na",1\n', "An\na"),
    "a Ctrl-Z at the end": (lambda: b"Name,x\nAna,1\n\x1a", "Ana"),
    "a guarded formula": (lambda: b"Name,x\n'=1+1,1\n", "=1+1"),
    "one column": (lambda: b"Name\nAna\n", "Ana"),
    "a workbook": (lambda: plain_book((("Name", "x"), ("Ana", 1))), "Ana"),
    "rich text": (
        lambda: sheet(
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2" t="inlineStr"><is>'
            "<r><t>An</t></r><r><t>a</t></r></is></c></row>"
        ),
        "Ana",
    ),
    "a size that lies": (
        lambda: sheet(
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>7</v></c></row>',
            extra='<dimension ref="A1:XFD1048576"/>',
        ),
        "7",
    ),
}


@pytest.mark.parametrize("case", TAKEN)
def test_what_can_mean_one_thing_only_is_read_exactly(case: str) -> None:
    make, expected = TAKEN[case]
    (only,) = read_table(make()).sheets
    assert only.rows[1][0] == expected


@pytest.mark.parametrize("since_1904", [False, True])
def test_cells_come_as_what_people_see(since_1904: bool) -> None:  # noqa: FBT001 - a case
    def fill(workbook: object) -> None:
        first = workbook.add_worksheet("Youth")  # type: ignore[attr-defined]  # a workbook
        day = workbook.add_format({"num_format": "m/d/yyyy"})  # type: ignore[attr-defined]  # a workbook
        hour = workbook.add_format({"num_format": "h:mm"})  # type: ignore[attr-defined]  # a workbook
        first.write_row(0, 0, ["a", "b", "c", "d", "e", "f", "g"])
        first.write_datetime(2, 0, datetime(2009, 5, 6), day)  # noqa: DTZ001 - a day of a cell
        first.write_datetime(2, 1, clock(14, 30), hour)
        first.write_number(2, 2, 12)
        first.write_string(2, 3, "01201")
        first.write_formula(2, 4, "=1+1", None, 2)
        first.write_boolean(2, 5, True)
        first.write_formula(2, 6, "=1/0", None, "#DIV/0!")
        first.merge_range(4, 0, 4, 2, "joined")
        first.set_row(4, None, None, {"hidden": True})
        second = workbook.add_worksheet("Apart")  # type: ignore[attr-defined]  # a workbook
        second.write(0, 0, "x")
        second.very_hidden()

    first, second = read_table(book(fill, date_1904=since_1904)).sheets
    assert first.rows[1][:6] == ("2009-05-06", "14:30", "12", "01201", "2", "yes")
    assert first.rows[2][0] == "joined"
    assert (first.numbers, first.merged, first.hidden) == ((1, 3, 5), 1, False)
    assert (second.name, second.hidden) == ("Apart", True)


def test_links_to_other_files_are_passed_over() -> None:
    link = b'<externalLink xmlns="x"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    data = repacked(plain_book(), {"xl/externalLinks/externalLink1.xml": link})
    assert read_table(data).sheets[0].rows == (("Name",), ("Ana",))


def test_a_file_is_read_in_a_process_of_its_own_and_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    rows = [("Name", "x"), *((f"Ana {number}", "y" * 200) for number in range(1500))]
    path.write_bytes(plain_book(rows))
    opened = open_table(path)
    assert opened.name == "list.xlsx"
    assert opened.table == read_table(path.read_bytes())
    with pytest.raises(RejectedError, match="empty"):
        table_of(b"")


@pytest.mark.parametrize(
    "said",
    [
        Sheet("Cases", hidden=False, rows=(("Name",), ("Ana",)), numbers=(1,)),
        Sheet("Cases", hidden=False, rows=(("Name",),), numbers=(1, 2)),
        Sheet("Cases", hidden=False, rows=(("Name",),), numbers=(0,)),
        Sheet("Cases", hidden=False, rows=(("Name",) * (MOST_COLUMNS + 1),), numbers=(1,)),
    ],
)
def test_a_table_that_is_not_as_agreed_is_none(said: Sheet) -> None:
    with pytest.raises(RejectedError, match="could not be read"):
        _understood(b"T" + msgspec.msgpack.encode(Table((said,))))


def test_a_refusal_from_that_process_is_a_sentence_and_no_book() -> None:
    with pytest.raises(RejectedError) as refused:
        _understood(b"R" + b"a" * 9_000)
    assert len(str(refused.value)) <= 500


def test_a_process_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(RejectedError, match="too much memory or time"):
        table_of(b"a,b\n1,2\n", seconds=0)


def test_reading_can_be_stopped() -> None:
    def stop() -> None:
        raise CancelledError("Stopped.")

    with pytest.raises(CancelledError):
        table_of(b"a,b\n1,2\n", stop)


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices are of this system")
def test_a_pipe_a_device_a_link_and_a_lock_file_are_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "link.csv").symlink_to("/dev/zero")
    (tmp_path / "~$list.xlsx").write_bytes(b"x")
    with (tmp_path / "large.csv").open("wb") as large:
        large.truncate(5_000_000_000)
    for name, words in {
        "pipe.csv": "plain file",
        "link.csv": "a link",
        "~$list.xlsx": "beside an open file",
        "large.csv": "larger than",
        "none.csv": "could not be read",
    }.items():
        with pytest.raises(RejectedError, match=words):
            open_table(tmp_path / name)
