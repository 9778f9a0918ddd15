"""A document is shown exactly or refused in words, in seconds, whatever it was made for."""

import os
import re
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest

from storage.errors import CancelledError, DamagedError, RejectedError
from storage.viewing.session import FallenError, Viewing
from tests.documents.files import content_of
from tests.documents.hostile import CASES, PARAGRAPH, ROWS, Case, chunk, docx, png, said
from tests.documents.looking import looks_into

PATIENCE = 10.0
SHORT = 3.0
"""For what may be ended: it is ended the sooner."""


@pytest.fixture
def viewing() -> Iterator[Viewing]:
    made = Viewing(PATIENCE)
    yield made
    made.close()


def give(viewing: Viewing, media: str, content: bytes) -> int:
    return viewing.open(media, len(content), [content]).pages


def ask_until(viewing: Viewing, end: float) -> None:
    while time.monotonic() < end:
        viewing.find("appeal", 0)


def worked() -> float:
    """Return the seconds of processor time that processes of this one took."""
    spent = os.times()
    return spent.children_user + spent.children_system


def first_page(viewing: Viewing, case: Case) -> str:
    """Return the words of the first page, which is drawn too where it is drawn at all."""
    opened = viewing.open(case.media, len(case.content), [case.content])
    if opened.drawn:
        page = viewing.page(0, 900)
        assert len(page.pixels) >= page.stride * page.height
        assert page.stride >= 3 * page.width
    return viewing.text(0)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.media}: {case.name}")
def test_it_is_shown_exactly_or_refused_in_words(case: Case) -> None:
    viewing = Viewing(SHORT if case.either else 6 * PATIENCE)
    before = worked()
    words = refusal = ""
    try:
        words = first_page(viewing, case)
    except RejectedError as refused:
        refusal = str(refused)
    finally:
        viewing.close()
    if refusal or not case.either:
        assert bool(refusal) == bool(case.refused)
    assert re.search(case.refused, refusal) if refusal else case.seen in words
    # What it worked, not how long it took: the machine may have other things to do.
    assert worked() - before < PATIENCE


@looks_into
def test_it_has_three_pipes_and_nothing_else_and_the_kernel_refuses_the_rest(
    viewing: Viewing,
) -> None:
    give(viewing, "pdf", said())
    viewing.page(0, 900)
    process = Path(f"/proc/{viewing.process}")
    links = {one.name: str(one.readlink()) for one in (process / "fd").iterdir()}
    assert set(links) == {"0", "1", "2"}
    assert all(links[number].startswith("pipe:") for number in "01")
    assert links["2"] == "/dev/null"
    status = (process / "status").read_text("ascii")
    assert re.search(r"^Seccomp:\s2$", status, re.MULTILINE)
    assert re.search(r"^NoNewPrivs:\s1$", status, re.MULTILINE)


@looks_into
def test_for_a_text_nothing_that_draws_is_loaded(viewing: Viewing) -> None:
    give(viewing, "text", b"Order of the court")
    loaded = Path(f"/proc/{viewing.process}/maps").read_text("utf-8")
    assert not re.search(r"pdfium|_imaging|sqlcipher|Qt6", loaded)
    give(viewing, "png", png(4, 4, ROWS))
    loaded = Path(f"/proc/{viewing.process}/maps").read_text("utf-8")
    assert "_imaging" in loaded
    assert not re.search(r"pdfium|sqlcipher|Qt6|_webp|_avif", loaded)


def test_a_long_text_is_turned_page_by_page_and_nothing_of_it_is_missing(viewing: Viewing) -> None:
    content = content_of(300_000)
    pages = give(viewing, "text", content)
    assert pages > 1
    assert "\n".join(viewing.text(number) for number in range(pages)).encode() == content


def test_words_are_found_on_their_page_and_marked_where_they_stand(viewing: Viewing) -> None:
    give(viewing, "pdf", said())
    found = viewing.find("ORDER OF", 0)
    ((left, top, right, bottom),) = found.places
    assert found.page == 0
    assert 0.1 < left < right < 0.5
    assert 0.05 < top < bottom < 0.15
    assert viewing.find("appeal", 0).page == -1
    give(viewing, "text", content_of(300_000))
    found = viewing.find("LINE 000009000", 0)
    assert "line 000009000" in viewing.text(found.page)


@pytest.mark.parametrize("number", [-1, 1, 2**31])
def test_a_page_that_is_not_there_is_refused_and_the_others_go_on(
    viewing: Viewing, number: int
) -> None:
    give(viewing, "pdf", said())
    with pytest.raises(RejectedError, match="no such page"):
        viewing.page(number, 900)
    assert viewing.page(0, 900).width == 900


@pytest.mark.parametrize("width", [-5, 1, 10**9])
def test_a_page_has_the_pixels_that_were_agreed_at_most(viewing: Viewing, width: int) -> None:
    give(viewing, "pdf", said())
    page = viewing.page(0, width)
    assert 0 < page.width * page.height <= 12_000_000


def test_a_process_that_falls_is_said_in_words_and_another_takes_its_place(
    viewing: Viewing,
) -> None:
    give(viewing, "pdf", said())
    child = viewing._child
    assert child is not None
    child.kill()
    child.wait()
    with pytest.raises(FallenError, match="Satchel itself is unharmed"):
        viewing.page(0, 900)
    assert viewing.process is None
    assert give(viewing, "pdf", said()) == 1


def test_what_takes_too_long_is_ended_and_said() -> None:
    (endless,) = (case for case in CASES if case.name == "drawn for ever")
    viewing = Viewing(SHORT)
    give(viewing, "pdf", endless.content)
    viewing._patience = 0.2
    with pytest.raises(FallenError, match="ended at this one"):
        viewing.page(0, 900)
    assert viewing.process is None


def test_closing_ends_a_question_under_way(viewing: Viewing) -> None:
    give(viewing, "pdf", said())
    Timer(0.2, viewing.close).start()
    with pytest.raises(CancelledError):
        ask_until(viewing, time.monotonic() + PATIENCE)


def test_a_document_that_is_not_the_one_that_was_added_is_never_shown(viewing: Viewing) -> None:
    def pieces() -> Iterator[bytes]:
        yield said()[:100]
        raise DamagedError("The file is not the one that was added.")

    with pytest.raises(DamagedError):
        viewing.open("pdf", len(said()), pieces())
    assert viewing.process is None


def test_a_picture_is_shown_upright(viewing: Viewing) -> None:
    turned = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    rows = zlib.compress((b"\0" + b"\xff\x00\x00" * 4) * 2)
    give(viewing, "png", png(4, 2, rows, chunk(b"eXIf", turned)))
    page = viewing.page(0, 900)
    assert (page.width, page.height) == (2, 4)
    assert page.pixels[:3] == b"\x00\x00\xff"


def test_a_word_file_shows_its_words_in_order_with_tables_and_notes(viewing: Viewing) -> None:
    cell = b"<w:tc><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:tc>"
    table = b"<w:tbl><w:tr>" + cell % b"Day" + cell % b"2 March" + b"</w:tr></w:tbl>"
    gone = b"<w:p><w:del><w:r><w:delText>struck out</w:delText></w:r></w:del></w:p>"
    note = (
        b'<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b"<w:footnote><w:p><w:r><w:t>See the appendix</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    give(viewing, "word", docx(PARAGRAPH + gone + table, ("word/footnotes.xml", note)))
    words = viewing.text(0)
    places = [words.index(one) for one in ("Order of the court", "Day", "2 March", "See the app")]
    assert places == sorted(places)
    assert "struck out" not in words
