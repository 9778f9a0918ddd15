"""What is said through the pipes between Satchel and the process that shows a document.

Every message is four bytes of length and MessagePack of one of the classes below. Whoever reads
one says how long it may be at most.
"""

from typing import BinaryIO, TypeVar

import msgspec

MOST_PIXELS = 12_000_000
"""Of one picture of a page: a letter at 340 %."""
MOST_TEXT = 2_000_000
"""Characters of the text of one page."""
MOST_PAGES = 20_000
PIECE = 1 << 20
_LENGTH = 4
_SMALL = 2 * PIECE
MOST_ANSWER = 3 * MOST_PIXELS + 1_000_000
"""Bytes of the largest answer but a copy."""


class Open(msgspec.Struct, frozen=True, tag=True):
    """A document follows, in pieces that together are ``size`` bytes; what it is was told.

    One that is not ``shown`` is only to be cleaned.
    """

    media: str
    size: int
    shown: bool = True


class Piece(msgspec.Struct, frozen=True, tag=True):
    """The next bytes of the document."""

    data: bytes


class Show(msgspec.Struct, frozen=True, tag=True):
    """Asks for a page, counted from 0, at most ``width`` pixels wide."""

    page: int
    width: int


class Read(msgspec.Struct, frozen=True, tag=True):
    """Asks for the text of a page."""

    page: int


class Find(msgspec.Struct, frozen=True, tag=True):
    """Asks for the first page from ``page`` on that has ``words``; a while, not for ever."""

    words: str
    page: int


class Clean(msgspec.Struct, frozen=True, tag=True):
    """Asks for a copy without what nobody sees; ``cover`` is a PDF that goes before its pages."""

    cover: bytes = b""


class Ready(msgspec.Struct, frozen=True, tag=True):
    """The process has loaded what it needs and shut itself in: the pieces may come."""


class Opened(msgspec.Struct, frozen=True, tag=True):
    """The document can be shown: how many pages, and whether they are pictures or text."""

    pages: int
    drawn: bool


class Page(msgspec.Struct, frozen=True, tag=True):
    """A page as pixels, three bytes each (blue, green, red), row by row."""

    width: int
    height: int
    stride: int
    pixels: bytes


class Words(msgspec.Struct, frozen=True, tag=True):
    """The text of a page."""

    text: str


class Found(msgspec.Struct, frozen=True, tag=True):
    """On which page the words are (-1: on none up to ``until``), and where on it.

    A place is (left, top, right, bottom) as parts of the page; a text page has none.
    """

    page: int
    until: int
    places: list[tuple[float, float, float, float]] = []


class Cleaned(msgspec.Struct, frozen=True, tag=True):
    """The copy follows in pieces that together are ``size`` bytes."""

    size: int


class Refused(msgspec.Struct, frozen=True, tag=True):
    """A plain sentence instead."""

    words: str


Request = Open | Piece | Show | Read | Find | Clean
Answer = Ready | Opened | Page | Words | Found | Cleaned | Piece | Refused
Asked: type[Request] = Open | Piece | Show | Read | Find | Clean  # type: ignore[assignment]  # a union is a type to msgspec
Answered: type[Answer] = Ready | Opened | Page | Words | Found | Cleaned | Piece | Refused  # type: ignore[assignment]  # as above
T = TypeVar("T")


def send(pipe: BinaryIO, message: Request | Answer) -> None:
    """Write one message."""
    data = msgspec.msgpack.encode(message)
    pipe.write(len(data).to_bytes(_LENGTH, "big"))
    pipe.write(data)
    pipe.flush()


def receive(pipe: BinaryIO, kind: type[T], most: int = _SMALL) -> T | None:
    """Read one message of ``kind`` of at most ``most`` bytes; None when the other has ended.

    ValueError when it is none.
    """
    head = pipe.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    length = int.from_bytes(head, "big")
    if length > most:
        raise ValueError("longer than agreed")
    data = pipe.read(length)
    return msgspec.msgpack.decode(data, type=kind) if len(data) == length else None
