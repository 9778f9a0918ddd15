"""The QR code in a picture is read by a process without keys, or refused in words."""

from collections.abc import Callable, Iterator

import pytest
from PIL import Image, ImageOps

from storage.errors import RejectedError
from storage.viewing.session import Viewing
from tests.documents.hostile import ROWS, png
from tests.documents.photographed import beside, code, jpeg_of, on_a_desk, png_of

LINK = "satchel:join?a=https%3A%2F%2Frecords.example&k=" + "A" * 43 + "&s=" + "B" * 22


@pytest.fixture
def viewing() -> Iterator[Viewing]:
    made = Viewing(60)
    yield made
    made.close()


def read(viewing: Viewing, media: str, content: bytes) -> str:
    viewing.open(f"{media} code", len(content), [content])
    return viewing.text(0)


@pytest.mark.parametrize(
    ("media", "taken"),
    [
        ("png", lambda: png_of(code(LINK))),
        ("png", lambda: png_of(ImageOps.expand(code(LINK, 2), 300, "black"))),
        ("png", lambda: png_of(ImageOps.invert(code(LINK)))),
        ("png", lambda: png_of(ImageOps.mirror(code(LINK)))),
        ("png", lambda: png_of(code(LINK).convert("1"))),
        ("png", lambda: png_of(code(LINK).convert("RGBA"))),
        ("jpeg", lambda: jpeg_of(on_a_desk(code(LINK, 6)))),
        ("jpeg", lambda: jpeg_of(on_a_desk(code(LINK, 6), degrees=-38), turned=True)),
        ("jpeg", lambda: jpeg_of(on_a_desk(code(LINK, 16), across=5_000))),
        ("jpeg", lambda: jpeg_of(code(LINK), quality=15)),
    ],
    ids=[
        *("as painted", "on a dark screen", "light on dark", "in a mirror", "two colours"),
        *("see-through", "photographed", "on its side", "18 million points", "poorly kept"),
    ],
)
def test_a_code_is_read_however_it_was_taken(
    viewing: Viewing, media: str, taken: Callable[[], bytes]
) -> None:
    assert read(viewing, media, taken()) == LINK


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (png_of(Image.new("RGB", (400, 300), "white")), "No code can be read"),
        (png_of(code(LINK).crop((0, 0, 90, 200))), "No code can be read"),
        (png_of(beside(code(LINK), code(LINK[:-1] + "C"))), "more than one code"),
        (png(65_535, 65_535, ROWS), "too large"),
        (png_of(code(LINK))[:-200], "damaged or cut short"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "damaged or cut short"),
    ],
    ids=["none", "half of one", "two", "a flood", "cut", "no picture"],
)
def test_what_is_no_one_code_is_refused_in_words(
    viewing: Viewing, content: bytes, why: str
) -> None:
    with pytest.raises(RejectedError, match=why):
        read(viewing, "png", content)


def test_the_same_code_twice_in_a_picture_is_one(viewing: Viewing) -> None:
    assert read(viewing, "png", png_of(beside(code(LINK), code(LINK)))) == LINK


def test_nobody_is_shown_the_picture_of_a_code(viewing: Viewing) -> None:
    content = png_of(code(LINK))
    opened = viewing.open("png code", len(content), [content])
    assert not opened.drawn
    with pytest.raises(RejectedError):
        viewing.page(0, 400)
