"""Find and open the files of an import: plain files only, as text, never blocking, never huge."""

import csv
import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from storage.domain.kinds import OPEN_KINDS
from storage.errors import RejectedError

LONGEST_CELL = 1_000_000
"""Five times the longest note; what is longer is a file whose quotes do not match."""
_NAMES = {f"{name}.csv": name for name in OPEN_KINDS}
_NAMED = "Files are named " + ", ".join(_NAMES) + "."
_SNIFFED = 4096
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)
_AS_UTF8 = 'Save it from your spreadsheet as "CSV UTF-8".'


@dataclass(frozen=True, slots=True)
class Source:
    """One file of an import: the kind of record it is named after, and where it is."""

    kind: str
    path: Path

    @property
    def name(self) -> str:
        """The file's name, which names nobody."""
        return f"{self.kind}.csv"


def find_sources(path: Path) -> list[Source]:
    """Return the files of an import, in the order in which kinds are stored.

    ``path`` is a folder of files named after kinds, or one such file. RejectedError when it is
    neither, or when a CSV file in the folder has another name and would be left out.
    """
    if path.is_symlink():
        raise RejectedError("This is a link, not a folder or a file. Name the folder itself.")
    if path.is_dir():
        found = [entry for entry in path.iterdir() if _is_table(entry)]
        if any(entry.name not in _NAMES for entry in found):
            raise RejectedError(
                f"The folder has a CSV file that is not named after a kind. {_NAMED}"
            )
        sources = [Source(_NAMES[entry.name], entry) for entry in found]
        if not sources:
            raise RejectedError(f"The folder has no CSV file. {_NAMED}")
        return sorted(sources, key=lambda source: list(OPEN_KINDS).index(source.kind))
    if not path.exists():
        raise RejectedError("There is no such folder or file.")
    if path.name not in _NAMES:
        raise RejectedError(f"The file is not named after a kind. {_NAMED}")
    return [Source(_NAMES[path.name], path)]


@contextmanager
def opened(source: Source) -> Iterator[io.TextIOWrapper]:
    """Open ``source`` as text with its line ends kept; bytes that are no text stay noticeable.

    RejectedError when it is not a plain file, is not text, or changes while it is read.
    """
    descriptor = _descriptor(source)
    with os.fdopen(descriptor, "rb") as binary:
        before = os.fstat(descriptor)
        encoding = _encoding(source, binary.read(_SNIFFED))
        binary.seek(0)
        errors = "surrogateescape" if encoding == "utf-8-sig" else "strict"
        # The largest cell is the module's own setting; it has no argument for it.
        csv.field_size_limit(LONGEST_CELL)
        with io.TextIOWrapper(binary, encoding, errors=errors, newline="") as text:
            try:
                yield text
            except UnicodeError as error:
                raise RejectedError(f"{source.name} is damaged text. {_AS_UTF8}") from error
            after = os.fstat(descriptor)
            if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
                raise RejectedError(f"{source.name} was changed while it was read. Try again.")


def _is_table(entry: Path) -> bool:
    """Tell whether ``entry`` is a CSV file; what a spreadsheet leaves beside an open one is not."""
    return entry.suffix.lower() == ".csv" and not entry.name.startswith(("~$", "."))


def _descriptor(source: Source) -> int:
    if source.path.is_symlink():
        raise RejectedError(f"{source.name} is a link. Put the file itself there.")
    try:
        descriptor = os.open(source.path, _FLAGS)
    except OSError as error:
        raise RejectedError(f"{source.name} cannot be opened ({error.strerror}).") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise RejectedError(f"{source.name} is not a plain file.")
    return descriptor


def _encoding(source: Source, start: bytes) -> str:
    if start.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        raise RejectedError(f"{source.name} is not UTF-8. {_AS_UTF8}")
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in start:
        raise RejectedError(f"{source.name} is not a CSV text file. {_AS_UTF8}")
    return "utf-8-sig"
