"""The systems that are run side by side: how each is installed, filled, served and synced."""

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
_ANKI = "anki==26.9.3"

CommandOf = Callable[[str, Path, int, Path], list[str | Path]]
"""From the step, the folder, the port and the file of records to a command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """One system; ``stands`` names what it is and how its two sides keep what they hold."""

    name: str
    stands: str
    command: CommandOf
    install: Callable[[], None]
    surroundings: Mapping[str, str] = field(default_factory=dict)
    fills: str | None = "fill"
    """The step that fills the server; None where the server reads the records itself."""
    fills_alone: bool = False
    """Whether that step runs the server within itself."""
    packs: bool = False
    """Whether what it keeps and sends is compressed, so that a text cannot be looked for in it."""

    def serving(self, folder: Path) -> Mapping[str, str]:
        """Return the variables of the server's surroundings."""
        return {name: value.format(folder=folder) for name, value in self.surroundings.items()}


def systems(build: Path) -> tuple[System, ...]:
    """Return every system; what they need is installed into ``build``."""
    return (
        _satchel("Satchel", "fill"),
        _satchel("Satchel, saved one by one", "fill-singly"),
        _anki(build / "anki"),
        _node(build, "rxdb", "RxDB 17.6.0", "memory; a server of two endpoints over a Map", None),
        _node(build, "pouchdb", "PouchDB 9.0.0", "LevelDB; express-pouchdb 4.2.0 over LevelDB"),
        _node(build, "evolu", "Evolu 8.0.0-next.5", "SQLite; its relay over SQLite"),
    )


def _satchel(name: str, fills: str) -> System:
    def command(step: str, folder: Path, port: int, source: Path) -> list[str | Path]:
        last = source if step.startswith("fill") else str(port)
        return [sys.executable, "-m", "tests.peers.satchel", step, folder, last]

    return System(
        name=name,
        stands="SQLCipher; its server over SQLite",
        command=command,
        install=lambda: None,
        surroundings={"PYTHONPATH": str(ROOT)},
        fills=fills,
        fills_alone=True,
    )


def _anki(place: Path) -> System:
    python = place / "bin" / "python"

    def install() -> None:
        if not python.exists():
            venv.create(place, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", _ANKI], check=True)

    def command(step: str, folder: Path, port: int, source: Path) -> list[str | Path]:
        if step == "serve":
            return [python, "-m", "anki.syncserver"]
        return [python, HERE / "anki" / "client.py", step, folder, str(port), source]

    return System(
        name=f"Anki {_ANKI.rpartition('=')[2]}, note by note",
        stands="SQLite; its server over SQLite",
        command=command,
        install=install,
        surroundings={
            "SYNC_USER1": "side:side",
            "SYNC_BASE": "{folder}/server",
            "SYNC_HOST": "127.0.0.1",
            "MAX_SYNC_PAYLOAD_MEGS": "1000",
            "RUST_LOG": "error",
        },
    )


def _node(build: Path, folder: str, name: str, stands: str, fills: str | None = "fill") -> System:
    place = build / folder

    def install() -> None:
        place.mkdir(parents=True, exist_ok=True)
        for path in (*(HERE / folder).iterdir(), HERE / "telling.mjs"):
            shutil.copy(path, place)
        npm = shutil.which("npm")
        if npm is None:
            raise FileNotFoundError("npm is not installed")
        # By the lock; "npm ci" insists on parts for other systems, too, which a registry may lack.
        command = [npm, "install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(command, cwd=place, check=True, env=os.environ | {"CI": "true"})

    def command(step: str, stand: Path, port: int, source: Path) -> list[str | Path]:
        if step == "serve":
            return ["node", place / "server.mjs", stand, str(port), source]
        return ["node", place / "client.mjs", step, stand, str(port), source]

    return System(
        name=name,
        stands=stands,
        command=command,
        install=install,
        fills=fills,
        packs=folder == "pouchdb",
    )
