"""The library that stands between a process and the system, and its levers."""

import ctypes
import errno
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from installer.surroundings import ROOT, clean

CALLS = ("open", "read", "write", "sync", "rename", "unlink", "mkdir")
"""The classes of calls that can be made to fail, as preload.c numbers them."""
ERRORS = {name: getattr(errno, name) for name in ("ENOSPC", "EIO", "EACCES", "EROFS")}
_PATH = "SATCHEL_PRELOADED"

needed = pytest.mark.skipif(
    not sys.platform.startswith("linux") or shutil.which("cc") is None,
    reason="the recorder is a library in C for Linux: it needs a C compiler (cc)",
)


@cache
def built(name: str = "preload") -> Path:
    """Build the library ``name`` and return where it is; it lasts as long as this process."""
    library = Path(mkdtemp(prefix=f"satchel-{name}-")) / f"{name}.so"
    source = Path(__file__).with_name(f"{name}.c")
    command = ["cc", "-shared", "-fPIC", "-O2", "-o", str(library), str(source)]
    subprocess.run([*command, "-ldl", "-lpthread"], check=True)
    return library


def surroundings(watched: Path, record: Path | None = None) -> dict[str, str]:
    """Return the environment of a process whose files under ``watched`` are watched."""
    library = str(built())
    asked = {"LD_PRELOAD": library, _PATH: library, "SATCHEL_WATCHED": str(watched.resolve())}
    if record is not None:
        asked["SATCHEL_RECORD"] = str(record)
    return {**clean(os.environ), "PYTHONPATH": str(ROOT), **asked}


class Preloaded:
    """The levers, inside a process that was started with the library."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(os.environ[_PATH])

    def watch(self, folder: Path) -> None:
        """Watch the files under ``folder`` and no others."""
        self._library.satchel_watch(os.fsencode(folder))

    def record(self, descriptor: int) -> None:
        """Write what happens to an open descriptor; -1 is nowhere."""
        self._library.satchel_record(descriptor)

    def mark(self, text: str) -> None:
        """Write ``text`` among the calls."""
        content = text.encode()
        self._library.satchel_mark(content, len(content))

    def fail(self, call: str, n: int, *, for_ever: bool, error: int) -> None:
        """Let the ``n``-th call of a class fail from now on, and with ``for_ever`` all after it."""
        self._library.satchel_fail(CALLS.index(call), n, int(for_ever), error)

    def heal(self, call: str) -> int:
        """Let nothing fail any more; return how many calls of the class there were."""
        return int(self._library.satchel_heal(CALLS.index(call)))
