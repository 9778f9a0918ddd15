"""Both kinds of database, as servers of these tests have them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.postgres import postgresql


@pytest.fixture(scope="session")
def postgresql_address() -> Iterator[str]:
    """A PostgreSQL database of these tests, without tables."""
    with postgresql("faults") as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database, on each of the two kinds in turn."""
    if request.param == "postgresql":
        found: str = request.getfixturevalue("postgresql_address")
        return found
    folder = tmp_path / "server"
    folder.mkdir()
    return f"sqlite:///{folder / 'satchel-server.db'}"
