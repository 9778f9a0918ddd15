"""Preview what would go to MACA, every figure of it; approve it; follow it on its way."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.dialogs.figures.lines import LineSource
from desktop.lists.source import Sort
from desktop.lists.table import RecordTable
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.card import Card
from desktop.widgets.dialogs import Dialog
from desktop.widgets.labels import Label, Muted
from desktop.widgets.passage import PassageBanner
from desktop.wording.errors import plain
from desktop.wording.figures import passage
from desktop.wording.numbers import count
from storage.domain.periods import Period
from storage.reports.approval import Preview, approve, preview
from storage.usecases.changes import Changes
from storage.usecases.figuresheets import KIND, Sheet


class SendFiguresDialog(Dialog):
    """For ``target["report"]`` over ``target["period"]``; stays open until it is closed."""

    dialog_id = "figures"

    def __init__(
        self, lanes: Lanes, context: DeskContext, target: Mapping[str, Any], parent: QWidget
    ) -> None:
        super().__init__(parent, self.tr("Send to MACA"))
        self._lanes, self._context = lanes, context
        self._form = str(target["report"])
        self._period = Period.parse(str(target["period"]))
        self._preview: Preview | None = None
        self._busy = False
        self.notice = Banner("", "warn")
        self.standing = PassageBanner()
        self.summary = Card(self.tr("What leaves"))
        self._words = QVBoxLayout()
        self.source = LineSource()
        self.table = RecordTable(
            lanes, self.source, self.tr("Every figure that leaves"), sort=Sort("form")
        )
        self.table.setObjectName("figures_lines")
        self.table.setMinimumHeight(px(150))
        self._arrange()
        self.close_button = self.add_button(self.tr("Cancel"))
        self.close_button.setObjectName("figures_close")
        self.approve_button = self.add_button(
            self.tr("Approve and send"), self.approve, primary=True
        )
        self.approve_button.setObjectName("figures_approve")
        self.approve_button.setEnabled(False)
        self._connect()
        self._look()

    def place(self) -> dict[str, Any]:
        """Return nothing: nothing can be typed here."""
        return {}

    def restore_place(self, place: Mapping[str, Any]) -> None:
        """Show the figures as they are now."""
        del place

    def approve(self) -> None:
        """Approve what is shown; it is logged, kept and sent once there is a way."""
        if self._preview is None or self._busy:
            return
        self._busy = True
        self.notice.hide()
        self._lanes.write(
            approve,
            self._preview.draft,
            context=self,
            then=self._show_approved,
            failed=self._say_why,
        )

    def _look(self) -> None:
        self._lanes.report(
            preview,
            self._form,
            self._period,
            context=self,
            then=self._show,
            failed=self._say_why,
            key="preview",
        )

    def _show(self, found: Preview) -> None:
        self._busy = False
        self._preview = found
        title = self.tr("Send to MACA: {report}")
        self.title.setText(title.format(report=found.figures.title))
        self._say_what(found)
        failing = [check.text for check in found.figures.checks if not check.holds]
        if failing:
            words = self.tr("A check does not hold: {check} Look at it before you approve.")
            self.notice.set_text(words.format(check=failing[0]))
        self.notice.setVisible(bool(failing))
        self.source.put(found.lines)
        self.table.show_filter(found.draft)
        can_send = not found.is_known
        self.approve_button.setVisible(can_send)
        self.approve_button.setEnabled(can_send)
        self.close_button.setText(self.tr("Cancel") if can_send else self.tr("Close"))
        self._show_standing()

    def _say_what(self, found: Preview) -> None:
        while (item := self._words.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        label = self._context.book.label("cac", found.draft.cac)
        number = found.before[0].revision if found.is_known else found.revision
        for text in (
            self.tr("{count} figures of {period}: codes of the form and whole numbers.").format(
                count=count(len(found.lines)), period=self._period.words()
            ),
            self.tr("{cac} \u00b7 {form} {version} \u00b7 revision {revision}").format(
                cac=label, form=found.draft.form, version=found.draft.version, revision=number
            ),
            self.tr("No names, no records, no text."),
        ):
            self._words.addWidget(Label(text, wrap=True))

    def _show_approved(self, _sheet: Sheet) -> None:
        self._context.say(self.tr("Approved. It stands in the disclosure log."))
        self._look()

    def _show_standing(self) -> None:
        if self._preview is None or not self._preview.before:
            self.standing.show_passage(None)
            return
        syncing = self._context.syncing
        found = passage(
            self._preview.before[0],
            self._context.clock.now(),
            is_same=self._preview.is_known,
            connected=syncing.state.connected,
            at_work=syncing.figures.state.at_work,
        )
        # To look again is what this window is for.
        self.standing.show_passage(replace(found, action="") if found.act == "look" else found)

    def _act(self) -> None:
        if self.standing.act == "send":
            self._context.syncing.figures.send()
        elif self.standing.act == "program":
            self.reject()
            self._context.go("program")

    def _note_changes(self, changes: Changes) -> None:
        if changes.touches(KIND) and not self._busy:
            self._look()

    def _note_posting(self, _state: object) -> None:
        self._show_standing()

    def _say_why(self, error: BaseException) -> None:
        self._busy = False
        self.notice.say(plain(error))

    def _connect(self) -> None:
        self.standing.acted.connect(self._act)
        self._lanes.changed.connect(self._note_changes)
        self._context.syncing.figures.changed.connect(self._note_posting)

    def _arrange(self) -> None:
        self.summary.body.addLayout(self._words)
        self.body.addWidget(self.standing)
        self.body.addWidget(self.summary)
        self.body.addWidget(self.table, 1)
        note = self.tr(
            "It is written in the disclosure log, signed by this laptop and sent as soon as there "
            "is a connection. MACA sees these numbers; what MACA publishes hides those below 11."
        )
        self.body.addWidget(Muted(note, wrap=True))
        self.body.addWidget(self.notice)
        self.notice.hide()
        self.take_room(760, 700)
