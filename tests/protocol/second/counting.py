"""How many changes parts hold (section 5), by walking over their bytes."""

from collections.abc import Iterator, Sequence

from tests.protocol.second.shapes import need

_MOST = 100_000
_WIDTHS = {
    0xC0: 0, 0xC2: 0, 0xC3: 0, 0xCA: 4, 0xCB: 8, 0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8,
    0xD0: 1, 0xD1: 2, 0xD2: 4, 0xD3: 8,
}  # fmt: skip
_RAW = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xD9: 1, 0xDA: 2, 0xDB: 4}
_LISTS, _MAPS = {0xDC: 2, 0xDD: 4}, {0xDE: 2, 0xDF: 4}


def check_counts(parts: Sequence[bytes]) -> None:
    """Refuse more operations, or more that they replace, than one envelope may hold."""
    places = [(part, at) for part in parts if (at := _operations_at(part)) is not None]
    need(sum(_head(part, at)[0] for part, at in places) <= _MOST)
    if sum(map(len, parts)) > 22 * _MOST:  # less cannot hold as many
        need(sum(sum(_replaced(part, at)) for part, at in places) <= _MOST)


def _operations_at(part: bytes) -> int | None:
    """Where the list of operations begins; None in what is no part."""
    try:
        if part[:2] != b"\x94\1" or _skip(part, _skip(part, 2)) >= len(part):
            return None
        at = _skip(part, _skip(part, 2))
        return at if _is_list(part[at]) and _skip(part, at) == len(part) else None
    except (IndexError, KeyError):
        return None


def _replaced(part: bytes, at: int) -> Iterator[int]:
    """How many fields each operation names, and how many versions for each."""
    count, at = _head(part, at)
    for _ in range(count):
        fields, at = _head(part, at)
        for _ in range(fields - 1):
            at = _skip(part, at)
        registers, at = _head(part, at)
        yield registers
        for _ in range(registers):
            at = _skip(part, at)
            yield _head(part, at)[0]
            at = _skip(part, at)


def _is_list(tag: int) -> bool:
    return 0x90 <= tag <= 0x9F or tag in _LISTS


def _head(content: bytes, at: int) -> tuple[int, int]:
    """The length that a list or a map states, and where its first value begins."""
    tag = content[at]
    if 0x80 <= tag <= 0x9F:
        return tag & 0x0F, at + 1
    width = (_LISTS | _MAPS)[tag]
    return int.from_bytes(content[at + 1 : at + 1 + width], "big"), at + 1 + width


def _skip(content: bytes, at: int) -> int:
    """Where the value behind the one at ``at`` begins."""
    left = 1
    while left:
        left -= 1
        tag = content[at]
        if tag < 0x80 or tag >= 0xE0:
            at += 1
        elif 0xA0 <= tag <= 0xBF:
            at += 1 + (tag & 0x1F)
        elif tag in _WIDTHS:
            at += 1 + _WIDTHS[tag]
        elif tag in _RAW:
            width = _RAW[tag]
            at += 1 + width + int.from_bytes(content[at + 1 : at + 1 + width], "big")
        else:
            is_map = 0x80 <= tag <= 0x8F or tag in _MAPS
            count, at = _head(content, at)
            left += 2 * count if is_map else count
    return at
