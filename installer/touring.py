"""The guided tour with two laptops and a server, each a process of its own.

The laptops' tours tell one another what two people would say on the telephone, by small files in
one folder: the twelve words, the six words, that there is no signal in the courthouse. This
process is the server's operator: it adds the program by its code, and takes the network away and
gives it back.
"""

import shutil
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from installer import virtualenv
from installer.surroundings import ROOT, SetupError

PATIENCE_S = 600
_LOOK_S = 0.1
_STARTS_S = 60


def tour(folder: Path, laptops: Sequence[Path], surroundings: Mapping[str, str]) -> int:
    """Tour with a laptop on each of ``laptops``; the pictures are left under ``folder``.

    The first of them shows the whole; the others join it. Returns 0 when all came to their end.
    """
    telephone = folder / "telephone"
    telephone.mkdir(parents=True)
    server = _Server(folder / "server", surroundings)
    (telephone / "address").write_text(server.address, "utf-8")
    children = [
        _laptop(folder, number, place, surroundings) for number, place in enumerate(laptops)
    ]
    try:
        return _operate(server, telephone, children)
    finally:
        for child in children:
            child.kill()
        server.stop()
        # What was said on the telephone and what the server holds are nobody's souvenir.
        shutil.rmtree(telephone, ignore_errors=True)
        shutil.rmtree(folder / "server", ignore_errors=True)


class _Server:
    """The real server on this machine, on a free port."""

    def __init__(self, folder: Path, surroundings: Mapping[str, str]) -> None:
        folder.mkdir(parents=True)
        self._surroundings = surroundings
        self._common = [
            "--database", f"sqlite:///{folder / 'satchel-server.db'}",
            "--key-file", str(folder / "satchel-server.key"),
        ]  # fmt: skip
        self._port = _free_port()
        self.address = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._run("migrate")
        self.start()

    @property
    def runs(self) -> bool:
        """Whether it can be reached."""
        return self._process is not None

    def start(self) -> None:
        """Begin to answer."""
        command = [*self._command("serve"), "--port", str(self._port)]
        self._process = subprocess.Popen(command, cwd=ROOT, env=dict(self._surroundings))
        end = time.monotonic() + _STARTS_S
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
            except OSError:
                time.sleep(_LOOK_S)
            else:
                return
        raise SetupError("The server of the tour does not start.")

    def stop(self) -> None:
        """Leave everybody without a connection."""
        if self._process is not None:
            # A signal that is gone takes no leave, and the server has to stand that.
            self._process.kill()
            self._process.wait(_STARTS_S)
            self._process = None

    def add_program(self, code: str) -> None:
        """Do what the operator does with the code a program reads out."""
        self._run("add-program", code, "--name", "Practice")

    def _run(self, *arguments: str) -> None:
        command = self._command(*arguments)
        done = subprocess.run(command, cwd=ROOT, env=dict(self._surroundings), check=False)
        if done.returncode != 0:
            raise SetupError("The server of the tour refused a command; its reason stands above.")

    def _command(self, *arguments: str) -> list[str]:
        module = ["-m", "sync.server.commandline"]
        return [str(virtualenv.python()), *module, *arguments, *self._common]


def _laptop(
    folder: Path, number: int, workspace: Path, surroundings: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    pictures = folder if number == 0 else folder / f"laptop-{number + 1}"
    command = [
        str(virtualenv.python()), "-m", "desktop", "--tour", str(pictures),
        "--telephone", str(folder / "telephone"), "--workspace", str(workspace),
    ]  # fmt: skip
    return subprocess.Popen(command, cwd=ROOT, env=dict(surroundings))


def _operate(
    server: _Server, telephone: Path, children: Sequence["subprocess.Popen[bytes]"]
) -> int:
    end = time.monotonic() + PATIENCE_S
    while any(child.poll() is None for child in children):
        if any(child.poll() not in (None, 0) for child in children):
            return 1
        if time.monotonic() > end:
            raise SetupError("The tour did not come to its end.")
        code = telephone / "code"
        if code.exists():
            server.add_program(code.read_text("utf-8"))
            code.replace(telephone / "added")
        if (telephone / "no-signal").exists() == server.runs:
            _turn_signal(server, telephone)
        time.sleep(_LOOK_S)
    return max(child.returncode for child in children)


def _turn_signal(server: _Server, telephone: Path) -> None:
    """Cut everybody off, or let them speak again; say so once it is so."""
    if server.runs:
        server.stop()
        (telephone / "signal-is-gone").touch()
    else:
        server.start()
        (telephone / "signal-is-back").touch()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
