"""What of a case's documents is open in other programs, and what becomes of it."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.background import Lanes
from desktop.context import DeskContext
from desktop.lending import Lending, Lent
from desktop.theme import px
from desktop.widgets.banner import Banner
from desktop.widgets.buttons import Button
from desktop.wording.errors import plain
from storage.usecases.changes import Changes
from storage.usecases.documents.intake import TakenIn, take_in_new_file
from storage.usecases.documents.outside import keep_changes


class OutsideBar(QWidget):
    """A line for each document that is outside; hidden while none is."""

    def __init__(self, lanes: Lanes, context: DeskContext) -> None:
        super().__init__()
        self._lanes, self._context = lanes, context
        self._lending = Lending.of(context)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(4))
        self._lending.changed.connect(self._show)
        self._show(None)

    def _show(self, _what: object) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for lent in self._lending.out:
            self._column.addWidget(self._line(lent))
        self.setVisible(bool(self._lending.out))

    def _line(self, lent: Lent) -> QWidget:
        done = self.tr("Try again") if lent.held else self.tr("Done: wipe it")
        banner = Banner(self._words(lent), "warn" if lent.held else "info", done)
        banner.setObjectName("outside_line")
        banner.acted.connect(partial(self._give_back, lent))
        if not lent.changed or self._context.read_only:
            return banner
        held = QWidget()
        row = QVBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(banner)
        keep = Button(self.tr("Keep the changes as a new document"))
        keep.setObjectName("outside_keep")
        keep.clicked.connect(partial(self._keep, lent))
        row.addWidget(keep, alignment=Qt.AlignmentFlag.AlignLeft)
        return held

    def _words(self, lent: Lent) -> str:
        if lent.held:
            said = self.tr(
                "{kind}: still open in another program. Close it there; wiping is tried again."
            )
        elif lent.changed and self._context.read_only:
            said = self.tr(
                "{kind}: open in another program, and changed there. This workspace can only be"
                " read: wiping it drops the changes."
            )
        elif lent.changed:
            said = self.tr(
                "{kind}: open in another program, and changed there. Wiping it drops the changes,"
                " and so does a lock."
            )
        else:
            said = self.tr("{kind}: open in another program. A lock wipes it.")
        return said.format(kind=lent.kind)

    def _give_back(self, lent: Lent) -> None:
        if self._lending.is_newer(lent):
            # Saved there in the last seconds: the line did not say yet that wiping drops it.
            self._context.say(
                self.tr("It was changed there just now. Keep the changes, or wipe it.")
            )
            return
        users = self._lending.give_back(lent)
        if lent.held:
            return
        said = self.tr("Wiped. Nothing of it lies outside.")
        if users:
            said = self.tr(
                "Wiped. {program} still had it open: close it there, it may still show it."
            ).format(program=", ".join(users))
        self._context.say(said)

    def _keep(self, lent: Lent, _checked: object = False) -> None:  # noqa: FBT002 - what a button says
        self._lanes.report(
            take_in_new_file,
            self._context.clock,
            lent.path,
            context=self,
            then=partial(self._add, lent),
            failed=self._say_why,
        )

    def _add(self, lent: Lent, taken: TakenIn) -> None:
        self._lanes.write(
            keep_changes,
            lent.document,
            taken,
            context=self,
            then=partial(self._kept, lent, taken.digest),
            failed=self._say_why,
        )

    def _kept(self, lent: Lent, digest: str, changes: Changes) -> None:
        text = self.tr("Kept as a new document; the one before is as it was.")
        if self._lending.is_newer(lent, digest):
            text = self.tr("Kept as a new document. It was changed there again: keep that as well.")
        elif users := self._lending.give_back(lent):
            more = self.tr("{program} still has it open: what is saved there from now on is lost.")
            text = f"{text} {more.format(program=', '.join(users))}"
        self._context.say(text, changes.dot)

    def _say_why(self, error: BaseException) -> None:
        self._context.say(plain(error))
