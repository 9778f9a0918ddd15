"""What one process of Satchel says to another: pixels and tables, a sealed key, a letter.

A process without keys may have been taken over by the file it reads; what a locked one finds may be
a stranger's. The other end believes neither.
"""

import io
import os
import struct
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import msgspec

from desktop.system.handover import handed_over
from desktop.system.offer import Sealed, offered, pipe_of
from storage.crypto import pins
from storage.crypto.keytree import wrap
from storage.crypto.passphrases import LEAST
from storage.domain.clocks import milliseconds
from storage.exchange.foreign import opening
from storage.exchange.foreign.tables import Sheet, Table, body_of, header_place
from storage.viewing import messages
from storage.viewing.session import Viewing
from sync.client.commands import Answer, Ask, Unreachable
from sync.client.courier.carrying import carry
from sync.client.courier.letter import NAME, Letter, Waiting, letter_in, make_letter
from sync.client.courier.travelling import only_ask
from sync.protocol import requests, signing
from sync.protocol.chains import Head
from sync.protocol.encoding import encode
from sync.protocol.envelope import to_bytes
from sync.protocol.messages import Accepted, Item, Page, Pushed, Refusal
from tests.documents.taken import said, viewing
from tests.fuzzing.folders import CLOCK, KEY
from tests.fuzzing.target import Target, in_a_folder
from tests.protocol.builders import ANA, BEGUN, CASES, changes
from tests.protocol.test_parsers_never_break import KNOWN

_SERVER = bytes(31) + b"\7"
_MOST_ASKED = 6
_TIMES = struct.Struct(">dd")
_ANSWER = struct.Struct(">HH")
"""Status and length of one answer."""
_PIN = "402917"


def processes() -> Iterator[Target]:
    """Yield the readers of what processes say."""
    yield from _children()
    yield from _successors()
    letter = _letter()
    yield Target("courier: letter", in_a_folder(NAME, _begun), (encode(letter),))
    yield Target("courier: what a server says", lambda c: _carried(letter, c), tuple(_answers()))


def _children() -> Iterator[Target]:
    sheet = Sheet("Cases", hidden=False, rows=(("Name",), ("Ana",)), numbers=(1, 2))
    read = b"T" + msgspec.msgpack.encode(Table((sheet,)))
    shown = said(messages.Opened(3, drawn=True))
    yield Target("child: document opened", lambda c: viewing(c, 0)._opened(shown=True), (shown,))
    asks: tuple[tuple[str, Callable[[Viewing], object], messages.Answer], ...] = (
        ("page", lambda v: v.page(0, 9), messages.Page(2, 1, 6, bytes(6))),
        ("text", lambda v: v.text(0), messages.Words("Order of the court")),
        ("place", lambda v: v.find("court", 0), messages.Found(1, 2, [(0.1, 0.1, 0.2, 0.2)])),
        ("copy", lambda v: v.clean(), messages.Cleaned(4)),
    )
    for name, ask, answer in asks:
        more = said(messages.Piece(b"copy")) if name == "copy" else b""
        refused = said(messages.Refused("It is damaged."))
        yield Target(
            f"child: {name} of a document",
            lambda content, ask=ask: ask(viewing(content, 3)),  # type: ignore[misc]  # kept for each
            (said(answer) + more, refused),
        )
    yield Target("child: table", _table, (read, b"RIt is no table.", b"M"))


def _table(answer: bytes) -> None:
    """Understand what the reader of tables says, as far as every import does."""
    for sheet in opening._understood(answer).sheets:
        body = body_of(sheet, header_place(sheet))
        assert len(body.rows) == len(body.numbers)


def _successors() -> Iterator[Target]:
    cost = pins._COST.pack(LEAST.memory, LEAST.passes, LEAST.lanes)
    secret = bytes(32)
    sealed = bytes(16) + cost + secret + wrap(KEY, pins._under(bytes(32), secret), pins._CONTEXT)
    window, look = b"10,20,900,700,1\0", b"dark,150"
    surroundings = window + b"29543040,29543041\0" + look + b"\x007"
    yield Target("successor: sealed key", _offered, (_TIMES.pack(99.0, 1.0) + sealed,))
    yield Target("successor: surroundings", _surrounded, (surroundings,))


