"""A private folder in memory for a document that another program shows, wiped in every case.

On Linux it lies in ``XDG_RUNTIME_DIR``, or in ``/dev/shm``, and only where the kernel says that
these are memory: nothing of it ever reaches a disk but by swapping. Windows and macOS have no such
place; there it lies in the person's own folder for what is of one computer and one moment, without
being indexed on Windows; written against their documentation and untried.

Wiping is cutting to nothing and deleting. Writing over it would be theatre on solid-state disks.
"""

import atexit
import os
import secrets
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from storage.claiming import NAME, Claim, claim
from storage.errors import GateError

_BASE = "satchel-outside"
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_LENGTH = 20
_MEMORY = {"tmpfs", "ramfs"}
_MOUNTS = Path("/proc/self/mounts")
_OWN: "set[Room]" = set()
"""Every room of this process, so that a lock and an exit can wipe them all."""
_NOT_INDEXED = 0x2000
"""FILE_ATTRIBUTE_NOT_CONTENT_INDEXED."""


def random_name(ending: str) -> str:
    """Return a name that says nothing: twenty letters and the ending (with its dot)."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) + ending


class Room:
    """A folder of this process alone; others wipe it once this process has ended."""

    def __init__(self, base: Path | None = None) -> None:
        self._base = base or base_folder()
        self._claim: Claim | None = None
        self.folder: Path | None = None

    def place(self, ending: str) -> Path:
        """Return where a file of a random name may be written; GateError where nowhere."""
        if self.folder is None:
            _make(self._base)
            self.folder = self._base / random_name("")
            _make(self.folder)
            self._claim = claim(self.folder)
            _OWN.add(self)
        return self.folder / random_name(ending)

    def wipe(self, remove: Callable[[Path], None] = os.unlink) -> list[Path]:
        """Wipe everything in the folder; return what another program does not let go."""
        if self.folder is None:
            return []
        left = [path for path in _files(self.folder) if not wiped(path, remove)]
        if not left:
            self._leave()
        return left

    def _leave(self) -> None:
        if self._claim is not None:
            self._claim.release()
        if self.folder is not None:
            _remove_folder(self.folder)
        self.folder = self._claim = None
        _OWN.discard(self)


@atexit.register
def wipe_own() -> None:
    """Wipe what this process has outside; what another program holds is tried at the next start."""
    for room in list(_OWN):
        room.wipe()


def sweep(base: Path | None = None) -> int:
    """Wipe what ended processes left; return how many files another program does not let go.

    A folder that another user of this computer has put there is left alone: what lies in it may be
    links to files of one's own.
    """
    held = 0
    with suppress(GateError, OSError):
        for folder in _folders(base or base_folder()):
            owner = claim(folder)
            if owner is None:
                continue
            held += sum(not wiped(path, os.unlink) for path in _files(folder))
            owner.release()
            _remove_folder(folder)
    return held


def wiped(path: Path, remove: Callable[[Path], None]) -> bool:
    """Cut a file to nothing and delete it; False where another program does not let it go.

    Of a link only the link goes, not what it leads to.
    """
    try:
        with suppress(FileNotFoundError):
            if not path.is_symlink():
                os.truncate(path, 0)
            remove(path)
    except OSError:
        return False
    return True


def users_of(path: Path) -> list[str]:
    """Return the names of other programs that have a file open, where the system tells (Linux)."""
    names = set()
    for process in Path("/proc").glob("[0-9]*"):
        if process.name == str(os.getpid()):
            continue
        with suppress(OSError):
            if any(_points_at(link, path) for link in (process / "fd").iterdir()):
                names.add((process / "comm").read_text("utf-8").strip())
    return sorted(names)


def base_folder() -> Path:
    """Return the folder in which such rooms are made; GateError where the system has none."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "Satchel" / _BASE
    if sys.platform == "darwin":
        return Path(os.confstr(65_537) or "/tmp") / _BASE  # noqa: S108 - _CS_DARWIN_USER_TEMP_DIR: its own
    own, shared = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nowhere"), Path("/dev/shm")  # noqa: S108 - checked
    if _may_lend(own):
        return own / _BASE
    if _may_lend(shared):
        return _among_others(shared)
    raise GateError(
        "This computer has no private place in memory for it. The document was not opened."
    )


def _may_lend(folder: Path) -> bool:
    return folder.is_dir() and in_memory(folder) and os.access(folder, os.W_OK)


def _among_others(shared: Path) -> Path:
    """Return one's own folder where every user makes some.

    Where somebody else has taken the usual name it is another, which later starts find again.
    """
    usual = f"{_BASE}-{os.getuid()}"
    taken = sorted(one for one in shared.iterdir() if one.name.startswith(usual))
    for one in taken:
        with suppress(OSError):
            if _is_own(one.lstat()):
                return one
    return shared / (f"{usual}-{random_name('')}" if shared / usual in taken else usual)


def in_memory(folder: Path) -> bool:
    """Tell whether the kernel keeps ``folder`` in memory alone."""
    with suppress(OSError):
        wanted, kind = str(folder.resolve()), ""
        longest = -1
        for line in _MOUNTS.read_text("utf-8").splitlines():
            _, point, found, *_ = line.split()
            inside = wanted == point or wanted.startswith(point.rstrip("/") + "/")
            if inside and len(point) >= longest:
                longest, kind = len(point), found
        return kind in _MEMORY
    return False


def _make(folder: Path) -> None:
    """Make a folder for its owner alone; GateError where somebody else has put one there."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = folder.lstat()
    except OSError as error:
        raise GateError(
            f"No private place could be made ({error.strerror}). The document was not opened."
        ) from error
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - for this system alone

        ctypes.windll.kernel32.SetFileAttributesW(str(folder), _NOT_INDEXED)
        return
    if not _is_own(about):
        raise GateError("The private place is not private. The document was not opened.")


def _is_own(about: os.stat_result) -> bool:
    """Tell whether this is a folder that nobody but this user can put anything into."""
    if sys.platform == "win32":
        return stat.S_ISDIR(about.st_mode)
    mine = about.st_uid == os.getuid() and not about.st_mode & 0o077
    return mine and stat.S_ISDIR(about.st_mode)


def _folders(base: Path) -> Iterator[Path]:
    if _is_own(base.lstat()):
        yield from (one for one in sorted(base.iterdir()) if _is_own(one.lstat()))


def _files(folder: Path) -> list[Path]:
    """Return what lies in a room, also what another program put beside it."""
    return [one for one in sorted(folder.rglob("*")) if not one.is_dir() and one.name != NAME]


def _remove_folder(folder: Path) -> None:
    with suppress(OSError):
        (folder / NAME).unlink(missing_ok=True)
        for inside in sorted((one for one in folder.rglob("*") if one.is_dir()), reverse=True):
            inside.rmdir()
        folder.rmdir()


def _points_at(link: Path, path: Path) -> bool:
    target = str(link.readlink()).removesuffix(" (deleted)")
    return target == str(path)
