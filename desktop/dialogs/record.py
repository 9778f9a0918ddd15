"""One record in its form: to add, to look at, to change. Every letter is kept as a draft."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.conflicts.formmarks import FormMarks
from desktop.conflicts.whereline import WhereLine
from desktop.context import DeskContext
from desktop.dialogs.attending import after_saving, attendant_of
from desktop.dialogs.beginnings import blank, values_of
from desktop.dialogs.layouts import LAYOUTS
from desktop.forms.form import RecordForm
from desktop.forms.lookup import LaneFinder
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.foldedrecord import FoldedRecord
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.errors import plain
from desktop.wording.labels import kind_label
from storage.domain.ids import RecordId
from storage.domain.kinds import KINDS
from storage.errors import ChangedMeanwhileError
from storage.spec.kinds import fields_of, kind_of
from storage.usecases.casefile import stored_record
from storage.usecases.casehints import Meanwhile, meanwhile
from storage.usecases.changes import Changes
from storage.usecases.editing import Kept, keep_record
from storage.usecases.syncing.reviewing import reviews_of

_LINKS = (
    *("case", "person", "contact", "event", "amends", "recipient", "previous", "exploiter"),
    *("agency", "partner", "training", "episode", "referral_out", "replaces"),
)
"""Links that a target may carry, as hexadecimal ids."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("record", text)


