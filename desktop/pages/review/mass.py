"""Very many changes by one laptop in a short time: look, and keep them or take them all back."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.buttons import QuietButton
from desktop.widgets.card import Card
from desktop.widgets.dialogs import ask, tell
from desktop.widgets.labels import Label, Muted
from desktop.widgets.picture import Picture
from desktop.wording.dates import local_moment
from desktop.wording.errors import plain
from desktop.wording.names import shown
from desktop.wording.numbers import counted
from storage.usecases.syncing.massarrivals import MassArrival, looked_at, mass_arrivals
from storage.usecases.syncing.undoing import Undone, undo_run

_LISTED = 12


def _tr(text: str) -> str:
    return QCoreApplication.translate("mass", text)


class MassCard(Card):
    """One line for each run of changes that nobody has looked at; hidden while there is none."""

    counted = Signal(int)

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(_tr("Very many changes at once"))
        self._lanes, self._context = lanes, context
        self._says: tuple[Sequence[MassArrival], bool] | None = None
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(12))
        meaning = _tr("They are taken in. Look whether they are meant; one press takes them back.")
        self.body.addWidget(Muted(meaning, wrap=True))
        self.body.addLayout(self._lines)
        self.hide()

    def refresh(self) -> None:
        """Look again."""
        self._lanes.report(mass_arrivals, context=self, then=self._show, key="mass")

    def _show(self, found: Sequence[MassArrival]) -> None:
        says = (found, self._context.initials)
        if says != self._says:
            self._says = says
            self._fill(found)
        self.setVisible(bool(found))
        self.counted.emit(len(found))

    def _fill(self, found: Sequence[MassArrival]) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for number, one in enumerate(found):
            self._lines.addWidget(self._line(number, one))

    def _line(self, number: int, one: MassArrival) -> QWidget:
        title = said_words(one, initials=self._context.initials)
        line = QWidget()
        words = QVBoxLayout()
        words.setSpacing(px(1))
        words.addWidget(Label(title, wrap=True, selectable=True))
        words.addWidget(Muted(_detail_words(one), wrap=True))
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        row.addWidget(Picture("triangle-alert", size=18), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        for name, text, act in (
            ("keep", _tr("It is meant"), self._keep),
            ("undo", _tr("Take it all back…"), self._ask),
        ):
            button = QuietButton(text)
            button.setObjectName(f"mass-{name}-{number}")
            button.setAccessibleDescription(title)
            button.clicked.connect(lambda _=False, act=act: act(one))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _keep(self, one: MassArrival) -> None:
        self._lanes.write(
            looked_at, one.changesets, context=self, then=lambda _done: self.refresh()
        )

    def _ask(self, one: MassArrival) -> None:
        ask(
            self.window(),
            _tr("Take all of this back?"),
            _tr(
                "{what} Everything that nobody has written since becomes what it was before, on"
                " every laptop. What somebody did since stays, and is named."
            ).format(what=said_words(one, initials=self._context.initials)),
            yes=_tr("Take it all back"),
            then=lambda: self._undo(one),
        )

    def _undo(self, one: MassArrival) -> None:
        self._lanes.write(
            undo_run,
            one.changesets,
            context=self,
            then=self._undone,
            failed=lambda error: self._context.say(plain(error)),
        )

    def _undone(self, done: Undone) -> None:
        records = counted(done.records, _tr("record"), _tr("records"))
        self._context.say(_tr("As before: {records}").format(records=records))
        self.refresh()
        if done.kept:
            initials = self._context.initials
            lines = [
                f"{kind} {shown(name, initials)}: {why}" for kind, name, why in done.kept[:_LISTED]
            ]
            if len(done.kept) > _LISTED:
                lines.append(_tr("and {n} more").format(n=len(done.kept) - _LISTED))
            tell(self.window(), _tr("These stayed as they are"), "\n".join(lines))


def said_words(one: MassArrival, *, initials: bool) -> str:
    """Return in one sentence who changed how much in how long."""
    parts = []
    if one.cases:
        parts.append(counted(one.cases, _tr("case"), _tr("cases")))
    if one.records:
        parts.append(counted(one.records, _tr("record"), _tr("records")))
    minutes = max(1, round((one.ended - one.began).total_seconds() / 60))
    return _tr("{name} changed {what} in {minutes}.").format(
        name=shown(one.author, initials),
        what=_tr(" and ").join(parts),
        minutes=counted(minutes, _tr("minute"), _tr("minutes")),
    )


def _detail_words(one: MassArrival) -> str:
    said = [local_moment(one.began), ", ".join(one.acts)]
    if one.first:
        said.append(", ".join(one.first) + ("…" if one.cases > len(one.first) else ""))
    return " · ".join(filter(None, said))
