"""What a process did to the disk, call by call, as the recorder wrote it down."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

OPEN, WRITE, TRUNCATE, SYNC, RENAME, UNLINK, MKDIR, RMDIR, MARK = range(1, 10)
_HEADER = struct.Struct("=IiqIIIi")


class Call(NamedTuple):
    """One call that succeeded; what it does not have is empty."""

    op: int
    fd: int
    at: int
    first: str
    second: str
    data: bytes
    created: bool


def calls(file: Path) -> Iterator[Call]:
    """Yield every call that was recorded; a mark's text is its data."""
    with file.open("rb") as source:
        while len(head := source.read(_HEADER.size)) == _HEADER.size:
            op, fd, at, first, second, data, created = _HEADER.unpack(head)
            names = source.read(first).decode(), source.read(second).decode()
            yield Call(op, fd, at, *names, source.read(data), bool(created))
