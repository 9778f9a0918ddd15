"""What a bundle asks of the system: libraries that are not in it, and the oldest C library."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from installer.libraries import DRAWING, WAYLAND, X11
from installer.pruning import libraries, needed_by
from installer.surroundings import SetupError
from installer.tools import tool

_GLIBC = re.compile(r"\bGLIBC_(\d+)\.(\d+)\b")
_OF_LIBC = re.compile(
    r"(ld-linux.*|libc|libm|libdl|libpthread|librt|libutil|libresolv|libanl|libcrypt)\.so\.\d+"
)
_MORE = {
    "libxcb.so.1": "libxcb1",
    "libX11.so.6": "libx11-6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-server.so.0": "libwayland-server0",
    "libfreetype.so.6": "libfreetype6",
    "libexpat.so.1": "libexpat1",
    "libz.so.1": "zlib1g",
    "libstdc++.so.6": "libstdc++6",
    "libgcc_s.so.1": "libgcc-s1",
    "libcrypt.so.1": "libcrypt1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libcups.so.2": "libcups2",
}
_PACKAGES = {**DRAWING, **X11, **WAYLAND, **_MORE}


@dataclass(frozen=True, slots=True)
class Needs:
    """Library files the loader will look for outside the bundle, and the least glibc."""

    libraries: tuple[str, ...]
    glibc: tuple[int, int]

    def debian(self) -> list[str]:
        """Return them as Debian relations; SetupError names a library that has no package here."""
        unknown = [name for name in self.libraries if name not in _PACKAGES]
        if unknown:
            raise SetupError(
                f"No Debian package is known for {', '.join(unknown)}: see installer/needs.py"
            )
        packages = sorted({_PACKAGES[name] for name in self.libraries})
        return [f"libc6 (>= {self.glibc[0]}.{self.glibc[1]})", *packages]


def of(folder: Path) -> Needs:
    """Return what the bundle in ``folder`` needs from outside."""
    found = libraries(folder)
    here = {path.name for path in folder.rglob("*")}
    outside = {name for path in found for name in needed_by(path)} - here
    least = max((version for path in found for version in _glibc(path)), default=(2, 17))
    return Needs(tuple(sorted(name for name in outside if not _OF_LIBC.fullmatch(name))), least)


def _glibc(library: Path) -> set[tuple[int, int]]:
    """Return the versions of glibc's symbols that a library was linked against."""
    command = [tool("readelf"), "--version-info", "--wide", str(library)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True)
    return {(int(major), int(minor)) for major, minor in _GLIBC.findall(shown.stdout)}
