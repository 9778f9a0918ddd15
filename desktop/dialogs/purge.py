"""Destroy cases whose time is over: exactly what goes, who holds it, and how many, typed once more.

What was counted of them stays in the figures, as numbers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.clocks.words import wrong_clock_words
from desktop.context import DeskContext
from desktop.lane import TendedWorkspace
from desktop.widgets.banner import Banner
from desktop.widgets.dialogs import Dialog
from desktop.widgets.inputs import ChoiceBox, LineEdit
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Hint, Label
from desktop.widgets.progress import ProgressPanel
from desktop.widgets.scrollbox import ScrollBox, WrappedBody
from desktop.wording.dates import local_moment
from desktop.wording.destroying import why_not
from desktop.wording.names import shown
from desktop.wording.numbers import count, counted, size_words
from desktop.wording.sync import not_yet_cleared
from desktop.wording.troubles import what_happened
from storage.domain.deadlines.present import Present
from storage.domain.ids import RecordId
from storage.usecases.casefile import stored_record
from storage.usecases.changes import Changes
from storage.usecases.deadlines import present_moment
from storage.usecases.retention.holds import refuse_held
from storage.usecases.retention.preview import Going, going
from sync.client.cleared import is_owed
from sync.client.governing.expunging import expunge
from sync.client.governing.holders import Holders, holders
from sync.client.members import is_lead, members

_SHOWN = 40


def _tr(text: str) -> str:
    return QCoreApplication.translate("purge", text)


@dataclass(frozen=True, slots=True)
class _Read:
    """What is asked before: what goes, who holds it, the numbers, and whether one may."""

    going: Going
    holders: Holders
    cases: tuple[RecordId, ...]
    numbers: tuple[str, ...]
    connected: bool
    may: bool
    present: Present


class PurgeDialog(Dialog):
    """Destroys the cases ``target["records"]``; the first step shows them, the second is typed."""

    dialog_id = "purge"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, _tr("Destroy these cases"))
        self._lanes, self._context = lanes, context
        self._cases = tuple(RecordId(bytes.fromhex(one)) for one in target.get("records", ()))
        self._read: _Read | None = None
        self.notice = Banner("", "warn")
        self.notice.hide()
        self.progress = ProgressPanel(_tr("Destroying the cases"))
        self.progress.hide()
        self.what = Label("", wrap=True)
        self.numbers = Label("", wrap=True)
        self.held = Label("", wrap=True)
        self.reason = ChoiceBox(_tr("Why"))
        self.reason.setObjectName("purge_reason")
        for words, code in (
            (_tr("Their time is over (retention)"), "retention"),
            (_tr("A court ordered it"), "court_order"),
        ):
            self.reason.addItem(words, code)
        self.number = LineEdit(_tr("How many cases"))
        self.number.setObjectName("purge_number")
        self._arrange()
        self._give_up: Callable[[], object] = bool
        self._gone: set[bytes] = set()
        self.progress.cancelled.connect(self._stop)
        self.finished.connect(lambda _result: self._give_up())
        lanes.changed.connect(self._count_gone)
        self.cancel_button = self.add_button(_tr("Cancel"))
        self.cancel_button.setFocus()
        self.button = self.add_button(_tr("Destroy them for good"), self.destroy_cases)
        self.button.setObjectName("purge_now")
        self.button.setEnabled(False)
        self.number.textChanged.connect(self._compare)
        self.take_room(600, 620)
        self._now = context.clock.now()
        lanes.report(
            _looked, self._cases, self._now, context=self, then=partial(self._show, ""),
            failed=self._refuse,
        )  # fmt: skip

    def place(self) -> dict[str, Any]:
        """Return which cases they are; how many is typed anew."""
        return {"records": [case.hex() for case in self._cases]}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Nothing is kept of a decision like this."""

    def destroy_cases(self) -> None:
        """Sign it; every laptop that hears of it destroys what it holds."""
        if self._read is None:
            return
        stands = self._read.holders.stands
        self._set_busy(True)
        self.notice.hide()
        self._gone.clear()
        self.progress.begin()
        self.progress.show()
        self._give_up = self._context.syncing.run(
            expunge(self._context.clock, stands, str(self.reason.currentData())),
            context=self,
            then=lambda _done: self._lanes.read(is_owed, context=self, then=self._done),
            failed=self._fail,
        )

    def _count_gone(self, changes: Changes) -> None:
        """Show how many are gone from this laptop: they go entry by entry, not one by one."""
        if self.progress.isHidden():
            return
        self._gone |= changes.ids_by_kind.get("case", frozenset()) & set(self._cases)
        self.progress.show_progress((len(self._gone), len(self._cases)))

    def _stop(self) -> None:
        self._give_up()
        self._look(
            _tr(
                "Stopped. What was signed before stays destroyed, and what was being signed just"
                " then may yet go with the next round. These are still here."
            )
        )

    def _look(self, before: str) -> None:
        """Look what is here, behind whatever is being written; then say ``before``."""
        self._lanes.tend(
            partial(_looked_after, self._cases, self._now),
            context=self,
            then=partial(self._show, before),
            failed=self._refuse,
        )

    def _set_busy(self, busy: bool) -> None:  # noqa: FBT001 - the state itself
        self.button.setText(_tr("Destroying…") if busy else _tr("Destroy them for good"))
        self.cancel_button.setVisible(not busy)
        for widget in (self.number, self.reason, self.button):
            widget.setEnabled(not busy)
        if not busy:
            self._give_up = bool
            self.progress.end()

    def _arrange(self) -> None:
        what = WrappedBody()
        from_top = QVBoxLayout(what)
        from_top.setContentsMargins(0, 0, 0, 0)
        for part in (self.what, self.numbers, self.held):
            from_top.addWidget(part)
        from_top.addStretch(1)
        still = _tr(
            "Figures of past periods stay as they are: only counts are kept. What others may"
            " still hold: laptops that do not sync, backups made before today until they lapse,"
            " the server's own backups, paper and files that were exported. The disclosure log and"
            " the record of access keep that something was done, and when."
        )
        self.body.addWidget(self.notice)
        self.body.addWidget(self.progress)
        self.body.addWidget(ScrollBox(what), 1)
        self.body.addWidget(Hint(still, wrap=True))
        self.body.addWidget(labelled(_tr("&Why"), self.reason))
        self.typed = labelled(_tr("Type how &many cases they are, to go on"), self.number)
        self.body.addWidget(self.typed)

    def _show(self, before: str, read: _Read) -> None:
        self._read, self._cases = read, read.cases
        self._set_busy(False)
        initials = self._context.initials
        self.what.setText(_what_words(read.going))
        listed = ", ".join(read.numbers[:_SHOWN])
        if len(read.numbers) > _SHOWN:
            listed = _tr("{cases} and {count} more").format(
                cases=listed, count=count(len(read.numbers) - _SHOWN)
            )
        self.numbers.setText(_tr("Cases: {cases}").format(cases=listed))
        self.held.setText(_holder_words(read.holders, initials=initials))
        if before:
            self.number.clear()
            self.notice.say(before)
        elif not read.may:
            self.notice.say(why_not(connected=read.connected))
        elif read.present.is_doubtful:
            # Whose time is over is counted by that clock, and nothing brings them back.
            self.notice.say(wrong_clock_words(read.present, self._now))
        self._compare()

    def _compare(self, _text: str = "") -> None:
        read = self._read
        same = read is not None and self.number.text().strip() == str(len(read.holders.stands))
        self.button.setEnabled(bool(read and read.may and read.holders.stands) and same)

    def _done(self, is_owed: bool) -> None:  # noqa: FBT001 - what a read found
        cases = counted(len(self._cases), _tr("case"), _tr("cases"))
        words = _tr("Destroyed: {cases}").format(cases=cases)
        self._context.say(f"{words}. {not_yet_cleared()}" if is_owed else words)
        self._context.syncing.sync_now()
        self.accept()

    def _fail(self, error: BaseException) -> None:
        self._look(what_happened(error))

    def _refuse(self, error: BaseException) -> None:
        self._set_busy(False)
        self.notice.say(what_happened(error))
        self._compare()


