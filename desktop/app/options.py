"""What the command line asks of a window."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the program is to start, and with which workspace."""

    workspace: Path | None = None
    """The folder to open, the usual one when None."""
    tour: Path | None = None
    """The folder for the pictures of the guided tour."""
    telephone: Path | None = None
    """The folder by which the laptops of one tour speak."""
    exit_when_ready: bool = False
    """Print after how many milliseconds the window could be used, and end."""
    locked: bool = False
    """Be the process that takes the place of one that was locked."""
    passphrase_file: str | None = None
    """A file with the passphrase on its first line, ``-`` for standard input."""
    profile: Path | None = None
    """The county's profile to go by, the installed one when None."""
