"""Servers that lie, with the true server's key, and what they would show."""

from collections.abc import Callable

from typing_extensions import override

from storage.crypto.device import new_device
from sync.client.commands import Answer, Ask
from sync.client.enrolment.connect import device_of
from sync.client.membership import Identity, identity, load_roster
from sync.protocol.chains import Head, first_link, next_link
from sync.protocol.encoding import decode, encode
from sync.protocol.envelope import Address, Kind, parse, to_bytes
from sync.protocol.messages import Accepted, Item, Page, Pushed
from sync.protocol.requests import NONCE, SIGNATURE, TIME, Asked, sign_answer
from sync.protocol.roster import Admission, Genesis, make_admission
from tests.sync.enrolment.laptops import Laptop, Server

Change = Callable[[list[bytes]], list[bytes]]


class Lying:
    """A server that signs whatever it likes; ``change`` makes another answer of the true one."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def pass_on(self, ask: Ask) -> Answer:
        """Return what the true server answers."""
        return self._server.ask(ask)

    def change(self, ask: Ask, answer: Answer) -> Answer | bytes:
        """Return another answer, or another body for it."""
        raise NotImplementedError

    def ask(self, ask: Ask) -> Answer:
        """Answer one request, changed and signed by the server's own key."""
        true = self.pass_on(ask)
        changed = self.change(ask, true)
        if isinstance(changed, bytes):
            changed = Answer(200, true.headers, changed)
        asked = Asked(
            ask.method,
            ask.path,
            ask.query,
            bytes.fromhex(ask.headers[NONCE]),
            ask.headers.get(SIGNATURE, ""),
        )
        time = int(changed.headers[TIME])
        signature = sign_answer(self._server.seed, asked, time, changed.status, changed.body)
        return Answer(changed.status, {**changed.headers, SIGNATURE: signature}, changed.body)


class SaysInstead(Lying):
    """Answers requests whose path ends so with other bytes."""

    def __init__(self, server: Server, ending: str, body: bytes) -> None:
        super().__init__(server)
        self._ending, self._body = ending, body

    @override
    def change(self, ask: Ask, answer: Answer) -> Answer | bytes:
        return self._body if ask.path.endswith(self._ending) else answer


class ShowsRoster(Lying):
    """Shows other roster entries, with a chain of links that fits them."""

    def __init__(self, server: Server, log: bytes, change: Change) -> None:
        super().__init__(server)
        self._log, self._entries = log, change

    @override
    def change(self, ask: Ask, answer: Answer) -> Answer | bytes:
        if not ask.path.endswith("/pull") or answer.status != 200:
            return answer
        page = decode(answer.body, Page)
        shown = self._entries([item.envelope or b"" for item in page.items])
        first = page.items[0].sequence if page.items else page.head.sequence + 1
        return encode(chained(self._log, first, shown)) if first == 1 else answer


def chained(log: bytes, first: int, shown: list[bytes]) -> Page:
    link, items = first_link(log), []
    for sequence, content in enumerate(shown, first):
        digest = parse(content).digest
        link = next_link(link, 1, sequence, digest)
        items.append(Item(sequence, 1, digest, content))
    return Page(tuple(items), Head(1, len(shown), link))


def stranger() -> Identity:
    made = new_device()
    return Identity(made.id, 1, made.signing, made.x25519, made.mlkem768)


def roster_log(laptop: Laptop) -> bytes:
    roster = laptop.workspace.read(load_roster)
    assert roster is not None
    return roster.log


def admission_by(
    admin: Identity, admitted: Identity, shown: list[bytes], wrapped: bytes = b"none"
) -> bytes:
    """An entry that follows ``shown`` and admits somebody, signed by a device of our choice."""
    last = parse(shown[-1])
    vaults = genesis_of(shown).vaults
    number, previous = 1, bytes(32)
    for entry in map(parse, shown):
        if entry.header.device == admin.device:
            number, previous = entry.header.number + 1, entry.digest
    address = Address(Kind.ROSTER, last.header.log, admin.device, 1, number, previous, 1)
    ids = tuple(vault.id for vault in vaults)
    body = Admission(1, last.digest, device_of(admitted), "admin", ids, bytes(16))
    return to_bytes(make_admission(address, admin.signing, body, "Eve", bytes(32), wrapped))


def genesis_of(shown: list[bytes]) -> Genesis:
    body = parse(shown[0]).parts[0]
    assert body is not None
    return decode(body, Genesis)


class KeepsDigests(ShowsRoster):
    """Shows changed entries under the digests of the true ones."""

    @override
    def change(self, ask: Ask, answer: Answer) -> Answer | bytes:
        if not ask.path.endswith("/pull") or answer.status != 200:
            return answer
        page = decode(answer.body, Page)
        shown = self._entries([item.envelope or b"" for item in page.items])
        items = [
            Item(item.sequence, item.generation, item.digest, content)
            for item, content in zip(page.items, shown, strict=True)
        ]
        return encode(Page(tuple(items), page.head))


class Swallows(Lying):
    """Says that it took what was pushed, and throws it away."""

    @override
    def pass_on(self, ask: Ask) -> Answer:
        """Ask the true server something harmless instead."""
        if not ask.path.endswith("/push"):
            return super().pass_on(ask)
        return super().pass_on(Ask("GET", "/v1/status", headers={NONCE: ask.headers[NONCE]}))

    @override
    def change(self, ask: Ask, answer: Answer) -> Answer | bytes:
        """Say that it was taken."""
        if not ask.path.endswith("/push"):
            return answer
        return encode(Pushed((Accepted(bytes(32), 2),), Head(1, 2, bytes(32))))


def identity_of(laptop: Laptop) -> Identity:
    """The private keys of a laptop."""
    return laptop.workspace.read(identity)


def named(device: bytes, other: Identity) -> Identity:
    """The keys of one device under the name of another."""
    return Identity(device, 1, other.signing, other.x25519, other.mlkem768)
