"""A Debian with nothing in it: no Python, no fonts, no Qt; made once, copied per test."""

import os
import shutil
import subprocess
from pathlib import Path

from installer.bundle import FOLDER
from installer.surroundings import SetupError
from installer.tools import tool

SUITE = "bookworm"
_MADE = FOLDER / "bare"
_PROXY_SETTINGS = Path("/etc/apt/apt.conf.d")


class BareDebian:
    """A copy of the bare system in a folder; ``close`` takes it away again."""

    def __init__(self, folder: Path) -> None:
        _ensure_made()
        self.folder = folder
        subprocess.run([tool("cp"), "-a", str(_MADE), str(folder)], check=True)
        subprocess.run([tool("mount"), "-t", "proc", "proc", str(folder / "proc")], check=True)
        for settings in _PROXY_SETTINGS.glob("99*"):
            shutil.copy(settings, folder / "etc" / "apt" / "apt.conf.d")
        self.run("apt-get", "-qq", "update")
        self.run("useradd", "--create-home", "ana")

    def run(
        self, *command: str, user: str = "root", check: bool = True
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command in it with an empty environment; its output in both cases."""
        done = subprocess.run(
            self.command(*command, user=user),
            cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0 or not check, f"{command}\n{done.stdout}\n{done.stderr}"
        return done

    def command(self, *command: str, user: str = "root") -> list[str]:
        """Return the command out here that is ``command`` in there."""
        names = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive"]
        if user != "root":
            command = ("runuser", "-u", user, "--", "env", "-i", f"HOME=/home/{user}", *command)
        return [tool("env"), "-i", *names, tool("chroot"), str(self.folder), *command]

    def install(self, package: Path) -> None:
        """Install a package by apt, with what it asks for, and nothing it only recommends."""
        shutil.copy(package, self.folder / "srv")
        self.run(
            "apt-get", "-qq", "-y", "--no-install-recommends", "install", f"/srv/{package.name}"
        )

    def files(self) -> set[str]:
        """Return the names of all files, but for logs, caches and what the kernel shows."""
        passed = ("proc/", "sys/", "dev/", "tmp/", "srv/", "var/log/", "var/cache/", "var/lib/apt/",
                  "var/lib/dpkg/", "run/")  # fmt: skip
        found = (str(path.relative_to(self.folder)) for path in _walk(self.folder))
        return {name for name in found if not name.startswith(passed)}

    def close(self) -> None:
        """Take it away."""
        subprocess.run([tool("umount"), str(self.folder / "proc")], check=True)
        shutil.rmtree(self.folder)


def cannot() -> str:
    """Return why no bare system can be made here, or nothing."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "only root may change the root of a process"
    try:
        for name in ("debootstrap", "chroot", "dpkg-deb", "readelf"):
            tool(name)
    except SetupError as error:
        return str(error)
    return ""


def _ensure_made() -> None:
    if _MADE.is_dir():
        return
    part = _MADE.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    asked = subprocess.run(
        [tool("apt-get"), "indextargets", "--format", "$(REPO_URI)", f"Codename: {SUITE}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    source = asked.stdout.splitlines()[0]
    command = [tool("debootstrap"), "--variant=minbase", SUITE, str(part), source]
    subprocess.run(command, check=True, capture_output=True)
    part.rename(_MADE)


def _walk(folder: Path) -> list[Path]:
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        if Path(place) == folder:
            folders[:] = [name for name in folders if name not in {"proc", "sys", "dev"}]
        found += [Path(place) / name for name in names]
    return found
