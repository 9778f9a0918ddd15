"""Which files come in: papers, never pictures or recordings, never what would run."""

import zipfile
from pathlib import PurePosixPath
from typing import BinaryIO

from storage.domain.kinds.document import LARGEST
from storage.domain.media import HEAD, Refusal, is_named_recording, media_of, picture_in
from storage.errors import RejectedError
from storage.keyless.archives import BROKEN

_MEMBERS = 5_000
_TAIL = 66_000
_DIRECTORY = 2 * 1024 * 1024
_END = b"PK\5\6"
_OFFICE = {"word": "word", "xl": "excel", "ppt": "powerpoint"}
_ODF = {
    b"application/vnd.oasis.opendocument.text": "odf_text",
    b"application/vnd.oasis.opendocument.spreadsheet": "odf_sheet",
    b"application/vnd.oasis.opendocument.presentation": "odf_slides",
}
_MACROS = ("vbaproject.bin", "basic/script-lc.xml")

_OF_ABUSE = (
    "If it may show abuse: do not open, copy or send it; call the officer of "
    "the case, and report it to NCMEC's CyberTipline (report.cybertip.org or 1-800-843-5678). "
)
_NOT_HERE = (
    "Satchel keeps no pictures and no recordings, so that none of abuse can ever lie in it. "
    f"Nothing was stored. {_OF_ABUSE}"
)
_OTHER_PICTURE = (
    "This picture is neither a PNG nor a JPEG, and no other is taken. Nothing was stored. "
    f"{_OF_ABUSE}A scanned paper comes in as a PDF."
)
_REASONS: dict[Refusal, str] = {
    "picture": f"This is a picture. {_NOT_HERE}A scanned paper comes in as a PDF.",
    "recording": f"This is a recording. {_NOT_HERE}A transcript comes in as text or a PDF.",
    "program": (
        "This is a program, a script or a shortcut. Nothing was stored. "
        "Ask the sender for the document itself, as a PDF."
    ),
    "web": "This is a web page. Nothing was stored. Print it into a PDF and add that.",
    "mail": (
        "This is a saved message, and files are packed into it. Nothing was stored. Print the "
        f"message into a PDF and add that, and what is packed into it by itself. {_OF_ABUSE}"
    ).strip(),
    "unknown": (
        "Satchel keeps PDF, text, Word, Excel, PowerPoint and OpenDocument files, and this is none "
        "of them. Nothing was stored. Save it as a PDF and add that."
    ),
}


def media_in(source: BinaryIO, name: str, *, pictures: bool = False) -> tuple[str, int]:
    """Return what the file ``source`` is and how many bytes it has; it is read from its start.

    ``name`` can only speak against it. Only where the program's rules allow ``pictures`` is one
    taken, and then PNG and JPEG alone. Raises RejectedError with what to do instead.
    """
    size = source.seek(0, 2)
    if size == 0:
        raise RejectedError("The file is empty. Nothing was stored. Ask for it once more.")
    if size > LARGEST:
        raise RejectedError(
            f"The file is larger than {LARGEST // 1024**2} MiB. Nothing was stored. "
            "Split it, or keep it on paper and say where."
        )
    source.seek(0)
    head = source.read(HEAD)
    if pictures and (picture := picture_in(head)):
        return picture, size
    found = media_of(head, name)
    if found == "zip":
        return _in_archive(source, size), size
    if found == "picture" and pictures:
        raise RejectedError(_OTHER_PICTURE)
    if found in _REASONS:
        raise RejectedError(_REASONS[found])
    return found, size


def _in_archive(source: BinaryIO, size: int) -> str:
    """Return which office document a zip is; nothing in it is unpacked but its own type."""
    unknown = RejectedError(_REASONS["unknown"])
    if not _is_small(source, size):
        raise unknown
    try:
        with zipfile.ZipFile(source) as archive:
            names = archive.namelist()
            if any(name.lower().endswith(_MACROS) for name in names):
                raise RejectedError(
                    "This document has macros, which are programs. Nothing was stored. "
                    "Ask for it without them, or as a PDF."
                )
            if any(is_named_recording(name) for name in names):
                raise RejectedError(
                    f"There is a recording in this document. {_NOT_HERE}Take it out of the "
                    "document, or print that into a PDF, and add it without."
                )
            if names and names[0] == "mimetype" and archive.infolist()[0].file_size < _KIND:
                return _ODF.get(archive.read("mimetype").strip()) or _refuse(unknown)
    except BROKEN as error:
        raise unknown from error
    parts = {PurePosixPath(name).parts[0] for name in names if PurePosixPath(name).parts}
    kinds = [kind for folder, kind in _OFFICE.items() if folder in parts]
    if "[Content_Types].xml" not in names or len(kinds) != 1:
        raise unknown
    return kinds[0]


_KIND = 200


def _refuse(error: RejectedError) -> str:
    raise error


def _is_small(source: BinaryIO, size: int) -> bool:
    """Tell whether the list of contents is of a size that may be read into memory."""
    source.seek(max(0, size - _TAIL))
    tail = source.read(_TAIL)
    place = tail.rfind(_END)
    if place < 0 or place + 20 > len(tail):
        return False
    members = int.from_bytes(tail[place + 10 : place + 12], "little")
    directory = int.from_bytes(tail[place + 12 : place + 16], "little")
    return 0 < members <= _MEMBERS and directory <= _DIRECTORY
