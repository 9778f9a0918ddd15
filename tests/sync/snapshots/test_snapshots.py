"""A laptop that comes later begins with a snapshot, and has what all others have."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.simulation.state import state_of
from tests.sync.snapshots.office import Office, office


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path / "office") as made:
        yield made


def test_a_newcomer_begins_with_the_snapshot_of_the_admin_who_admitted_it(place: Office) -> None:
    place.ana.work(8)
    place.ana.sync()
    ben = place.join("ben")
    ben.sync()
    assert ben.way.count("/blobs/") > 2
    assert ben.way.count("after=0&") < 3
    assert ben.workspace.read(state_of) == place.ana.workspace.read(state_of)
