"""Laptops of one program: Ana's, where it began, and those of Ben and Cara, who joined."""

from pathlib import Path

import pytest

from tests.sync.bundles.sticks import joined
from tests.sync.enrolment.conftest import (  # the same fixtures, of another folder
    NewLaptop,
    ana,
    begun,
    joiners,
    new_laptop,
    server,
)
from tests.sync.enrolment.laptops import Laptop

__all__ = ["ana", "begun", "joiners", "new_laptop", "server"]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder that is carried from one laptop to another."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def three(begun: Laptop, new_laptop: NewLaptop) -> tuple[Laptop, Laptop, Laptop]:
    """Ana, Ben and Cara, all of them members."""
    return (
        begun,
        joined(begun, new_laptop("ben"), "Ben"),
        joined(begun, new_laptop("cara"), "Cara"),
    )
