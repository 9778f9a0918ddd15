"""Keep what is in memory out of files: no core dump, no look by another process, private files."""

import ctypes
import os
import sys
from contextlib import suppress

_PR_SET_DUMPABLE = 4


def harden() -> None:
    """Refuse core dumps, on Linux also debuggers of the same user; new files are private.

    The window's own seam does this too, but it comes with Qt, and commands hold keys as well.
    """
    os.umask(0o077)
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
