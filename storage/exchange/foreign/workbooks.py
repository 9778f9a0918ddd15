"""Whether a workbook may be opened: judged from its directory before anything is unpacked.

A workbook is a ZIP file of XML parts. Every part is then unpacked once, piece by piece, and
counted: what it says of its size may be a lie, its cells may lie a million rows apart, and its
XML may declare entities.
"""

import io
import re
import zipfile
from collections.abc import Mapping

from storage.errors import RejectedError
from storage.exchange.foreign.tables import MOST_CELLS, MOST_COLUMNS, MOST_ROWS
from storage.keyless.archives import BROKEN, Trouble, trouble_with

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MOST_PARTS = 2_000
_MOST_UNPACKED = 250_000_000
_PIECE = 1 << 18
_ARCHIVES = (".zip", ".xlsx", ".xlsm", ".xls", ".docx", ".gz", ".7z", ".rar", ".jar")
_DECLARED = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CELL = re.compile(rb"""<(?:\w+:)?c\s[^<>]{0,200}?\br\s*=\s*["']([A-Za-z]{1,7})([0-9]{1,9})["']""")
_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ANY_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_TAIL = 240

_AGAIN = "Open it in your spreadsheet and save it as an Excel workbook (.xlsx) or as CSV UTF-8."
_BOMB = "The workbook would unpack to far more than it says. It was not opened."
_WIDE = (
    f"The workbook has more than {MOST_ROWS:,} rows or {MOST_COLUMNS} columns in a sheet. "
    "Delete what is empty far below or far to the right, or bring it in pieces."
)
_TROUBLES: Mapping[Trouble, str] = {
    "parts": "The workbook is made of too many parts. It was not opened.",
    "password": "The workbook has a password. Save a copy without one and bring that.",
    "packing": f"The workbook is packed in an unusual way. {_AGAIN}",
    "bomb": _BOMB,
    "twins": "Two parts of the workbook have one name. It was not opened.",
    "path": "A part of the workbook is named like a path. It was not opened.",
    "overlap": "Parts of the workbook lie over each other. It was not opened.",
    "cut": "The workbook is cut short. Copy it again from where it came from.",
}


def check_workbook(data: bytes) -> None:
    """Raise RejectedError in plain words unless ``data`` is a plain workbook of bearable size."""
    if data.startswith(_OLD):
        if _ENCRYPTED in data:
            raise RejectedError(
                "The workbook has a password. Save a copy without one and bring that."
            )
        raise RejectedError(f"This is an old Excel file (.xls). {_AGAIN}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_directory(archive, len(data))
            for part in archive.infolist():
                if part.filename.lower().endswith((".xml", ".rels")):
                    _check_part(archive, part)
    except BROKEN as error:
        raise RejectedError(f"The file is not a workbook, or it is damaged. {_AGAIN}") from error


def _check_directory(archive: zipfile.ZipFile, size: int) -> None:
    names = [name.lower() for name in archive.namelist()]
    trouble = trouble_with(archive, size, _MOST_PARTS)
    if trouble != "parts":
        _check_names(names)
    if trouble is not None:
        raise RejectedError(_TROUBLES[trouble])


def _check_names(lowered: list[str]) -> None:
    if any("vbaproject" in name for name in lowered):
        raise RejectedError(f"The workbook has macros (.xlsm). {_AGAIN}")
    if "xl/workbook.xml" not in lowered or "[content_types].xml" not in lowered:
        raise RejectedError(f"The file is packed like a workbook, but is none. {_AGAIN}")
    if any(name.endswith(_ARCHIVES) for name in lowered):
        raise RejectedError(f"Another file is packed inside the workbook. {_AGAIN}")


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack one part piece by piece; ZipFile checks its sum at the end."""
    is_sheet = part.filename.lower().startswith("xl/worksheets/")
    unpacked = cells = rows = 0
    tail = b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            if not unpacked and piece.startswith((b"\xff\xfe", b"\xfe\xff", b"\0")):
                raise RejectedError(f"The workbook is written in an unusual way. {_AGAIN}")
            unpacked += len(piece)
            text = tail + piece
            if _DECLARED.search(text):
                raise RejectedError("The workbook declares entities. It was not opened.")
            if is_sheet:
                cells += len(_ANY_CELL.findall(piece))
                rows += len(_ANY_ROW.findall(piece))
                _check_extent(text)
            if unpacked > min(part.file_size, _MOST_UNPACKED):
                raise RejectedError(_BOMB)
            if cells > MOST_CELLS or rows > MOST_ROWS + 100:
                raise RejectedError(_WIDE)
            tail = text[-_TAIL:]


def _check_extent(text: bytes) -> None:
    """Refuse a sheet with a cell far out: reading it fills in every cell between."""
    for column, row in set(_CELL.findall(text)):
        if int(row) > MOST_ROWS + 100 or _number(column) > MOST_COLUMNS:
            raise RejectedError(_WIDE)


def _number(column: bytes) -> int:
    number = 0
    for letter in column.upper():
        number = number * 26 + letter - 64
    return number
