"""What a process without keys takes upon itself before it looks at a byte.

On Linux and macOS: bounds on memory, time and files, and no file or socket more than it has. On
Linux (64-bit Intel and ARM) the kernel also refuses it every call but a few that compute, and it
ends with whoever started it. Windows has nothing that a process sets on itself; there the checks
before reading and the clock of whoever started it are the bounds.
"""

import codecs
import ctypes
import sys
from contextlib import suppress

from storage import memory
from storage.keyless.callfilter import refuse_calls

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_KILL = 9
_ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp437", "latin-1")
"""What Python reads from a file the first time that it is asked for."""


def bound(room: int, seconds: int) -> None:
    """Hold this process to ``room`` bytes of address space and ``seconds`` of processor time.

    It writes no file and leaves no core; on Linux nobody looks into it, and it ends with its
    parent.
    """
    memory.keep_private()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _KILL, 0, 0, 0)
    for name, most in (
        ("RLIMIT_AS", room),
        ("RLIMIT_CPU", seconds),
        ("RLIMIT_FSIZE", 0),
    ):
        _limit(name, most)


def shut() -> bool:
    """Let this process open nothing from now on; what it needs must be loaded already.

    Tells whether the kernel refuses every other call too.
    """
    for encoding in _ENCODINGS:
        codecs.lookup(encoding)
    _limit("RLIMIT_NPROC", 0)
    _limit("RLIMIT_NOFILE", 0)
    if sys.platform != "linux":
        return False
    try:
        ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        return refuse_calls()
    except (OSError, AttributeError):
        return False


def _limit(name: str, most: int) -> None:
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return
    # A limit that is lower already stays; a system that lacks one has the others.
    with suppress(ValueError, OSError, AttributeError):
        resource.setrlimit(getattr(resource, name), (most, most))
