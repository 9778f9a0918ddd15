"""What a server gives in place of a file's list or its parts is not believed."""

from collections.abc import Callable

from typing_extensions import override

from storage.usecases.documents import keeping
from storage.usecases.documents.reading import whole_document
from sync.client.commands import Answer, Ask
from sync.client.round import sync_round
from sync.protocol.blobs import chunk_of, manifest_of
from sync.protocol.encoding import decode, encode
from sync.protocol.messages import Kept
from tests.documents.files import content_of
from tests.sync.documents.test_travelling import LARGE, Two, added, get, rounds, state
from tests.sync.enrolment.laptops import Server
from tests.sync.enrolment.lying import Lying


class Substituting(Lying):
    """Signs whatever ``instead`` makes of the answer to a file's request."""

    def __init__(self, server: Server, instead: Callable[[Ask, Answer], bytes]) -> None:
        super().__init__(server)
        self._instead = instead

    @override
    def change(self, ask: Ask, answer: Answer) -> Answer | bytes:
        return self._instead(ask, answer) if "/blobs/" in ask.path else answer


def is_chunk(ask: Ask) -> bool:
    return len(ask.path.rpartition("/")[2]) < 5


LIES: dict[str, Callable[[Ask, Answer], bytes]] = {
    "a part changed": lambda ask, true: (
        true.body[:-1] + bytes([true.body[-1] ^ 1]) if is_chunk(ask) else true.body
    ),
    "a part cut": lambda ask, true: true.body[:-1] if is_chunk(ask) else true.body,
    "no part": lambda ask, true: b"" if is_chunk(ask) else true.body,
    "the list of another file": lambda ask, true: (
        true.body if is_chunk(ask) else encode(Kept(manifest_of([chunk_of(b"other")]), ()))
    ),
    "no list": lambda ask, true: true.body if is_chunk(ask) else b"",
    "a list that is none": lambda ask, true: (
        true.body if is_chunk(ask) else encode(Kept(b"\xc0", ()))
    ),
    "all parts missing": lambda ask, true: (
        true.body if is_chunk(ask) else encode(Kept(decode(true.body, Kept).manifest, (0, 1, 2, 3)))
    ),
}


def test_a_server_that_gives_something_else_is_not_believed(two: Two, server: Server) -> None:
    ana, ben = two
    large = added(ana, content_of(LARGE))
    rounds(ana, ben)
    for lie, instead in LIES.items():
        ben.workspace.write(keeping.want, large.id)
        assert ben.run(sync_round(ben.clock), Substituting(server, instead)).problem is None, lie
        assert state(ben, large.id) == "absent", lie
        here = [path for path in (ben.folder / "documents").rglob("*") if path.is_file()]
        assert not here, lie
    assert get(ben, large.id)
    assert ben.workspace.read(whole_document, large.id) == content_of(LARGE)
