"""The backups in Settings: how they stand, the second place, now, and what one was put over."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.backups import BackupState
from desktop.backups.words import (
    first_trouble,
    proof_words,
    proven_words,
    second_words,
    tight_words,
)
from desktop.context import DeskContext
from desktop.pages.settings.earlier import EarlierWorkspaces
from desktop.pages.settings.secondplace import SecondPlaceDialog
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import Button
from desktop.widgets.card import Card
from desktop.widgets.labels import Label, Muted


def _tr(text: str) -> str:
    return QCoreApplication.translate("settings", text)


class BackupCard(Card):
    """What Satchel does by itself, what came of it, and the ways to have it done now."""

    def __init__(self, context: DeskContext, by_hand: QWidget, written: QWidget) -> None:
        super().__init__(_tr("Backups"))
        self._context = context
        self.trouble = Banner("", "warn")
        self.trouble.hide()
        self.standing = Label("", wrap=True)
        self.standing.setObjectName("settings_backup_standing")
        self.proof = Muted("", wrap=True)
        self.second = Label("", wrap=True)
        self.second.setObjectName("settings_backup_second")
        self.where = Muted("", wrap=True, selectable=True)
        self.earlier = EarlierWorkspaces()
        self.earlier.unwanted.connect(context.backups.destroy_earlier)
        self.now_button = Button(_tr("Back &up and prove it now"), "shield-check")
        self.second_button = Button(_tr("S&econd place…"), "folder-open")
        self.now_button.setObjectName("settings_backup_now")
        self.second_button.setObjectName("settings_second_place")
        self.now_button.clicked.connect(self._back_up_now)
        self.second_button.clicked.connect(self._choose_second)
        words = _tr(
            "Satchel makes an encrypted backup whenever you lock and once a day, and keeps those"
            " of seven days, four weeks and six months."
        )
        parts = (self.trouble, self.standing, self.proof, self.where, self.second,
                 Muted(words, wrap=True), written)  # fmt: skip
        for part in parts:
            self.body.addWidget(part)
        for button in (self.now_button, self.second_button, by_hand):
            row = QHBoxLayout()
            row.setSpacing(px(8))
            row.addWidget(button)
            row.addStretch(1)
            self.body.addLayout(row)
        self.body.addWidget(self.earlier)
        self.body.addStretch(1)
        context.backups.changed.connect(self.show_state)
        self.show_state(context.backups.state)

    def show_state(self, state: BackupState) -> None:
        """Say how the backups stand."""
        self.standing.setText(proven_words(state, self._context.clock.now()))
        self.proof.setText(proof_words(state))
        self.proof.setVisible(bool(self.proof.text()))
        self.where.setText(_tr("They are in {folder}").format(folder=state.where))
        self.where.setVisible(state.where is not None)
        second = second_words(state)
        self.second.setText(second.text)
        problem = first_trouble(state.first.problem) if state.first.problem else ""
        problem = tight_words() if state.tight else problem
        self.trouble.set_text(problem)
        self.trouble.setVisible(bool(problem))
        self.now_button.setEnabled(True)
        self.earlier.show_all(state.earlier)

    def _back_up_now(self) -> None:
        self.now_button.setEnabled(False)
        self.standing.setText(_tr("A backup is being made and proven. You can go on working."))
        self._context.backups.back_up_now()

    def _choose_second(self) -> None:
        state = self._context.backups.state
        work = state.where.parent if state.where is not None else None
        dialog = SecondPlaceDialog(state.second_folder, work, self.window())
        dialog.chosen.connect(self._take)
        dialog.open()

    def _take(self, folder: Path | None) -> None:
        self._context.backups.choose_second(folder)
