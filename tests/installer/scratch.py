"""A folder that dpkg takes for a whole system: packages go in and out of it, nobody is root."""

import shutil
import subprocess
from pathlib import Path

from installer.tools import tool

# Nothing here is about power cuts, and a full disk cache takes its time to be written.
_FORCED = ("not-root", "bad-path", "script-chrootless", "depends", "downgrade", "unsafe-io")


class ScratchSystem:
    """An empty system in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("info", "updates", "triggers"):
            (folder / "var/lib/dpkg" / name).mkdir(parents=True)
        (folder / "var/lib/dpkg/status").touch()

    def dpkg(self, *arguments: str | Path) -> None:
        """Do what dpkg is asked, to its end."""
        done = self._asked(*arguments)
        assert done.returncode == 0, done.stderr

    def command(self, *arguments: str | Path) -> list[str]:
        """Return the command that asks dpkg."""
        forced = [f"--force-{what}" for what in _FORCED]
        root = [f"--root={self.folder}", "--log=/dev/null"]
        return [tool("dpkg"), *root, *forced, *map(str, arguments)]

    def mend(self, package: Path) -> None:
        """Do what whoever looks after the computer is told: configure, then install again."""
        self._asked("--configure", "-a")  # refused where dpkg wants the package anew
        if self.state() != "installed":
            self.dpkg("-i", package)

    def state(self) -> str:
        """Return what dpkg says of the package: installed, half-installed and so on."""
        command = [tool("dpkg-query"), f"--admindir={self.folder}/var/lib/dpkg"]
        asked = [*command, "-W", "-f=${db:Status-Status}", "satchel"]
        return subprocess.run(asked, capture_output=True, text=True, check=False).stdout

    def says(self) -> set[str]:
        """Return the lines that the installed program says, each once; none where none is."""
        program = self.folder / "opt/satchel/satchel"
        if not program.exists():
            return set()
        done = subprocess.run([str(program)], capture_output=True, text=True, check=True)
        return set(done.stdout.split())

    def _asked(self, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(self.command(*arguments), capture_output=True, text=True, check=False)


def cannot() -> str:
    """Return why dpkg cannot be asked here, or nothing."""
    lacking = [name for name in ("dpkg", "dpkg-deb") if shutil.which(name) is None]
    return f"{', '.join(lacking)} is Debian's" if lacking else ""
