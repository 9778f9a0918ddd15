"""The theme and text size in force; everything painted asks here, at the moment it is painted."""

from dataclasses import dataclass

from desktop.theme.tokens import LIGHT, Tokens


@dataclass(slots=True)
class _Look:
    tokens: Tokens = LIGHT
    text_size: int = 100


_LOOK = _Look()


def tokens() -> Tokens:
    """Return the colours in force. Ask again at every painting, never keep them."""
    return _LOOK.tokens


def text_size() -> int:
    """Return the text size in per cent."""
    return _LOOK.text_size


def px(length: float) -> int:
    """Return ``length``, in pixels at 100 %, at the text size in force."""
    return round(length * _LOOK.text_size / 100)


def put(theme: Tokens, size: int) -> None:
    """Put ``theme`` and a text size in per cent in force."""
    _LOOK.tokens = theme
    _LOOK.text_size = size
