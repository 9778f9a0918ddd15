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


def ensure(surroundings: Mapping[str, str]) -> None:
    """Install what Qt lacks if this user may, else raise SetupError naming it in one line."""
    if not sys.platform.startswith("linux"):
        return
    wanted = needed(surroundings)
    lacking = missing(wanted)
    if not lacking:
        return
    install([wanted[name] for name in lacking], "Qt needs system libraries")
    still = missing(lacking)
    if still:
        raise SetupError(f"These system libraries still cannot be loaded: {', '.join(still)}")


def install(packages: list[str], reason: str) -> None:
    """Install Debian packages if this user may, else raise SetupError with the command to type."""
    command = f"sudo apt-get install {' '.join(sorted(packages))}"
    prefix = _root_prefix()
    if prefix is None:
        raise SetupError(f"{reason}. Please run: {command}")
    say(f"{reason}: installing {', '.join(sorted(packages))}")
    surroundings = clean(os.environ) | {"DEBIAN_FRONTEND": "noninteractive"}
    steps = (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages])
    done = [
        subprocess.run(
            [*prefix, "apt-get", *step],
            env=surroundings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        for step in steps
    ]
    # An update may fail for one source and still have brought what is needed.
    if done[-1].returncode != 0:
        last = (done[-1].stderr.strip().splitlines() or ["no reason given"])[-1]
        raise SetupError(f"{reason}, and apt-get failed ({last}). Please run: {command}")


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
