"""Compare by phone whether two laptops stand at the same history, and clear what was settled."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.pages.program.savingfile import SavingFileDialog, evidence
from desktop.widgets.dialogs import Dialog
from desktop.widgets.labels import Label, Muted
from desktop.widgets.words import WordGrid
from desktop.wording.dates import local_moment
from storage.domain.clocks import milliseconds
from storage.usecases.changes import Changes
from storage.usecases.transaction import Transaction
from sync.client import auditing, proofs
from sync.client.auditing import Differing, differing, settle_audit
from sync.client.comparing import status_words
from sync.client.forks import Fork, clear_fork, fork
from sync.client.members import members
from sync.client.quiet import note_compared, quiet_since


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class Compared(NamedTuple):
    """The six words, what is known of two histories or records, since when nothing came.

    ``leads`` tells who may clear it.
    """

    words: tuple[str, ...]
    fork: Fork | None
    audit: Differing | None
    quiet: datetime | None
    leads: bool
    evidence: list[str]
    """What proves either, in lines; it stays when it was settled."""


class CompareWordsDialog(Dialog):
    """Shows six words; where two histories were proven, a lead may say that it is settled.

    Where nothing of anybody came for long, whoever compared may say that the words are the same.
    """

    def __init__(self, lanes: Lanes, context: DeskContext, parent: QWidget) -> None:
        super().__init__(parent, _tr("Compare with a colleague"))
        self._lanes, self._context = lanes, context
        self.meaning = Label(
            _tr(
                "Call a colleague. Both sync, nobody saves, and both read these six words. If they"
                " are the same, the server shows you both the same. If they differ after another"
                " sync, it does not: tell whoever runs it, and keep working."
            ),
            wrap=True,
        )
        self.known = Muted("", wrap=True)
        self.known.setObjectName("compare_known")
        self.body.addWidget(self.meaning)
        self.proof_button = self.add_button(_tr("Save the &proof…"), self.save_proof)
        self.proof_button.setObjectName("compare_proof")
        self.proof_button.hide()
        self._evidence: list[str] = []
        self.add_button(_tr("Close"))
        self.same_button = self.add_button(_tr("They are the &same"), self.settle)
        self.same_button.setObjectName("compare_same")
        self.same_button.hide()
        self.clear_button = self.add_button(_tr("It is settled"), self.clear, primary=True)
        self.clear_button.setObjectName("compare_settled")
        self.clear_button.hide()
        self.take_room(520, 320)
        lanes.read(_compared, milliseconds(context.clock.now()), context=self, then=self._show)

    def clear(self) -> None:
        """Say no more that the server showed two histories or records, until it does again."""
        self._lanes.write(_settled, context=self, then=lambda _changes: self._cleared())

    def settle(self) -> None:
        """Say no more that nothing came, until it holds for two days again."""
        now = milliseconds(self._context.clock.now())
        self._lanes.write(note_compared, now, context=self, then=lambda _done: self._cleared())

    def save_proof(self) -> None:
        """Write what proves it into a file for whoever looks into it."""
        SavingFileDialog(self._lanes, evidence(self._evidence), self).open()

    def _show(self, found: Compared) -> None:
        self.body.addWidget(WordGrid(_tr("Where this laptop stands"), found.words, 3))
        said = []
        if found.quiet is not None:
            words = _tr("Since {when} the server has shown this laptop nothing from anybody.")
            said.append(words.format(when=local_moment(found.quiet)))
        if found.fork is not None and found.fork.at is not None:
            words = _tr(
                "On {when} a colleague's change proved that the server showed two histories."
            )
            said.append(words.format(when=local_moment(found.fork.at)))
        if found.audit is not None:
            words = _tr("On {when} the server's record of what was asked of it was another one.")
            said.append(words.format(when=local_moment(found.audit.at)))
        self.known.setText(" ".join(said))
        self.known.setVisible(bool(said))
        self.body.addWidget(self.known)
        self.body.addStretch(1)
        self.same_button.setVisible(found.quiet is not None)
        is_told = found.fork is not None or found.audit is not None
        self.clear_button.setVisible(is_told and found.leads)
        self._evidence = found.evidence
        self.proof_button.setVisible(bool(found.evidence))

    def _cleared(self) -> None:
        self._context.syncing.look()
        self.accept()


def _compared(connection: Any, now: int) -> Compared:
    since = quiet_since(connection, now)
    quiet = datetime.fromtimestamp(since / 1000, UTC) if since else None
    leads = any(one.here and one.role == "admin" for one in members(connection))
    forked, audit = fork(connection), differing(connection)
    return Compared(
        status_words(connection), forked, audit, quiet, leads, _evidence(connection, audit)
    )


def _evidence(connection: Any, audit: Differing | None) -> list[str]:
    proof = proofs.proof(connection)
    return [
        *(proofs.told(proof) if proof is not None else ()),
        *(auditing.told(audit) if audit is not None else ()),
    ]


def _settled(transaction: Transaction) -> tuple[None, Changes]:
    settle_audit(transaction)
    return clear_fork(transaction)
