"""The process that shows a document: it gets bytes and questions, and gives pixels and words back.

It is started anew for each document, holds no key, and is told first what sort of document comes.
It loads what reads that and nothing else, and takes on the limits of ``storage.keyless`` before it
is given a byte.
"""

import sys
import time
from collections.abc import Iterator
from ctypes import c_char
from typing import BinaryIO, Protocol

from storage.errors import RejectedError
from storage.keyless.limits import bound, shut
from storage.viewing.messages import (
    MOST_TEXT,
    PIECE,
    Answer,
    Asked,
    Clean,
    Cleaned,
    Find,
    Found,
    Open,
    Opened,
    Piece,
    Read,
    Ready,
    Refused,
    Request,
    Show,
    Words,
    receive,
    send,
)
from storage.viewing.readers import Bytes, cleaner_of, reader_of, view_of
from storage.viewing.shown import Shown

MEMORY = 1 << 30
"""Bytes of address space."""
SECONDS = 30
"""Of processor time, for all of a document; whoever needs more starts another process."""
_SPELL = 1.5
"""Seconds of looking for words, after which it says how far it got."""
_MOST_ASKED = 8 << 20
_TOO_LARGE = "This file takes more memory than a document may. It is not shown."
_UNREADABLE = "This file is damaged and cannot be read. Ask its sender for it again."


def main() -> int:
    """Answer what comes from standard input on standard output until that ends."""
    bound(MEMORY, SECONDS)
    # A program with windows has no sys.stdin on every system; the pipes are there all the same.
    with open(0, "rb", closefd=False) as given, open(1, "wb", closefd=False) as pipe:
        wanted = receive(given, Open)
        if wanted is None:
            return 0
        serving: _Serving = _Showing(wanted.media) if wanted.shown else _Cleaning(wanted.media)
        shut()
        send(pipe, Ready())
        data = _taken(given, wanted.size)
        if data is None:
            return 0
        _say(pipe, serving.begin(data))
        while (asked := receive(given, Asked, _MOST_ASKED)) is not None:
            _say(pipe, serving.answer(asked))
    return 0


class _Serving(Protocol):
    """One document, from its last byte to the last question; what it needs is loaded already."""

    def begin(self, data: Bytes) -> Iterator[Answer]:
        """Take the document."""

    def answer(self, asked: Request) -> Iterator[Answer]:
        """Answer one question."""


class _Showing:
    """A document on show."""

    def __init__(self, media: str) -> None:
        self._read = reader_of(media)
        self._shown: Shown | None = None

    def begin(self, data: Bytes) -> Iterator[Answer]:
        """Read the document."""
        self._shown = self._read(data)
        yield Opened(self._shown.pages, self._shown.drawn)

    def answer(self, asked: Request) -> Iterator[Answer]:
        """Yield a page, its text, or where words are."""
        match asked:
            case Show(page, width):
                yield self._at(page).page(page, max(2, width))
            case Read(page):
                yield Words(self._at(page).text(page)[:MOST_TEXT])
            case Find(words, page):
                yield _found(self._at(page), words, page)
            case _:
                raise ValueError(asked)

    def _at(self, page: int) -> Shown:
        if self._shown is None or not 0 <= page < self._shown.pages:
            raise RejectedError("There is no such page.")
        return self._shown


class _Cleaning:
    """A document of which a copy is made."""

    def __init__(self, media: str) -> None:
        self._clean = cleaner_of(media)
        self._data: Bytes | None = None

    def begin(self, data: Bytes) -> Iterator[Answer]:
        """Keep the document until the copy is asked for."""
        self._data = data
        yield Opened(0, drawn=False)

    def answer(self, asked: Request) -> Iterator[Answer]:
        """Yield the copy, piece by piece."""
        if not isinstance(asked, Clean) or self._data is None:
            raise ValueError(asked)
        copy = self._clean(view_of(self._data), asked.cover)
        yield Cleaned(len(copy))
        for start in range(0, len(copy), PIECE):
            yield Piece(copy[start : start + PIECE])


def _taken(given: BinaryIO, size: int) -> Bytes | None:
    """Return the whole document, once all of it came."""
    data = (c_char * size)()
    place, done = view_of(data), 0
    while done < size:
        piece = receive(given, Piece)
        if piece is None:
            return None
        place[done : done + len(piece.data)] = piece.data
        done += len(piece.data)
    return data


def _say(pipe: BinaryIO, answers: Iterator[Answer]) -> None:
    try:
        for answer in answers:
            send(pipe, answer)
    except RejectedError as refused:
        send(pipe, Refused(str(refused)))
    except MemoryError:
        send(pipe, Refused(_TOO_LARGE))
    except Exception:  # noqa: BLE001 - a stranger's file may bring its reader to anything
        send(pipe, Refused(_UNREADABLE))


def _found(document: Shown, words: str, first: int) -> Found:
    """Look for words from a page on, for a spell."""
    end = time.monotonic() + _SPELL
    for number in range(first, document.pages):
        places = document.places(number, words)
        if places is not None:
            return Found(number, number + 1, list(places))
        if time.monotonic() > end:
            return Found(-1, number + 1)
    return Found(-1, document.pages)


if __name__ == "__main__":
    sys.exit(main())
