"""Files of documents travel sealed, from where they were left, and only what the record names."""

from collections.abc import Callable
from functools import partial

import pytest

from storage.crypto.chunks import CHUNK
from storage.domain.clocks import milliseconds
from storage.domain.ids import RecordId
from storage.domain.kinds.document import Document
from storage.errors import RejectedError
from storage.tables.records import fetch
from storage.usecases.documents import keeping
from storage.usecases.documents.listing import State, where_is
from storage.usecases.documents.reading import whole_document
from storage.usecases.documents.travelling import SMALL, wanted
from storage.usecases.syncing.whereabouts import all_that_waits
from sync.client.commands import Answer, Ask, Command, Do, Unreachable
from sync.client.driving import carry_out
from sync.client.membership import Membership, membership
from sync.client.round import Outcome, sync_round
from sync.client.session import expect
from sync.protocol.requests import Request
from tests.conftest import FixedClock
from tests.documents.files import add_file, content_of
from tests.storage.builders import add_case
from tests.sync.canaries import CANARY, found_in
from tests.sync.enrolment.laptops import Laptop, Server
from tests.sync.stepping import next_step

Two = tuple[Laptop, Laptop]
LARGE = 3 * CHUNK + 17


class Watched:
    """The wire, with whoever may look at a request or change an answer."""

    def __init__(
        self,
        server: Server,
        change: Callable[[Ask, Answer], Answer | Unreachable] = lambda _ask, answer: answer,
    ) -> None:
        self._server, self._change = server, change
        self.asked: list[Ask] = []

    def ask(self, ask: Ask) -> Answer | Unreachable:
        self.asked.append(ask)
        return self._change(ask, self._server.ask(ask))

    def blobs(self, method: str) -> int:
        return sum("/blobs/" in ask.path and ask.method == method for ask in self.asked)


def rounds(*laptops: Laptop) -> list[Outcome]:
    return [laptop.run(sync_round(laptop.clock)) for laptop in laptops]


def member(laptop: Laptop) -> Membership:
    found = laptop.workspace.read(membership)
    assert found is not None
    return found


def state(laptop: Laptop, record: RecordId) -> State:
    stored = laptop.workspace.read(fetch, Document, record)
    assert stored is not None
    return laptop.workspace.read(where_is, stored.record).state


def added(laptop: Laptop, content: bytes, name: str = "order.txt") -> Document:
    case, _ = laptop.workspace.write(add_case)
    return add_file(laptop.workspace, case.id, content, name)


def get(laptop: Laptop, record: RecordId) -> bool:
    """Ask for a file as the window does, and tell whether the next round has brought it."""
    laptop.workspace.write(keeping.want, record)
    rounds(laptop)
    return state(laptop, record) == "here"


def test_a_small_file_comes_by_itself_and_a_large_one_when_it_is_asked_for(two: Two) -> None:
    ana, ben = two
    small, large = added(ana, content_of(SMALL)), added(ana, content_of(LARGE))
    assert state(ana, large.id) == "not_sent"
    rounds(ana, ben)
    assert state(ana, large.id) == "here"
    assert (state(ben, small.id), state(ben, large.id)) == ("here", "server")
    assert ben.workspace.read(whole_document, small.id) == content_of(SMALL)
    with pytest.raises(RejectedError, match="not on this laptop"):
        ben.workspace.read(whole_document, large.id)
    assert get(ben, large.id)
    assert ben.workspace.read(whole_document, large.id) == content_of(LARGE)


def test_a_case_that_is_kept_offline_has_all_its_files(two: Two) -> None:
    ana, ben = two
    large = added(ana, content_of(LARGE))
    rounds(ana, ben)
    stored = ben.workspace.read(fetch, Document, large.id)
    assert stored is not None
    assert stored.record.case is not None
    ben.workspace.write(keeping.keep_offline, stored.record.case, True)
    rounds(ben)
    assert state(ben, large.id) == "here"


def test_what_was_asked_for_without_a_network_comes_with_the_next_round(two: Two) -> None:
    ana, ben = two
    large = added(ana, content_of(LARGE))
    rounds(ana, ben)
    ben.workspace.write(keeping.want, large.id)
    assert state(ben, large.id) == "coming"
    rounds(ben)
    assert state(ben, large.id) == "here"


def test_a_round_in_which_nothing_changed_asks_for_no_file(two: Two, server: Server) -> None:
    ana, ben = two
    added(ana, content_of(LARGE))
    rounds(ana, ben, ana, ben)
    for laptop in two:
        wire = Watched(server)
        laptop.run(sync_round(laptop.clock), wire)
        assert not [ask for ask in wire.asked if "/blobs/" in ask.path]


