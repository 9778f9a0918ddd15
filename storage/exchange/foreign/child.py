"""The process that reads a file: it gets bytes, gives rows back, and knows nothing else.

It is started anew for each file, holds no key, and takes on the limits of ``storage.keyless``
before it looks at a byte.
"""

import sys

import msgspec

from storage.errors import RejectedError
from storage.exchange.foreign.reading import read_table
from storage.exchange.foreign.tables import MOST_BYTES
from storage.keyless.limits import bound, shut

MEMORY = 768 << 20
"""Bytes of address space: the libraries alone take a third of it."""
SECONDS = 20


def main() -> int:
    """Read a file from standard input and write its table, or a refusal, to standard output."""
    bound(MEMORY, SECONDS)
    # A program with windows has no sys.stdin on every system; the pipes are there all the same.
    with open(0, "rb", closefd=False) as given, open(1, "wb", closefd=False) as answer:
        shut()
        answer.write(_answer(given.read(MOST_BYTES + 1)))
    return 0


def _answer(data: bytes) -> bytes:
    try:
        return b"T" + msgspec.msgpack.encode(read_table(data))
    except RejectedError as refused:
        return b"R" + str(refused).encode()
    except MemoryError:
        return b"M"


if __name__ == "__main__":
    sys.exit(main())
