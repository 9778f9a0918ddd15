"""Papers come in; pictures, recordings and what would run do not, whatever they call themselves."""

import io

import pytest
from typing_extensions import override

from storage.domain.kinds.document import LARGEST
from storage.domain.media import ENDINGS
from storage.errors import RejectedError
from storage.usecases.codelists import codebook
from storage.usecases.documents.checking import media_in
from tests.documents.files import DOCX, PDF, archive

KEPT = {
    "pdf": PDF,
    "text": b"Order of the court, 2 March 2026.\n",
    "word": DOCX,
    "excel": archive(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<w/>")),
    "powerpoint": archive(("[Content_Types].xml", b"<Types/>"), ("ppt/presentation.xml", b"")),
    "odf_text": archive(("mimetype", b"application/vnd.oasis.opendocument.text")),
    "odf_sheet": archive(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")),
    "odf_slides": archive(("mimetype", b"application/vnd.oasis.opendocument.presentation")),
}
TEXTS = {
    "letters beyond ASCII": "Wörter, 李, déjà vu\n".encode(),
    "two bytes a letter": "Order of the court".encode("utf-16"),
    "an old code page": "Café\n".encode("cp1252"),
    "the first letters of a bitmap": b"BMI was normal. MZ is nothing here.",
    "a letter cut by the end of the head": b"x" * (64 * 1024 - 1) + "é".encode(),
    "a message": b"From: Ana Reyes\nDate: 2 March\n\nThe attachment follows by post.\n",
    "a table": b"name;day\nOrder;2 March\n",
}
PICTURES = {
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0",
    "gif": b"GIF89a\1\0\1\0",
    "bmp": b"BM\x46\0\0\0\0\0\0\0",
    "tiff": b"II*\0\x08\0\0\0",
    "webp": b"RIFF\x24\0\0\0WEBPVP8 ",
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0",
    "avif": b"\0\0\0\x1cftypavif\0\0\0\0",
    "windows metafile": b"\xd7\xcd\xc6\x9a\0\0\0\0",
    "enhanced metafile": b"\1\0\0\0\x6c\0\0\0\0\0",
    "icon": b"\0\0\1\0\1\0\x10\x10",
    "photoshop": b"8BPS\0\1\0\0",
    "jpeg 2000": b"\0\0\0\x0cjP  \r\n\x87\n",
    "dicom": bytes(128) + b"DICM\2\0",
}
RECORDINGS = {
    "mp4": b"\0\0\0\x18ftypisom\0\0\2\0",
    "quicktime": b"\0\0\0\x14ftypqt  \0\0\0\0",
    "matroska": b"\x1a\x45\xdf\xa3\x9fB\x86\x81",
    "avi": b"RIFF\x24\0\0\0AVI LIST",
    "wave": b"RIFF\x24\0\0\0WAVEfmt ",
    "flash": b"FLV\1\5\0\0\0\x09",
    "windows media": b"\x30\x26\xb2\x75\x8e\x66\xcf\x11\0\0",
    "mpeg stream": (b"\x47" + bytes(187)) * 3,
    "ogg": b"OggS\0\2\0\0",
    "mp3": b"ID3\3\0\0\0\0\0\0",
}
PROGRAMS = {
    "windows": (b"MZ\x90\0\3\0\0\0", "order.pdf"),
    "linux": (b"\x7fELF\2\1\1\0", "order.pdf"),
    "macos": (b"\xcf\xfa\xed\xfe\7\0\0\1", "order.pdf"),
    "shortcut": (b"\x4c\0\0\0\1\x14\2\0\0\0\0\0\xc0", "order.pdf"),
    "internet shortcut": (b"[InternetShortcut]\r\nURL=file:///x", "order.txt"),
    "desktop entry": (b"\n[Desktop Entry]\nExec=true\n", "order.txt"),
    "script by its first line": (b"#!/bin/sh\ntrue\n", "order.txt"),
    "script by its name": (b"echo off\r\n", "order.PDF .bat"),
    "powershell": (b"Write-Host 1\r\n", "order.ps1"),
}


def test_every_kind_of_file_that_is_kept_has_a_label_and_an_end_for_its_name() -> None:
    known = set(codebook().lists["document_media"])
    assert set(KEPT) | {"png", "jpeg"} == known == set(ENDINGS)


@pytest.mark.parametrize("media", KEPT)
def test_a_paper_comes_in_whatever_its_name(media: str) -> None:
    assert media_in(io.BytesIO(KEPT[media]), "holiday.jpg") == (media, len(KEPT[media]))


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_a_text(text: str) -> None:
    assert media_in(io.BytesIO(TEXTS[text]), "note")[0] == "text"


@pytest.mark.parametrize("name", ["order.pdf", "order.txt", "IMG.png"])
@pytest.mark.parametrize("picture", PICTURES)
def test_a_picture_is_refused_under_any_name_with_what_to_do(picture: str, name: str) -> None:
    with pytest.raises(RejectedError, match=r"This is a picture.*CyberTipline.*PDF"):
        media_in(io.BytesIO(PICTURES[picture]), name)


@pytest.mark.parametrize("name", ["order.pdf", "order.txt", "IMG.png"])
@pytest.mark.parametrize("picture", PICTURES)
def test_where_the_program_allows_pictures_two_kinds_come_in_and_no_other(
    picture: str, name: str
) -> None:
    source = io.BytesIO(PICTURES[picture])
    if picture in {"png", "jpeg"}:
        assert media_in(source, name, pictures=True)[0] == picture
        return
    with pytest.raises(RejectedError, match=r"neither a PNG nor a JPEG.*CyberTipline"):
        media_in(source, name, pictures=True)


@pytest.mark.parametrize("name", ["order.pdf", "IMG.png"])
@pytest.mark.parametrize("recording", RECORDINGS)
def test_a_recording_never_comes_in(recording: str, name: str) -> None:
    with pytest.raises(RejectedError, match=r"This is a recording.*CyberTipline"):
        media_in(io.BytesIO(RECORDINGS[recording]), name, pictures=True)


@pytest.mark.parametrize("recording", RECORDINGS)
def test_a_recording_is_refused_with_what_to_do(recording: str) -> None:
    with pytest.raises(RejectedError, match=r"This is a recording.*CyberTipline"):
        media_in(io.BytesIO(RECORDINGS[recording]), "statement.pdf")


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_would_run_is_refused(program: str) -> None:
    content, name = PROGRAMS[program]
    with pytest.raises(RejectedError, match="a program, a script or a shortcut"):
        media_in(io.BytesIO(content), name)


REFUSED = {
    "a web page": (b"<!DOCTYPE html><html></html>", "web page"),
    "a drawing under another name": (b"\xef\xbb\xbf  <SVG onload='x'>", "web page"),
    "a library of folders": (b"<?xml version='1.0'?><libraryDescription/>", "a program"),
    "a command of the shell": (b"[Shell]\r\nIconFile=\\\\srv\\x.ico", "a program"),
    "a message with a page": (b"MIME-Version: 1.0\r\n\r\n<html><body>", "web page"),
    "a drawing": (b"<?xml version='1.0'?><svg></svg>", "web page"),
    "a drawing under marks of its own": (
        b"<?xml version='1.0'?><x:svg xmlns:x='http://www.w3.org/2000/svg'></x:svg>",
        "web page",
    ),
    "rich text, which may hold pictures": (b"{\\rtf1{\\pict\\jpegblip ffd8ff}}", "none of them"),
    "an old office file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "none of them"),
    "an archive of pictures": (archive(("one.jpg", b"\xff\xd8\xff")), "none of them"),
    "an archive with macros": (
        archive(("[Content_Types].xml", b""), ("word/vbaProject.bin", b"x")),
        "macros",
    ),
    "a message with a file in it": (
        b"Received: from cac\r\nContent-Transfer-Encoding: base64\r\n\r\n/9j/4AAQ\r\n",
        "saved message.*CyberTipline",
    ),
    "slides with a film": (
        archive(("[Content_Types].xml", b""), ("ppt/media/media1.MP4", b"film")),
        "a recording in this document.*CyberTipline",
    ),
    "a text with a sound": (
        archive(("mimetype", b"application/vnd.oasis.opendocument.text"), ("Media/a.wav", b"RIFF")),
        "a recording in this document",
    ),
    "half an archive": (DOCX[: len(DOCX) // 2], "none of them"),
    "noise": (bytes(range(256)), "none of them"),
    "nothing": (b"", "is empty"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_anything_else_is_refused_in_words(what: str) -> None:
    content, words = REFUSED[what]
    with pytest.raises(RejectedError, match=words):
        media_in(io.BytesIO(content), "order.docx")


class Huge(io.BytesIO):
    @override
    def seek(self, offset: int, whence: int = 0, /) -> int:
        return LARGEST + 1 if whence == io.SEEK_END else super().seek(offset, whence)


def test_a_file_beyond_the_cap_is_refused_before_it_is_read() -> None:
    with pytest.raises(RejectedError, match="larger than 256 MiB"):
        media_in(Huge(b"%PDF-"), "order.pdf")


def test_an_archive_that_lists_too_much_is_never_opened() -> None:
    many = archive(*((f"word/{number}", b"") for number in range(5_001)))
    with pytest.raises(RejectedError, match="none of them"):
        media_in(io.BytesIO(many), "order.docx")
