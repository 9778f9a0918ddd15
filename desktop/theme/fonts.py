"""The typeface that ships with Satchel, so that every laptop shows the same window."""

import sys
from functools import cache
from importlib.resources import files

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFont, QFontDatabase

FAMILY = "Inter"
# Mac points are pixels; elsewhere there are 96 pixels to 72 points.
_BASE_POINTS = 13.0 if sys.platform == "darwin" else 10.0


@cache
def load() -> str:
    """Register the shipped fonts and return the family to use; the system's own without them."""
    found = [
        QFontDatabase.addApplicationFontFromData(QByteArray(file.read_bytes()))
        for file in sorted(files("resources").joinpath("fonts").iterdir(), key=lambda f: f.name)
        if file.name.endswith(".ttf")
    ]
    return FAMILY if any(number >= 0 for number in found) else QFont().family()


def base_points(text_size: int) -> float:
    """Return the size of running text in points at ``text_size`` per cent."""
    return _BASE_POINTS * text_size / 100


def base(text_size: int) -> QFont:
    """Return the font of running text at ``text_size`` per cent."""
    font = QFont(load())
    font.setPointSizeF(base_points(text_size))
    font.setStyleHint(QFont.StyleHint.SansSerif)
    return font