def _offered(content: bytes) -> None:
    """Take over what is in a pipe, and try a PIN at a cost that is refused before it is paid."""
    if len(content) < _TIMES.size:
        return
    until, since = _TIMES.unpack_from(content)
    handed = Sealed(content[_TIMES.size :], until, since).hand_on()
    offer = offered(handed, lambda: 2.0)
    if offer is not None:
        assert offer.seconds > 0
        sealed = offer.take()
        pins.open_sealed(sealed[:16] + bytes(12) + sealed[28:], _PIN)


def _surrounded(content: bytes) -> None:
    """Read variables as the system hands them over: no bytes of value 0 in one."""
    names = ("SATCHEL_WINDOW", "SATCHEL_DUE", "SATCHEL_LOOK", "SATCHEL_PIPE")
    heard = dict(zip(names, map(os.fsdecode, content.split(b"\0")), strict=False))
    handed_over(heard)
    pipe_of(heard)


def _letter() -> Letter:
    """Return the letter of a laptop that knows one entry of its program's roster."""
    sealed = changes()
    waiting = (Waiting(CASES, 1, sealed.digest, to_bytes(sealed)),)
    return make_letter(
        program=KNOWN.program,
        roster=KNOWN.log,
        address="https://cases.example.org",
        server_id=bytes(16),
        server_key=signing.public_of(_SERVER),
        device=ANA.id,
        credential=b"credential",
        seed=bytes(32),
        ends=2**41,
        changes=1,
        more=False,
        waiting=waiting,
        entries=1,
        last=BEGUN.digest,
    )


def _begun(folder: Path) -> None:
    """Set out with whatever letter lies there, as far as the first question."""
    letter = letter_in(folder)
    if letter is not None:
        httpx2.Client(base_url=letter.address, verify=False).close()
        next(carry(letter, CLOCK))


def _answers() -> Iterator[bytes]:
    """Yield what a true server says: how far the roster goes, then where the envelope stands."""
    item = Item(1, 1, BEGUN.digest, to_bytes(BEGUN))
    roster = encode(Page((item,), Head(1, 1, bytes(32))))
    placed = encode(Pushed((Accepted(changes().digest, 1),), Head(1, 1, bytes(32))))
    refused = encode(Refusal("not-next", milliseconds(CLOCK.now()), 2))
    yield _framed((200, roster), (200, placed))
    yield _framed((200, roster), (409, refused))


def _framed(*answers: tuple[int, bytes]) -> bytes:
    return b"".join(_ANSWER.pack(status, len(body)) + body for status, body in answers)


class _Way:
    """A way to a server that its owner has turned against the laptops: it signs what it says."""

    def __init__(self, content: bytes) -> None:
        self._said = io.BytesIO(content)
        self._asked = 0

    def ask(self, ask: Ask) -> Answer | Unreachable:
        """Give the next answer, signed."""
        self._asked += 1
        about = self._said.read(_ANSWER.size)
        if len(about) < _ANSWER.size or self._asked > _MOST_ASKED:
            return Unreachable("no-network")
        status, length = _ANSWER.unpack(about)
        body, now = self._said.read(length), milliseconds(CLOCK.now())
        nonce = bytes.fromhex(ask.headers[requests.NONCE])
        signature = ask.headers[requests.SIGNATURE]
        asked = requests.Asked(ask.method, ask.path, ask.query, nonce, signature)
        signed = requests.sign_answer(_SERVER, asked, now, status, body)
        return Answer(status, {requests.TIME: str(now), requests.SIGNATURE: signed}, body)


def _carried(letter: Letter, content: bytes) -> None:
    only_ask(carry(letter, CLOCK), _Way(content))