def test_sending_goes_on_where_it_was_cut_off(two: Two, server: Server) -> None:
    ana, ben = two
    large = added(ana, content_of(LARGE))
    wire, after = Watched(server), 1
    ana.wire = wire
    while ana.cut_off(sync_round(ana.clock), after) is None:
        after += 3
    rounds(ana, ben)
    assert get(ben, large.id)
    assert ben.workspace.read(whole_document, large.id) == content_of(LARGE)
    chunks = [ask.path for ask in wire.asked if ask.method == "PUT" and "/blobs/" in ask.path]
    # Each part is sent once, and once more where the answer was not noted.
    assert sum(path.count("/") > chunks[0].count("/") for path in chunks) <= 4 + after // 3


def test_fetching_goes_on_where_it_was_cut_off(two: Two, server: Server) -> None:
    ana, ben = two
    large = added(ana, content_of(LARGE))
    rounds(ana, ben)
    ben.workspace.write(keeping.want, large.id)
    wire, after = Watched(server), 1
    ben.wire = wire
    while ben.cut_off(sync_round(ben.clock), after) is None:
        after += 2
    assert ben.workspace.read(whole_document, large.id) == content_of(LARGE)
    whole = [ask.path for ask in wire.asked if ask.path.rpartition("/")[2].isdigit()]
    assert len(set(whole)) == 4


def test_a_line_that_drops_at_any_part_costs_no_part_that_came(two: Two, server: Server) -> None:
    ana, ben = two
    large = added(ana, content_of(LARGE))
    rounds(ana, ben)
    for part in range(4):
        end = f"/{part}"
        broken = Watched(
            server,
            lambda ask, answer, end=end: (  # type: ignore[misc]  # a default binds the part
                Unreachable("no-network") if ask.path.endswith(end) else answer
            ),
        )
        ben.workspace.write(keeping.want, large.id)
        outcome = ben.run(sync_round(ben.clock), broken)
        assert outcome.problem == "unreachable"
        stored = ben.workspace.read(fetch, Document, large.id)
        assert stored is not None
        assert ben.workspace.read(where_is, stored.record).here == part
    rounds(ben)
    assert ben.workspace.read(whole_document, large.id) == content_of(LARGE)


def test_fetching_can_be_stopped_and_goes_on_later(two: Two, server: Server) -> None:
    ana, ben = two
    large = added(ana, content_of(LARGE))
    rounds(ana, ben)
    ben.workspace.write(keeping.want, large.id)
    script, answers = sync_round(ben.clock), 0
    result = None
    while True:
        try:
            command = script.send(result)
        except StopIteration:
            break
        if isinstance(command, Ask) and command.path.rpartition("/")[2] == "1":
            ben.workspace.write(keeping.stop_wanting, large.id)
            answers += 1
        result = carry_out(command, server, ben.workspace)
    assert answers == 1
    stored = ben.workspace.read(fetch, Document, large.id)
    assert stored is not None
    listed = ben.workspace.read(where_is, stored.record)
    assert (listed.state, listed.here) == ("server", 2)
    assert get(ben, large.id)
    assert ben.workspace.read(whole_document, large.id) == content_of(LARGE)


def test_nobody_has_sent_it_yet_is_said_and_asked_again_later(
    two: Two, server: Server, clock: FixedClock
) -> None:
    ana, ben = two
    small = added(ana, content_of(500))

    def no_files(ask: Ask, answer: Answer) -> Answer | Unreachable:
        return Unreachable("no-network") if "/blobs/" in ask.path else answer

    ana.run(sync_round(ana.clock), Watched(server, no_files))
    rounds(ben)
    assert state(ben, small.id) == "absent"
    rounds(ana)
    wire = Watched(server)
    ben.run(sync_round(ben.clock), wire)
    assert wire.blobs("GET") == 0
    now = milliseconds(clock.now())
    assert ben.workspace.read(wanted, now) == []
    put_back = ben.workspace.read(wanted, now - 1)
    assert [one.record for one in put_back] == [small.id]
    clock.pass_time(minutes=15)
    rounds(ben)
    assert state(ben, small.id) == "here"


def test_a_person_who_asks_is_not_made_to_wait(two: Two, server: Server) -> None:
    ana, ben = two
    small = added(ana, content_of(500))

    def no_files(ask: Ask, answer: Answer) -> Answer | Unreachable:
        return Unreachable("no-network") if "/blobs/" in ask.path else answer

    ana.run(sync_round(ana.clock), Watched(server, no_files))
    rounds(ben)
    assert not get(ben, small.id)
    rounds(ana)
    assert get(ben, small.id)


