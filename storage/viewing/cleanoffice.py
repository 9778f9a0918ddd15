"""Office files without their properties: authors, dates, programs, previews, places of pictures."""

import io
import re
import zipfile

from storage.errors import RejectedError
from storage.keyless.archives import BROKEN, trouble_with
from storage.viewing.cleanpictures import clean_within

_GONE = re.compile(
    r"docProps/(?:core\.xml|app\.xml|custom\.xml|thumbnail\.\w+)"
    r"|meta\.xml|Thumbnails/.*|Configurations2/.*|layout-cache",
    re.IGNORECASE,
)
_LISTS = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|META-INF/manifest\.xml")
_LISTED = re.compile(
    rb"<(?:\w+:)?(?:Override|Relationship|file-entry)\b[^<>]*?"
    rb"(?:PartName|Target|full-path)\s*=\s*[\"'](/?[^\"']*)[\"'][^<>]*?/>"
)
_MOST = 250_000_000
_BEGINNING = (1980, 1, 1, 0, 0, 0)


def clean_office(data: memoryview) -> bytes:
    """Return an office file without its properties; text, comments and marked changes stay."""
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(made, "w") as copy:
            if trouble_with(archive, len(data)):
                raise _strange()
            unpacked = 0
            for part in archive.infolist():
                if _GONE.fullmatch(part.filename) or part.is_dir():
                    continue
                content = archive.read(part)
                unpacked += len(content)
                if unpacked > _MOST:
                    raise _strange()
                if _LISTS.fullmatch(part.filename):
                    content = _LISTED.sub(_kept, content)
                content = clean_within(content)
                plain = zipfile.ZipInfo(part.filename, _BEGINNING)
                copy.writestr(plain, content, part.compress_type)
    except BROKEN as error:
        raise _strange() from error
    return made.getvalue()


def _kept(listed: "re.Match[bytes]") -> bytes:
    """Return an entry of a list of parts, unless the part is gone."""
    name = listed[1].decode(errors="replace").lstrip("/")
    return b"" if _GONE.fullmatch(name) else listed[0]


def _strange() -> RejectedError:
    return RejectedError(
        "This file is packed in an unusual way. Only the file itself can leave, byte for byte."
    )
