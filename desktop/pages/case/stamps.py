"""Who was told when: a box for each stamp of an episode, with one press for now."""

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.theme import px
from desktop.widgets.buttons import Button
from desktop.widgets.chip import Chip
from desktop.widgets.columns import Columns
from desktop.widgets.labels import FieldName, Hint, Label
from desktop.wording.absences import span
from desktop.wording.dates import local_moment
from storage.domain.deadlines.alarms import Alarm, State
from storage.domain.kinds.missing_episode import MissingEpisode
from storage.usecases.safety.missing import STAMPS, Stamp

RULES: Mapping[Stamp, str] = {
    "police_at": "missing_police",
    "ncmec_at": "missing_ncmec",
    "team_at": "missing_team",
    "dcf_at": "missing_dcf",
}
"""The clock that each stamp stops."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("missing", text)


class Stamps(QWidget):
    """``told`` carries the stamp whose button was pressed."""

    told = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[Stamp, StampBox] = {stamp: StampBox(stamp) for stamp in STAMPS}
        for stamp, box in self.boxes.items():
            box.button.clicked.connect(lambda _=False, stamp=stamp: self.told.emit(stamp))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Columns([(box, 1) for box in self.boxes.values()], 5, least=150))

    def show_episode(
        self, episode: MissingEpisode, clocks: Mapping[str, Alarm], now: datetime
    ) -> None:
        """Show the stamps of ``episode``; ``clocks`` are its alarms by the code of their rule."""
        numbers = {"police_at": episode.police_number, "ncmec_at": episode.ncmec_number}
        details = {
            "identified_at": episode.reported_by,
            "police_at": " ".join(filter(None, (episode.police, numbers["police_at"]))),
            "ncmec_at": numbers["ncmec_at"],
        }
        for stamp, box in self.boxes.items():
            at: datetime | None = getattr(episode, stamp)
            clock = clocks.get(RULES.get(stamp, ""))
            box.show_stamp(at, details.get(stamp, ""), clock, now)


class StampBox(QWidget):
    """What was done, when, and until when it is due."""

    def __init__(self, stamp: Stamp) -> None:
        super().__init__()
        self._name = _names()[stamp]
        self.button = Button(_tr("Told now"))
        self.button.setObjectName(f"told-{stamp}")
        self.button.setAccessibleName(_tr("{what}: told now").format(what=self._name))
        self.when = Label("", wrap=True)
        self._chip = Chip()
        self.detail = Hint("", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(4))
        for part in (FieldName(self._name), self.when, self.button, self._chip, self.detail):
            column.addWidget(part)
        column.addStretch(1)

    def show_stamp(
        self, at: datetime | None, detail: str, clock: Alarm | None, now: datetime
    ) -> None:
        """Show when it was done, or how much time is left."""
        self.when.setVisible(at is not None)
        self.button.setVisible(at is None)
        if at is not None:
            self.when.setText(local_moment(at))
        runs = clock is not None and at is None
        self._chip.setVisible(runs)
        if clock is not None and runs:
            late = clock.state is State.OVERDUE
            words = _tr("Due for {time}") if late else _tr("{time} left")
            time = span(clock.due, now) if late else span(now, clock.due)
            self._chip.set(words.format(time=time), "warn" if late else "info", "clock")
            detail = clock.rule.source
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))


def _names() -> Mapping[Stamp, str]:
    return {
        "identified_at": _tr("Found missing"),
        "police_at": _tr("Police"),
        "ncmec_at": _tr("NCMEC"),
        "team_at": _tr("MDT"),
        "dcf_at": _tr("DCF"),
    }
