"""Write a note beside the timeline: its class first, every letter kept until it is saved."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCoreApplication, QSize, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea
from typing_extensions import override

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.forms.form import RecordForm
from desktop.forms.layout import Section, wide
from desktop.theme import px
from desktop.widgets.buttons import PrimaryButton, QuietButton
from desktop.widgets.card import Card
from desktop.widgets.dialogs import ask
from desktop.widgets.labels import Muted
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.errors import plain
from storage.domain.ids import RecordId
from storage.domain.kinds.note import Note
from storage.usecases.editing import Kept, keep_record

_SECTIONS = (
    Section("", ("note_class", "template")),
    Section("", (wide("text"),)),
    Section("", ("on",)),
)


class NoteComposer(Card):
    """The form of a new note of one case; ``closed`` when it was saved or put aside."""

    closed = Signal()

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(QCoreApplication.translate("case", "New note"))
        self._lanes, self._context = lanes, context
        self.case = RecordId(b"")
        self._was_kept = False
        self.form = RecordForm(Note, _SECTIONS, context.book, context.today())
        self.form.editor("text").control.setObjectName("note_text")
        self._state = Muted("", wrap=True)
        self._save = PrimaryButton(self.tr("Save note"))
        self._save.setObjectName("note_save")
        self._discard = QuietButton(self.tr("Discard"))
        self._aside = QuietButton(self.tr("Put aside"))
        self._arrange()
        self.form.draft.connect(self._keep_draft)
        self.form.dirtied.connect(self._show_state)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether a note is being written."""
        return not self.isHidden()

    def open_case(self, case: RecordId) -> None:
        """Turn to ``case``; what was typed for another one is kept, a draft of this one shown."""
        if case == self.case:
            self._follow()
            return
        if self.form.dirty:
            self.form.send_draft()
        self.case = case
        self._empty()
        draft = self._context.draft(self._place())
        if draft:
            self.form.restore(draft)
            self._was_kept = True
            self._state.setText(self.tr("What you were writing is back. It is not saved yet."))
        self.setVisible(bool(draft))

    def _follow(self) -> None:
        """Let go of a note that was saved or discarded elsewhere in the meantime."""
        if self._was_kept and self._context.draft(self._place()) is None:
            self._empty()
            self._close()

    def begin(self) -> None:
        """Show the form; the class of the note gets the keyboard, for it decides who may read."""
        if not (self.form.dirty or self._was_kept or self.is_open):
            self._empty()  # It may be another day than when the case was opened.
        self.show()
        first = "text" if self.form.editor("note_class").raw() else "note_class"
        self.form.editor(first).focus_here()
        # Once it is laid out: with large text the form may lie below the window's edge.
        QTimer.singleShot(0, self, self._come_in_sight)

    def _come_in_sight(self) -> None:
        above = self.parentWidget()
        while above is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(self, 0, 0)
            above = above.parentWidget()

    def place(self) -> dict[str, Any]:
        """Return what is typed, for a lock."""
        return {"form": self.form.snapshot()} if self.is_open else {}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show what was typed."""
        if kept := place.get("form"):
            self.show()
            self.form.restore(kept)

    def save(self) -> None:
        """Keep the note, or say at its fields why not."""
        if not self.form.check():
            return
        values = {
            **self.form.values(),
            "case": self.case,
            "author": self._context.settings.person,
        }
        self._lanes.write(
            keep_record, "note", None, values, context=self, then=self._kept, failed=self._failed
        )

    @override
    def hasHeightForWidth(self) -> bool:
        # The form inside scrolls: the page need not make room for all of it.
        return False

    @override
    def sizeHint(self) -> QSize:
        return QSize(px(460), super().sizeHint().height())

    def _arrange(self) -> None:
        self._save.clicked.connect(self.save)
        self._discard.clicked.connect(self._ask_to_discard)
        self._aside.clicked.connect(self._put_aside)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._save.click)
        buttons = QHBoxLayout()
        buttons.setSpacing(px(6))
        buttons.addWidget(self._aside)
        buttons.addWidget(self._discard)
        buttons.addStretch(1)
        buttons.addWidget(self._save)
        self.body.addWidget(ScrollBox(self.form), 1)
        self.body.addWidget(self._state)
        self.body.addLayout(buttons)
        self.setMinimumSize(px(300), px(240))

    def _empty(self) -> None:
        self.form.set_record({"on": self._context.today()})
        self.form.show_problems({})
        self._state.setText("")
        self._was_kept = False

    def _keep_draft(self, snapshot: Any) -> None:
        if self.form.dirty and self.case:
            self._context.keep_draft(self._place(), snapshot)
            self._was_kept = True
            self._state.setText(self.tr("Kept as a draft on this laptop"))

    def _show_state(self, dirty: bool) -> None:  # noqa: FBT001 - a slot
        if not dirty:
            self._state.setText("")

    def _put_aside(self) -> None:
        if self.form.dirty:
            self.form.send_draft()
        self._close()

    def _ask_to_discard(self) -> None:
        if not self.form.dirty:
            self._throw_away()
            return
        ask(
            self.window(),
            self.tr("Discard this note?"),
            self.tr("What you typed will be gone. Put aside keeps it as a draft."),
            yes=self.tr("Discard the note"),
            then=self._throw_away,
        )

    def _throw_away(self) -> None:
        self._context.drop_draft(self._place())
        self._empty()
        self._close()

    def _kept(self, kept: Kept) -> None:
        if kept.problems:
            self.form.show_problems(kept.problems)
            return
        self._context.drop_draft(self._place())
        self._empty()
        self._close()
        self._context.say(self.tr("Note saved"), kept.dot)

    def _failed(self, error: BaseException) -> None:
        self._state.setText(plain(error))

    def _close(self) -> None:
        self.hide()
        self.closed.emit()

    def _place(self) -> str:
        return f"record/note/case/{self.case.hex()}"
