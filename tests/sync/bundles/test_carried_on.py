"""What came on a stick is carried on to the server by whoever reaches it."""

from pathlib import Path

from tests.sync.bundles.sticks import make, open_case, sync, take, texts, write
from tests.sync.enrolment.laptops import Laptop, Offline, Server

Three = tuple[Laptop, Laptop, Laptop]


def test_everything_that_a_laptop_without_network_wrote_reaches_the_third_by_the_second(
    three: Three, stick: Path, server: Server
) -> None:
    ana, ben, cara = three
    cara.wire = Offline()
    open_case(cara)
    for number in range(5):
        write(cara, f"from Cara {number}")
    make(cara, stick / "cara")
    ben.wire = Offline()
    take(ben, stick / "cara")
    ben.wire = server
    outcome = sync(ben)
    assert (outcome.problem, outcome.parked) == (None, 0)
    assert sync(ana).problem is None
    assert texts(ana) == texts(ben) == texts(cara)
    cara.wire = server
    assert sync(cara).problem is None
    assert texts(ana) == texts(cara)
