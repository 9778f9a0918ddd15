"""Close a case: day, reason, how exploitation stands, what was reached, and what stays open."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.dialogs.openends import OpenEnds
from desktop.forms.form import RecordForm
from desktop.forms.layout import Section, wide
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import QuietButton
from desktop.widgets.dialogs import Dialog
from desktop.widgets.labels import Heading, Hint
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.errors import plain
from storage.domain.ids import RecordId
from storage.domain.kinds.case import Case
from storage.usecases.casefile import stored_record
from storage.usecases.closing import Closing, OpenEnd, close_case, open_ends, reopen_case
from storage.usecases.editing import Kept

_SECTIONS = (
    Section("", ("closed_on", "closure_reason", wide("exploitation_at_close"), wide("outcome"))),
)


def _tr(text: str) -> str:
    return QCoreApplication.translate("closing", text)


class CloseCaseDialog(Dialog):
    """Closes the case ``target["record"]``; what is typed is kept as a draft."""

    dialog_id = "closecase"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, _tr("Close the case"))
        self._lanes, self._context = lanes, context
        self._case = RecordId(bytes.fromhex(target["record"]))
        self._before: Any = None
        self._wanted: Mapping[str, Any] = context.draft(self._draft_place()) or {}
        self._banner = Banner("", "warn")
        self._banner.hide()
        self._form = RecordForm(Case, _SECTIONS, context.book, context.today())
        self._ends = OpenEnds(context)
        self._arrange()
        self._form.draft.connect(lambda _snapshot: self._keep_draft())
        self._ends.changed.connect(self._keep_draft)
        lanes.read(_read, self._case, context.today(), context=self, then=self._show)

    def place(self) -> dict[str, Any]:
        """Return everything typed and chosen."""
        return {"form": self._form.snapshot(), "ended": [one.hex() for one in self._ends.ended()]}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show it again, once the case is here."""
        self._wanted = place
        if self._before is not None:
            self._restore()

    def save(self) -> None:
        """Close the case, or say at its fields why not."""
        if self._before is None or not self._form.check():
            return
        closing = Closing(
            before=self._before, values=self._form.values(), ended=tuple(self._ends.ended())
        )
        self._lanes.write(close_case, closing, context=self, then=self._kept, failed=self._failed)

    def _arrange(self) -> None:
        all_of_it = QuietButton(_tr("Close all of it"))
        all_of_it.clicked.connect(self._ends.end_all)
        head = QHBoxLayout()
        head.addWidget(Heading(_tr("What is still open"), level=3))
        head.addStretch(1)
        head.addWidget(all_of_it)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, px(10), 0)
        column.setSpacing(px(8))
        column.addWidget(self._form)
        column.addLayout(head)
        hint = _tr("What is carried on stays on its list after the case is closed.")
        column.addWidget(Hint(hint, wrap=True))
        column.addWidget(self._ends)
        column.addStretch(1)
        self.body.addWidget(self._banner)
        self.body.addWidget(ScrollBox(inner), 1)
        self.add_button(self.tr("Cancel"))
        self.add_button(_tr("Close the case"), self.save, primary=True)
        self.take_room(640, 600)

    def _show(self, read: tuple[Any, Sequence[OpenEnd]]) -> None:
        stored, ends = read
        if stored is None:
            self._banner.say(_tr("This case is not on this laptop any more."))
            return
        self._before = stored
        self._form.set_record(
            {
                "closed_on": self._context.today(),
                "closure_reason": stored.record.closure_reason,
                "exploitation_at_close": stored.record.exploitation_now,
                "outcome": stored.record.outcome,
            }
        )
        self._ends.show_ends(ends, map(_id, self._wanted.get("ended", ())))
        self._restore()
        self._form.editor("closure_reason").focus_here()

    def _restore(self) -> None:
        if form := self._wanted.get("form"):
            self._form.restore(form)

    def _keep_draft(self) -> None:
        self._context.keep_draft(self._draft_place(), self.place())

    def _draft_place(self) -> str:
        return f"closecase/{self._case.hex()}"

    def _kept(self, kept: Kept) -> None:
        if kept.problems:
            if elsewhere := self._form.tell(kept.problems):
                self._banner.say(elsewhere)
            return
        self._context.drop_draft(self._draft_place())
        self.accept()
        self._context.say(_tr("Case closed"), kept.dot)

    def _failed(self, error: BaseException) -> None:
        self._banner.say(plain(error))


class ReopenCaseDialog(Dialog):
    """Opens the closed case ``target["record"]`` again, from a day on."""

    dialog_id = "reopencase"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, _tr("Open the case again"))
        self._lanes, self._context = lanes, context
        self._before: Any = None
        self._form = RecordForm(
            Case, (Section("", (wide("reopened_on"),)),), context.book, context.today()
        )
        self._form.set_record({"reopened_on": context.today()})
        words = _tr("Day and reason of its closing stay in its history.")
        self.body.addWidget(self._form)
        self.body.addWidget(Hint(words, wrap=True))
        self.add_button(self.tr("Cancel"))
        self.add_button(_tr("Open the case again"), self.save, primary=True)
        self._form.editor("reopened_on").focus_here()
        case = RecordId(bytes.fromhex(target["record"]))
        lanes.read(stored_record, "case", case, context=self, then=self._take)

    def place(self) -> dict[str, Any]:
        """Return what is typed."""
        return {"form": self._form.snapshot()}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show it again."""
        if form := place.get("form"):
            self._form.restore(form)

    def save(self) -> None:
        """Open the case again."""
        if self._before is None or not self._form.check():
            return
        day = self._form.values()["reopened_on"] or self._context.today()
        self._lanes.write(
            reopen_case, self._before, day, context=self, then=self._kept, failed=self._failed
        )

    def _take(self, stored: Any) -> None:
        self._before = stored

    def _kept(self, dot: Any) -> None:
        self.accept()
        self._context.say(_tr("The case is open again"), dot)

    def _failed(self, error: BaseException) -> None:
        self._form.editor("reopened_on").show_problem(plain(error))


def _id(digits: str) -> RecordId:
    return RecordId(bytes.fromhex(digits))


def _read(connection: Any, case: RecordId, today: date) -> tuple[Any, Sequence[OpenEnd]]:
    return stored_record(connection, "case", case), open_ends(connection, case, today)
