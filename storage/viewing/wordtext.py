"""The text of a Word file (Office Open XML): its words in order, nothing fetched, nothing run."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import IO

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from storage.errors import RejectedError
from storage.keyless.archives import BROKEN, Trouble, trouble_with

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_MOST = 60_000_000
"""Bytes of one part, counted while it is unpacked."""
_NOT_OPENED = "It is not shown. Ask its sender for a PDF."
_TROUBLES: Mapping[Trouble, str] = {
    "parts": f"This Word file is made of too many parts. {_NOT_OPENED}",
    "password": "This Word file has a password. Ask its sender for one without, and add that.",
    "packing": f"This Word file is packed in an unusual way. {_NOT_OPENED}",
    "bomb": f"This Word file would unpack to far more than it says. {_NOT_OPENED}",
    "twins": f"Two parts of this Word file have one name. {_NOT_OPENED}",
    "path": f"A part of this Word file is named like a path. {_NOT_OPENED}",
    "overlap": f"Parts of this Word file lie over each other. {_NOT_OPENED}",
    "cut": "This Word file is cut short. Ask its sender for it again.",
}
_WORDS: Mapping[str, str] = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "-",
    f"{_W}altChunk": "[Here the file holds a part of another kind, which is not shown.]\n",
    f"{_W}object": "[Here the file holds an object, which is not shown.]",
    f"{_W}drawing": "[Picture]",
    f"{_W}pict": "[Picture]",
}


def text_in(data: memoryview) -> str:
    """Return the text of a Word file; RejectedError in plain words where it cannot be shown."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if trouble := trouble_with(archive, len(data)):
                raise RejectedError(_TROUBLES[trouble])
            names = set(archive.namelist())
            if _BODY not in names:
                raise RejectedError(
                    f"This file is packed like a Word file, but is none. {_NOT_OPENED}"
                )
            body = _part(archive, _BODY)
            notes = [_part(archive, name) for name in _NOTES if name in names]
    except BROKEN as error:
        raise RejectedError(
            "This Word file is damaged and cannot be shown. Ask its sender for it again."
        ) from error
    return "\n\n".join(filter(None, (body, *notes)))


def _part(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as stream:
        try:
            return "".join(_words(_Counted(stream))).strip("\n")
        except DefusedXmlException as error:
            raise RejectedError(f"This Word file declares entities. {_NOT_OPENED}") from error
        except (ParseError, ValueError, LookupError) as error:
            raise RejectedError(
                "This Word file is damaged and cannot be shown. Ask its sender for it again."
            ) from error


def _words(stream: "_Counted") -> Iterator[str]:
    for event, element in iterparse(stream, ("start", "end"), forbid_dtd=True):
        tag = element.tag
        if event == "start":
            if tag in _WORDS:
                yield _WORDS[tag]
            continue
        if tag == f"{_W}t":
            yield element.text or ""
        elif tag == f"{_W}p":
            yield "\n"
        elif tag == f"{_W}tc":
            yield "\t"
        element.clear()


class _Counted:
    """A part of an archive, read piece by piece and never beyond what is bearable."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._read = stream, 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        piece = self._stream.read(size)
        self._read += len(piece)
        if self._read > _MOST:
            raise RejectedError(_TROUBLES["bomb"])
        return piece
