"""The text of the QR code in a picture: an invitation that was photographed off a screen."""

import zxingcpp

from storage.errors import RejectedError
from storage.viewing.messages import Page
from storage.viewing.pictures import Picture
from storage.viewing.shown import Place

_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


class Code:
    """A picture of one QR code, as a document of one page that is its text."""

    drawn = False
    pages = 1

    def __init__(self, data: memoryview, media: str) -> None:
        width, height, grey = Picture(data, media).grey()
        view = memoryview(grey).cast("B", (height, width))
        texts = {found.text for found in zxingcpp.read_barcodes(view, formats=_FORMATS)}
        if not texts:
            raise RejectedError(
                "No code can be read in this picture. Take it again: straight, sharp, and all of "
                "the code in it with a white edge around. Or type the twelve words."
            )
        if len(texts) > 1:
            raise RejectedError("There is more than one code in this picture. Take one alone.")
        self._text = texts.pop()

    def page(self, number: int, width: int) -> Page:
        """Raise ValueError: nobody looks at the picture."""
        raise ValueError(number, width)

    def text(self, number: int) -> str:  # noqa: ARG002 - there is one
        """Return what the code says."""
        return self._text

    def places(self, number: int, words: str) -> list[Place] | None:  # noqa: ARG002
        """Return None: nobody looks for words in it."""
        return None
