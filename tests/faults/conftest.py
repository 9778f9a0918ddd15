"""Both kinds of database, as servers of these tests have them."""

from collections.abc import Iterator

import pytest

from tests.server.postgres import postgresql


@pytest.fixture(scope="session")
def postgresql_address() -> Iterator[str]:
    """A PostgreSQL database of these tests, without tables."""
    with postgresql("faults") as address:
        yield address


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database, on each of the two kinds in turn."""
    if request.param == "postgresql":
        found: str = request.getfixturevalue("postgresql_address")
        return found
    return f"sqlite:///{tmp_path_factory.mktemp('database') / 'satchel-server.db'}"
