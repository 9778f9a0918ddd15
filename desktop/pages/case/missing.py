"""The Missing tab: the open episode, the search, the return, the description, what was before."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.pages.case.afterreturn import PLAN, SCREEN, AfterReturn
from desktop.pages.case.looks import LooksCard
from desktop.pages.case.openepisode import OpenEpisode
from desktop.pages.case.rowlist import Row, RowList
from desktop.pages.case.searchlog import SearchLog
from desktop.pages.case.versionsmark import VersionsMark
from desktop.theme import px
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.empty import EmptyState
from desktop.widgets.labels import Problem
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.absences import nights
from desktop.wording.dates import local_moment
from desktop.wording.errors import plain
from storage.domain.clocks import day_of
from storage.domain.deadlines.alarms import Alarm
from storage.domain.ids import RecordId
from storage.usecases.changes import Changes
from storage.usecases.deadlines import alarms_of
from storage.usecases.editing import Kept
from storage.usecases.safety.absences import Absence, MissingFile, missing_file
from storage.usecases.safety.missing import Stamp, log_sighting, pass_on, tell
from storage.usecases.syncing.reviewing import Review, reviews_of

KINDS = ("missing_episode", "sighting", "appearance", "screening", "safety_plan", "case", "person")
"""The kinds whose changes this tab shows."""
_MINUTE = timedelta(minutes=1) // timedelta(milliseconds=1)


class MissingTab(QWidget):
    """What is known of the absences of one case's youth, and what to do about them now."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__()
        self._lanes, self._context = lanes, context
        self.case = RecordId(b"")
        self._links: Mapping[str, str] = {}
        self._file: MissingFile | None = None
        self._alarms: Sequence[Alarm] = ()
        self._wanted_scroll = 0
        self._wanted_record: RecordId | None = None
        self.begin = Button(self.tr("Record as missing"), "footprints")
        self.episode = OpenEpisode(context)
        self.marks = VersionsMark(lanes, context)
        self.log = SearchLog(context)
        self.after = AfterReturn(context)
        self.looks = LooksCard(context)
        self.earlier = RowList(self.tr("Earlier episodes, the latest first"))
        self._earlier_card = Card(self.tr("Earlier episodes"))
        self.problem = Problem()
        self._empty = EmptyState(
            "footprints",
            self.tr("Never missing, on record"),
            self.tr("One key, Ctrl+M, opens an episode from anywhere."),
        )
        self._lay_out()
        self._connect()
        self._minute = QTimer(self, interval=_MINUTE)
        self._minute.timeout.connect(self._tick)
        self._minute.start()
        self._show_nothing()

    @property
    def table(self) -> QWidget:
        """Return what takes the keyboard first."""
        return self.episode.packet_button if self.episode.isVisibleTo(self) else self.begin

    def open_case(self, case: RecordId, links: Mapping[str, str]) -> None:
        """Show the absences of ``case``; ``links`` are what a new record begins with."""
        self._links = links
        if case != self.case:
            self._keep_typed()
            self.case = case
            self._file = None
            self._show_nothing()
            self.log.restore(self._context.draft(self._draft_place()) or {})
        self.refresh()

    def refresh(self) -> None:
        """Read it again; nothing moves."""
        if self.case:
            now = self._context.clock.now()
            self._lanes.read(_read, self.case, now, context=self, then=self._show, key="missing")
            # The clocks take longer, and nobody waits for them to see who is missing.
            self._lanes.read(
                alarms_of, self.case, now, context=self, then=self._show_clocks, key="clocks"
            )

    def select(self, record: RecordId) -> None:
        """Open one record of this tab in its form, once it is read; what is in view stays."""
        self._wanted_record = record
        if self._file is not None and self._file.case.id == self.case:
            self._open_wanted()

    def place(self) -> dict[str, Any]:
        """Return what is typed and how far it is scrolled."""
        return {"log": self.log.snapshot(), "scroll": self._box.verticalScrollBar().value()}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Stand there again."""
        if place.get("log"):
            self.log.restore(dict(place["log"]))
        self._wanted_scroll = int(place.get("scroll", 0))

    def _open_wanted(self) -> None:
        record, self._wanted_record = self._wanted_record, None
        found = self._file
        if record is None or found is None:
            return
        kinds = {one.episode.record.id: "missing_episode" for one in found.earlier}
        kinds |= {one.id: "sighting" for one in found.log}
        if record in kinds:
            self._edit(kinds[record], record)

    def _all(self) -> list[Absence]:
        return [*self._open(), *(self._file.earlier if self._file else ())]

    def _open(self) -> Sequence[Absence]:
        return self._file.open if self._file else ()

    def _show(self, read: tuple[MissingFile | None, Sequence[Review]]) -> None:
        found, reviews = read
        self._file = found
        if found is None or found.case.id != self.case:
            self._show_nothing()
            return
        now = self._context.clock.now()
        newest = found.open[0] if found.open else None
        self._empty.setVisible(newest is None and not found.earlier)
        self.begin.setVisible(newest is None)
        self.episode.setVisible(newest is not None)
        self.log.setVisible(newest is not None)
        self.marks.setVisible(newest is not None and bool(reviews))
        if newest is not None:
            self.episode.show_episode(newest, found.open[1:], found.looks, self._clocks(), now)
            self.episode.show_versions(reviews)
            self.marks.show_reviews(reviews)
            self.log.show_log(found.log)
        self.after.show_return(found.earlier[0] if found.earlier and newest is None else None)
        self.looks.show_looks(found.looks)
        self.looks.setVisible(found.youth is not None)
        self.earlier.show_rows([self._earlier_row(one) for one in found.earlier])
        self._earlier_card.setVisible(bool(found.earlier))
        if self._wanted_scroll:
            scroll, self._wanted_scroll = self._wanted_scroll, 0
            QTimer.singleShot(0, self, lambda: self._box.verticalScrollBar().setValue(scroll))
        self._open_wanted()

    def _show_clocks(self, alarms: Sequence[Alarm]) -> None:
        self._alarms = alarms
        if open_now := self._open():
            now = self._context.clock.now()
            self.episode.stamps.show_episode(open_now[0].episode.record, self._clocks(), now)

    def _clocks(self) -> dict[str, Alarm]:
        """Return the clocks of the open episode by the code of their rule."""
        episodes = [one.episode.record.id for one in self._open()[:1]]
        return {alarm.rule.code: alarm for alarm in self._alarms if alarm.record in episodes}

    def _show_nothing(self) -> None:
        for part in (
            *(self.begin, self.episode, self.marks, self.log, self.after, self.looks),
            *(self._earlier_card, self._empty),
        ):
            part.hide()

    def _earlier_row(self, one: Absence) -> Row:
        episode, book = one.episode.record, self._context.book
        began = local_moment(episode.identified_at) if episode.identified_at else ""
        ended = local_moment(episode.returned_at) if episode.returned_at else ""
        how = book.label("return_how", episode.returned_how) if episode.returned_how else ""
        screened = (
            self.tr("screened")
            if one.screening is not None
            else self.tr("not screened: {reason}").format(reason=episode.screening_not_done)
            if episode.screening_not_done
            else self.tr("not screened yet")
        )
        return Row(
            episode.id,
            self.tr("{number}. {began} to {ended}").format(
                number=one.number, began=began, ended=ended
            ),
            " \u00b7 ".join(filter(None, (nights(one.days), how, screened))),
            act=self.tr("Open"),
        )

    def _tell(self, stamp: Stamp) -> None:
        if open_now := self._open():
            at = self._context.clock.now().replace(second=0, microsecond=0)
            episode = open_now[0].episode.record.id
            self._lanes.write(
                tell, episode, stamp, at, context=self, then=self._told, failed=self._failed
            )

    def _pass_on(self, sighting: RecordId) -> None:
        at = self._context.clock.now().replace(second=0, microsecond=0)
        self._lanes.write(pass_on, sighting, at, context=self, then=self._told, failed=self._failed)

    def _told(self, dot: Any) -> None:
        if dot is not None:
            self._context.say(self.tr("Recorded with the present time"), dot)
        QTimer.singleShot(0, self.episode.packet_button, self._focus_if_lost)

    def _focus_if_lost(self) -> None:
        """The button that was pressed is gone: the keyboard stays in the card."""
        focused: QWidget | None = self.window().focusWidget()
        if focused is None or not focused.isVisible():
            self.episode.packet_button.setFocus()

    def _log(self, values: dict[str, Any]) -> None:
        if open_now := self._open():
            episode = open_now[0].episode.record.id
            self._lanes.write(
                log_sighting, episode, values, context=self, then=self._logged, failed=self._failed
            )

    def _logged(self, kept: Kept) -> None:
        if kept.problems:
            self._say(" ".join(kept.problems.values()))
            return
        self._say("")
        self._context.drop_draft(self._draft_place())
        self.log.forget()
        self.log.where.setFocus()
        self._context.say(self.tr("Added to the log"), kept.dot)

    def _see_to(self, what: str) -> None:
        """Open what one step after the return needs."""
        if self._file is None or not self._file.earlier:
            return
        episode = self._file.earlier[0].episode.record
        links = {"case": self.case.hex(), **self._links}
        if what == SCREEN:
            values = {"trigger": "return"}
            self._context.open("record", {"kind": "screening", **links, "values": values})
        elif what == PLAN:
            self._context.go("case", {"case": self.case.hex(), "tab": "safety"})
        else:
            self._context.open("returned", {"episode": episode.id.hex()})

    def _edit(self, kind: str, record: RecordId | None = None) -> None:
        target = {"kind": kind, "case": self.case.hex(), **self._links}
        self._context.open("record", {**target, **({"record": record.hex()} if record else {})})

    def _edit_open(self) -> None:
        if open_now := self._open():
            self._edit("missing_episode", open_now[0].episode.record.id)

    def _for_open(self, dialog: str, name: str) -> None:
        if open_now := self._open():
            self._context.open(dialog, {name: open_now[0].episode.record.id.hex()})

    def _begin(self) -> None:
        self._context.open("missing", {"case": self.case.hex(), **self._links})

    def _keep_typed(self) -> None:
        if not self.case:
            return
        if snapshot := self.log.snapshot():
            self._context.keep_draft(self._draft_place(), snapshot)
        else:
            self._context.drop_draft(self._draft_place())

    def _draft_place(self) -> str:
        return f"case/{self.case.hex()}/sighting"

    def _failed(self, error: BaseException) -> None:
        self._say(plain(error))

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def _on_changed(self, changes: Changes) -> None:
        if self.isVisible() and any(changes.touches(kind) for kind in KINDS):
            self.refresh()

    def _connect(self) -> None:
        self._draft = QTimer(self, singleShot=True, interval=1_000)
        self._draft.timeout.connect(self._keep_typed)
        self.begin.clicked.connect(self._begin)
        self.episode.told.connect(self._tell)
        self.episode.packet.connect(partial(self._for_open, "share", "packet"))
        self.episode.returned.connect(partial(self._for_open, "returned", "episode"))
        self.episode.details.connect(self._edit_open)
        self.episode.second.connect(partial(self._edit, "missing_episode"))
        self.log.added.connect(self._log)
        self.log.passed.connect(self._pass_on)
        self.log.opened.connect(partial(self._edit, "sighting"))
        self.log.typed.connect(self._draft.start)
        self.after.asked.connect(self._see_to)
        self.looks.edited.connect(partial(self._edit, "appearance"))
        self.looks.renewed.connect(lambda: self._edit("appearance"))
        self.earlier.opened.connect(partial(self._edit, "missing_episode"))
        self._lanes.changed.connect(self._on_changed)
        self._context.settings_changed.connect(self._on_settings)

    def _tick(self) -> None:
        if self.isVisible() and self._open():
            self.refresh()

    def _on_settings(self, _settings: object) -> None:
        if self.isVisible():
            self.refresh()

    def _lay_out(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, px(6), 0)
        column.setSpacing(px(12))
        self.begin.setObjectName("missing-begin")
        self._earlier_card.body.addWidget(self.earlier)
        for part in (
            *(self.marks, self.episode, self.problem, self.log, self.after),
            *(self.looks, self._earlier_card, self._empty),
        ):
            column.addWidget(part)
        column.addStretch(1)
        self._box = ScrollBox(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, px(10), 0, 0)
        outer.setSpacing(px(10))
        row = QHBoxLayout()
        row.addWidget(self.begin)
        row.addStretch(1)
        outer.addLayout(row)
        outer.addWidget(self._box, 1)


def _read(
    connection: Any, case: RecordId, now: datetime
) -> tuple[MissingFile | None, Sequence[Review]]:
    found = missing_file(connection, case, day_of(now))
    if found is None or not found.open:
        return found, ()
    shown = [found.open[0].episode.record.id, *([found.looks.id] if found.looks else [])]
    return found, reviews_of(connection, shown)
