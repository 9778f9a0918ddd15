"""The system libraries Qt loads on Linux: which are missing, and how they get here."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping

from installer.surroundings import SetupError, clean, say

# Library file: the Debian package that carries it. Found with ldd on a minimal Debian.
DRAWING = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
}
X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
WAYLAND = {
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}


def needed(surroundings: Mapping[str, str]) -> dict[str, str]:
    """The libraries Qt will load for the display that these surroundings name."""
    wanted = dict(DRAWING)
    if surroundings.get("DISPLAY"):
        wanted |= X11
    if surroundings.get("WAYLAND_DISPLAY"):
        wanted |= WAYLAND
    return wanted


def missing(wanted: Iterable[str]) -> list[str]:
    """Those of the library files that the loader cannot find."""
    return [name for name in wanted if not _loads(name)]


def ensure(surroundings: Mapping[str, str], *others: str) -> None:
    """Install what Qt lacks, and the ``others``, if this user may, else name them all.

    Raises SetupError in words for the user.
    """
    wanted = needed(surroundings) if sys.platform.startswith("linux") else {}
    lacking = missing(wanted)
    packages = sorted({*others, *(wanted[name] for name in lacking)})
    if not packages:
        return
    install(packages)
    still = missing(lacking)
    if still:
        raise SetupError(f"These system libraries still cannot be loaded: {', '.join(still)}")


def install(packages: list[str]) -> None:
    """Install Debian packages if this user may, else raise SetupError with the command to type."""
    command = f"sudo apt-get install {' '.join(packages)}"
    prefix = _root_prefix()
    if prefix is None:
        raise SetupError(f"Satchel needs system packages. Please run: {command}")
    say(f"Installing system packages: {', '.join(packages)}")
    _apt_get(prefix, ["update"])  # one source may fail and the rest still bring what is needed
    done = _apt_get(prefix, ["install", "-y", "--no-install-recommends", *packages])
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise SetupError(f"apt-get failed ({last}). Please run: {command}")


def _apt_get(prefix: list[str], step: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*prefix, "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120", *step],
        env=clean(os.environ) | {"DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def _root_prefix() -> list[str] | None:
    """What to put before apt-get so that it may install, or None if it may not."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    asked = subprocess.run([sudo, "-n", "true"], capture_output=True, check=False)
    return [sudo, "-n"] if asked.returncode == 0 else None
