"""What may hold or shorten the lock: a meeting, a PIN; and what the lock cannot do."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lane import TendedWorkspace
from desktop.pages.settings.line import SettingLine
from desktop.pages.settings.pindialog import PinDialog
from desktop.settings import Settings
from desktop.theme import px
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.columns import Columns
from desktop.widgets.inputs import ChoiceBox
from desktop.widgets.labels import Muted

_MEETINGS = (0, 30, 60, 90, 120, 180, 240)
_PINS = (0, 5, 10, 15, 30, 60)


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


class LockCard(Card):
    """Its ``lines`` say who set what, as every line of the page."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(_tr("Lock"))
        self._lanes, self._context = lanes, context
        self._is_set = False
        self.meeting = _minutes(_tr("A meeting holds the lock for at most"), _MEETINGS, "meeting")
        self.pin = _minutes(_tr("A PIN unlocks after an idle lock"), _PINS, "pin")
        self.pin_button = Button("", "key-round")
        self.pin_button.setObjectName("settings_pin_button")
        self.forget_button = Button(_tr("&Forget the PIN"))
        self.forget_button.setObjectName("settings_forget_pin_button")
        meeting_hint = _tr("Ctrl+Shift+B says until when; only the idle lock waits")
        pin_hint = _tr("For so long, three tries; not after Ctrl+L, sleep or a locked screen")
        self.lines = {
            "lock.meeting_minutes": SettingLine(
                _tr("A &meeting holds the lock for at most"), self.meeting, meeting_hint
            ),
            "lock.pin_minutes": SettingLine(
                _tr("A &PIN unlocks after an idle lock"), self.pin, pin_hint
            ),
        }
        columns: list[tuple[QWidget, int]] = [(line, 1) for line in self.lines.values()]
        self.body.addWidget(Columns(columns, 2, least=170))
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.pin_button)
        row.addWidget(self.forget_button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(Muted(_hiding(context), wrap=True))
        self.body.addStretch(1)
        for box in (self.meeting, self.pin):
            box.activated.connect(self._choose)
        self.pin_button.clicked.connect(self._set_pin)
        self.forget_button.clicked.connect(self._forget_pin)
        self.show_settings(context.settings)

    def show_settings(self, chosen: Settings) -> None:
        """Show what holds."""
        for box, value in ((self.meeting, chosen.meeting_minutes), (self.pin, chosen.pin_minutes)):
            if box.findData(value) < 0:
                box.addItem(_words(value), value)
            box.setCurrentIndex(box.findData(value))
        self._show_buttons()

    def read(self) -> None:
        """Ask the workspace whether there is a PIN."""
        self._lanes.tend(_has_pin, context=self, then=self._show_pin)

    def _show_pin(self, is_set: bool) -> None:  # noqa: FBT001 - what came home
        self._is_set = is_set
        self._show_buttons()

    def _show_buttons(self) -> None:
        allowed = self._context.settings.pin_minutes > 0
        words = _tr("Change the P&IN…") if self._is_set else _tr("Choose a P&IN…")
        self.pin_button.setText(words)
        self.pin_button.setVisible(allowed)
        self.forget_button.setVisible(self._is_set)

    def _choose(self) -> None:
        chosen = replace(
            self._context.settings,
            meeting_minutes=int(self.meeting.currentData()),
            pin_minutes=int(self.pin.currentData()),
        )
        if chosen != self._context.settings:
            self._context.set_settings(chosen)

    def _set_pin(self) -> None:
        dialog = PinDialog(self._lanes, self.window())
        dialog.accepted.connect(partial(self._tell_everyone, _tr("The PIN is set.")))
        dialog.open()

    def _forget_pin(self) -> None:
        said = partial(self._tell_everyone, _tr("No PIN unlocks any more."))
        self._lanes.tend(_drop_pin, context=self, then=lambda _: said())

    def _tell_everyone(self, words: str) -> None:
        self.read()
        self._context.settings_changed.announce(self._context.settings)
        self._context.say(words)


def _has_pin(workspace: TendedWorkspace) -> bool:
    return bool(workspace.pin.is_set())


def _drop_pin(workspace: TendedWorkspace) -> None:
    workspace.pin.drop()


def _hiding(context: DeskContext) -> str:
    if context.shielded:
        return _tr(
            "The system was asked to leave Satchel's windows out of pictures and recordings of the"
            " screen. A camera still sees them."
        )
    return _tr(
        "This system cannot keep Satchel out of pictures and recordings of the screen, or out of a"
        " screen that is shared. F9 hides everything at once."
    )


def _minutes(name: str, choices: tuple[int, ...], stable_name: str) -> ChoiceBox:
    box = ChoiceBox(name)
    box.setObjectName(f"settings_{stable_name}_minutes")
    for value in choices:
        box.addItem(_words(value), value)
    return box


def _words(minutes: int) -> str:
    if not minutes:
        return _tr("Never")
    return _tr("{number} minutes").format(number=minutes)
