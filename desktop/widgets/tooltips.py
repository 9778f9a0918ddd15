"""The one way to set a tooltip: Qt would take text that looks like markup for markup."""

from html import escape
from textwrap import fill

from PySide6.QtGui import Qt
from PySide6.QtWidgets import QWidget

_COLUMNS = 64


def plain_tip(text: str) -> str:
    """Return ``text`` so that a tooltip shows every character of it as it is."""
    folded = "\n".join(fill(line, _COLUMNS) for line in text.splitlines())
    if not Qt.mightBeRichText(folded):
        return folded
    return f"<qt>{escape(folded).replace(chr(10), '<br>')}</qt>"


def set_tooltip(widget: QWidget, text: str) -> None:
    """Show ``text`` when the pointer rests on ``widget``."""
    widget.setToolTip(plain_tip(text))


def is_plain_tip(tip: str) -> bool:
    """Tell whether ``tip`` shows as the plain text it stands for."""
    if not Qt.mightBeRichText(tip):
        return True
    inside = tip.removeprefix("<qt>").removesuffix("</qt>").replace("<br>", "")
    return tip.startswith("<qt>") and "<" not in inside
