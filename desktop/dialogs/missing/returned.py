"""A youth is back: when and how, what was learned, and what happens next."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.forms.form import RecordForm
from desktop.forms.layout import Section, wide
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.columns import Columns
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import ChoiceBox
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Heading, Hint
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.absences import nights
from desktop.wording.errors import plain
from storage.domain.clocks import day_of
from storage.domain.ids import RecordId
from storage.domain.kinds.missing_episode import MissingEpisode
from storage.errors import ChangedMeanwhileError
from storage.spec.kinds import fields_of
from storage.usecases.casefile import stored_record
from storage.usecases.caseload import CLOSED
from storage.usecases.changes import Changes
from storage.usecases.editing import Kept
from storage.usecases.safety.missing import MISSING, end

_NOW, _LATER, _NOT = "now", "later", "not"
_FALL_BACK = "active_acute"
"""The status proposed where nobody knows what it was before."""
_SECTIONS = (
    Section(
        "",
        (
            *("returned_at", "returned_how"),
            *(wide("returned_where"), wide("condition"), "medical_check", "report_filed_on"),
        ),
    ),
)
_LEARNED = (
    Section(
        "What was learned",
        (
            *("interview_on", "interview_by"),
            *(wide("factors"), wide("experiences"), wide("plan_change")),
        ),
    ),
)


class ReturnedDialog(Dialog):
    """Records the return of ``target["episode"]`` and gives the case its status back."""

    dialog_id = "returned"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, self.tr("The youth is back"))
        self._lanes, self._context = lanes, context
        self._episode = RecordId(bytes.fromhex(target["episode"]))
        self._opened_at = context.clock.now().replace(second=0, microsecond=0)
        self._before: Any = None
        self._wanted: Mapping[str, Any] = context.draft(self._draft_place()) or {}
        self._banner = Banner("", "warn")
        self._banner.hide()
        self.form = RecordForm(
            MissingEpisode, _SECTIONS, context.book, context.today(), clock=context.clock
        )
        self.learned = RecordForm(MissingEpisode, _LEARNED, context.book, context.today())
        reason = Section("", (wide("screening_not_done"),))
        self.reason = RecordForm(MissingEpisode, (reason,), context.book, context.today())
        self._forms = {"form": self.form, "learned": self.learned, "reason": self.reason}
        self.status = ChoiceBox(self.tr("Status of the case now"))
        self.status.setObjectName("returned_status")
        self.screening = ChoiceBox(self.tr("Screening after the return"))
        self.screening.setObjectName("returned_screening")
        self._length = Hint("", wrap=True)
        self._fill_choices()
        self._lay_out()
        for form in self._forms.values():
            form.draft.connect(self._keep_draft)
        self.form.changed.connect(self._say_length)
        self.screening.currentIndexChanged.connect(self._show_reason)
        lanes.changed.connect(self._on_changed)
        lanes.read(stored_record, "missing_episode", self._episode, context=self, then=self._show)

    def place(self) -> dict[str, Any]:
        """Return everything typed and chosen."""
        return {
            **{name: form.snapshot() for name, form in self._forms.items()},
            "status": self.status.currentData(),
            "screening": self.screening.currentData(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show it again, once the episode is here."""
        self._wanted = place
        if self._before is not None:
            self._restore()

    def save(self) -> None:
        """Record the return, or say at its fields why not."""
        if self._before is None or not (self.form.check() and self.learned.check()):
            return
        if self.form.editor("returned_at").is_empty():
            needed = self.tr("Say when the youth returned.")
            self.form.show_problems({"returned_at": needed})
            return
        values = {**self.form.values(), **self.learned.values()}
        if self.screening.currentData() == _NOT:
            values |= self.reason.values()
            if not str(values["screening_not_done"]).strip():
                why = self.tr("Say in a few words why no screening is done.")
                self.reason.show_problems({"screening_not_done": why})
                return
        self._lanes.write(
            end,
            self._before,
            values,
            str(self.status.currentData()),
            context=self,
            then=self._kept,
            failed=self._failed,
        )

    def _show(self, stored: Any) -> None:
        if stored is None:
            self._banner.say(self.tr("This episode is not on this laptop any more."))
            return
        self._before = stored
        for form in self._forms.values():
            form.set_record(self._proposed(stored.record))
        before = stored.record.status_before
        found = self.status.findData(before or _FALL_BACK)
        self.status.setCurrentIndex(max(0, found))
        if stored.record.screening_not_done:
            self.screening.setCurrentIndex(self.screening.findData(_NOT))
        self._restore()
        self._say_length()
        self.form.editor("returned_how").focus_here()

    def _proposed(self, episode: MissingEpisode) -> dict[str, Any]:
        """Return what the form begins with: what is on record, and now as the return."""
        known = {name: getattr(episode, name) for name in fields_of(MissingEpisode)}
        return {**known, "returned_at": episode.returned_at or self._opened_at}

    def _restore(self) -> None:
        wanted, self._wanted = self._wanted, {}
        for key, form in self._forms.items():
            if wanted.get(key):
                form.restore(dict(wanted[key]))
        for box, key in ((self.status, "status"), (self.screening, "screening")):
            if wanted.get(key):
                box.setCurrentIndex(max(0, box.findData(wanted[key])))

    def _kept(self, kept: Kept) -> None:
        if kept.problems:
            for form in self._forms.values():
                form.show_problems({n: s for n, s in kept.problems.items() if form.has(n)})
            forms = self._forms.values()
            hidden = [s for n, s in kept.problems.items() if not any(f.has(n) for f in forms)]
            if hidden:
                self._banner.say(" ".join(hidden))
            return
        self._context.drop_draft(self._draft_place())
        self.accept()
        self._context.say(self.tr("Return recorded"), kept.dot)
        if self.screening.currentData() == _NOW:
            self._screen()

    def _screen(self) -> None:
        episode = self._before.record
        links = {"case": episode.case, "person": episode.person}
        named = {name: record.hex() for name, record in links.items() if record}
        self._context.open(
            "record", {"kind": "screening", **named, "values": {"trigger": "return"}}
        )

    def _failed(self, error: BaseException) -> None:
        self._banner.say(plain(error))
        if isinstance(error, ChangedMeanwhileError):
            self._read_again()

    def _on_changed(self, changes: Changes) -> None:
        """Show what came from elsewhere; what is typed here stays."""
        if self._before is not None and changes.touches("missing_episode", self._episode):
            self._read_again()

    def _read_again(self) -> None:
        self._lanes.read(
            stored_record,
            "missing_episode",
            self._episode,
            context=self,
            then=self._follow,
            key="now",
        )

    def _follow(self, stored: Any) -> None:
        if stored is not None and self.isVisible():
            self._before = stored
            for form in self._forms.values():
                form.follow(self._proposed(stored.record))
            self._say_length()

    def _say_length(self, _name: str = "") -> None:
        editor = self.form.editor("returned_at")
        returned = None if editor.problem() else editor.value()
        began = self._before.record.identified_at if self._before is not None else None
        known = returned is not None and began is not None
        self._length.setVisible(known)
        if returned is not None and began is not None:
            away = max(0, (day_of(returned) - day_of(began)).days)
            self._length.setText(nights(away))

    def _show_reason(self, _index: int) -> None:
        self.reason.setVisible(self.screening.currentData() == _NOT)
        self._keep_draft(None)

    def _keep_draft(self, _snapshot: object) -> None:
        if self._before is not None and self.isVisible():
            self._context.keep_draft(self._draft_place(), self.place())

    def _draft_place(self) -> str:
        return f"returned/{self._episode.hex()}"

    def _fill_choices(self) -> None:
        today = self._context.today()
        for code, label in self._context.book.choices("case_status", today):
            if code not in (MISSING, CLOSED):
                self.status.addItem(label, code)
        self.screening.addItem(self.tr("Screen now"), _NOW)
        self.screening.addItem(self.tr("Later: it waits on Today"), _LATER)
        self.screening.addItem(self.tr("Not done"), _NOT)
        self.screening.setCurrentIndex(1)

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, px(10), 0)
        column.setSpacing(px(8))
        column.addWidget(self._length)
        column.addWidget(self.form)
        column.addWidget(Heading(self.tr("What happens next"), level=3))
        cells = [
            (labelled(self.tr("&Screening after the return"), self.screening), 1),
            (labelled(self.tr("Sta&tus of the case now"), self.status), 1),
        ]
        column.addWidget(Columns(cells, 2))
        column.addWidget(self.reason)
        self.reason.hide()
        column.addWidget(self.learned)
        column.addStretch(1)
        self.body.addWidget(self._banner)
        self.body.addWidget(ScrollBox(inner), 1)
        self.add_button(self.tr("Cancel"))
        self.add_button(self.tr("Record the return"), self.save, primary=True)
        self.take_room(680, 680)
