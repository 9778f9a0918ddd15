"""A server process that dies where it is told to, and is started again."""

import signal
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from tests.faults.children import Children, Lines
from tests.faults.failpoints import Aim

_STARTS_S = 60.0


@dataclass
class Server:
    """The server on ``database`` at ``port``, whose key is in ``folder``."""

    forked: Children
    folder: Path
    database: str
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, aim: Aim | None = None) -> None:
        """Start it; returns when it listens, or has died at ``aim``."""
        key = str(self.folder / "satchel-server.key")
        options = ["--database", self.database, "--key-file", key, "--port", str(self.port)]
        self.forked.start("server", aim, options=options)
        end = time.monotonic() + _STARTS_S
        while self.forked.lives and not self._listens():
            assert time.monotonic() < end
            time.sleep(0.02)

    def kill(self) -> None:
        """Kill it, where it still lives."""
        self.forked.stop(signal.SIGKILL)

    def stop(self) -> Lines:
        """Have it end in good order, as Ctrl+C does; return what it told."""
        return self.forked.stop(signal.SIGINT)

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True
