"""Lift a legal hold: what it was for, and why it is over."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import TextArea
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Hint, Label
from desktop.wording.dates import short_day
from desktop.wording.errors import plain
from storage.domain.ids import RecordId
from storage.domain.kinds.hold import LegalHold
from storage.usecases.casefile import stored_record
from storage.usecases.retention.holds import lift_hold
from storage.usecases.syncing.expunging import held_back


def _tr(text: str) -> str:
    return QCoreApplication.translate("lifthold", text)


class LiftHoldDialog(Dialog):
    """Lifts the hold ``target["record"]`` with a reason."""

    dialog_id = "lifthold"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, _tr("Lift this legal hold"))
        self._lanes, self._context = lanes, context
        self._hold = RecordId(bytes.fromhex(target["record"]))
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.what = Label("", wrap=True)
        self.meaning = Hint("", wrap=True)
        self.because = TextArea(_tr("Why it is over"), lines=3)
        self.because.setObjectName("lifthold_because")
        for part in (self.notice, self.what, self.meaning):
            self.body.addWidget(part)
        self.body.addWidget(labelled(_tr("&Why it is over"), self.because))
        self.add_button(_tr("Cancel"))
        self.button = self.add_button(_tr("Lift the hold"), self.lift)
        self.button.setObjectName("lifthold_now")
        self.button.setEnabled(False)
        self.because.textChanged.connect(self._enable)
        self.because.setFocus()
        self.take_room(520)
        lanes.read(_read, self._hold, context=self, then=self._show)

    def place(self) -> dict[str, Any]:
        """Return what is typed."""
        return {"record": self._hold.hex(), "because": self.because.toPlainText()}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Let it stand there again."""
        self.because.setPlainText(str(place.get("because", "")))

    def lift(self) -> None:
        """Lift it."""
        self._lanes.write(
            lift_hold,
            self._hold,
            self.because.toPlainText(),
            context=self,
            then=lambda _done: self._done(),
            failed=lambda error: self.notice.say(plain(error)),
        )

    def _show(self, found: tuple[LegalHold, bool] | None) -> None:
        if found is None:
            self.notice.say(_tr("This hold is not on this laptop any more."))
            return
        hold, is_back = found
        ground = self._context.book.label("hold_ground", hold.ground)
        since = short_day(hold.from_on) if hold.from_on else ""
        self.what.setText(f"{ground}, {since}\n{hold.reason}")
        self.meaning.setText(
            _tr(
                "The case was destroyed everywhere else, and stands on this laptop for this hold"
                " alone: it goes at once when no other hold keeps it."
            )
            if is_back
            else _tr("The case may be destroyed again once its time is over.")
        )
        self._enable()

    def _enable(self) -> None:
        self.button.setEnabled(bool(self.because.toPlainText().strip() and self.what.text()))

    def _done(self) -> None:
        self._context.say(_tr("The hold was lifted."))
        self.accept()


def _read(connection: Any, hold: RecordId) -> tuple[LegalHold, bool] | None:
    stored = stored_record(connection, "legal_hold", hold)
    if stored is None:
        return None
    return stored.record, stored.record.case in held_back(connection)
