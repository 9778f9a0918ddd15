"""The laptops and the server of the enrolment's tests."""

import pytest

from tests.sync.enrolment.conftest import NewLaptop, ana, begun, ben, joiners, new_laptop, server
from tests.sync.enrolment.laptops import Laptop
from tests.sync.enrolment.test_coming_together import join

__all__ = ["NewLaptop", "ana", "begun", "ben", "joiners", "new_laptop", "server"]


@pytest.fixture
def two(begun: Laptop, ben: Laptop) -> tuple[Laptop, Laptop]:
    """Ana's laptop, an admin's, and Ben's, who has joined."""
    join(begun, ben, "Ben Silva")
    return begun, ben
