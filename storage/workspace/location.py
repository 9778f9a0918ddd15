"""Where a workspace may lie: on a disk of this laptop, not where a cloud or a network takes it.

A folder that a service copies gets torn: it takes the files of a database one by one, at moments of
its own, and puts older ones back. On a network drive locks do not hold.
"""

import os
import re
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePath
from typing import Literal

from storage.errors import RejectedError
from storage.workspace import rights
from storage.workspace.mounts import Mount, mount_of, mounts

Concern = Literal["", "cloud", "network", "foreign", "read-only"]

_CLOUDS = (
    r"onedrive( - .+|temp)?", r"onedrive-.+", r"sharepoint", r"dropbox( \(.+\))?", r"dropbox-.+",
    r"mobile documents", r"iclouddrive", r"icloud drive( \(archive\).*)?", r"cloudstorage",
    r"google ?drive", r"googledrive-.+", r"my drive", r"shared drives", r"box( sync)?", r"box-box",
    r"nextcloud\d*", r"owncloud", r"pcloud ?drive", r"mega(sync)?", r"proton ?drive", r"tresorit",
    r"seafile", r"seadrive", r"spideroak hive", r"syncthing", r"creative cloud files",
    r"yandex\.?disk", r"kdrive", r"jottacloud", r"amazon drive", r"idrive-sync", r"insync",
)  # fmt: skip
"""Names of folders that a service keeps, whole and in small letters."""
_CLOUD = re.compile("|".join(f"(?:{name})" for name in _CLOUDS))
_MARKS = (
    ".dropbox", ".dropbox.cache", ".stfolder", ".owncloudsync.log", ".nextcloudsync.log",
    ".sync_*.db", "._sync_*.db", ".tmp.drivedownload", ".seafile-data",
)  # fmt: skip
"""What services leave at the top of a folder they keep, whatever it is called."""
_NETWORK = frozenset(
    ["nfs", "nfs4", "cifs", "smb3", "smbfs", "smb2", "ncpfs", "afs", "coda", "9p", "ceph",
     "lustre", "gpfs", "beegfs", "davfs", "webdav", "afpfs", "glusterfs", "ocfs2", "gfs2"]
)  # fmt: skip
_LOCAL_FUSE = frozenset(["fuseblk", "fuse.ntfs-3g", "fuse.exfat", "fuse.bindfs", "fuse.lxcfs"])


def refuse(folder: Path) -> None:
    """Raise RejectedError where a workspace must not be begun or restored."""
    found = concern(folder)
    if found:
        raise RejectedError(f"{_MEANING[found]} {_CHOOSE[found]}")


def warning(folder: Path) -> str:
    """Return what to say of a workspace that lies where it should not, or is not all one's own."""
    found = concern(folder)
    return f"{_MEANING[found]} {_MOVE[found]}" if found else rights.words(folder)


def concern(folder: Path) -> Concern:
    """Return what is wrong with the place of ``folder``, which need not be there yet."""
    for path in (folder.absolute(), folder.resolve()):
        if is_network(path, mounts()):
            return "network"
        if in_cloud(path) or _is_marked(path):
            return "cloud"
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if folder.exists() and _is_foreign(folder):
        return "foreign"
    return "" if os.access(there, os.W_OK) and not _is_read_only(there) else "read-only"


def is_copied(folder: Path) -> bool:
    """Tell whether a service copies what is put into ``folder`` to its own computers."""
    return any(in_cloud(path) or _is_marked(path) for path in (folder.absolute(), folder.resolve()))


def in_cloud(path: PurePath) -> bool:
    """Tell whether a folder on the way to ``path`` has the name of one that a service keeps."""
    return any(_CLOUD.fullmatch(part.casefold()) for part in path.parts)


def is_network(path: PurePath, mounted: Iterable[Mount]) -> bool:
    """Tell whether ``path`` lies on a drive that another computer has."""
    if str(path).replace("/", "\\").startswith("\\\\"):
        return True
    mount = mount_of(path, mounted)
    if mount is None:
        return False
    kind = mount.kind
    return kind in _NETWORK or (kind.startswith("fuse") and kind not in _LOCAL_FUSE)


def close_to_others(folder: Path) -> bool:
    """Take from a folder of one's own what lets other people in; tell whether anything did."""
    if os.name != "posix" or not folder.is_dir():
        return False
    mode = stat.S_IMODE(folder.stat().st_mode)
    if not mode & 0o077:
        return False
    with suppress(OSError):
        folder.chmod(mode & 0o700)
        return True
    return False


def _is_marked(path: Path) -> bool:
    """Look for the marks of a service, as far up as the person's own folder."""
    for folder in (path, *path.parents):
        if folder == Path.home() or folder.parent == folder:
            return False
        with suppress(OSError):
            if any(next(folder.glob(mark), None) for mark in _MARKS):
                return True
    return False


def _is_foreign(folder: Path) -> bool:
    return sys.platform != "win32" and folder.stat().st_uid != os.geteuid()


def _is_read_only(folder: Path) -> bool:
    if not hasattr(os, "statvfs"):
        return False
    return bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


_MEANING: dict[str, str] = {
    "cloud": "This folder is copied by a service such as OneDrive, Dropbox, iCloud or Google "
    "Drive, which damages a workspace sooner or later.",
    "network": "This folder is on a network drive, where a workspace gets damaged when the "
    "connection drops.",
    "foreign": "This folder belongs to another user of this computer.",
    "read-only": "This folder cannot be written.",
}
_CHOOSE: dict[str, str] = {
    "cloud": "Choose a folder that stays on this laptop; Satchel makes its own backups.",
    "network": "Choose a folder on this laptop; backups may go to a network drive besides.",
    "foreign": "Choose a folder of your own.",
    "read-only": "Choose another one.",
}
_MOVE: dict[str, str] = {
    "cloud": "Make a backup, and bring it back in a folder that stays on this laptop.",
    "network": "Make a backup, and bring it back in a folder on this laptop.",
    "foreign": "Sign in to the computer as that user, or bring a backup back in a folder of yours.",
    "read-only": "It opens to be read; nothing can be saved until it can be written again.",
}
