"""What the owner must be told first: supervisors have opened this workspace."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from desktop.widgets.banner import Banner
from desktop.wording.dates import local_moment
from desktop.wording.names import shown
from sync.client.recovery.openings import Opening


def _tr(text: str) -> str:
    return QCoreApplication.translate("today", text)


class OpeningsBanner(Banner):
    """A sentence for every opening that was not put away; hidden where there is none."""

    def __init__(self) -> None:
        super().__init__("", "warn", _tr("I have seen it"))
        self.setObjectName("today_openings")
        self.hide()

    def show_openings(self, openings: Sequence[Opening], *, initials: bool) -> None:
        """Say who opened it, and when, the newest first."""
        sentences = [_sentence(opening, initials=initials) for opening in openings]
        if sentences:
            sentences.append(_tr("If that was not you, tell your program at once."))
        self.set_text(" ".join(sentences))
        self.setVisible(bool(openings))


def _sentence(opening: Opening, *, initials: bool) -> str:
    if not opening.names:
        words = _tr(
            "This workspace was opened with the recovery code on {when}, and got a new passphrase."
        )
        return words.format(when=local_moment(opening.at))
    names = [shown(name, initials) for name in opening.names]
    who = _tr(" and ").join(names)
    return _tr("This workspace was opened by {who} on {when}, and got a new passphrase.").format(
        who=who, when=local_moment(opening.at)
    )
