"""A Debian package from a folder: the same bytes for the same content."""

import gzip
import hashlib
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from installer.bundle import DAY_ZERO
from installer.surroundings import ROOT, SetupError, clean
from installer.tools import tool

MAINTAINER = "The keepers of Satchel <satchel@localhost>"
_LEVEL = 6
"""Of zstd: 12 makes a client of 86 MB in 15 s, 6 one of 90 MB in 4 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """What dpkg is told of a package."""

    name: str
    version: str
    summary: str
    description: str
    architecture: str
    depends: Sequence[str] = ()
    recommends: Sequence[str] = ()
    conffiles: Sequence[str] = ()
    scripts: Mapping[str, str] = field(default_factory=dict)
    """postinst, prerm, postrm: the text of each."""
    more: Mapping[str, str] = field(default_factory=dict)
    """Further fields."""


def architecture() -> str:
    """Return Debian's name of this machine's architecture."""
    asked = subprocess.run(
        [tool("dpkg"), "--print-architecture"], capture_output=True, text=True, check=True
    )
    return asked.stdout.strip()


def put(tree: Path, name: str, content: bytes | str, mode: int = 0o644) -> None:
    """Write one file of the package; ``name`` is its place on the installed system."""
    path = tree / name.lstrip("/")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(mode)


def put_folder(tree: Path, name: str, source: Path) -> None:
    """Put a finished folder in by hard links: twelve packages share one copy on this disk."""
    target = tree / name.lstrip("/")
    shutil.copytree(source, target, symlinks=True, copy_function=_link)


def put_documents(tree: Path, control: Control, notice: str) -> None:
    """Put in what Debian's policy asks of every package: copyright and changelogs."""
    head = f"{control.name} ({control.version}) stable; urgency=medium"
    day = "Thu, 01 Jan 2026 00:00:00 +0000"
    log = f"{head}\n\n  * See changelog.gz.\n\n -- {MAINTAINER}  {day}\n"
    place = f"usr/share/doc/{control.name}"
    changes = (ROOT / "CHANGELOG.md").read_bytes()
    put(tree, f"{place}/changelog.gz", gzip.compress(changes, 9, mtime=0))
    put(tree, f"{place}/changelog.Debian.gz", gzip.compress(log.encode(), 9, mtime=0))
    put(tree, f"{place}/copyright", notice)


def build(tree: Path, control: Control, target: Path) -> None:
    """Write the package of ``tree``; SetupError with dpkg's words when it cannot be."""
    about = tree / "DEBIAN"
    shutil.rmtree(about, ignore_errors=True)
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    size = sum(-(-path.stat().st_size // 1024) for path in files)
    put(about, "control", _fields(control, size))
    sums = "".join(f"{_md5(path)}  {path.relative_to(tree).as_posix()}\n" for path in files)
    put(about, "md5sums", sums)
    if control.conffiles:
        put(about, "conffiles", "".join(f"{name}\n" for name in control.conffiles))
    for name, text in control.scripts.items():
        put(about, name, text, 0o755)
    _settle(tree)
    target.parent.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [
            tool("dpkg-deb"), "--root-owner-group", "-Zzstd", f"-z{_LEVEL}", "--build",
            str(tree), str(target),
        ],
        env=clean(os.environ) | {"SOURCE_DATE_EPOCH": DAY_ZERO, "LC_ALL": "C.UTF-8"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise SetupError(f"dpkg-deb could not build {target.name}: {done.stderr.strip()}")


def _fields(control: Control, size: int) -> str:
    fields = {
        "Package": control.name,
        "Version": control.version,
        "Section": "misc",
        "Priority": "optional",
        "Architecture": control.architecture,
        "Maintainer": MAINTAINER,
        "Installed-Size": str(size),
        "Depends": ", ".join(control.depends),
        "Recommends": ", ".join(control.recommends),
        **control.more,
    }
    lines = [f"{name}: {value}" for name, value in fields.items() if value]
    body = "".join(f" {line}\n" for line in control.description.splitlines())
    return "\n".join(lines) + f"\nDescription: {control.summary}\n{body}"


def _settle(tree: Path) -> None:
    """Give folders their rights and everything one time."""
    moment = int(DAY_ZERO)
    for path in sorted(tree.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o755)
        os.utime(path, (moment, moment), follow_symlinks=False)
    tree.chmod(0o755)
    os.utime(tree, (moment, moment))


def _md5(path: Path) -> str:
    # Debian's own list of sums, against damaged disks; nothing is trusted for it.
    return hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest()


def _link(source: str, target: str) -> str:
    os.link(source, target)
    return target
