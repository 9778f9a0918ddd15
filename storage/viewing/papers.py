"""PDF, drawn by PDFium without JavaScript, without system fonts, and without a file."""

import math
from collections.abc import Sequence
from ctypes import Array, c_char

import pypdfium2 as pdfium
from pypdfium2 import raw

from storage.errors import RejectedError
from storage.viewing.messages import MOST_PAGES, MOST_PIXELS, MOST_TEXT, Page
from storage.viewing.shown import Place

_LONGEST_SIDE = 20_000
"""Points: the largest page that PDF 1.7 allows is 14,400."""
_ROUNDING = 0.01
"""What is left over becomes no pixel more."""
_BLACK_ON_WHITE = raw.FPDFBitmap_BGR


def prepare() -> None:
    """Use once whatever is loaded at its first use."""
    document = pdfium.PdfDocument.new()
    page = document.new_page(10, 10)
    page.render(force_bitmap_format=_BLACK_ON_WHITE)
    page.get_textpage().search("x").get_next()


class Paper:
    """A PDF in memory."""

    drawn = True

    def __init__(self, data: "Array[c_char]") -> None:
        try:
            self._document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            if error.err_code == raw.FPDF_ERR_PASSWORD:
                raise RejectedError(
                    "This PDF has a password. Ask its sender for one without, and add that."
                ) from error
            raise _damaged() from error
        self.pages = len(self._document)
        if not self.pages:
            raise _damaged()
        if self.pages > MOST_PAGES:
            raise RejectedError(
                f"This PDF says it has more than {MOST_PAGES:,} pages. It is not shown."
            )
        self._document.init_forms()

    def page(self, number: int, width: int) -> Page:
        """Return a page as pixels."""
        page = self._page(number)
        across, down = page.get_size()
        if not (0 < across <= _LONGEST_SIDE and 0 < down <= _LONGEST_SIDE):
            raise RejectedError("This page is larger than paper can be. It is not shown.")
        scale = min((width - _ROUNDING) / across, math.sqrt(MOST_PIXELS / (across * down)) * 0.99)
        if across * scale < 1 or down * scale < 1:
            raise _too_narrow()
        drawn = page.render(scale=scale, force_bitmap_format=_BLACK_ON_WHITE)
        if drawn.stride * drawn.height > 3 * MOST_PIXELS:  # rows of few points are filled up
            raise _too_narrow()
        return Page(drawn.width, drawn.height, drawn.stride, bytes(drawn.buffer))

    def text(self, number: int) -> str:
        """Return the text of a page in the order in which it was written."""
        text: str = self._page(number).get_textpage().get_text_bounded()
        return text.replace("\r\n", "\n")[:MOST_TEXT]

    def places(self, number: int, words: str) -> Sequence[Place] | None:
        """Return where words stand on a page, each line of them for itself."""
        page = self._page(number)
        across, down = page.get_size()
        text = page.get_textpage()
        found = text.search(words)
        places: list[Place] = []
        while len(places) < _MOST_PLACES and (hit := found.get_next()) is not None:
            for part in range(text.count_rects(*hit)):
                left, bottom, right, top = text.get_rect(part)
                place = (left / across, 1 - top / down, right / across, 1 - bottom / down)
                places.append((place[0], place[1], place[2], place[3]))
        return places or None

    def _page(self, number: int) -> pdfium.PdfPage:
        try:
            return self._document[number]
        except (pdfium.PdfiumError, IndexError) as error:
            raise RejectedError(
                f"Page {number + 1} of this PDF is damaged. The others may be shown."
            ) from error


_MOST_PLACES = 2_000


def _too_narrow() -> RejectedError:
    return RejectedError("This page is too narrow to be shown.")


def _damaged() -> RejectedError:
    return RejectedError("This PDF is damaged and cannot be shown. Ask its sender for it again.")
