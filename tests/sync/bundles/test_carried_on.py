"""What came on a stick is carried on to the server by whoever reaches it."""

from pathlib import Path

from sqlalchemy import Connection

from storage.domain.ids import RecordId
from sync.client.bundles.whereabouts import where_is
from tests.sync.bundles.sticks import CASE, make, open_case, sync, take, texts, write
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


def wheres(laptop: Laptop) -> list[str]:
    """Return where each note is, the first one first."""

    def read(connection: Connection) -> list[str]:
        notes = connection.exec_driver_sql("SELECT id FROM note ORDER BY text").scalars().all()
        return [where_is(connection, "note", RecordId(note)) for note in notes]

    return laptop.workspace.read(read)


def test_what_came_on_a_stick_is_on_no_server_until_one_has_it(
    three: Three, stick: Path, server: Server
) -> None:
    _, ben, cara = three
    open_case(cara)
    write(cara, "1 was sent")
    for laptop in (cara, ben):
        assert sync(laptop).problem is None
    cara.wire = Offline()
    write(cara, "2 was carried")
    make(cara, stick / "cara")
    ben.wire = Offline()
    take(ben, stick / "cara")
    assert texts(ben) == texts(cara)
    assert wheres(ben) == ["server", "here"]
    assert ben.workspace.read(where_is, "case", CASE) == "server"
    ben.wire = server
    assert sync(ben).problem is None
    assert wheres(ben) == ["server", "server"]