class RecordDialog(Dialog):
    """The form of ``target["kind"]``: of ``target["record"]``, or of a new one.

    The keyboard stands on ``target["field"]`` where one is named.
    """

    dialog_id = "record"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        self._kind = str(target["kind"])
        self._record = RecordId(bytes.fromhex(target.get("record") or ""))
        cls = KINDS[self._kind]
        super().__init__(parent, _title(cls, new=not self._record))
        self._lanes, self._context = lanes, context
        self._links = {n: RecordId(bytes.fromhex(target[n])) for n in _LINKS if target.get(n)}
        self._before: Any = None
        self._wanted: Mapping[str, Any] | None = None
        self._at = str(target.get("field") or "")
        self._banner, self._advice = Banner("", "info"), ""
        self._form = RecordForm(
            cls,
            LAYOUTS[self._kind],
            context.book,
            context.today(),
            LaneFinder(lanes, self, lambda: context.initials, context.looks.searched),
            context.clock,
        )
        self._marks = FormMarks(lanes, context, self._form)
        self._where = WhereLine(lanes, context)
        self._where.setObjectName("record_where")
        self._arrange(parent.window().size())
        self._form.draft.connect(self._keep_draft)
        self._attendant = attendant_of(self._kind)(
            lanes, context, self._kind, self._record, self._form, self._advise
        )
        self.finished.connect(self._on_finished)
        lanes.changed.connect(self._on_changed)
        self._begin(values_of(self._kind, target.get("values", {})))

    @property
    def form(self) -> RecordForm:
        """The form of this dialog."""
        return self._form

    def place(self) -> dict[str, Any]:
        """Return everything typed."""
        return {"form": self._form.snapshot()}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show everything typed again, once the record is here."""
        self._wanted = place.get("form")
        if self._before is not None or not self._record:
            self._restore_wanted()

    def save(self) -> None:
        """Store what the form holds, or say at each field why not."""
        if not self._form.check():
            return
        values = self._form.edited() if self._record else self._form.values()
        if self._record and not values:
            self.accept()
            return
        cls_fields = fields_of(KINDS[self._kind])
        links = {n: v for n, v in self._links.items() if n in cls_fields and n not in values}
        self._lanes.write(
            keep_record,
            self._kind,
            self._before,
            values if self._record else {**links, **values},
            context=self,
            then=self._kept,
            failed=self._failed,
        )

    def _arrange(self, window: QSize) -> None:
        self._banner.hide()
        self._banner.acted.connect(self._discard_draft)
        self.body.addWidget(self._banner)
        self.body.addWidget(self._where)
        self.body.addWidget(self._marks)
        self._form.setContentsMargins(0, 0, px(12), 0)
        self._scroll = ScrollBox(self._form)
        self._unfold = FoldedRecord()
        self._unfold.opened.connect(self._show_restricted)
        self.body.addWidget(self._unfold, 1)
        self.body.addWidget(self._scroll, 1)
        # Of a restricted kind what is on record waits until it is asked for, each time anew.
        is_folded = bool(self._record) and kind_of(KINDS[self._kind]).restricted
        self._unfold.setVisible(is_folded)
        self._scroll.setVisible(not is_folded)
        if self._record:
            self.add_button(self.tr("Print"), self._print)
        self.add_button(self.tr("Cancel"))
        self.add_button(self.tr("Save"), self.save, primary=True)
        if is_folded:
            self._unfold.setFocus()
        else:
            self._form.editor(LAYOUTS[self._kind][0].cells[0].name).focus_here()
        room = window - QSize(px(24), px(24))
        height = self._form.sizeHint().height() + px(190)
        self.resize(min(px(720), room.width()), min(px(680), height, room.height()))

    def _show_restricted(self) -> None:
        self._context.when_permitted(self._kind, self._record.hex(), self._unfold_it)

    def _unfold_it(self) -> None:
        self._context.looks.opened(self._kind, self._record.hex(), act="reveal")
        self._unfold.hide()
        self._scroll.show()
        self._form.editor(LAYOUTS[self._kind][0].cells[0].name).focus_here()

    def _begin(self, values: dict[str, Any]) -> None:
        if self._record:
            self._lanes.read(
                stored_record, self._kind, self._record, context=self, then=self._show_stored
            )
            return
        self._form.set_record(blank(self._kind, self._context, self._links, values))
        self._attendant.know(self._links)
        self._offer_draft()
        if "amends" in self._links and "case" not in self._links:
            amended = self._links["amends"]
            self._lanes.read(stored_record, self._kind, amended, context=self, then=self._take_home)

    def _take_home(self, amended: Any) -> None:
        """Put an amendment into the case of what it amends."""
        if amended is not None and amended.record.case:
            self._links["case"] = amended.record.case

    def _show_stored(self, stored: Any) -> None:
        if stored is None:
            self._banner.say(_tr("This record is not on this laptop any more."))
            return
        self._before = stored
        self._where.show_record(self._kind, self._record)
        self._form.set_record(stored.record)
        known = fields_of(KINDS[self._kind])
        self._attendant.know({name: getattr(stored.record, name) for name in known})
        self._attendant.look()
        if self._at and self._has(self._at):
            self._form.editor(self._at).focus_here()
        self._read_marks()
        if self._wanted is not None:
            self._restore_wanted()
        else:
            self._offer_draft()

    def _offer_draft(self) -> None:
        draft = self._context.draft(self._draft_place())
        if draft is not None:
            self._form.restore(draft)
            self._banner.say(
                _tr("What you typed before is back. It is not saved yet."), _tr("Discard it")
            )

    def _restore_wanted(self) -> None:
        if self._wanted is not None:
            self._form.restore(dict(self._wanted))
            self._wanted = None

    def _discard_draft(self) -> None:
        self._context.drop_draft(self._draft_place())
        self._banner.hide()
        if self._before is not None:
            self._form.set_record(self._before.record)
        else:
            self._form.set_record(blank(self._kind, self._context, self._links, {}))

    def _print(self) -> None:
        """Go to the gate with the record as it is saved; what is typed here stays a draft."""
        self.reject()
        self._context.open("print", {"kind": self._kind, "record": self._record.hex()})

    def _keep_draft(self, snapshot: Any) -> None:
        if self._form.dirty:
            self._context.keep_draft(self._draft_place(), snapshot)

    def _draft_place(self) -> str:
        if self._record:
            return f"record/{self._kind}/record/{self._record.hex()}"
        link = "amends" if "amends" in self._links else "case"
        return f"record/{self._kind}/{link}/{self._links.get(link, b'').hex()}"

    def _kept(self, kept: Kept) -> None:
        if kept.problems:
            if elsewhere := self._form.tell(kept.problems):
                self._banner.say(elsewhere)
            return
        self._context.drop_draft(self._draft_place())
        self.accept()
        after_saving(self._lanes, self._context, self._kind, kept.record)
        text = _tr("{kind} saved").format(kind=kind_label(KINDS[self._kind]))
        self._context.say(text, kept.dot)

    def _has(self, name: str) -> bool:
        return name in self._form.values()

    def _failed(self, error: BaseException) -> None:
        self._banner.say(plain(error))
        if isinstance(error, ChangedMeanwhileError):
            self._lanes.read(
                meanwhile, self._kind, self._record, context=self, then=self._say_meanwhile
            )

    def _on_changed(self, changes: Changes) -> None:
        """Show what came from elsewhere while the form is open; keyboard and caret stay."""
        if self.isVisible() and self._before and changes.touches(self._kind, self._record):
            self._lanes.read(
                meanwhile, self._kind, self._record, context=self, then=self._follow, key="now"
            )
            self._read_marks()

    def _read_marks(self) -> None:
        self._lanes.read(
            reviews_of, [self._record], context=self, then=self._marks.show_reviews, key="marks"
        )

    def _say_meanwhile(self, now: Meanwhile | None) -> None:
        """Show what others saved, and go to the first field that both wrote."""
        self._form.show_problems(self._follow(now))

    def _follow(self, now: Meanwhile | None) -> dict[str, str]:
        """Show what others saved; where both wrote, theirs stands beside what is typed."""
        if now is None:
            return {}
        theirs, before = now.stored.record, self._before.record
        self._before = now.stored
        self._form.follow(theirs)
        text = _tr("Saved meanwhile as: {value}. Yours is still here; save again to keep it.")
        found = {
            name: text.format(value=now.words.get(name) or _tr("empty"))
            for name in self._form.differing
            if getattr(theirs, name) != getattr(before, name)
        }
        for name, sentence in found.items():
            self._form.editor(name).show_problem(sentence)
        return found

    def _advise(self, text: str) -> None:
        """Say something above the form; nothing takes back only what was said here."""
        if text:
            self._banner.say(text)
        elif self._banner.text == self._advice:
            self._banner.hide()
        self._advice = text

    def _on_finished(self, result: int) -> None:
        if not result and self._form.dirty:
            self._context.keep_draft(self._draft_place(), self._form.snapshot())
            self._context.say(_tr("Not saved; what you typed is kept as a draft"))


def _title(cls: type[Any], *, new: bool) -> str:
    label = kind_label(cls)
    return _tr("New: {kind}").format(kind=label) if new else label
