"""Two people with accounts of their own on one computer: the hard case, homes open to be listed."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
_FIRST = 61_001
_SHARED = 0o1777
"""What /tmp is: everybody may make a file there, and nobody take another's away."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account of this computer, and the folders of theirs."""

    number: int
    ground: Path
    home: Path
    temporary: Path

    @property
    def workspace(self) -> Path:
        """Where their workspace lies when they say nothing else."""
        return self.home / ".local" / "share" / "Satchel" / "workspace"

    def start(self, *arguments: str, **surroundings: str) -> "subprocess.Popen[str]":
        """Start Python under this account."""
        return subprocess.Popen(
            [str(self.ground / "python" / "bin" / _PYTHON), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.ground / "satchel",
            env={
                "PATH": os.environ.get("PATH", ""),
                "HOME": str(self.home),
                "TMPDIR": str(self.temporary),
                "PYTHONHOME": str(self.ground / "python"),
                "LD_LIBRARY_PATH": str(self.ground / "python" / "lib"),
                "PYTHONPATH": f"{self.ground}/satchel:{self.ground}/libraries",
                "PYTHONDONTWRITEBYTECODE": "1",
                "QT_QPA_PLATFORM": "offscreen",
                **surroundings,
            },
            user=self.number,
            group=self.number,
            extra_groups=(),
            umask=0o022,
        )

    def run(self, *arguments: str, said: str = "") -> "subprocess.CompletedProcess[str]":
        """Run Python under this account until it ends."""
        with self.start(*arguments) as child:
            out, err = child.communicate(said, timeout=600)
        return subprocess.CompletedProcess(arguments, child.returncode, out, err)

    def give(self, source: Path, target: Path) -> Path:
        """Put a copy of a folder where this person has it."""
        made = [parent for parent in target.parents if not parent.exists()]
        shutil.copytree(source, target)
        for path in (*made, target, *target.rglob("*")):
            os.chown(path, self.number, self.number)
        return target


@pytest.fixture
def people() -> Iterator[tuple[Person, Person]]:
    """Ana and Ben; skipped where nobody may act as another user."""
    if os.name != "posix" or os.geteuid() != 0:
        pytest.skip("only root acts as other users")
    with _ground() as ground:
        shared = ground / "tmp"
        shared.mkdir()
        shared.chmod(_SHARED)
        ana, ben = (_moved_in(ground, _FIRST, "ana"), _moved_in(ground, _FIRST + 1, "ben"))
        yield ana, ben
        for person in (ana, ben):
            shutil.rmtree(outside_of(person), ignore_errors=True)


def outside_of(person: Person) -> Path:
    """Return where documents lie that another program shows, where a session names no place."""
    return Path(f"/dev/shm/satchel-outside-{person.number}")  # noqa: S108 - memory that all share


def _moved_in(ground: Path, number: int, name: str) -> Person:
    home = ground / name
    home.mkdir(mode=0o755)
    os.chown(home, number, number)
    return Person(number, ground, home, ground / "tmp")


@contextmanager
def _ground() -> Iterator[Path]:
    """Show the program and its Python to everybody, wherever in root's own folders they lie."""
    ground = Path(tempfile.mkdtemp(prefix="two-users-"))
    ground.chmod(0o755)
    shown: list[Path] = []
    libraries = Path(sysconfig.get_path("purelib"))
    try:
        for name, source in (
            ("python", Path(sys.base_prefix)), ("libraries", libraries), ("satchel", ROOT),
        ):  # fmt: skip
            (ground / name).mkdir()
            command = ["/bin/mount", "--bind", "-o", "ro", str(source), str(ground / name)]
            if not Path(command[0]).exists() or subprocess.run(command, check=False).returncode:
                pytest.skip("only root mounts a folder")
            shown.append(ground / name)
        yield ground
    finally:
        for folder in shown:
            subprocess.run(["/bin/umount", "-l", str(folder)], check=True)
        # Never into a folder that may still be the program itself.
        if not any(os.path.ismount(folder) for folder in shown):
            shutil.rmtree(ground)
