"""What only a person can decide: what is open in Review, and what came from laptops that left."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.conflicts.needwords import Said, look_line, review_line, waiting_line
from desktop.pages.program.members import MemberRow
from desktop.widgets.buttons import QuietButton
from desktop.widgets.card import Card
from desktop.widgets.labels import Hint, Muted
from desktop.wording.names import shown
from desktop.wording.numbers import counted
from storage.usecases.syncing.needs import Needs
from storage.usecases.syncing.openreviews import Open
from sync.client.governing.late import Late


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class NeedsCard(Card):
    """What is open in Review, the first by name, and each laptop that left; hidden while empty."""

    review_wanted = Signal()
    decided = Signal(object, bool)
    """What came late, and whether it is taken in."""

    def __init__(self) -> None:
        super().__init__(_tr("What needs you"))
        words = _tr(
            "This came after the laptop was taken out, so not everybody has it. If you know that"
            " the person wrote it, take it in: then it goes to everybody."
        )
        self._explained = Muted(words, wrap=True)
        self._rows = QVBoxLayout()
        self.body.addLayout(self._rows)
        self.body.addWidget(self._explained)
        self._said: object = None
        self.hide()

    def show_needs(
        self, needs: Needs, late: Sequence[Late], *, leads: bool, initials: bool
    ) -> None:
        """Show what waits for a decision; only a lead may decide about what came late."""
        said = (needs, tuple(late), leads, initials)
        if said == self._said:
            return
        self._said = said
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        words = _in_review(needs.open, sum(one.envelopes for one in late))
        if words:
            self._rows.addWidget(self._review(words))
        for one_said in _named(needs, initials=initials):
            self._rows.addWidget(MemberRow("info", one_said.what, one_said.why))
        if _is_more(needs):
            self._rows.addWidget(Hint(_tr("Review names the rest.")))
        for one in late:
            self._rows.addWidget(self._late(one, leads=leads, initials=initials))
        self._explained.setVisible(bool(late))
        self.setVisible(self._rows.count() > 0)

    def _review(self, words: str) -> MemberRow:
        button = QuietButton(_tr("Review"))
        button.setObjectName("program_review")
        button.clicked.connect(self.review_wanted)
        return MemberRow("list-checks", _tr("To review"), words, button)

    def _late(self, one: Late, *, leads: bool, initials: bool) -> MemberRow:
        name = shown(one.name, initials) or _tr("A laptop without a name")
        buttons: list[QWidget] = []
        for text, taken in ((_tr("Take in"), True), (_tr("Leave out…"), False)):
            if not taken and not one.envelopes:
                continue  # what is among this laptop's records already does not go again
            button = QuietButton(text)
            button.setAccessibleName(f"{text}: {name}")
            button.setObjectName(f"late_{'in' if taken else 'out'}_{one.device.hex()}")
            button.clicked.connect(lambda _=False, taken=taken: self.decided.emit(one, taken))
            buttons.append(button)
        return MemberRow("user", name, _came(one), *(buttons if leads else ()))


def _came(one: Late) -> str:
    """Say what waits of a laptop that left, and what is on this one alone."""
    said = []
    if one.envelopes:
        parts = counted(one.envelopes, "sealed part", "sealed parts")
        said.append(_tr("Taken out before; {parts} came since").format(parts=parts))
    if one.taken:
        parts = counted(one.taken, "part", "parts")
        said.append(_tr("{parts} from a stick are on this laptop alone").format(parts=parts))
    return " \u00b7 ".join(said)


def _named(needs: Needs, *, initials: bool) -> list[Said]:
    """Return the first of what stands in Review, as it is named there."""
    return [
        *(review_line(one, initials=initials) for one in needs.reviews),
        *(look_line(one, initials=initials) for one in needs.looks),
        *(waiting_line(one, initials=initials) for one in needs.waiting),
    ]


def _is_more(needs: Needs) -> bool:
    """Tell whether Review has more than is named here."""
    opened, waiting = needs.open, sum(one.count for one in needs.waiting)
    looked_at = len({(one.kind, one.record) for one in needs.looks})
    return (
        opened.conflicts > len(needs.reviews)
        or opened.looks > looked_at
        or opened.waiting > waiting
    )


def _in_review(opened: Open, late: int) -> str:
    """Say what is open in Review; what came late has its own row here."""
    aside = opened.parked - late
    said = []
    if opened.mass:
        said.append(
            counted(opened.mass, "run of very many changes came", "runs of very many changes came")
        )
    if opened.conflicts:
        said.append(
            counted(opened.conflicts, "field has two versions", "fields have two versions or more")
        )
    if opened.looks:
        said.append(counted(opened.looks, "record does not fit", "records do not fit"))
    if opened.waiting:
        said.append(counted(opened.waiting, "change waits for more", "changes wait for more"))
    if aside > 0:
        said.append(counted(aside, "sealed part was set aside", "sealed parts were set aside"))
    return " \u00b7 ".join(said)
