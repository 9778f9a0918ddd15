"""The card of what goes by USB stick, and of what has gone."""

from PySide6.QtCore import QCoreApplication, Signal

from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.labels import Label, Muted
from desktop.wording.dates import local_moment
from desktop.wording.names import shown
from desktop.wording.numbers import counted
from sync.client.bundles.history import Passages, Passed


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class StickCard(Card):
    """Says what was made and taken in here; ``wanted`` opens the dialog."""

    wanted = Signal()

    def __init__(self) -> None:
        button = Button(_tr("Carry by &USB stick…"), "file-output")
        super().__init__(_tr("Without a network"), button)
        self.button = button
        self.button.setObjectName("program_stick")
        self.body.addWidget(
            Label(
                _tr(
                    "What you wrote can go to a colleague's laptop on a stick, sealed. Nobody else"
                    " can read it, and anybody may carry it."
                ),
                wrap=True,
            )
        )
        self.carried = Muted("", wrap=True)
        self.history = Muted("", wrap=True)
        self.body.addWidget(self.carried)
        self.body.addWidget(self.history)
        self.button.clicked.connect(self.wanted)

    def show_passages(self, passages: Passages, *, initials: bool) -> None:
        """Show the newest bundles."""
        parts = counted(passages.carried, "sealed part", "sealed parts")
        words = _tr("To be carried on to the server: {parts} from colleagues.")
        self.carried.setText(words.format(parts=parts))
        self.carried.setVisible(passages.carried > 0)
        lines = [_line(each, initials=initials) for each in passages.passed]
        self.history.setText("\n".join(lines) or _tr("No bundle was made or taken in here yet."))


def _line(passed: Passed, *, initials: bool) -> str:
    when = local_moment(passed.moment)
    if passed.made_here:
        parts = counted(passed.envelopes, "sealed part", "sealed parts")
        return _tr("Made on {when}, {parts}").format(when=when, parts=parts)
    name = shown(passed.name, initials) if passed.name else _tr("a colleague")
    parts = counted(passed.envelopes, "new sealed part", "new sealed parts")
    words = _tr("Taken in on {when} from {name}'s laptop, {parts}")
    return words.format(when=when, name=name, parts=parts)
