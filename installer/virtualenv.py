"""The virtual environment beside the sources, brought in line with requirements.lock."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from installer import lock
from installer.surroundings import ROOT, SetupError, clean, say

HOME = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
_STAMP = HOME / "installed"
_COMMANDS = {
    "satchel": "desktop.commandline.main",
    "satchel-server": "sync.server.commandline.main",
}
_PROBE = "import pip, sys; print(sys.prefix); print(sys.version_info[:2])"


def python() -> Path:
    """The interpreter of the virtual environment."""
    return HOME / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def lacking() -> list[str]:
    """The Debian package without which Python cannot make an environment, if it is not here."""
    if python().is_file() or importlib.util.find_spec("ensurepip") is not None:
        return []
    return [f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"]


def ensure(*, tools: bool) -> None:
    """Make the environment and install what is locked, with hashes, if the lock has changed.

    ``tools`` adds what only the tests need. Raises SetupError in words for the user.
    """
    if not _sound():
        _create()
    whole = LOCK.read_text("utf-8")
    wanted = {_digest(whole): whole, _digest(whole + "run"): lock.needed_to_run(whole)}
    marks = list(wanted)
    accepted = marks[:1] if tools else marks
    _make_commands()
    if _STAMP.is_file() and _STAMP.read_text("utf-8") in accepted:
        return
    mark = accepted[-1]
    _install(wanted[mark])
    _STAMP.write_text(mark, "utf-8")


def _sound() -> bool:
    """Whether the environment is here, unmoved, complete and of the Python that runs this."""
    if not python().is_file():
        return False
    asked = subprocess.run(
        [str(python()), "-c", _PROBE],
        env=clean(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    expected = [str(HOME), str(sys.version_info[:2])]
    return asked.returncode == 0 and asked.stdout.split("\n")[:2] == expected


def _create() -> None:
    say(f"Making the virtual environment in {HOME}")
    shutil.rmtree(HOME, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(HOME)],
        env=clean(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        raise SetupError(f"Python could not make {HOME}: {_last_line(made.stdout + made.stderr)}")


def _install(requirements: str) -> None:
    count = len(lock.requirements(requirements))
    say(f"Installing {count} libraries by their hashes (about 150 MB the first time)")
    chosen = HOME / "chosen.lock"
    chosen.write_text(requirements, "utf-8")
    pip = [str(python()), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    done = subprocess.run(
        [*pip, "--quiet", "--quiet", "--require-hashes", "--only-binary", ":all:", "-r", chosen],
        env=clean(os.environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SetupError(f"pip could not install the libraries: {_last_line(done.stderr)}")


def _make_commands() -> None:
    """Let both programs and ``python -m`` of them work from any folder in this environment."""
    for packages in HOME.glob("lib/python*/site-packages"):
        _put(packages / "satchel.pth", f"{ROOT}\n")
    if os.name == "nt":
        return
    for name, module in _COMMANDS.items():
        _put(HOME / "bin" / name, command_text(module), 0o755)


def command_text(module: str) -> str:
    """Return the program that a command of this environment is.

    A server's workers begin by reading it once more: they must not serve all over again.
    """
    guarded = 'if __name__ == "__main__":\n    sys.exit(main())'
    return f"#!{python()}\nimport sys\n\nfrom {module} import main\n\n{guarded}\n"


def _put(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file where it is not so already: others may own the environment."""
    if not path.is_file() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")
        path.chmod(mode)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _last_line(output: str) -> str:
    return (output.strip().splitlines() or ["no reason given"])[-1]
