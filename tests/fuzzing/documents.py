"""Documents of strangers: what kind they are, shown, and copied without what nobody sees.

PDFium and Pillow are no code of ours; what is tried is what comes of their answers here.
"""

import ctypes
import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain

from storage.errors import RejectedError
from storage.usecases.documents.checking import media_in
from storage.viewing import child, messages
from storage.viewing.cleanoffice import clean_office
from storage.viewing.cleanpaper import clean_paper
from storage.viewing.cleanpictures import clean_jpeg, clean_png
from storage.viewing.texts import Text, decoded
from storage.viewing.wordtext import text_in
from tests.documents import hostile
from tests.documents.photographed import code, png_of
from tests.documents.test_copies import jpeg, odf, picture_with_canary, sheet, word_file
from tests.fuzzing.target import Target

_SMALL = 4_096
_ACROSS = 120


def documents() -> Iterator[Target]:
    """Yield whatever reads a document."""
    # Nothing that takes long by its size alone: what is tried here is tried many times.
    every = chain(hostile.papers(), hostile.pictures(), hostile.word_files(), hostile.texts())
    small = [one for one in every if len(one.content) <= _SMALL and not one.either]
    papers = tuple(one.content for one in small if one.media == "pdf")
    pictures = {"png": picture_with_canary(), "jpeg": jpeg()}
    word = hostile.docx(b"<w:p><w:r><w:t>Court at nine</w:t></w:r></w:p>")
    office = (word, word_file(), sheet(), odf())
    kinds = (*(one.content for one in small), *pictures.values(), *office)
    yield Target("document: kind", _kind_of, kinds)
    yield Target("document: word", lambda c: text_in(memoryview(c)), (word, word_file()))
    yield Target("document: text", lambda c: Text(decoded(memoryview(c))), (b"Court at 9",))
    yield Target("document: office copied", lambda c: clean_office(memoryview(c)), office)
    yield Target("document: paper copied", _copied, papers)
    yield Target("document: PNG copied", lambda c: clean_png(memoryview(c)), (pictures["png"],))
    yield Target("document: JPEG copied", lambda c: clean_jpeg(memoryview(c)), (pictures["jpeg"],))
    for media, seeds in (
        ("pdf", papers),
        ("png", (pictures["png"],)),
        ("jpeg", (pictures["jpeg"],)),
        ("png code", (png_of(code("satchel:join?a=b")),)),
        ("word", office),
        ("text", (b"Court at 9", b"\xff\xfeA\0")),
    ):
        yield Target(f"document: {media} shown", _shown(media), seeds)


def _kind_of(content: bytes) -> None:
    for name in ("order.pdf", "order.docx.lnk"):
        for pictures in (True, False):
            with suppress(RejectedError):
                media_in(io.BytesIO(content), name, pictures=pictures)


def _copied(content: bytes) -> object:
    return clean_paper(memoryview(content), b"")


def _shown(media: str) -> Callable[[bytes], None]:
    """Return what asks the process of one document all that the window asks, and no more."""

    def show(content: bytes) -> None:
        showing = child._Showing(media)
        said = _answers(showing.begin((ctypes.c_char * len(content)).from_buffer_copy(content)))
        if not isinstance(said, messages.Opened):
            return
        assert 1 <= said.pages <= messages.MOST_PAGES
        last = min(said.pages, messages.MOST_PAGES) - 1
        for page in {0, last}:
            for asked in (messages.Show(page, _ACROSS), messages.Read(page)):
                _answers(showing.answer(asked))
        _answers(showing.answer(messages.Find("court", 0)))

    return show


def _answers(answers: Iterator[messages.Answer]) -> messages.Answer | None:
    """Say ``answers`` as the process does, and return the first as its parent receives it."""
    pipe = io.BytesIO()
    child._say(pipe, answers)
    pipe.seek(0)
    return messages.receive(pipe, messages.Answered, messages.MOST_ANSWER)
