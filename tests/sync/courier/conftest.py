"""The laptops of Ana and Ben, members of one program."""

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
def pair(begun: Laptop, new_laptop: NewLaptop) -> tuple[Laptop, Laptop]:
    """Ana and Ben."""
    return begun, joined(begun, new_laptop("ben"), "Ben")
