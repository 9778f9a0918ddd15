"""Whether a ZIP file may be unpacked: judged from its directory, before anything is."""

import struct
import zipfile
import zlib
from typing import Literal

Trouble = Literal["parts", "password", "packing", "bomb", "twins", "path", "overlap", "cut"]
"""Why not. ``twins``: two parts of one name. ``path``: a name that leads elsewhere."""

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What reading an archive that is none, or is damaged, ends in. The last ones are no mistakes of
ours: ``zipfile`` lets a name that is no UTF-8 and a place before the beginning through as they are.
"""
MOST_PARTS = 5_000
_MOST_UNPACKED = 250_000_000
_SMALL = 2_000_000
"""Parts below this size may be packed as tightly as they like."""
_TIGHTEST = 150
_HEADER = 30
_PLAIN_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def trouble_with(archive: zipfile.ZipFile, size: int, most: int = MOST_PARTS) -> Trouble | None:
    """Return what speaks against unpacking ``archive``, a file of ``size`` bytes.

    What its directory says of sizes may be a lie: count again while unpacking.
    """
    parts = archive.infolist()
    names = [part.filename for part in parts]
    checks: tuple[tuple[Trouble, bool], ...] = (
        ("parts", len(parts) > most),
        ("twins", len({name.lower() for name in names}) != len(names)),
        ("path", any(map(_leads_out, names))),
        ("password", any(part.flag_bits & 1 for part in parts)),
        ("packing", any(part.compress_type not in _PLAIN_METHODS for part in parts)),
        ("bomb", sum(part.file_size for part in parts) > _MOST_UNPACKED),
        ("bomb", any(map(_is_bomb, parts))),
    )
    for trouble, found in checks:
        if found:
            return trouble
    return _misplaced(parts, size)


def _misplaced(parts: list[zipfile.ZipInfo], size: int) -> Trouble | None:
    """Return what is wrong where parts lie over each other: one piece would be many parts."""
    end = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        if part.header_offset < end:
            return "overlap"
        end = part.header_offset + _HEADER + len(part.filename.encode()) + part.compress_size
    return "cut" if end > size else None


def _is_bomb(part: zipfile.ZipInfo) -> bool:
    return part.file_size > max(_SMALL, _TIGHTEST * part.compress_size)


def _leads_out(name: str) -> bool:
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ":" in plain or "\0" in plain or ".." in plain.split("/")
