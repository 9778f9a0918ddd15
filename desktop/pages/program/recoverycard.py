"""The card of what is done when a passphrase is forgotten or the leads' laptops are gone."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from desktop.theme import px
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.flow import FlowLayout
from desktop.widgets.labels import FieldName, Label, Muted
from desktop.wording.dates import short_day
from desktop.wording.names import shown
from desktop.wording.numbers import counted
from sync.client.recovery.holding import Held
from sync.client.recovery.state import RecoveryState


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class RecoveryCard(Card):
    """Who can help whom, in sentences, and what may be done about it."""

    wanted = Signal(str)
    """Which dialog: ``help``, ``make``, ``print``, ``give`` or ``gather``."""

    def __init__(self) -> None:
        super().__init__(_tr("When something is lost"))
        self.passphrase = Label("", wrap=True)
        self.key = Label("", wrap=True)
        self.rehearsed = Muted("", wrap=True)
        self.buttons: dict[str, Button] = {}
        self.body.addWidget(FieldName(_tr("A passphrase")))
        self.body.addWidget(self.passphrase)
        self.body.addWidget(self._row(("help", _tr("&Help a colleague unlock…"), "life-buoy")))
        self.body.addSpacing(px(6))
        self.body.addWidget(FieldName(_tr("All leads' laptops: the recovery key")))
        self.body.addWidget(self.key)
        self.body.addWidget(self.rehearsed)
        self.body.addWidget(
            self._row(
                ("make", "", "key-round"),
                ("print", _tr("&Print my share…"), "printer"),
                ("give", _tr("&Give my share…"), "file-output"),
                ("gather", _tr("&Bring shares together…"), "users"),
            )
        )

    def show_state(self, state: RecoveryState, *, initials: bool) -> None:
        """Say how things stand, and offer what this person may do."""
        self.passphrase.setText(_passphrase(state))
        self.key.setText(_key(state.key, initials=initials))
        self.rehearsed.setText(_rehearsed(state))
        self.rehearsed.setVisible(state.key is not None)
        self.buttons["make"].setText(
            _tr("&Make a recovery key…") if state.key is None else _tr("&Make it anew…")
        )
        owns = state.key is not None and state.key.own
        for name, is_offered in (
            ("help", state.leads),
            ("make", state.leads),
            ("print", owns),
            ("give", owns),
            ("gather", state.key is not None),
        ):
            self.buttons[name].setVisible(is_offered)

    def _row(self, *buttons: tuple[str, str, str]) -> QWidget:
        line = QWidget()
        row = FlowLayout(line)
        for name, text, icon in buttons:
            button = Button(text, icon)
            button.setObjectName(f"recovery_{name}")
            button.clicked.connect(lambda _=False, name=name: self.wanted.emit(name))
            self.buttons[name] = button
            row.addWidget(button)
        return line


def _passphrase(state: RecoveryState) -> str:
    if not state.helpers:
        return _tr(
            "If you forget yours, only the recovery code on paper opens this laptop. For leads to"
            " be able to help, the program needs {needed} besides you."
        ).format(needed=state.needed)
    return _tr(
        "If you forget yours: {people} hold a share of your key, and {needed} of them can open"
        " this laptop together with you."
    ).format(
        people=counted(state.helpers, _tr("lead"), _tr("leads")),
        needed=state.needed,
    )


def _key(key: Held | None, *, initials: bool) -> str:
    if key is None:
        return _tr(
            "There is none yet. Its shares, kept by people of the program, let a new laptop in when"
            " no lead's laptop is left. One share alone opens nothing."
        )
    names = ", ".join(
        _tr("{name} (left)").format(name=shown(holder.name, initials))
        if holder.left
        else shown(holder.name, initials)
        for holder in key.holders
    )
    return _tr("Any {needed} of {count} shares make it. They are with {names}.").format(
        needed=key.threshold, count=len(key.holders), names=names
    )


def _rehearsed(state: RecoveryState) -> str:
    if state.rehearsed is None:
        return _tr("It was never tried. Bring the shares together once, and then every year.")
    return _tr("Last tried on {day}.").format(day=short_day(state.rehearsed))
