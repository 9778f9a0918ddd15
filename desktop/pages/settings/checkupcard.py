"""The check-up in Settings: when the last was, what it found, and one to be had now."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout

from desktop.background import Lanes
from desktop.checkup import CheckupState
from desktop.context import DeskContext
from desktop.lane import TendedWorkspace
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.labels import Label, Muted
from desktop.widgets.leftsheets import LeftSheets
from desktop.widgets.progress import ProgressPanel
from desktop.wording.dates import ago
from desktop.wording.numbers import counted
from storage.workspace.atrest import AtRest, at_rest, warning


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


class CheckupCard(Card):
    """Says what was found, each with one thing to do, and looks again when asked."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__(_tr("Check-up"))
        self._context, self._lanes = context, lanes
        self.standing = Label("", wrap=True)
        self.standing.setObjectName("settings_checkup_standing")
        self.findings = Banner("", "warn")
        self.findings.setObjectName("settings_checkup_findings")
        self.disk = Banner("", "info")
        self.disk.setObjectName("settings_checkup_disk")
        self.disk.hide()
        self.panel = ProgressPanel(_tr("Looking whether everything is whole"))
        self.now_button = Button(_tr("Check e&verything now"), "shield-check")
        self.now_button.setObjectName("settings_checkup_now")
        self.now_button.clicked.connect(self._look)
        words = _tr(
            "Once a week, and after Satchel or the laptop stopped without locking, Satchel looks"
            " by itself whether every record, document and file is what was saved."
        )
        self.sheets = LeftSheets(lanes)
        for part in (
            self.standing, self.findings, self.sheets, self.disk, self.panel,
            Muted(words, wrap=True),
        ):  # fmt: skip
            self.body.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(px(8))
        row.addWidget(self.now_button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addStretch(1)
        self.panel.hide()
        context.checkup.changed.connect(self.show_state)
        self.show_state(context.checkup.state)

    def read(self) -> None:
        """Look for sheets that still lie about as files, and whether the disk is encrypted."""
        self.sheets.look()
        self._lanes.tend(_disk, context=self, then=self._show_disk)

    def _show_disk(self, found: AtRest) -> None:
        words = warning(found)
        self.disk.set_kind("warn" if "open" in found else "info")
        self.disk.set_text(words)
        self.disk.setVisible(bool(words))

    def show_state(self, state: CheckupState) -> None:
        """Say what was found, or that somebody is looking."""
        self.standing.setText(self._words(state))
        self.findings.set_text("\n\n".join(state.findings))
        self.findings.setVisible(bool(state.findings))
        self.now_button.setEnabled(not state.at_work)
        if not state.at_work:
            self.panel.end()

    def _words(self, state: CheckupState) -> str:
        if state.at_work:
            return _tr("Satchel is looking. You can go on working.")
        if state.at is None:
            return _tr("There was no check-up yet.")
        when = ago(state.at, self._context.clock.now())
        if state.findings:
            found = counted(len(state.findings), _tr("thing"), _tr("things"))
            return _tr("The check-up of {when} found {found}.").format(when=when, found=found)
        if state.mended:
            return _tr(
                "Everything that was saved was whole ({when}). The search index was not, and was"
                " made anew from the records."
            ).format(when=when)
        return _tr("Everything was whole ({when}).").format(when=when)

    def _look(self) -> None:
        progress = self.panel.begin()
        self.panel.show()
        self._context.checkup.run(progress)


def _disk(workspace: TendedWorkspace) -> AtRest:
    return at_rest(workspace.folder)
