"""Keep what is in memory out of files: no core dump, no look by another process, private files."""

import os

from storage import memory


def harden() -> None:
    """Refuse core dumps, on Linux also debuggers of the same user; new files are private.

    Whatever is exported or saved beside the workspace, by the window or by a command, can be
    read by this user alone: a home folder may be open to others.
    """
    os.umask(0o077)
    memory.keep_private()
