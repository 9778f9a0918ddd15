"""Both databases, made once, and a server on each."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.server import migrations
from sync.server.database import open_database
from tests.conftest import FixedClock
from tests.server.grounds import Ground, blobs_folder, settings_for, standing
from tests.server.postgres import postgresql


def migrated(address: str) -> str:
    """Make the tables at ``address`` and return it."""
    database = open_database(address, patient=True)
    migrations.migrate(database)
    database.close()
    return address


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with tables and nothing in them; tests copy it."""
    path = tmp_path_factory.mktemp("server") / "template.db"
    migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_address() -> Iterator[str]:
    """A PostgreSQL database with tables; tests share it and make programs of their own."""
    with postgresql("tests") as address:
        yield migrated(address)
    shutil.rmtree(blobs_folder(), ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with tables, on each of the two kinds in turn."""
    if request.param == "postgresql":
        found: str = request.getfixturevalue("postgresql_address")
        return found
    template: Path = request.getfixturevalue("empty_sqlite")
    copy = tmp_path / "satchel-server.db"
    shutil.copyfile(template, copy)
    return f"sqlite:///{copy}"


@pytest.fixture
def ground(address: str, clock: FixedClock) -> Iterator[Ground]:
    """A server of both roles on each kind of database in turn."""
    with standing(settings_for(address, clock), clock) as stands:
        yield stands


@pytest.fixture
def on_sqlite(empty_sqlite: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Ground]:
    """A server of both roles on SQLite, for what does not depend on the database."""
    copy = tmp_path / "satchel-server.db"
    shutil.copyfile(empty_sqlite, copy)
    with standing(settings_for(f"sqlite:///{copy}", clock), clock) as stands:
        yield stands
