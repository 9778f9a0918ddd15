"""A document on show: its bytes go to a process without keys, its pages come back as pixels."""

import subprocess
from collections.abc import Callable, Iterable
from threading import RLock
from typing import BinaryIO, TypeVar, cast

import msgspec

from storage.errors import CancelledError, RejectedError
from storage.keyless.starting import SHOW_DOCUMENT, end, start, within
from storage.threads import NoThreadError
from storage.viewing.messages import (
    MOST_ANSWER,
    MOST_PAGES,
    MOST_PIXELS,
    MOST_TEXT,
    PIECE,
    Answer,
    Answered,
    Clean,
    Cleaned,
    Find,
    Found,
    Open,
    Opened,
    Page,
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

PATIENCE = 10.0
"""Seconds for one page."""
_STARTING = 30.0
"""Seconds for starting, which no document can draw out: a machine may have much to do."""
_LARGEST_COPY = 300_000_000
_MOST_PLACES = 2_000
_LONGEST_REFUSAL = 500
_FELL = (
    "The part of Satchel that shows documents ended at this one: it may be damaged, or made to do "
    "harm. Satchel itself is unharmed. Ask the sender for it again, as a PDF."
)
_CLOSED = "The document was closed."
T = TypeVar("T", bound=Answer)
R = TypeVar("R")


class FallenError(RejectedError):
    """The process that showed the document ended, or was ended for taking too long."""


class Viewing:
    """One document in a process of its own. One thread asks at a time; any may ``close``.

    Everything raises RejectedError in plain words for what cannot be shown, also where the process
    fell or took too long, and CancelledError once this is closed; OSError, NoThreadError or
    MemoryError where the computer has no room for the process.
    """

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._lock = RLock()
        self._child: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._pages = 0

    @property
    def process(self) -> int | None:
        """The id of the process that shows the document, None where there is none."""
        child = self._child
        return child.pid if child is not None and child.poll() is None else None

    def open(self, media: str, size: int, pieces: Iterable[bytes], *, shown: bool = True) -> Opened:
        """Hand over a document of ``size`` bytes; whatever ``pieces`` raises ends it."""
        with self._lock:
            self._begin()
            try:
                self._put(Open(media, size, shown))
                self._got(Ready, max(self._patience, _STARTING))
                for piece in pieces:
                    for place in range(0, len(piece), PIECE):
                        self._put(Piece(piece[place : place + PIECE]))
            except BaseException:
                self._drop()
                raise
            return self._opened(shown=shown)

    def page(self, number: int, width: int) -> Page:
        """Return a page, counted from 0, as pixels: at most ``width`` across."""
        answer = self._ask(Show(number, width), Page)
        if not _fits(answer):
            raise self._fallen()
        return answer

    def text(self, number: int) -> str:
        """Return the text of a page."""
        return self._ask(Read(number), Words).text[:MOST_TEXT]

    def find(self, words: str, number: int) -> Found:
        """Return where ``words`` are from page ``number`` on, as far as it looked in a while."""
        found = self._ask(Find(words, number), Found)
        if not _leads_on(found, number, self._pages):
            raise self._fallen()
        near = [place for place in found.places[:_MOST_PLACES] if _is_near(place)]
        return Found(found.page, found.until, near)

    def clean(self, cover: bytes = b"") -> bytes:
        """Return a copy of the document without what nobody sees."""
        with self._lock:
            size = self._ask(Clean(cover), Cleaned, patience=3 * self._patience).size
            if not 0 <= size <= _LARGEST_COPY:
                raise self._fallen()
            made = bytearray()
            while left := size - len(made):
                piece = self._got(Piece).data
                # Shorter ones would never come to an end, a longer one is no part of the copy.
                if len(piece) != min(PIECE, left):
                    raise self._fallen()
                made += piece
            return bytes(made)

    def close(self) -> None:
        """End the process, whatever it does, and whoever waits for it."""
        self._closed = True
        self._drop()

    def _ask(self, asked: Request, kind: type[T], patience: float | None = None) -> T:
        with self._lock:
            self._put(asked)
            return self._got(kind, patience)

    def _begin(self) -> None:
        self._drop()
        self._child = start(SHOW_DOCUMENT, "storage.viewing.child")
        if self._closed:
            self._drop()

    def _opened(self, *, shown: bool) -> Opened:
        opened = self._got(Opened)
        if not int(shown) <= opened.pages <= MOST_PAGES:
            raise self._fallen()
        self._pages = opened.pages
        return opened

    def _put(self, message: Request) -> None:
        self._timed(lambda child: send(_there(child.stdin), message), self._patience)

    def _got(self, kind: type[T], patience: float | None = None) -> T:
        try:
            answer = self._timed(
                lambda child: receive(_there(child.stdout), Answered, MOST_ANSWER),
                patience or self._patience,
            )
        except msgspec.MsgspecError as error:
            raise self._fallen() from error
        if isinstance(answer, Refused):
            raise RejectedError(answer.words[:_LONGEST_REFUSAL])
        if not isinstance(answer, kind):
            raise self._fallen()
        return answer

    def _timed(self, act: "Callable[[subprocess.Popen[bytes]], R]", seconds: float) -> R:
        child = self._child
        if child is None:
            raise CancelledError(_CLOSED) if self._closed else FallenError(_FELL)
        try:
            with within(child, seconds):
                return act(child)
        except (OSError, ValueError) as error:
            raise self._fallen() from error
        except (NoThreadError, MemoryError):
            # What it answers meanwhile would be taken for the answer to the next question.
            self._drop()
            raise

    def _fallen(self) -> FallenError | CancelledError:
        self._drop()
        return CancelledError(_CLOSED) if self._closed else FallenError(_FELL)

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            end(child)


def _fits(page: Page) -> bool:
    """Tell whether a page is as it was agreed: nothing that shows it may read beyond its end."""
    return (
        0 < page.width * page.height <= MOST_PIXELS
        and page.stride >= 3 * page.width
        and len(page.pixels) >= page.stride * page.height
        and page.width > 0
    )


def _leads_on(found: Found, number: int, pages: int) -> bool:
    """Tell whether a search from page ``number`` on came to something: else it never ends."""
    if found.page == -1:
        return min(number + 1, pages) <= found.until <= pages
    return number <= found.page < pages


def _is_near(place: tuple[float, float, float, float]) -> bool:
    """Tell whether a place is on the page, or not far beside it; nothing else can be marked."""
    return all(-1 <= edge <= 2 for edge in place)  # noqa: PLR2004 - one page further on each side


def _there(pipe: object) -> BinaryIO:
    return cast(BinaryIO, pipe)
