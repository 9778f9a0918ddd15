"""A name that somebody else wrote and many people will read: plain words on one line, no tricks."""

import unicodedata

from storage.errors import RejectedError

LONGEST = 120
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Control and format characters, among them those that turn the writing around; surrogates,
private and unassigned ones; line and paragraph ends (Unicode general categories)."""


def plain_label(text: object, what: str) -> str:
    """Return ``text``; RejectedError names ``what`` when it is not a plain line of words."""
    if not isinstance(text, str) or not text.strip():
        raise RejectedError(f"{what} is missing.")
    if len(text) > LONGEST:
        raise RejectedError(f"{what} is longer than {LONGEST} letters.")
    hidden = any(unicodedata.category(letter) in _INVISIBLE for letter in text)
    if hidden or not unicodedata.is_normalized("NFC", text):
        raise RejectedError(f"{what} holds letters that cannot be seen.")
    if any(letter in "<>{}" for letter in text) or text != " ".join(text.split()):
        raise RejectedError(f"{what} holds more than plain words.")
    return text
