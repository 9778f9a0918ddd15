"""The window in which a second factor is added, asked for, taken out."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.dialogs.factors import acts
from desktop.system.touch import Touch
from desktop.widgets.buttons import Button
from desktop.widgets.columns import Columns
from desktop.widgets.inputs import ChoiceBox, LineEdit
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Heading, Hint, Label
from desktop.widgets.secretdialog import SecretDialog

_LEAST_KEYS = 2
_LONGEST = 40


def _tr(text: str) -> str:
    return QCoreApplication.translate("factors", text)


class FactorsDialog(SecretDialog):
    """Says what opens the workspace; every change asks for the passphrase.

    ``devices`` says which keys are plugged in, for a test that has one of its own.
    """

    dialog_id = "factors"
    devices: Any = None

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        del target
        text = _tr(
            "Somebody who learns your passphrase and gets a copy of this folder, a backup or a"
            " stick, can open it. A second factor stops that: they would need the thing too."
            " Your recovery code always opens without it."
        )
        super().__init__(lanes, _tr("Second factor"), text, parent)
        self._context = context
        self._touch: Touch | None = None
        self.standing = Label("", wrap=True)
        self.standing.setObjectName("factors_standing")
        self.body.addWidget(self.standing)
        self.passphrase = self.secret_line(_tr("Your &passphrase"), "factors_passphrase")
        self.store_button = Button(_tr("Ask for it &every time"), "shield")
        self.store_hint = Hint("", wrap=True)
        self.name = LineEdit(_tr("A name for the key"))
        self.name.setMaxLength(_LONGEST)
        self.pin = LineEdit(_tr("Its own PIN, if it wants one"))
        self.pin.setObjectName("factors_pin")
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.add_key_button = Button(_tr("&Add a security key"), "key-round")
        self.keys_button = Button(_tr("Ask for one e&very time"), "shield-check")
        self.alone_button = Button(_tr("Let the passphrase open a&lone"), "lock-open")
        self.known = ChoiceBox(_tr("Factors"))
        self.remove_button = Button(_tr("&Take it out"), "x")
        self._arrange()
        self.add_button(_tr("Close"))
        self.take_room(560, 560)
        self._read()

    def place(self) -> dict[str, Any]:
        """Return nothing: what was typed is a secret."""
        return {}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Nothing is kept of a secret."""

    @override
    def done(self, result: int, /) -> None:
        """Close it, and wait for no key any more."""
        if self._touch is not None:
            self._touch.stop.set()
        super().done(result)

    def _arrange(self) -> None:
        controls = ("name", "store_button", "add_key_button", "keys_button", "alone_button",
                    "known", "remove_button")  # fmt: skip
        for control in controls:
            getattr(self, control).setObjectName(f"factors_{control}")
        naming = Columns(
            [
                (labelled(_tr("A &name for the key"), self.name), 1),
                (labelled(_tr("Its own P&IN, if it wants one"), self.pin), 1),
            ],
            2,
            least=200,
        )
        self._put(_tr("Security keys"), naming, self.add_key_button, self.keys_button)
        self._put(_tr("This laptop's key store"), self.store_hint, self.store_button)
        asked = labelled(_tr("What is asked &for beside the passphrase"), self.known)
        self._put(_tr("Take it back"), asked, self.remove_button, self.alone_button)
        self.body.addWidget(self.notice)
        self.body.addStretch(1)
        self.store_button.clicked.connect(lambda: self._do(acts.use_store(self._typed())))
        self.keys_button.clicked.connect(lambda: self._do(acts.need_keys(self._typed())))
        self.alone_button.clicked.connect(lambda: self._do(acts.need_none(self._typed())))
        self.remove_button.clicked.connect(
            lambda: self._do(acts.remove(self._typed(), str(self.known.currentData())))
        )
        self.add_key_button.clicked.connect(self._add_key)
        self.passphrase.setFocus()

    def _put(self, title: str, first: QWidget, *buttons: QWidget) -> None:
        """Put a part of the window under its title, its buttons side by side with room."""
        self.body.addWidget(Heading(title, level=3))
        self.body.addWidget(first)
        self.body.addWidget(Columns([(button, 1) for button in buttons], 2, least=230))

    def _typed(self) -> str:
        return self.passphrase.text()

    def _read(self) -> None:
        self._lanes.tend(
            acts.read, context=self, then=self._show_all, failed=self.say_why, long=True
        )

    def _add_key(self) -> None:
        name = self.name.text().strip()
        if not name:
            self.say(_tr("Give the key a name first, such as its colour."))
            self.name.setFocus()
            return
        self._touch = Touch(self, self.pin.text())
        self._touch.wanted.connect(
            lambda: self.notice.say(_tr("Touch the security key now. It is asked twice."))
        )
        self._do(acts.add_key(self._typed(), name, self._touch, self.devices))

    def _do(self, act: acts.Act) -> None:
        if self._busy:
            return
        self._busy = True
        self.notice.say(_tr("One moment…"))
        self._lanes.tend(act, context=self, then=self._note, failed=self.say_why, long=True)

    def _note(self, found: Any) -> None:
        self._busy, self._touch = False, None
        self.notice.hide()
        self.name.clear()
        self.pin.clear()
        self._show(found)
        self._context.say(_tr("Changed. It holds from the next unlocking on."))

    def _show_all(self, read: tuple[Any, bool]) -> None:
        found, is_there = read
        self.store_button.setEnabled(is_there)
        self.store_hint.setText(
            _tr("A copy of the folder then opens nowhere else, not even with the passphrase.")
            if is_there
            else _tr("This desktop has no key store that lasts.")
        )
        self._show(found)

    def _show(self, found: Any) -> None:
        keys = [one for one in found.factors if one.kind != acts.STORE]
        stores = len(found.factors) - len(keys)
        if not found.needed:
            words = _tr("Now: your passphrase opens alone.")
        elif stores:
            words = _tr("Now: your passphrase, and this laptop's key store.")
        else:
            words = _tr("Now: your passphrase, and one of your security keys.")
        self.standing.setText(words)
        self.known.clear()
        for one in found.factors:
            label = _tr("This laptop's key store") if one.kind == acts.STORE else one.label
            self.known.addItem(label, one.id)
        self.known.setEnabled(bool(found.factors))
        self.remove_button.setEnabled(bool(found.factors))
        self.keys_button.setEnabled(len(keys) >= _LEAST_KEYS and (not found.needed or bool(stores)))
        self.alone_button.setEnabled(found.needed)
