"""One program in one folder, with its own Python: built, pruned, the same bytes every time."""

import os
import shutil
import stat
import subprocess
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

from installer import needs, pruning, virtualenv
from installer.contents import Plan
from installer.surroundings import BUILD, ROOT, SetupError, clean, say

CONTENTS = "contents"
"""The folder beside the program in which everything else lies."""
FOLDER = BUILD / "package"
DAY_ZERO = "1767225600"
"""2026-01-01: the time every file of a package bears where git does not tell a better one."""


# Servers' workers are processes of the same program, and Qt asks for a locale that is UTF-8.
_ENTRY = """\
import multiprocessing
import os
import sys

multiprocessing.freeze_support()
if not any(os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG")):
    os.environ["LC_CTYPE"] = "C.UTF-8"
from {module} import {function}

sys.exit({function}())
"""


@dataclass(frozen=True, slots=True)
class Bundle:
    """A finished bundle and what it asks of the system it is installed on."""

    plan: Plan
    folder: Path
    asked: needs.Needs
    pruned: int
    """Bytes that were taken out again."""
    seconds: float

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(file.lstat().st_size for file in self.folder.rglob("*") if not file.is_dir())


def build(plan: Plan) -> Bundle:
    """Build the bundle under build/; SetupError with the tool's last words when it cannot be."""
    virtualenv.ensure(tools=True)
    begun = time.monotonic()
    out, work = FOLDER / "bundles", FOLDER / "work" / plan.program
    shutil.rmtree(out / plan.program, ignore_errors=True)
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    say(f"Building {plan.program}")
    log = work / "log"
    with log.open("wb") as file:
        done = subprocess.run(
            [
                str(virtualenv.python()), "-m", "PyInstaller", "--noconfirm", "--clean",
                "--log-level", "WARN", "--distpath", str(out), "--workpath", str(work),
                str(ROOT / "installer" / "bundle.spec"),
            ],
            cwd=ROOT, env=_environment(plan), stdin=subprocess.DEVNULL, stdout=file,
            stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
    if done.returncode != 0:
        last = log.read_text("utf-8", "replace").strip().splitlines()[-5:]
        raise SetupError(f"PyInstaller could not build {plan.program}:\n" + "\n".join(last))
    folder = out / plan.program
    pruned = pruning.prune(folder, plan.program)
    _tidy(folder, plan.program)
    return Bundle(plan, folder, needs.of(folder), pruned, time.monotonic() - begun)


def entry_script(plan: Plan, work: Path) -> Path:
    """Write the program's first lines: what pyproject.toml names as its entry."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        module, _, function = tomllib.load(file)["project"]["scripts"][plan.program].partition(":")
    work.mkdir(parents=True, exist_ok=True)
    script = work / f"{plan.program.replace('-', '_')}_entry.py"
    script.write_text(_ENTRY.format(module=module, function=function), "utf-8")
    return script


def version_record(work: Path) -> list[tuple[str, str]]:
    """Write what importlib.metadata reads the version from; return it as data for the bundle."""
    folder = work / f"satchel-{version()}.dist-info"
    folder.mkdir(parents=True, exist_ok=True)
    record = folder / "METADATA"
    record.write_text(f"Metadata-Version: 2.4\nName: satchel\nVersion: {version()}\n", "utf-8")
    return [(str(record), folder.name)]


def version() -> str:
    """Return Satchel's version as pyproject.toml has it."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def _environment(plan: Plan) -> dict[str, str]:
    return clean(os.environ) | {
        "SATCHEL_BUNDLE": plan.program,
        "SOURCE_DATE_EPOCH": DAY_ZERO,
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }


def _tidy(folder: Path, program: str) -> None:
    """Give every file the rights of an installed one, whatever this machine's umask is."""
    for path in folder.rglob("*"):
        if path.is_symlink():
            continue
        is_run = path.is_dir() or path == folder / program
        path.chmod(stat.S_IRUSR | stat.S_IWUSR | 0o044 | (0o111 if is_run else 0))
    folder.chmod(0o755)
