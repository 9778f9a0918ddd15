"""Pictures without places, cameras and dates: taken apart by their marks, never decoded.

PNG is a row of chunks (W3C PNG 3), JPEG a row of segments (ITU T.81). What is not needed to see
the picture is left out, and so is what comes after its end.
"""

import struct

from storage.errors import RejectedError

_PNG = b"\x89PNG\r\n\x1a\n"
_NEEDED = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS"),
    *(b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs"),
}
_MARK, _SCAN, _END = 0xFF, 0xDA, 0xD9
_DATA = range(0xE0, 0xF0)
"""Segments for whatever a program likes to keep with a picture."""
_EXIF = 0xE1
_KEPT_DATA = {0xE0, 0xEE}
"""JFIF and Adobe: how the colours are meant."""
_COMMENT = 0xFE
_ORIENTATION = 0x0112
_SHORT = 3
_WAYS_UP = range(1, 9)


def clean_png(data: memoryview) -> bytes:
    """Return a PNG of the chunks that are seen."""
    if bytes(data[:8]) != _PNG:
        raise _damaged()
    parts, place = [_PNG], 8
    while True:
        if place + 12 > len(data):
            raise _damaged()
        length, name = struct.unpack_from(">I4s", data, place)
        end = place + 12 + length
        if end > len(data):
            raise _damaged()
        if name in _NEEDED:
            parts.append(bytes(data[place:end]))
        if name == b"IEND":
            return b"".join(parts)
        place = end


def clean_within(data: bytes) -> bytes:
    """Return what stands in a paper or an office file: cleaned where it is a PNG or a JPEG."""
    if data.startswith(_PNG):
        return clean_png(memoryview(data))
    is_jpeg = data.startswith(b"\xff\xd8\xff")
    return clean_jpeg(memoryview(data), may_lack_end=True) if is_jpeg else data


def clean_jpeg(data: memoryview, *, may_lack_end: bool = False) -> bytes:
    """Return a JPEG without EXIF, notes and colour profiles; upright as it was.

    Scanners leave out the mark of its end where it stands in a paper.
    """
    if bytes(data[:2]) != b"\xff\xd8":
        raise _damaged()
    parts, place, turned = [b"\xff\xd8"], 2, 1
    while True:
        mark, end = _segment(data, place)
        if mark == _SCAN:
            break
        is_data = mark in _DATA
        if mark == _EXIF:
            turned = _orientation(bytes(data[place + 4 : end])) or turned
        elif mark != _COMMENT and (not is_data or mark in _KEPT_DATA):
            parts.append(bytes(data[place:end]))
        place = end
    stop = _end_of_picture(data, place, may_lack=may_lack_end)
    if turned != 1:
        parts.insert(1, _upright(turned))
    return b"".join((*parts, bytes(data[place:stop])))


def _segment(data: memoryview, place: int) -> tuple[int, int]:
    """Return which segment begins at ``place``, and where it ends."""
    if place + 4 > len(data) or data[place] != _MARK:
        raise _damaged()
    end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    if end > len(data) or end < place + 4:
        raise _damaged()
    return data[place + 1], end


def _end_of_picture(data: memoryview, scan: int, *, may_lack: bool) -> int:
    """Return where the picture that is scanned from ``scan`` on ends."""
    found = bytes(data[scan:]).find(bytes((_MARK, _END)))
    if found >= 0:
        return scan + found + 2
    if not may_lack:
        raise _damaged()
    return len(data)


def _orientation(segment: bytes) -> int:
    """Return which way up EXIF says a picture is, 0 where it does not."""
    if not segment.startswith(b"Exif\0\0"):
        return 0
    tiff = segment[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return 0
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for number in range(count):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if tag == _ORIENTATION and kind == _SHORT and value in _WAYS_UP:
                return int(value)
    except struct.error:
        return 0
    return 0


def _upright(turned: int) -> bytes:
    """Return the smallest EXIF that says which way up a picture is."""
    tiff = struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, _ORIENTATION, _SHORT, 1, turned, 0, 0)
    segment = b"Exif\0\0" + tiff
    return struct.pack(">BBH", _MARK, _EXIF, len(segment) + 2) + segment


def _damaged() -> RejectedError:
    return RejectedError("This picture is damaged. Only the file itself can leave, byte for byte.")
