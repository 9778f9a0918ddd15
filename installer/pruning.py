"""Takes out the shared libraries of a bundle that nothing left in it needs."""

import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from installer.tools import tool

_MAGIC = b"\x7fELF"
_NEEDED = re.compile(r"\(NEEDED\).*\[(.+?)\]")
_LOADED_BY_NAME = (
    "/plugins/", "lib-dynload", ".cpython-", ".abi3.", "libpython", "libshiboken", "libpyside",
    "libpdfium", "psycopg_binary/",
)  # fmt: skip
"""Parts of the paths of libraries that Python or Qt opens by name while it runs."""


def libraries(folder: Path) -> list[Path]:
    """Return the ELF files below ``folder`` that are no links."""
    return sorted(path for path in folder.rglob("*") if _is_library(path))


def needed_by(library: Path) -> list[str]:
    """Return the names of the libraries that the loader will look for with this one."""
    command = [tool("readelf"), "--dynamic", "--wide", str(library)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    return _NEEDED.findall(shown.stdout)


def prune(folder: Path, program: str) -> int:
    """Remove what is not reached from the program and from what is loaded by name.

    Returns how many bytes that were. A Qt plugin counts as loaded by name, so the plugins
    themselves are chosen before.
    """
    found = libraries(folder)
    by_name = _by_name(found, folder)
    reached: set[Path] = set()
    waiting = [path for path in found if _is_root(path.relative_to(folder), program)]
    while waiting:
        path = waiting.pop()
        if path not in reached:
            reached.add(path)
            waiting += [each for name in needed_by(path) for each in by_name[name]]
    gone = 0
    for path in found:
        if path not in reached:
            gone += path.stat().st_size
            path.unlink()
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_symlink() and not path.exists():
            path.unlink()
        elif path.is_dir() and not path.is_symlink() and not any(path.iterdir()):
            path.rmdir()
    return gone


def _by_name(found: Iterable[Path], folder: Path) -> dict[str, list[Path]]:
    """Return the files behind each name, links followed."""
    by_name: dict[str, list[Path]] = defaultdict(list)
    for path in found:
        by_name[path.name].append(path)
    for link in folder.rglob("*"):
        if link.is_symlink() and link.exists():
            by_name[link.name].append(link.resolve())
    return by_name


def _is_root(inside: Path, program: str) -> bool:
    path = f"/{inside.as_posix()}"
    return path == f"/{program}" or any(part in path for part in _LOADED_BY_NAME)


def _is_library(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC
