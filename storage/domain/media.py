"""What a file is, told by its bytes: which ones a case keeps, and which never come in.

Names and extensions decide nothing but against a file: a picture that calls itself a PDF is a
picture. Nothing here decodes anything; only the first bytes are compared.
"""

from types import MappingProxyType
from typing import Literal

HEAD = 64 * 1024
"""Bytes from the beginning of a file that are looked at."""

Media = Literal["pdf", "text", "zip"]
Refusal = Literal["picture", "recording", "program", "web", "mail", "unknown"]

ENDINGS = MappingProxyType(
    {
        "pdf": ".pdf",
        "text": ".txt",
        "word": ".docx",
        "excel": ".xlsx",
        "powerpoint": ".pptx",
        "odf_text": ".odt",
        "odf_sheet": ".ods",
        "odf_slides": ".odp",
        "png": ".png",
        "jpeg": ".jpg",
    }
)
"""The end of a file's name, by what the file is."""

_STARTS: tuple[tuple[bytes, Refusal], ...] = (
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"BM", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"II+\0", "picture"),
    (b"MM\0+", "picture"),
    (b"\0\0\1\0", "picture"),
    (b"8BPS", "picture"),
    (b"\0\0\0\x0cjP", "picture"),
    (b"\xff\x4f\xff\x51", "picture"),
    (b"\0\0\0\x0cJXL ", "picture"),
    (b"\xff\x0a", "picture"),
    (b"\xd7\xcd\xc6\x9a", "picture"),
    (b"\1\0\0\0\x6c\0\0\0", "picture"),
    (b"\x1a\x45\xdf\xa3", "recording"),
    (b"FLV\1", "recording"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "recording"),
    (b"OggS", "recording"),
    (b"fLaC", "recording"),
    (b"ID3", "recording"),
    (b"\xff\xfb", "recording"),
    (b"\xff\xf3", "recording"),
    (b"\xff\xf1", "recording"),
    (b"\xff\xf9", "recording"),
    (b"#!AMR", "recording"),
    (b"\0\0\1\xba", "recording"),
    (b"\0\0\1\xb3", "recording"),
    (b"MThd", "recording"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"\xfe\xed\xfa", "program"),
    (b"\xca\xfe\xba\xbe", "program"),
    (b"\xcf\xfa\xed\xfe", "program"),
    (b"\xce\xfa\xed\xfe", "program"),
    (b"\x4c\0\0\0\1\x14\2\0", "program"),
    (b"#!", "program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "unknown"),
)
_SCRIPTS = (
    *(".bat", ".cmd", ".com", ".cpl", ".desktop", ".exe", ".hta", ".inf", ".jar", ".js", ".jse"),
    *(".lnk", ".msc", ".msi", ".ps1", ".psm1", ".py", ".pyw", ".rb", ".reg", ".scf", ".scr"),
    *(".library-ms", ".search-ms", ".searchconnector-ms"),
    *(".sh", ".url", ".vb", ".vbe", ".vbs", ".webloc", ".wsf", ".wsh", ".command", ".app"),
)
_WEB = (b"<!doctype html", b"<html", b"<svg", b"<script", b"<?php", b"<head", b"<body")
_MAIL = (b"from:", b"received:", b"return-path:", b"mime-version:", b"date:", b"delivered-to:")
_ATTACHING = (b"content-transfer-encoding: base64", b"content-disposition: attachment")
_RECORDINGS = (
    *(".3gp", ".aac", ".aif", ".aiff", ".amr", ".asf", ".avi", ".flac", ".flv", ".m4a", ".m4v"),
    *(".mkv", ".mov", ".mp3", ".mp4", ".mpeg", ".mpg", ".ogg", ".ogv", ".opus", ".wav", ".webm"),
    *(".wma", ".wmv"),
)
_DRAWING = b"www.w3.org/2000/svg"
"""Whatever the marks of a drawing are called in it, it says that they are such."""
_RICH = b"{\\rtf"
"""Pictures may stand in it as letters, and nobody reads it as the text it is."""
_SHORTCUTS = (b"[internetshortcut]", b"[desktop entry]", b"[autorun]", b"[shell]")
_LIBRARIES = (b"<librarydescription", b"<searchconnectordescription")
"""Folders of Windows that are elsewhere: looking at one asks a server for them."""


def media_of(head: bytes, name: str) -> Media | Refusal:
    """Return what the file that begins with ``head`` is, or why it is not taken.

    ``name`` can only speak against it. A ``zip`` must be looked into before it is known.
    """
    if found := _by_start(head):
        return found
    if head.startswith(b"PK\3\4"):
        return "zip"
    if name.strip(". ").lower().endswith(_SCRIPTS):
        return "program"
    if head.startswith(b"%PDF-"):
        return "pdf"
    return _by_text(head)


def is_named_recording(name: str) -> bool:
    """Tell whether a part of an archive calls itself a film or a sound."""
    return name.strip(". ").lower().endswith(_RECORDINGS)


def picture_in(head: bytes) -> Literal["png", "jpeg"] | None:
    """Return which of the two kinds of pictures that a program may allow begins with ``head``."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return "jpeg" if head.startswith(b"\xff\xd8\xff") else None


def _by_start(head: bytes) -> Refusal | None:
    if not _controls(head):
        # A letter may well begin with "BM" or "MZ": what is in the clear to the end is a text.
        return None
    for start, refusal in _STARTS:
        if head.startswith(start):
            return refusal
    if head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide"}:
        return "picture" if head[8:12] in _STILL else "recording"
    if head.startswith((b"RIFF", b"FORM")):
        return "picture" if head[8:12] == b"WEBP" else "recording"
    if head[128:132] == b"DICM":
        return "picture"
    transport = len(head) > _PACKET and head[0] == _SYNC and head[_PACKET] == _SYNC
    return "recording" if transport else None


_STILL = {b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis", b"hevc", b"hevx", b"crx "}
_PACKET, _SYNC = 188, 0x47


def _by_text(head: bytes) -> Media | Refusal:
    text = head
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head[: len(head) & ~1].decode("utf-16", "replace").encode()
    if _controls(text) or not _decodes(text):
        return "unknown"
    start = text.lstrip(b"\xef\xbb\xbf \t\r\n\f").lower()
    if start.startswith(_SHORTCUTS) or start.startswith(b"#!"):
        return "program"
    if any(mark in start for mark in _LIBRARIES):
        return "program"
    if start.startswith(_RICH):
        return "unknown"
    if any(mark in start for mark in (*_WEB, _DRAWING)):
        return "web"
    return "mail" if start.startswith(_MAIL) and _attaches(start) else "text"


def _attaches(mail: bytes) -> bool:
    return any(mark in mail for mark in _ATTACHING)


def _controls(head: bytes) -> bool:
    return bool(head.translate(None, _TEXTUAL))


_TEXTUAL = bytes({*range(0x20, 0x100), *b"\t\n\r\f"})


def _decodes(text: bytes) -> bool:
    """Tell whether ``text`` is UTF-8, but for a letter cut at its end, or of one byte a letter."""
    for encoding, cut in (("utf-8", 3), ("cp1252", 0)):
        for shorter in range(cut + 1):
            try:
                text[: len(text) - shorter].decode(encoding)
            except UnicodeDecodeError:
                continue
            return True
    return False
