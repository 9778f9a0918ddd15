"""A program of three laptops in virtual time, one of which may be hostile."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.simulation.building import Stage
from tests.sync.simulation.world import World


@pytest.fixture(scope="session")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(tmp_path_factory.mktemp("joined") / "world", laptops=3)


@pytest.fixture
def beginning(joined: Stage, tmp_path: Path) -> Iterator[World]:
    """As all have joined, and nobody has synced since."""
    with joined.world(tmp_path / "played", seed=1) as played:
        yield played


@pytest.fixture
def world(beginning: World) -> World:
    """Once everybody knows everybody."""
    for laptop in beginning.laptops:
        laptop.round()
    return beginning
