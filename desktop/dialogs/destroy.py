"""Destroy a case: why, what goes, what others may still hold, and its number typed once more."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import ChoiceBox, LineEdit
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Label
from desktop.wording.dates import short_day
from desktop.wording.destroying import why_not
from desktop.wording.sync import not_yet_cleared
from desktop.wording.troubles import what_happened
from storage.domain.ids import RecordId
from storage.domain.kinds.hold import LegalHold
from storage.usecases.casefile import stored_record
from storage.usecases.retention.holds import holds_of
from sync.client.cleared import is_owed
from sync.client.governing.expunging import expunge
from sync.client.governing.restricting import Access, access_of


def _tr(text: str) -> str:
    return QCoreApplication.translate("access", text)


class DestroyDialog(Dialog):
    """Destroys the case ``target["record"]`` everywhere its key can be destroyed."""

    dialog_id = "destroy"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, _tr("Destroy this case"))
        self._lanes, self._context = lanes, context
        self._case = RecordId(bytes.fromhex(target["record"]))
        self._number = ""
        self._access: Access | None = None
        self._held = False
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.reason = ChoiceBox(_tr("Why"))
        self.reason.setObjectName("destroy_reason")
        for words, code in (
            (_tr("A court ordered it"), "court_order"),
            (_tr("Its time is over (retention)"), "retention"),
            (_tr("It was entered by mistake"), "entered_wrongly"),
            (_tr("The youth or guardian asked, and it may be done"), "request"),
        ):
            self.reason.addItem(words, code)
        self.number = LineEdit(_tr("Case number"))
        self.number.setObjectName("destroy_number")
        self.typed = labelled(_tr("Type the case's &number to go on"), self.number)
        self._arrange()
        self.add_button(_tr("Cancel")).setFocus()
        self.button = self.add_button(_tr("Destroy it for good"), self.destroy_case)
        self.button.setObjectName("destroy_now")
        self.button.setEnabled(False)
        self.number.textChanged.connect(self._compare)
        self.take_room(560, 480)
        lanes.read(_read, self._case, context=self, then=self._show)

    def place(self) -> dict[str, Any]:
        """Return which case it is; the number is typed anew."""
        return {"record": self._case.hex()}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Nothing is kept of a decision like this."""

    def destroy_case(self) -> None:
        """Sign it; every laptop that hears of it destroys what it holds."""
        if self._access is None:
            return
        self.button.setEnabled(False)
        self.button.setText(_tr("Destroying…"))
        cases = ((self._access.vault, self._case),)
        self._context.syncing.run(
            expunge(self._context.clock, cases, self.reason.currentData()),
            context=self,
            then=lambda _done: self._lanes.read(is_owed, context=self, then=self._done),
            failed=self._fail,
        )

    def _arrange(self) -> None:
        what = Label(
            _tr(
                "Everything in it goes: the youth's record, notes, services, court, documents, and"
                " their history. It goes from this laptop now, from every other laptop at its next"
                " sync, and from the server, at once or with a later round: until then Program and"
                " sync names it among what waits. Nobody can bring it back."
            ),
            wrap=True,
        )
        still = Label(
            _tr(
                "What others may still hold: laptops that do not sync, backups made before today"
                " and kept elsewhere, the server's own backups until they lapse, paper, and files"
                " that were exported. Figures of past periods do not change: only counts are kept."
            ),
            wrap=True,
        )
        for part in (self.notice, what, still, labelled(_tr("&Why"), self.reason), self.typed):
            self.body.addWidget(part)
        self.body.addStretch(1)

    def _show(self, found: tuple[str, Access | None, tuple[LegalHold, ...]]) -> None:
        self._number, self._access, holds = found
        self._held = bool(holds)
        if holds:
            day = short_day(holds[0].from_on) if holds[0].from_on else ""
            self.notice.say(
                _tr("It is under a legal hold since {day}. Lift the hold first.").format(day=day)
            )
        elif self._access is None or not self._access.leads:
            self.notice.say(why_not(connected=self._access is not None))
        self._compare()

    def _compare(self, _text: str = "") -> None:
        same = bool(self._number) and self.number.text().strip() == self._number
        may = self._access is not None and self._access.leads and not self._held
        self.button.setEnabled(same and may)

    def _done(self, is_owed: bool) -> None:  # noqa: FBT001 - what a read found
        words = _tr("The case was destroyed.")
        self._context.say(f"{words} {not_yet_cleared()}" if is_owed else words)
        self._context.go("caseload")
        self._context.syncing.sync_now()
        self.accept()

    def _fail(self, error: BaseException) -> None:
        self.button.setText(_tr("Destroy it for good"))
        self.notice.say(what_happened(error))
        self._compare()


def _read(connection: Any, case: RecordId) -> tuple[str, Access | None, tuple[LegalHold, ...]]:
    stored = stored_record(connection, "case", case)
    number = stored.record.number if stored else ""
    return number, access_of(connection, case), holds_of(connection, case)
