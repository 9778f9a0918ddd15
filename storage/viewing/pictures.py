"""PNG and JPEG: the only pictures that are ever decoded.

As documents only where the program allows them; the picture of an invitation's code at the door.
"""

import io
from collections.abc import Mapping, Sequence

from PIL import Image, ImageFile, ImageOps, JpegImagePlugin, PngImagePlugin, TiffImagePlugin

from storage.errors import RejectedError
from storage.viewing.messages import MOST_PIXELS, Page
from storage.viewing.shown import Place

_READERS: Mapping[str, type[ImageFile.ImageFile]] = {
    "png": PngImagePlugin.PngImageFile,
    "jpeg": JpegImagePlugin.JpegImageFile,
}
_MOST = 64_000_000
"""Pixels of a picture that is decoded; judged from its first bytes."""
_SOLID = "RGB"
_LOADED = (TiffImagePlugin.ImageFileDirectory_v2,)
"""Where a picture says which way up it is; loaded while something can be."""


class Picture:
    """One picture in memory, as a document of one page without text."""

    drawn = True
    pages = 1

    def __init__(self, data: memoryview, media: str) -> None:
        try:
            self._image = _READERS[media](io.BytesIO(data))
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            raise _damaged() from error
        across, down = self._image.size
        if across * down > _MOST:
            raise RejectedError(
                f"This picture says it is {across:,} by {down:,} points. It is too large to be "
                "shown."
            )
        self._whole: Image.Image | None = None

    def page(self, number: int, width: int) -> Page:  # noqa: ARG002 - there is one
        """Return the picture as pixels, upright."""
        shown = _fitted(self._decoded(), width)
        return Page(*shown.size, 3 * shown.width, shown.tobytes("raw", "BGR"))

    def grey(self) -> tuple[int, int, bytes]:
        """Return its width, its height and a byte for each point, upright."""
        whole = self._decoded()
        shown = _fitted(whole, whole.width).convert("L")
        return *shown.size, shown.tobytes()

    def text(self, number: int) -> str:  # noqa: ARG002 - there is one
        """Return nothing: nobody reads the picture."""
        return ""

    def places(self, number: int, words: str) -> Sequence[Place] | None:  # noqa: ARG002
        """Return None: a picture has no words."""
        return None

    def _decoded(self) -> Image.Image:
        if self._whole is None:
            try:
                image = ImageOps.exif_transpose(self._image)
            except (OSError, SyntaxError, ValueError, EOFError) as error:
                raise _damaged() from error
            self._whole = image if image.mode == _SOLID else _on_white(image)
        return self._whole


def _fitted(whole: Image.Image, width: int) -> Image.Image:
    """Return ``whole``, made smaller where it is wider than ``width`` or has too many points."""
    scale = min(width / whole.width, (MOST_PIXELS / (whole.width * whole.height)) ** 0.5, 1)
    size = (max(1, int(whole.width * scale)), max(1, int(whole.height * scale)))
    return whole if size == whole.size else whole.resize(size, Image.Resampling.BOX)


def _on_white(image: Image.Image) -> Image.Image:
    if "A" in image.getbands() or "transparency" in image.info:
        seen = image.convert("RGBA")
        ground = Image.new(_SOLID, seen.size, "white")
        ground.paste(seen, mask=seen.getchannel("A"))
        return ground
    return image.convert(_SOLID)


def _damaged() -> RejectedError:
    return RejectedError(
        "This picture is damaged or cut short and cannot be shown. Ask its sender for it again."
    )
