"""Say that a youth is missing now: who, since when, Enter."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.dialogs.quicklog.whom import Whom
from desktop.forms.form import RecordForm
from desktop.forms.layout import Section, wide
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.dates import local_moment
from desktop.wording.errors import plain
from desktop.wording.names import shown
from storage.domain.ids import parse_id, text_of
from storage.domain.kinds.missing_episode import MissingEpisode
from storage.usecases.safety.absences import open_episodes
from storage.usecases.safety.missing import Begun, begin

PLACE = "missing"
_SECTIONS = (
    Section(
        "",
        (
            *("identified_at", "risk", "last_seen_at", "category"),
            *(wide("last_seen_where"), wide("clothing")),
        ),
    ),
)


class MissingDialog(Dialog):
    """Opens an episode of one youth in one Save; ``person`` or ``case`` of the target is taken.

    A youth who is missing already is shown, never written down twice.
    """

    dialog_id = "missing"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, self.tr("A youth is missing"))
        self._lanes, self._context = lanes, context
        self._saving = False
        self.whom = Whom(lanes, context)
        self.form = RecordForm(
            MissingEpisode, _SECTIONS, context.book, context.today(), clock=context.clock
        )
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.unfinished = Banner(
            self.tr("A missing episode was left unfinished."), "info", self.tr("Go on with it")
        )
        self.unfinished.setVisible(not target and bool(context.draft(PLACE)))
        now = context.clock.now().replace(second=0, microsecond=0)
        self.form.set_record({"identified_at": now})
        self._lay_out()
        self._connect()
        if target.get("person"):
            self.whom.take_by_id([parse_id(str(target["person"]))])
        elif target.get("case"):
            self.whom.take_youth_of(parse_id(str(target["case"])))
        (self.form.editor("risk") if target else self.whom.line).setFocus()

    def place(self) -> dict[str, Any]:
        """Return everything typed and chosen."""
        return {
            "people": [text_of(one.person) for one in self.whom.people],
            "whom": self.whom.line.text(),
            "form": self.form.snapshot(),
        }

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show it again."""
        self.unfinished.hide()
        taken = {one.person for one in self.whom.people}
        people = [parse_id(str(one)) for one in place.get("people", ())]
        self.whom.take_by_id([one for one in people if one not in taken])
        self.whom.line.setText(str(place.get("whom", "")))
        self.form.restore(dict(place.get("form", {})))

    @override
    def reject(self) -> None:
        """Close without saving; what was begun is offered the next time."""
        if self.whom.people or self.form.dirty:
            self._context.keep_draft(PLACE, self.place())
        super().reject()

    def save(self) -> None:
        """Open the episode, or say what is still needed."""
        if not self.whom.is_found(otherwise=self.save):
            return
        people = self.whom.people
        if len(people) != 1:
            self.notice.say(
                self.tr("Name the youth who is missing.")
                if not people
                else self.tr(
                    "One youth at a time. Take the others out; each has a page of their own."
                )
            )
            self.whom.line.setFocus()
            return
        if self._saving or not self.form.check():
            return
        self._saving = True
        self._lanes.write(
            begin,
            people[0].person,
            people[0].case,
            self.form.values(),
            context=self,
            then=self._begun,
            failed=self._failed,
        )

    def _begun(self, begun: Begun) -> None:
        self._saving = False
        if begun.problems:
            if elsewhere := self.form.tell(begun.problems):
                self.notice.say(elsewhere)
            return
        who = shown(self.whom.people[0].name, self._context.initials)
        self._context.drop_draft(PLACE)
        self.accept()
        self._context.go("case", {"case": begun.case.hex(), "tab": "missing"})
        if begun.already:
            self._context.say(
                self.tr("{who} is missing already: here is the episode.").format(who=who)
            )
        else:
            self._context.say(self.tr("{who} is recorded as missing").format(who=who), begun.dot)

    def _failed(self, error: BaseException) -> None:
        self._saving = False
        self.notice.say(plain(error))

    def _people_changed(self) -> None:
        self.notice.hide()
        self.unfinished.hide()
        for part in (self.whom.list, self.whom.hint):
            part.setVisible(not self.whom.people)
        if len(self.whom.people) == 1:
            self._lanes.read(
                open_episodes,
                self.whom.people[0].person,
                context=self,
                then=self._say_already,
                key="open",
            )

    def _say_already(self, found: list[Any]) -> None:
        if not found:
            return
        since = local_moment(found[0].record.identified_at)
        text = self.tr("Missing already since {since}. No second episode is made.")
        self.notice.say(text.format(since=since), self.tr("Show it"))

    def _keep(self, _snapshot: object) -> None:
        self._context.keep_draft(PLACE, self.place())

    def _take_up(self) -> None:
        draft = self._context.draft(PLACE)
        if draft is not None:
            self.restore_place(draft)

    def _connect(self) -> None:
        self.unfinished.acted.connect(self._take_up)
        self.notice.acted.connect(self.save)
        self.whom.changed.connect(self._people_changed)
        self.whom.done.connect(self.form.editor("risk").focus_here)
        self.form.draft.connect(self._keep)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, px(6), 0)
        column.setSpacing(px(12))
        column.addWidget(self.unfinished)
        column.addWidget(self.whom)
        column.addWidget(self.form)
        column.addStretch(1)
        self.body.addWidget(ScrollBox(inside), 1)
        self.body.addWidget(self.notice)
        self.add_button(self.tr("Cancel"))
        self.add_button(self.tr("Record as missing"), self.save, primary=True)
        self.take_room(640, 640)
