"""The passphrase of an unattended start or command: the first line of a file."""

import sys
from pathlib import Path

from storage.errors import RejectedError

_LONGEST = 4096


def passphrase_in(name: str) -> str:
    """Return the first line of the file ``name``, or of standard input for ``-``.

    RejectedError where it cannot be read, or is no UTF-8 text; a mark of the encoding is left out.
    """
    try:
        if name == "-":
            line = sys.stdin.buffer.readline(_LONGEST)
        else:
            with Path(name).open("rb") as file:
                line = file.readline(_LONGEST)
    except OSError as error:
        raise RejectedError(
            "The passphrase file cannot be read. Name another, then try again."
        ) from error
    try:
        return line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise RejectedError(
            "The passphrase file is not UTF-8 text. Save it as such, then try again."
        ) from error