def _what_words(going: Going) -> str:
    cases = counted(going.cases, _tr("case"), _tr("cases"))
    records = counted(going.total, _tr("record"), _tr("records"))
    lines = [
        _tr("{cases} with {records} would be gone for good:").format(cases=cases, records=records)
    ]
    lines += [f"{label}: {count(number)}" for label, number in going.records]
    if going.files:
        files = counted(going.files, _tr("file"), _tr("files"))
        lines.append(_tr("{files} with {size}").format(files=files, size=size_words(going.size)))
    if going.drafts:
        drafts = counted(going.drafts, _tr("draft"), _tr("drafts"))
        lines.append(_tr("{drafts} that nobody saved").format(drafts=drafts))
    return "\n".join(lines)


def _holder_words(found: Holders, *, initials: bool) -> str:
    if not found.people:
        return ""
    lines = [_tr("They go from the laptops of:")]
    for one in found.people:
        heard = _tr("never heard of") if one.heard is None else local_moment(one.heard)
        laptops = counted(one.laptops, _tr("laptop"), _tr("laptops"))
        lines.append(
            _tr("{name}, {laptops}, last heard: {when}").format(
                name=shown(one.name, initials), laptops=laptops, when=heard
            )
        )
    return "\n".join(lines)


def _looked(connection: Any, cases: tuple[RecordId, ...], now: datetime) -> _Read:
    refuse_held(connection, cases)
    stored = [stored_record(connection, "case", case) for case in cases]
    here = tuple(one.record.id for one in stored if one is not None)
    numbers = tuple(one.record.number for one in stored if one is not None)
    connected = bool(members(connection))
    may = connected and is_lead(connection)
    found = going(connection, here), holders(connection, here)
    present = present_moment(connection, now)
    return _Read(*found, here, numbers, connected, may, present)


def _looked_after(cases: tuple[RecordId, ...], now: datetime, workspace: TendedWorkspace) -> _Read:
    return workspace.read(_looked, cases, now)
