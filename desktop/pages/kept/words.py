"""What the page says of a case: until when it is kept, and why it may not go yet."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from desktop.wording.numbers import counted
from storage.usecases.retention.obstacles import Obstacle


def tr(text: str) -> str:
    """Translate ``text`` in the context of this page."""
    return QCoreApplication.translate("kept", text)


def why_not(obstacles: Sequence[Obstacle]) -> str:
    """Return in one line why a case may not go yet; empty where it may."""
    return ", ".join(_words(one) for one in obstacles)


def _words(one: Obstacle) -> str:
    counts = {
        "versions": (tr("{count} in Review"), tr("record"), tr("records")),
        "unsent": (tr("{count} not sent yet"), tr("change"), tr("changes")),
        "asked": (tr("{count} open"), tr("task"), tr("tasks")),
    }
    if one.why in counts:
        words, single, several = counts[one.why]
        return words.format(count=counted(int(one.detail), single, several))
    return {
        "hold": tr("legal hold since {detail}"),
        "open": tr("it is open"),
        "prosecution": tr("an exploiter is under investigation or prosecuted"),
        "needed": tr("case {detail} needs the youth's record"),
        "apart": tr("this laptop does not hold its key"),
    }[one.why].format(detail=one.detail)