def test_neither_name_nor_bytes_cross_the_wire(two: Two, server: Server) -> None:
    ana, ben = two
    content = f"{CANARY} in a document. ".encode() * 20_000
    document = added(ana, content, f"{CANARY}.txt")
    rounds(ana, ben)
    get(ben, document.id)
    assert ben.workspace.read(whole_document, document.id) == content
    seen = ((f"message {place}", said) for place, said in enumerate(server.wire.seen))
    assert list(found_in(seen)) == []
    kept = (
        (str(path), path.name.encode() + path.read_bytes())
        for path in (ana.folder.parent / "server").rglob("*")
        if path.is_file()
    )
    assert list(found_in(kept)) == []


def destroyed(laptop: Laptop, case: bytes) -> None:
    laptop.workspace.write(keeping.forget, case)
    laptop.workspace.write(
        lambda t: t.connection.exec_driver_sql("DELETE FROM document WHERE scope = ?", (case,))
    )


def test_after_a_case_is_destroyed_the_server_has_nothing_of_its_files(
    two: Two, server: Server
) -> None:
    ana, ben = two
    document = added(ana, content_of(500))
    rounds(ana, ben)
    stored = ana.workspace.read(fetch, Document, document.id)
    assert stored is not None
    wires = []
    for laptop in (ben, ana):
        destroyed(laptop, stored.scope)
        wires.append(Watched(server))
        laptop.run(sync_round(laptop.clock), wires[-1])
        assert not [p for p in (laptop.folder / "documents").rglob("*") if p.is_file()]
    # Ben is no admin: only Ana's laptop asks for it.
    assert [wire.blobs("DELETE") for wire in wires] == [0, 1]
    assert [outcome.problem for outcome in rounds(ana, ben)] == [None, None]


def test_a_file_that_the_server_refuses_keeps_no_other_waiting(two: Two) -> None:
    ana, _ = two
    documents = [added(ana, content_of(size)) for size in (500, 600)]
    first = ana.workspace.read(fetch, Document, documents[0].id)
    assert first is not None
    found = member(ana)
    vault = next(one.id for one in found.roster.vaults if one.name == "cases")
    path = f"/v1/programs/{found.roster.program.hex()}/vaults/{vault.hex()}/blobs/"
    delete = Request("DELETE", path + first.record.blob)
    ana.run(expect(found.session(ana.clock), delete))
    assert rounds(ana)[0].problem is None
    assert [state(ana, document.id) for document in documents] == ["not_sent", "here"]


def test_a_restored_server_is_offered_every_file_again_whenever_the_process_ends(
    two: Two, server: Server
) -> None:
    ana, _ = two
    document = added(ana, content_of(500))
    rounds(ana)
    server.begin_generation()
    restored = 0
    for writes in range(1, 12):
        if not ended_after(ana, writes):
            break
        restored += state(ana, document.id) == "not_sent"
    assert restored, "it was not seen that the server was restored"
    ana.wire = watched = Watched(server)
    rounds(ana)
    assert watched.blobs("PUT")
    assert state(ana, document.id) == "here"


def ended_after(laptop: Laptop, writes: int) -> bool:
    """End a round after so many transactions; False once the file was offered again by then."""
    script = sync_round(laptop.clock)
    step: Callable[[], Command] = partial(next, script)
    while writes:
        try:
            command = step()
        except StopIteration:
            return True
        if isinstance(command, Ask) and "/blobs/" in command.path:
            return False
        step = next_step(script, command, laptop.wire, laptop.workspace)
        writes -= isinstance(command, Do)
    return True


def test_a_round_moves_so_much_and_the_next_goes_on(two: Two) -> None:
    ana, _ = two
    case, _ = ana.workspace.write(add_case)
    documents = [add_file(ana.workspace, case.id, b"one" * size) for size in range(1, 71)]
    first, second, third = rounds(ana, ana, ana)
    assert (first.files_left, second.files_left, third.files_left) == (True, False, False)
    assert {state(ana, document.id) for document in documents} == {"here"}


def test_all_files_that_wait_are_counted_and_the_first_named(two: Two) -> None:
    ana, ben = two
    case, _ = ana.workspace.write(add_case)
    for number in range(55):
        add_file(ana.workspace, case.id, b"text %d" % number)
    waits = ana.workspace.read(all_that_waits)
    assert (waits.files.count, waits.wanted.count) == (55, 0)
    assert waits.files.size == sum(len(b"text %d" % number) for number in range(55))
    assert [name for _, name in waits.files.named] == ["Order of 2 March"] * 4
    large = added(ana, content_of(LARGE))
    rounds(ana, ana, ben)
    assert ana.workspace.read(all_that_waits).files.count == 0
    ben.workspace.write(keeping.want, large.id)
    found = ben.workspace.read(all_that_waits).wanted
    assert large.id in [record for record, _ in found.named]
    assert found.absent == 0
