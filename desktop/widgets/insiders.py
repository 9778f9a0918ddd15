"""Who is in a vault, by person: a lead who is in it ticks people in and out, and carries it out."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.syncing import Syncing
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.inputs import CheckBox
from desktop.widgets.labels import Heading, Hint, Label
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.insiders import Words, done, whom_to_ask, wished
from desktop.wording.names import shown
from desktop.wording.troubles import what_happened
from storage.domain.clocks import Clock
from sync.client.commands import Tell
from sync.client.governing.insiders import Insider, Insiders, insiders_of
from sync.client.governing.letting_in import change_insiders


def _tr(text: str) -> str:
    return QCoreApplication.translate("access", text)


class InsidersPanel(ScrollBox):
    """Hidden until ``look`` is asked for a vault; what is shown is what the roster says."""

    wishes = Signal(str)
    """What pressing the button would do, in words; empty where it would do nothing."""
    ended = Signal(str)
    """What was done, in words."""

    def __init__(self, lanes: Lanes, syncing: Syncing, clock: Clock, words: Words) -> None:
        inner = QWidget()
        super().__init__(inner)
        self._lanes, self._syncing, self._clock, self._words = lanes, syncing, clock, words
        self._found: Insiders | None = None
        self._ticked: Collection[str] = ()
        self.boxes: list[tuple[CheckBox, Insider]] = []
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.heading = Heading(_tr("Who is in"), level=3)
        self.asked = Label("", wrap=True)
        self.about = Label("", wrap=True)
        self.meaning = Hint(words.meaning, wrap=True)
        self.progress = Hint("", wrap=True)
        self.progress.hide()
        self._people = QVBoxLayout()
        self._people.setSpacing(px(4))
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, px(6), 0)
        column.setSpacing(px(10))
        for part in (self.notice, self.progress, self.asked, self.about, self.heading):
            column.addWidget(part)
        column.addLayout(self._people)
        column.addWidget(self.meaning)
        column.addStretch(1)
        self.hide()

    def look(self, vault: bytes) -> None:
        """Show who is in ``vault`` now; what is ticked otherwise is forgotten."""
        self._lanes.read(insiders_of, vault, context=self, then=self._show, key="insiders")

    def ticked(self) -> list[str]:
        """Return which boxes are ticked, by names that hold after another start."""
        return [box.objectName() for box, _ in self.boxes if box.isChecked()]

    def tick(self, names: Collection[str]) -> None:
        """Tick these boxes and no others, now or once they are here."""
        self._ticked = names
        for box, _ in self.boxes if names else ():
            if box.isEnabled():
                box.setChecked(box.objectName() in names)

    def carry_out(self) -> None:
        """Take out who is not ticked any more, and let in who is now."""
        into, out = self._into(), self._out()
        if self._found is None or not (into or out):
            return
        self.notice.hide()
        self._working(is_working=True)
        said = done(self._words, into, out)
        self._syncing.run(
            change_insiders(self._clock, self._found.vault, _devices(into), _devices(out)),
            context=self,
            then=lambda _done: self.ended.emit(said),
            failed=self._fail,
            tell=self._tell,
        )

    def _into(self) -> list[Insider]:
        return [one for box, one in self.boxes if box.isChecked() and not one.inside]

    def _out(self) -> list[Insider]:
        return [one for box, one in self.boxes if one.inside and not box.isChecked()]

    def _show(self, found: Insiders | None) -> None:
        self._found = found
        self.setVisible(found is not None)
        for box, _ in self.boxes:
            box.deleteLater()
        self.boxes = []
        may = found is not None and found.may
        for part in (self.heading, self.meaning):
            part.setVisible(may)
        if found is None:
            return
        self.asked.setText("" if may else whom_to_ask(self._words, found))
        self.asked.setVisible(not may)
        self.about.setText(self._words.about(found) if may else "")
        self.about.setVisible(bool(self.about.text()))
        for one in found.people if may else ():
            self._add(one)
        self.tick(self._ticked)
        self._wish()

    def _add(self, one: Insider) -> None:
        name = shown(one.name, self._words.initials)
        if one.mine:
            name = _tr("{name} (you)").format(name=name)
        elif one.is_rest:
            name = _tr("{name}, on another laptop").format(name=name)
        box = CheckBox(name)
        box.setObjectName(f"insider_{one.person.hex()}_{int(one.is_rest)}")
        box.setChecked(one.inside)
        box.setEnabled(not one.mine)
        box.toggled.connect(self._wish)
        self._people.addWidget(box)
        self.boxes.append((box, one))

    def _wish(self, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - a slot of Qt's
        self.wishes.emit(wished(self._words, self._into(), self._out()))

    def _working(self, *, is_working: bool) -> None:
        self.progress.setVisible(is_working)
        self.progress.setText(_tr("It takes a moment: everything is sent and received first."))
        for box, one in self.boxes:
            box.setEnabled(not is_working and not one.mine)
        self.wishes.emit("" if is_working else wished(self._words, self._into(), self._out()))

    def _tell(self, tell: Tell) -> None:
        if tell.total:
            self.progress.setText(_tr("{done} of {total}").format(done=tell.done, total=tell.total))

    def _fail(self, error: BaseException) -> None:
        """Say why it ended, and show what holds: a part of it may be done."""
        self._working(is_working=False)
        self.notice.say(what_happened(error))
        self._ticked = self.ticked()
        if self._found is not None:
            self.look(self._found.vault)


def _devices(people: Sequence[Insider]) -> tuple[bytes, ...]:
    return tuple(device for one in people for device in one.devices)
