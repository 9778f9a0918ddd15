"""Programs of the system that building needs."""

import shutil

from installer.surroundings import SetupError

_PACKAGES = {
    "readelf": "binutils",
    "strip": "binutils",
    "objcopy": "binutils",
    "apt-get": "apt",
    "dpkg": "dpkg",
    "dpkg-deb": "dpkg",
    "dpkg-query": "dpkg",
    "debootstrap": "debootstrap",
    "chroot": "coreutils",
    "cp": "coreutils",
    "env": "coreutils",
    "mount": "mount",
    "umount": "mount",
}


def tool(name: str) -> str:
    """Return the path of a program; SetupError names the Debian package that brings it."""
    found = shutil.which(name)
    if found is None:
        raise SetupError(f"{name} is missing. Please run: sudo apt-get install {_PACKAGES[name]}")
    return found
