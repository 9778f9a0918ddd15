"""The dialogs that any page may open, and how they come back after a lock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from shiboken6 import isValid

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.settings import Settings
from desktop.shell.focus import Return, Spot, spot_from, spot_in
from desktop.shell.places import DialogProtocol, make_dialog

_READ_ANEW = frozenset(
    {
        "attendance", "closecase", "copypanel", "handover", "history", "misfiled", "missing",
        "newtask", "plainplan", "print", "record", "reopencase", "returned", "safetycard",
        "sameperson", "share", "suggest", "viewer",
    }
)  # fmt: skip
"""What names people and stands up again with every letter, as after a lock."""

_Act = Callable[[], object]


def _do(act: _Act) -> object:
    return act()


@dataclass(slots=True, eq=False)
class _Open:
    name: str
    target: Mapping[str, Any]
    dialog: QDialog
    spot: Spot | None = None


class OpenDialogs(QObject):
    """Opens each dialog once at a time, and keeps what it takes to open it again."""

    failed = Signal(object)

    def __init__(self, window: QWidget, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(window)
        self._window = window
        self._lanes = lanes
        self._context = context
        self._open: list[_Open] = []
        self._initials = context.initials
        self._is_stale = self._busy = False
        context.settings_changed.connect(self._on_settings)
        lanes.busy.connect(self._on_busy)

    def open(
        self,
        dialog_id: str,
        target: Mapping[str, Any],
        place: Mapping[str, Any] | None = None,
        spot: Spot | None = None,
    ) -> QDialog:
        """Open a dialog, or bring the open one forward; with ``place`` as it was left."""
        for known in self._living():
            if known.name == dialog_id:
                known.dialog.activateWindow()
                return known.dialog
        dialog = make_dialog(dialog_id, self._lanes, self._context, target, self._window)
        opened = _Open(dialog_id, target, dialog)
        dialog.finished.connect(lambda _code: self._forget(opened))
        self._open.append(opened)
        if place is not None:
            self._put_back(opened, place)
        dialog.open()
        if spot is not None:
            Return(dialog, spot)
        return dialog

    def _put_back(self, opened: _Open, place: Mapping[str, Any]) -> None:
        try:
            cast(DialogProtocol, opened.dialog).restore_place(place)
        except Exception:
            # Nobody sees it, and it may not stand for the one that is opened next.
            self._forget(opened)
            opened.dialog.deleteLater()
            raise

    def place(self) -> list[dict[str, Any]]:
        """Return every open dialog as plain data, the lowest first.

        One that cannot tell where it stands is left out, and noted.
        """
        return [found for known in self._living() if (found := self._place_of(known))]

    def _place_of(self, known: _Open) -> dict[str, Any]:
        try:
            place = cast(DialogProtocol, known.dialog).place()
        except Exception as error:  # noqa: BLE001 - one that fails must not take the others' typing
            self.failed.emit(error)
            return {}
        return {
            "id": known.name,
            "target": dict(known.target),
            "place": place,
            "spot": known.spot.plain() if known.spot else {},
        }

    def note_spots(self) -> None:
        """Remember where the keyboard is in each dialog, before it is taken away."""
        for known in self._living():
            known.spot = spot_in(known.dialog) or known.spot

    def restore_place(
        self, places: list[Mapping[str, Any]], attempt: Callable[[_Act], object] = _do
    ) -> None:
        """Open again what was open; ``attempt`` is given one after the other to try."""
        for kept in places:
            attempt(partial(self._open_again, kept))

    def _open_again(self, kept: Mapping[str, Any]) -> None:
        self.open(str(kept["id"]), kept["target"], kept["place"], spot_from(kept["spot"]))
        self._context.note_shown(str(kept["id"]), kept["target"])

    def _on_settings(self, settings: Settings) -> None:
        if settings.initials != self._initials:
            self._initials = settings.initials
            self._is_stale = bool(self._living())

    def _on_busy(self, busy: bool) -> None:  # noqa: FBT001 - a slot
        self._busy = busy
        if self._is_stale and not busy:
            # What has just come home is shown first, and may ask for more.
            QTimer.singleShot(0, self, self._read_anew)

    def _read_anew(self) -> None:
        """Open anew, in its place, what stood open while names became initials, or names again.

        Never amid a save or a question, and nothing on which a secret stands.
        """
        if self._busy or not self._is_stale:
            return
        self._is_stale = False
        living = self._living()
        front = living[-1].dialog if living else None
        if front is None or QApplication.activeModalWidget() is not front:
            return
        if not all(known.name in _READ_ANEW for known in living):
            return
        self.note_spots()
        places = self.place()
        if len(places) < len(living):
            return
        self._open = []
        for known in reversed(living):
            # It is not closed by anybody: nothing is to follow from it.
            known.dialog.blockSignals(True)
            known.dialog.done(QDialog.DialogCode.Rejected)
        self.restore_place(cast(list[Mapping[str, Any]], places))

    def _living(self) -> list[_Open]:
        self._open = [known for known in self._open if isValid(known.dialog)]
        return list(self._open)

    def _forget(self, closed: _Open) -> None:
        self._open = [known for known in self._open if known is not closed]
