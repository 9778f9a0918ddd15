"""What to say about a new passphrase while it is typed: plain words, no rules of composition."""

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.wording.numbers import counted

if TYPE_CHECKING:
    from storage.usecases.passphrases import Judgement

_LEAST = 15
_LIBRARY = "storage.usecases.passphrases"
"""Read when the first letter is typed: the door is painted without it."""


def strength(passphrase: str, own: Sequence[str] = ()) -> tuple[bool, str]:
    """Return whether ``passphrase`` may be used, and a sentence that says how good it is.

    The names in ``own`` count for nothing in it.
    """
    if not passphrase:
        return False, _more(_LEAST)
    judged: Judgement = import_module(_LIBRARY).judge(passphrase, own)
    match judged.verdict:
        case "short":
            return False, _more(_LEAST - judged.length)
        case "long":
            return False, _tr("It is too long: 256 characters at most.")
        case "guessable":
            words = _tr(
                "Too easy to guess: sayings, names, dates and words of this work count for little."
                " Add words that have nothing in common."
            )
            return False, words
        case "enough":
            return True, _tr("Good. One more word would make it strong.")
        case _:
            return True, _tr("Strong: hard to guess, even for a machine.")


def suggestion(own: Sequence[str] = ()) -> str:
    """Return words drawn at random that may be used, by who has the names in ``own``."""
    words: str = import_module(_LIBRARY).suggestion(own)
    return words


def _more(missing: int) -> str:
    more = counted(missing, "character", "characters")
    return _tr("{count} more to go.").format(count=more)


def _tr(text: str) -> str:
    return QCoreApplication.translate("strength", text)
