"""What comes through the pipe is believed as little as the document: it may have taken over."""

import io
from dataclasses import dataclass

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.errors import RejectedError
from storage.viewing.cleanoffice import clean_office
from storage.viewing.cleanpictures import clean_jpeg, clean_png
from storage.viewing.messages import (
    MOST_PAGES,
    MOST_PIXELS,
    PIECE,
    Answered,
    Cleaned,
    Found,
    Opened,
    Page,
    Piece,
    Refused,
    Show,
    receive,
    send,
)
from storage.viewing.session import FallenError, _fits
from storage.viewing.texts import Text, decoded, seen
from tests.documents.files import DOCX
from tests.documents.hostile import ROWS, png
from tests.documents.taken import said, viewing
from tests.documents.test_copies import jpeg

PNG, JPEG = png(4, 4, ROWS), jpeg()


@pytest.mark.parametrize(
    "page",
    [
        Page(10, 10, 30, bytes(299)),
        Page(10, 10, 29, bytes(300)),
        Page(-10, -10, 30, bytes(300)),
        Page(0, 10, 30, bytes(300)),
        Page(10, 0, 30, bytes(300)),
        Page(10, -1, 30, bytes(300)),
        Page(MOST_PIXELS + 1, 1, 3 * MOST_PIXELS + 3, b""),
        Page(2**62, 2**62, 2**63 - 1, b""),
    ],
    ids=lambda page: f"{page.width} by {page.height}",
)
def test_a_page_that_lies_about_its_pixels_is_never_shown(page: Page) -> None:
    assert not _fits(page)


def test_a_page_that_is_as_agreed_is_shown() -> None:
    assert _fits(Page(10, 10, 30, bytes(300)))
    assert _fits(Page(10, 10, 32, bytes(320)))


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200))
def test_nonsense_in_the_pipe_is_told_from_an_answer(data: bytes) -> None:
    for framed in (data, len(data).to_bytes(4, "big") + data):
        try:
            answer = receive(io.BytesIO(framed), Answered)
        except (ValueError, msgspec.MsgspecError):
            continue
        assert answer is None or isinstance(answer, msgspec.Struct)


def test_an_answer_longer_than_agreed_is_not_read() -> None:
    pipe = io.BytesIO()
    send(pipe, Opened(1, drawn=True))
    with pytest.raises(ValueError, match="longer than agreed"):
        receive(io.BytesIO(b"\xff\xff\xff\xff" + bytes(99)), Answered)
    with pytest.raises(ValueError, match="longer than agreed"):
        receive(io.BytesIO(pipe.getvalue()), Answered, 3)
    assert receive(io.BytesIO(pipe.getvalue()[:-1]), Answered) is None


def test_a_question_in_place_of_an_answer_is_none() -> None:
    pipe = io.BytesIO()
    send(pipe, Show(0, 900))
    with pytest.raises(msgspec.ValidationError):
        receive(io.BytesIO(pipe.getvalue()), Answered)


@pytest.mark.parametrize("pages", [-1, 0, MOST_PAGES + 1, 2**62])
def test_a_document_of_so_many_pages_is_none(pages: int) -> None:
    with pytest.raises(FallenError):
        viewing(said(Opened(pages, drawn=True)))._opened(shown=True)


@pytest.mark.parametrize(
    "found", [Found(-1, 1), Found(-1, 4), Found(-2, 2), Found(0, 1), Found(3, 4)]
)
def test_a_search_that_leads_nowhere_is_ended(found: Found) -> None:
    with pytest.raises(FallenError):
        viewing(said(found)).find("court", 1)


def test_a_place_far_from_the_page_is_not_marked() -> None:
    near, nan, far = (0.1, 0.1, 0.2, 0.2), (float("nan"),) * 4, (1e300,) * 4
    found = viewing(said(Found(1, 2, [nan, near, far]))).find("court", 1)
    assert found == Found(1, 2, [near])


@pytest.mark.parametrize("pieces", [[b""] * 9, [b"a"] * 2, [b"abc"], [bytes(PIECE)]])
def test_a_copy_comes_in_the_pieces_that_were_agreed_or_not_at_all(pieces: list[bytes]) -> None:
    whole = viewing(said(Cleaned(2), Piece(b"ab"))).clean()
    assert whole == b"ab"
    with pytest.raises(FallenError, match="ended at this one"):
        viewing(said(Cleaned(2), *map(Piece, pieces))).clean()
    with pytest.raises(FallenError):
        viewing(said(Cleaned(-1))).clean()


def test_a_refusal_is_a_sentence_and_no_book() -> None:
    with pytest.raises(RejectedError) as refused:
        viewing(said(Refused("a" * 9_000))).text(0)
    assert len(str(refused.value)) <= 500


@dataclass(frozen=True)
class Damage:
    """Where a file is cut, and which of its bytes is another."""

    cut: float
    place: float
    byte: int

    def of(self, content: bytes) -> memoryview:
        changed = bytearray(content)
        changed[int(self.place * (len(changed) - 1))] = self.byte
        return memoryview(changed)[: int(self.cut * len(changed))]


DAMAGE = st.builds(
    Damage, st.sampled_from([1.0, 0.97, 0.6, 0.3]), st.floats(0, 1), st.integers(0, 255)
)


@settings(deadline=None, max_examples=60)
@given(DAMAGE)
def test_damaged_files_are_copied_or_refused_in_words(damage: Damage) -> None:
    for clean, content in ((clean_png, PNG), (clean_jpeg, JPEG), (clean_office, DOCX)):
        try:
            copy = clean(damage.of(content))
        except RejectedError:
            continue
        assert copy


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=3_000))
def test_any_bytes_are_a_text_of_which_nothing_is_unseen(data: bytes) -> None:
    text = Text(decoded(memoryview(data)))
    shown = "\n".join(text.text(number) for number in range(text.pages))
    assert seen(shown) == shown
