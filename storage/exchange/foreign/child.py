"""The process that reads a file: it gets bytes, gives rows back, and knows nothing else.

It is started anew for each file, holds no key, and opens neither file nor socket. Where the system
has limits (Linux, macOS) it takes them on before it looks at a byte: memory, time, files. Windows
has none that a process sets on itself; there the checks before unpacking and the parent's clock
hold the same bounds.
"""

import sys

import msgspec

from storage.errors import RejectedError
from storage.exchange.foreign.reading import read_table
from storage.exchange.foreign.tables import MOST_BYTES

MEMORY = 768 << 20
"""Bytes of address space: the libraries alone take a third of it."""
SECONDS = 20


def main() -> int:
    """Read a file from standard input and write its table, or a refusal, to standard output."""
    _take_on_limits()
    # A program with windows has no sys.stdin on every system; the pipes are there all the same.
    with open(0, "rb", closefd=False) as given, open(1, "wb", closefd=False) as answer:
        answer.write(_answer(given.read(MOST_BYTES + 1)))
    return 0


def _answer(data: bytes) -> bytes:
    try:
        return b"T" + msgspec.msgpack.encode(read_table(data))
    except RejectedError as refused:
        return b"R" + str(refused).encode()
    except MemoryError:
        return b"M"


def _take_on_limits() -> None:
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    for limit, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 16),
    ):
        try:
            resource.setrlimit(limit, (most, most))
        except (ValueError, OSError):
            # A limit that is lower already stays.
            continue


if __name__ == "__main__":
    sys.exit(main())
