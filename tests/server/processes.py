"""Server processes as they run in earnest: started by the command, killed without a word."""

import os
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from installer.surroundings import ROOT, clean
from sync.protocol import signing
from sync.protocol.requests import server_id
from sync.server.identity import read_key_file
from tests.ports import free_port
from tests.server.asking import Caller

_STARTS_S = 60.0


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody at the server's terminal; ``database`` and key file are given in the environment."""

    folder: Path
    database: str
    program: tuple[str, ...] = ("-m", "sync.server.commandline")
    """What Python runs: the server's module, or the command that a setup makes of it."""

    @property
    def key_file(self) -> Path:
        return self.folder / "server.key"

    @property
    def environment(self) -> Mapping[str, str]:
        return clean(os.environ) | {
            "SATCHEL_SERVER_DATABASE": self.database,
            "SATCHEL_SERVER_KEY_FILE": str(self.key_file),
        }

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, *self.program, *arguments]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(
            self.command(*arguments),
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @contextmanager
    def serving(self, *options: str, port: int = 0) -> Iterator["Serving"]:
        """Serve in a process of its own until the block is left."""
        port = port or free_port()
        log = self.folder / "log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                self.command("serve", "--port", str(port), *options),
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=output,
            )
        try:
            yield Serving(process, port, self, log)
        finally:
            process.terminate()
            process.wait(_STARTS_S)


@dataclass(frozen=True, slots=True)
class Serving:
    """A server process, or the first of several."""

    process: "subprocess.Popen[bytes]"
    port: int
    operator: Operator
    log: Path

    @contextmanager
    def calling(
        self, scheme: str = "http", trust: ssl.SSLContext | None = None
    ) -> Iterator[Caller]:
        """Yield a caller as soon as the server answers."""
        with self.once(scheme, trust) as caller:
            self._wait_for(caller)
            yield caller

    @contextmanager
    def once(self, scheme: str = "http", trust: ssl.SSLContext | None = None) -> Iterator[Caller]:
        """Yield a caller, whether the server answers or not."""
        public = signing.public_of(read_key_file(self.operator.key_file))
        base = f"{scheme}://127.0.0.1:{self.port}"
        verify = True if trust is None else trust
        # A new connection for every request: it falls to any of several workers.
        fleeting = httpx2.Limits(max_keepalive_connections=0)
        with httpx2.Client(
            base_url=base, trust_env=False, timeout=30, verify=verify, limits=fleeting
        ) as client:
            yield Caller(client.request, server_id(public), public)

    def started(self) -> int:
        """Return how many workers have said that they answer."""
        return self.log.read_text("ascii").count("event=started")

    def wait_for_workers(self, count: int) -> None:
        """Wait until so many answer: one may be long at work before the next has begun."""
        end = time.monotonic() + _STARTS_S
        while self.started() < count:
            assert time.monotonic() < end
            time.sleep(0.05)

    def _wait_for(self, caller: Caller) -> None:
        end = time.monotonic() + _STARTS_S
        while True:
            try:
                caller.status()
            except httpx2.TransportError:
                if time.monotonic() > end or self.process.poll() is not None:
                    raise
                time.sleep(0.05)
            else:
                return
