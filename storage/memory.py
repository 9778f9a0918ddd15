"""Keep what a process has in memory out of files, and from other processes of the same user."""

import ctypes
import sys
from contextlib import suppress

_PR_SET_DUMPABLE = 4


def keep_private() -> None:
    """Refuse core dumps, on Linux also whoever would look into this process or debug it."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - not on every system

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
