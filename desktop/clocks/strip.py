"""The clocks of one case, in a line under its name."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from desktop.background import Lanes
from desktop.clocks.chip import ClockChip
from desktop.clocks.listing import AllClocks
from desktop.clocks.words import named_sentence
from desktop.context import DeskContext
from desktop.widgets.buttons import QuietButton
from desktop.widgets.flow import FlowLayout
from storage.domain.deadlines.alarms import OPEN, Alarm, State, is_past_showing
from storage.domain.ids import RecordId
from storage.usecases.changes import Changes
from storage.usecases.deadlines import alarms_of

_EVERY_MS = 60_000
_MOST = 6
_NEAR = (State.OVERDUE, State.SOON)


class CaseClocks(QWidget):
    """What is overdue or soon due in a case, and a way to all its clocks; gone where none runs.

    ``show_case`` sets the case. It reads again by itself after a Save and once a minute.
    """

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__()
        self._lanes, self._context = lanes, context
        self._case: RecordId | None = None
        self._seen: datetime | None = None
        self._found: Sequence[Alarm] = ()
        self._shown: list[tuple[RecordId | None, str]] = []
        self._runs = 0
        self._row = FlowLayout(self)
        self.setObjectName("case-clocks")
        self.setAccessibleName(self.tr("Clocks of this case"))
        self.hide()
        self._pulse = QTimer(self)
        self._pulse.setInterval(_EVERY_MS)
        self._pulse.timeout.connect(self._on_pulse)
        self._pulse.start()
        lanes.changed.connect(self._on_changed)
        context.settings_changed.connect(self._on_settings)

    def show_case(self, case: RecordId | None) -> None:
        """Show the clocks of ``case``; of none, nothing."""
        self._case = case
        self._show([])
        self._read()

    @property
    def chips(self) -> list[ClockChip]:
        """The clocks near enough to be shown, the most urgent first; the line may end before."""
        items = [self._row.itemAt(index) for index in range(self._row.count())]
        widgets = [item.widget() for item in items if item is not None]
        return [widget for widget in widgets if isinstance(widget, ClockChip)]

    def _read(self) -> None:
        if self._case is None:
            return
        now = self._context.clock.now()
        self._seen = max(now, self._seen or now)
        query = partial(alarms_of, seen=self._seen)
        self._lanes.read(query, self._case, now, context=self, then=self._show, key="clocks")

    def _show(self, found: Sequence[Alarm]) -> None:
        self._found = tuple(found)
        now = self._context.clock.now()
        runs = [alarm for alarm in found if alarm.state in OPEN]
        near = [one for one in runs if one.state in _NEAR and not is_past_showing(one, now)]
        initials = self._context.initials
        said = [(alarm.record, named_sentence(alarm, now, initials=initials)) for alarm in near]
        if said != self._shown or len(runs) != self._runs:
            self._shown, self._runs = said, len(runs)
            self._build(near[:_MOST], now)
        self.setVisible(bool(runs))
        self.updateGeometry()

    def _build(self, near: Sequence[Alarm], now: datetime) -> None:
        focused = next((chip.objectName() for chip in self.chips if chip.hasFocus()), "")
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for alarm in near:
            chip = ClockChip(self._lanes, self._context, alarm, now)
            self._row.addWidget(chip)
            if chip.objectName() == focused:
                chip.setFocus()
        every = QuietButton(self.tr("All clocks"))
        every.setObjectName("all-clocks-button")
        every.clicked.connect(self._list)
        self._row.addWidget(every)

        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Keep to one line: the most urgent, as many as there is room for, and the way to all."""
        items = [self._row.itemAt(index) for index in range(self._row.count())]
        widgets = [widget for item in items if item is not None and (widget := item.widget())]
        if not widgets:
            return
        *chips, every = widgets
        room = self.width() - every.sizeHint().width()
        for place, chip in enumerate(chips):
            room -= chip.sizeHint().width() + self._row.spacing()
            chip.setVisible(place == 0 or room >= 0)

    def _list(self) -> None:
        now = self._context.clock.now()
        AllClocks(self._lanes, self._context, self._found, now, self.window()).open()

    def _on_changed(self, changes: Changes) -> None:
        if changes.ids_by_kind:
            self._read()

    def _on_settings(self, _settings: object) -> None:
        self._show(self._found)

    def _on_pulse(self) -> None:
        around = self.parentWidget()
        if around is not None and around.isVisible():
            self._read()
