"""An invitation is read from its file or from a picture of its code; anything else is refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.errors import CancelledError, RejectedError
from storage.viewing.session import Viewing
from sync.client.enrolment.links import file_of, link_of, read_invitation
from sync.client.enrolment.pictures import LARGEST, read_path, read_picture
from sync.protocol import signing
from sync.protocol.invitation import words_of
from tests.documents.photographed import code, jpeg_of, on_a_desk, png_of
from tests.sync.enrolment.laptops import ADDRESS

_LINK = link_of(ADDRESS, signing.public_of(bytes(32)), words_of(bytes(range(16))))


@pytest.fixture
def viewing() -> Iterator[Viewing]:
    made = Viewing(60)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("invitation.satchel", file_of(_LINK)),
        ("screen.png", png_of(code(_LINK))),
        ("IMG_0001.JPG", jpeg_of(on_a_desk(code(_LINK, 6)))),
        ("a picture under a wrong name.satchel", png_of(code(_LINK))),
    ],
)
def test_a_file_tells_what_the_link_tells(
    tmp_path: Path, viewing: Viewing, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    assert read_path(tmp_path / name, viewing) == read_invitation(_LINK)
    assert viewing.process is None


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("one.png", png_of(code("https://example.org/")), "no invitation to Satchel"),
        ("words.png", png_of(code(words_of(bytes(16)))), "no invitation to Satchel"),
        ("long.png", png_of(code(_LINK + "x" * 1_200)), "no invitation to Satchel"),
        ("cut.png", png_of(code(_LINK[:-1])), "not the link of an invitation"),
        ("photo.jpg", b"\0\0\0\x18ftypheic" + bytes(200), "no PNG or JPEG"),
        ("empty.png", b"", "no PNG or JPEG"),
        ("invitation.satchel", b"", "no invitation"),
        ("huge.png", png_of(code(_LINK)) + bytes(LARGEST), "larger than 32 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_another_file_is_refused_in_words(
    tmp_path: Path, viewing: Viewing, name: str, content: bytes, why: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RejectedError, match=why):
        read_path(tmp_path / name, viewing)


def test_one_that_was_ended_meanwhile_is_not_begun(viewing: Viewing) -> None:
    viewing.close()
    with pytest.raises(CancelledError):
        read_picture(png_of(code(_LINK)), viewing)
