"""A program of three laptops: Ana's, an admin's; Ben's and Cal's."""

from dataclasses import dataclass

import pytest

from tests.sync.enrolment.conftest import (
    NewLaptop,
    ana,
    begun,
    ben,
    joiners,
    new_laptop,
    server,
)
from tests.sync.enrolment.laptops import Laptop, Server
from tests.sync.enrolment.test_coming_together import join

__all__ = ["ana", "begun", "ben", "joiners", "new_laptop", "server"]


@dataclass(frozen=True, slots=True)
class Three:
    """Three laptops that know each other."""

    ana: Laptop
    ben: Laptop
    cal: Laptop
    server: Server


@pytest.fixture
def three(begun: Laptop, new_laptop: NewLaptop, server: Server) -> Three:
    ben, cal = new_laptop("ben"), new_laptop("cal")
    join(begun, ben, "Ben Silva")
    join(begun, cal, "Cal Moreau")
    return Three(begun, ben, cal, server)
