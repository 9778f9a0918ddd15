"""Whose work is in a bundle, and under which licence: what a package has to say of it."""

import re
import subprocess
import sysconfig
from email.parser import Parser
from pathlib import Path

from installer import lock, virtualenv
from installer.tools import tool

_OURS = """\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Satchel

Files: *
Copyright: 2026 The keepers of Satchel
License: Apache-2.0
 On Debian systems the text is in /usr/share/common-licenses/Apache-2.0.
Comment:
 The package brings its own Python and libraries, each under its own licence:
 see the folder licenses beside this file. Qt and PySide6 are used unmodified
 under the LGPL, version 3 (/usr/share/common-licenses/LGPL-3), as libraries of
 their own that may be replaced.
"""
_QT = """\
Qt 6 and PySide6, copyright The Qt Company Ltd. and other contributors, are used here
unmodified under the GNU Lesser General Public License, version 3. Its text is in
/usr/share/common-licenses/LGPL-3 and GPL-3. Their source is published by the Qt Project as
qtbase, qtsvg, qtwayland and pyside-setup, version {version}. The libraries lie in
contents/PySide6 of the program's folder and may be replaced by others of the same interface.
"""
# Only the server's package brings these.
_POSTGRESQL = ("psycopg", "psycopg-binary")


def notice() -> str:
    """Return the text of the package's copyright file."""
    return _OURS


def licences(bundle: Path) -> dict[str, bytes]:
    """Return licence texts by file name: of Python, of each library, of the system's libraries."""
    found = {"python.txt": _python()}
    packages = Path(sysconfig.get_paths()["purelib"])
    needed = set(lock.requirements(lock.needed_to_run(virtualenv.LOCK.read_text("utf-8"))))
    if any(bundle.glob(f"*/{_POSTGRESQL[1].replace('-', '_')}")):
        needed |= set(_POSTGRESQL)
    for record in sorted(packages.glob("*.dist-info")):
        about = Parser().parsestr((record / "METADATA").read_text("utf-8"), headersonly=True)
        name = re.sub(r"[-_.]+", "-", str(about["Name"])).lower()
        if name not in needed or not _is_in(bundle, record):
            continue
        texts = [
            path.read_bytes()
            for path in sorted(record.rglob("*"))
            if re.match(r"(?i)(un)?licen[cs]e|copying|notice", path.name) and path.is_file()
        ]
        if name == "pyside6-essentials":
            texts.append(_QT.format(version=about["Version"]).encode())
        terms = about["License-Expression"] or about["License"] or "see below"
        head = f"{about['Name']} {about['Version']}: {terms.splitlines()[0]}\n\n".encode()
        found[f"{name}.txt"] = head + b"\n\n".join(texts)
    return found | _of_the_system(bundle)


def _python() -> bytes:
    library = Path(sysconfig.get_paths()["stdlib"])
    return (library / "LICENSE.txt").read_bytes()


def _is_in(bundle: Path, record: Path) -> bool:
    """Tell whether anything of a library is in the bundle, packed or as a file.

    Pure libraries are packed into the program itself, so theirs are all named.
    """
    tops = {line.split(",")[0].split("/")[0] for line in _record(record)}
    compiled = any(line.split(",")[0].endswith(".so") for line in _record(record))
    contents = next(path for path in bundle.iterdir() if path.is_dir())
    return not compiled or any((contents / top).exists() for top in tops)


def _record(record: Path) -> list[str]:
    lines = (record / "RECORD").read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith(record.name)]


def _of_the_system(bundle: Path) -> dict[str, bytes]:
    """Return the copyright files of the Debian packages whose libraries are in the bundle."""
    contents = next(path for path in bundle.iterdir() if path.is_dir())
    names = [f"*/{path.name}" for path in sorted(contents.glob("lib*.so*"))]
    asked = subprocess.run(
        [tool("dpkg-query"), "--search", *names], capture_output=True, text=True, check=False
    )
    packages = {
        line.partition(":")[0]
        for line in asked.stdout.splitlines()
        if line.rpartition("/")[0].endswith("-linux-gnu")
    }
    found: dict[str, bytes] = {}
    for package in sorted(packages):
        text = Path("/usr/share/doc") / package / "copyright"
        if text.is_file():
            found[f"{package}.txt"] = text.read_bytes()
    return found
