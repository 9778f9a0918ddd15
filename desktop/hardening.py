"""Keep what is in memory out of files: no core dump, no look by another process, private files."""

import ctypes
import os
import sys
from contextlib import suppress

_PR_SET_DUMPABLE = 4


def harden() -> None:
    """Refuse core dumps, on Linux also debuggers of the same user; new files are private.

    Whatever is exported or saved beside the workspace, by the window or by a command, can be
    read by this user alone: a home folder may be open to others.
    """
    os.umask(0o077)
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
