"""An act that would change very many records: what it is, asked before it happens."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes, Stopped
from desktop.context import DeskContext
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import TextArea
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Hint, Label
from desktop.wording.names import shown
from desktop.wording.numbers import count, counted
from storage.errors import MassChangeError
from storage.usecases.transaction import Granted
from sync.client.members import is_lead

_DRAFT = "masschange"


def _tr(text: str) -> str:
    return QCoreApplication.translate("masschange", text)


class StoppedDialog(Dialog):
    """Says what would be changed and how much of it; goes on with a reason, or leaves it all."""

    def __init__(
        self, lanes: Lanes, context: DeskContext, stopped: Stopped, parent: QWidget
    ) -> None:
        super().__init__(parent, _tr("This would change very much at once"))
        self._context, self._stopped = context, stopped
        self._by_lead = False
        error = stopped.error
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.what = Label(what_words(error), wrap=True)
        self.first = Label(first_words(error, initials=context.initials), wrap=True)
        self.reason = TextArea(_tr("Reason"), lines=2)
        self.reason.setObjectName("masschange_reason")
        self.reason.setPlainText(context.draft(_DRAFT) or "")
        meaning = _tr(
            "Nothing was changed yet. The reason goes into the record of access, which leads read."
        )
        for part in (self.notice, self.what, self.first, Hint(meaning, wrap=True)):
            self.body.addWidget(part)
        self.body.addWidget(labelled(_tr("&Reason"), self.reason))
        self.leave = self.add_button(_tr("Leave everything as it is"))
        self.leave.setFocus()
        self.go_on = self.add_button(_tr("Go on"), self._go_on)
        self.go_on.setObjectName("masschange_go_on")
        self.reason.textChanged.connect(self._typed)
        self.rejected.connect(self._left)
        self.go_on.setEnabled(False)
        self.take_room(520)
        lanes.read(is_lead, context=self, then=self._show)

    def _show(self, lead: bool) -> None:  # noqa: FBT001 - a slot
        self._by_lead = lead
        if self._stopped.error.lead_only and not lead:
            self.notice.say(
                _tr("Only a lead of your program may do this. Ask one to do it on their laptop.")
            )
            self.reason.setEnabled(False)
        self._enable()

    def _typed(self) -> None:
        self._context.keep_draft(_DRAFT, self.reason.toPlainText())
        self._enable()

    def _enable(self) -> None:
        may = self._by_lead or not self._stopped.error.lead_only
        self.go_on.setEnabled(may and bool(self.reason.toPlainText().strip()))

    def _go_on(self) -> None:
        self._context.drop_draft(_DRAFT)
        self._stopped.go_on(Granted(self.reason.toPlainText().strip(), self._by_lead))
        self.accept()

    def _left(self) -> None:
        self._stopped.leave()


def what_words(error: MassChangeError) -> str:
    """Return what the act would do, counted in a person's words."""
    parts = []
    if error.cases:
        parts.append(
            _tr("change {cases}").format(cases=counted(error.cases, _tr("case"), _tr("cases")))
        )
    if error.retired:
        words = counted(error.retired, _tr("record"), _tr("records"))
        parts.append(_tr("retire or bring back {records}").format(records=words))
    if error.others:
        words = counted(error.others, _tr("other record"), _tr("other records"))
        parts.append(_tr("change {records}").format(records=words))
    return _tr("“{act}” would {what}. More than {most} at once are asked about first.").format(
        act=error.act, what=_tr(" and ").join(parts), most=count(error.most)
    )


def first_words(error: MassChangeError, *, initials: bool) -> str:
    """Return the first of what would be changed, one on a line."""
    lines = [
        f"{kind} {name if kind == _CASE else shown(name, initials)}".strip()
        for kind, name in error.first
    ]
    left = error.cases + error.retired + error.others - len(lines)
    if left > 0:
        lines.append(_tr("and {count} more").format(count=count(left)))
    return "\n".join(lines)


_CASE = "Case"
