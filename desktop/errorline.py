"""The one line that goes to standard error, wherever that leads."""

import os
import sys
from contextlib import suppress


def write_line(text: str) -> None:
    """Write one line to standard error; where that takes nothing, do without.

    It may lead to a file on a full disk, and nothing may fail because of what nobody can be told.
    """
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        # What is left in its buffer would be tried once more at the end, and spoil the exit code.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
