"""Pictures of a QR code, as screens, cameras and messages make them."""

import io
from random import Random  # noqa: TID251 - the same grain each time

import segno
from PIL import Image, ImageEnhance, ImageFilter, PngImagePlugin  # noqa: F401 - a saver of pictures

_ORIENTATION = 0x0112
_TURNED = 6


def code(text: str, scale: int = 4) -> Image.Image:
    """Return the code as a window paints it: black on white, with its white edge."""
    made = io.BytesIO()
    segno.make(text, error="m", micro=False).save(made, kind="png", scale=scale, border=4)
    return Image.open(made).convert("RGB")


def png_of(image: Image.Image) -> bytes:
    made = io.BytesIO()
    image.save(made, "png")
    return made.getvalue()


def jpeg_of(image: Image.Image, quality: int = 80, *, turned: bool = False) -> bytes:
    """Return a JPEG; ``turned``: it lies on its side and says so, as telephones do."""
    made, exif = io.BytesIO(), Image.Exif()
    if turned:
        image = image.transpose(Image.Transpose.ROTATE_90)
        exif[_ORIENTATION] = _TURNED
    image.save(made, "jpeg", quality=quality, exif=exif)
    return made.getvalue()


def on_a_desk(image: Image.Image, across: int = 1600, degrees: float = 7) -> Image.Image:
    """Return a photograph of it: askew, small in the picture, a little soft, dim and grainy."""
    whole = Image.new("RGB", (across, across * 3 // 4), (96, 84, 70))
    seen = image.rotate(degrees, expand=True, fillcolor=(200, 198, 190))
    whole.paste(seen, (across // 3, across // 5))
    soft = ImageEnhance.Brightness(whole.filter(ImageFilter.GaussianBlur(0.8))).enhance(0.7)
    grain = Image.frombytes("L", soft.size, Random(7).randbytes(soft.width * soft.height))
    return Image.blend(soft, grain.convert("RGB"), 0.12)


def beside(left: Image.Image, right: Image.Image) -> Image.Image:
    """Return both in one picture."""
    whole = Image.new("RGB", (left.width + right.width, max(left.height, right.height)), "white")
    whole.paste(left, (0, 0))
    whole.paste(right, (left.width, 0))
    return whole
