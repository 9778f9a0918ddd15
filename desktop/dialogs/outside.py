"""Open a document in another program: only where the rules allow it, with a reason, logged."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lending import Lending
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import LineEdit
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Label, Muted
from desktop.wording.errors import plain
from desktop.wording.leaving import log_words, stands_words
from storage.domain.ids import RecordId, parse_id
from storage.errors import SatchelError
from storage.usecases.changes import Changes
from storage.usecases.documents.limits import limit_of
from storage.usecases.documents.outside import Leaving, leaving, let_out, refusal
from storage.usecases.documents.showing import document_of
from storage.usecases.sharing import Released
from sync.client.members import is_lead

_LONGEST = 200


class OutsideDialog(Dialog):
    """``target["document"]`` is to be opened outside."""

    dialog_id = "outside"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, self.tr("Open in another program"))
        self._lanes, self._context = lanes, context
        self._record: RecordId = parse_id(str(target["document"]))
        self._lead = False
        self.notice = Banner("", "warn")
        self.limit = Label("", wrap=True)
        self.reason = LineEdit(self.tr("What it is for"))
        self.reason.setObjectName("outside_reason")
        self.reason.setMaxLength(_LONGEST)
        self._arrange()
        self.add_button(self.tr("Cancel"))
        self.open_button = self.add_button(self.tr("Log it and open"), self.send, primary=True)
        self.open_button.setObjectName("outside_open")
        self.open_button.setEnabled(False)
        lanes.read(_asked, self._record, context=self, then=self._show, failed=self._say_why)
        self.reason.setFocus()

    def place(self) -> dict[str, Any]:
        """Return the reason."""
        return {"reason": self.reason.text()}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show it again."""
        self.reason.setText(str(place.get("reason", "")))

    def send(self) -> None:
        """Log it, then have another program open it; say why not."""
        if not self.reason.text().strip():
            self.notice.say(self.tr("Say what it is for."))
            self.reason.setFocus()
            return
        self.open_button.setEnabled(False)
        self._lanes.report(
            leaving, self._record, context=self, then=self._release, failed=self._say_why
        )

    def _release(self, what: Leaving) -> None:
        self._lanes.let_out(
            _let_out,
            what,
            self.reason.text().strip(),
            self._lead,
            context=self,
            then=lambda released: self._lend(what, released),
            failed=self._say_why,
        )

    def _lend(self, what: Leaving, released: Released) -> None:
        try:
            opened = Lending.of(self._context).lend(what, released)
        except SatchelError as error:
            self._say_why(error)
            return
        if not opened:
            self.notice.say(
                self.tr("No program on this computer opens it. Nothing of it lies outside.")
            )
            return
        stands = stands_words(read_only=self._context.read_only)
        self._context.say(f"{self.tr('Opened outside.')} {stands}")
        self.accept()

    def _show(self, asked: tuple[str, bool, str]) -> None:
        why_not, self._lead, limit = asked
        if limit:
            self.limit.setText(self.tr("Limit on passing it on: {limit}").format(limit=limit))
        self.limit.setVisible(bool(limit))
        self.open_button.setEnabled(not why_not)
        if why_not:
            self.notice.say(why_not)

    def _say_why(self, error: BaseException) -> None:
        self.open_button.setEnabled(True)
        self.notice.say(plain(error))

    def _arrange(self) -> None:
        told = self.tr(
            "The other program gets a copy under a name that says nothing, in a place that is"
            " wiped when you are done with it, at every lock and at exit. What you change in it"
            " goes with it, unless you keep it here first. What that program keeps of it (a list"
            " of recent files, a copy of its own) is out of Satchel's hands."
        )
        self.body.addWidget(Label(told, wrap=True))
        self.body.addWidget(self.limit)
        self.body.addWidget(labelled(self.tr("What it is &for"), self.reason))
        note = self.tr("It is written in the disclosure log before it is opened.")
        if self._context.read_only:
            note = log_words(read_only=True)
        self.body.addWidget(Muted(note, wrap=True))
        self.body.addWidget(self.notice)
        self.limit.hide()
        self.notice.hide()
        self.take_room(520)


def _asked(connection: Any, record: RecordId) -> tuple[str, bool, str]:
    """Return why not, whether a lead asks, and what limits the document."""
    lead = is_lead(connection)
    limit = limit_of(connection, document_of(connection, record))
    return refusal(connection, lead=lead), lead, limit


def _let_out(
    transaction: Any,
    what: Leaving,
    reason: str,
    lead: bool,  # noqa: FBT001 - as the lane passes it on
) -> tuple[Released, Changes]:
    released = let_out(transaction, what, reason, lead=lead)
    return released, released.changes
