"""What reads a document of a kind; each is loaded where it is needed, and no other.

PDFium never meets a picture, and nothing that decodes pictures is loaded for a text.
"""
# ruff: noqa: PLC0415 - that is what this module is for

from collections.abc import Callable
from ctypes import Array, c_char

from storage.errors import RejectedError
from storage.viewing.shown import Shown

Bytes = Array[c_char]
Reader = Callable[[Bytes], Shown]
Cleaner = Callable[[memoryview, bytes], bytes]


def reader_of(media: str) -> Reader:
    """Load what shows documents of this kind; nothing can be loaded after ``keyless.shut``."""
    match media:
        case "pdf":
            from storage.viewing import papers

            papers.prepare()
            return papers.Paper
        case "png" | "jpeg":
            from storage.viewing.pictures import Picture

            return lambda data: Picture(view_of(data), media)
        case "png code" | "jpeg code":
            from storage.viewing.codes import Code

            return lambda data: Code(view_of(data), media.removesuffix(" code"))
        case "text":
            from storage.viewing.texts import Text, decoded

            return lambda data: Text(decoded(view_of(data)))
        case "word":
            from storage.viewing.texts import Text
            from storage.viewing.wordtext import text_in

            return lambda data: Text(text_in(view_of(data)))
        case _:
            return _not_shown


def cleaner_of(media: str) -> Cleaner:
    """Load what takes documents of this kind apart; as above."""
    match media:
        case "pdf":
            from storage.viewing import cleanpaper

            cleanpaper.prepare()
            return cleanpaper.clean_paper
        case "png" | "jpeg":
            from storage.viewing.cleanpictures import clean_jpeg, clean_png

            clean = clean_png if media == "png" else clean_jpeg
            return lambda data, _cover: clean(data)
        case "text":
            return lambda data, _cover: bytes(data)
        case _:
            from storage.viewing.cleanoffice import clean_office

            return lambda data, _cover: clean_office(data)


def view_of(data: Bytes) -> memoryview:
    """Return the bytes themselves, not a copy."""
    return memoryview(data).cast("B")


def _not_shown(_data: Bytes) -> Shown:
    raise RejectedError(
        "Satchel shows PDF, text and the text of Word files. This file can be saved as a copy."
    )
