"""Carry by USB stick: make a bundle, or take one in."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.context import DeskContext
from desktop.theme import px
from desktop.widgets.banner import Banner, BannerKind
from desktop.widgets.buttons import Button, PrimaryButton
from desktop.widgets.card import Card
from desktop.widgets.dialogs import Dialog
from desktop.widgets.filefield import FileField
from desktop.widgets.folders import FolderField
from desktop.widgets.inputs import ChoiceBox
from desktop.widgets.labelled import labelled
from desktop.widgets.labels import Muted
from desktop.widgets.progress import ProgressPanel
from desktop.widgets.scrollbox import ScrollBox
from desktop.wording.dates import local_moment
from desktop.wording.numbers import counted, size_words
from desktop.wording.troubles import what_happened
from storage.domain.clocks import milliseconds
from sync.client.bundles.making import Made, file_name, make_bundle
from sync.client.bundles.taking import TakenIn, take_bundle
from sync.client.commands import Script, Tell

_WEEK = timedelta(days=7)
T = TypeVar("T")


def _tr(text: str) -> str:
    return QCoreApplication.translate("program", text)


class StickDialog(Dialog):
    """Two ways: onto the stick, and from it. Closing it stops what is under way."""

    def __init__(self, context: DeskContext, last: datetime | None, parent: QWidget) -> None:
        super().__init__(parent, _tr("Carry by USB stick"))
        self._context = context
        self._give_up: Callable[[], object] = bool
        self.folder = FolderField(_tr("Onto which stick"))
        self.folder.places.setObjectName("stick_folder")
        self.since = ChoiceBox(_tr("How much"))
        self.since.setObjectName("stick_since")
        self.make_button = PrimaryButton(_tr("&Make the bundle"), "file-output")
        self.make_button.setObjectName("stick_make")
        self.file = FileField(_tr("Bundle"), "stick", ".bundle")
        self.take_button = Button(_tr("&Take it in"), "download")
        self.take_button.setObjectName("stick_take")
        self.notice = Banner("", "info")
        self.notice.setObjectName("stick_notice")
        self.notice.hide()
        self.progress = ProgressPanel(_tr("Working with the stick"))
        self.progress.hide()
        self._offer_since(last)
        self._arrange()
        self.close_button = self.add_button(_tr("Close"))
        self.make_button.clicked.connect(self.make)
        self.take_button.clicked.connect(self.take)
        self.progress.cancelled.connect(self._stop)
        self.finished.connect(lambda _result: self._give_up())
        self.take_room(600, 620)

    def make(self) -> None:
        """Make the bundle in the chosen folder, or say what is wrong with it."""
        problem = self.folder.problem()
        if problem:
            self._say(problem)
            return
        clock, folder = self._context.clock, self.folder.path()
        try:
            target = folder / file_name(clock, folder)
        except OSError as error:
            self._refuse(error)
            return
        since, read_only = int(self.since.currentData()), self._context.read_only
        script = make_bundle(clock, target, since=since, read_only=read_only)
        self._run(script, lambda made: self._made(made, target))

    def take(self) -> None:
        """Take the chosen bundle in."""
        path = self.file.path()
        if path is None:
            self._say(_tr("Choose the bundle first. Its name ends in .bundle."))
            self.file.setFocus()
            return
        self._run(take_bundle(self._context.clock, path), self._taken)

    def _made(self, made: Made, target: Path) -> None:
        words = _tr(
            "{name} is on the stick: {parts}, {size}, sealed to {laptops} of the program. Anybody"
            " may carry it; only they can open it."
        )
        said = words.format(
            name=target.name,
            parts=counted(made.envelopes, "sealed part", "sealed parts"),
            size=size_words(made.size),
            laptops=counted(made.receivers, "laptop", "laptops"),
        )
        if not made.left_out:
            self._say(said, "ok")
            return
        left = _tr(
            "What was saved last is not in it: it was not sealed yet, and nothing can be in a"
            " workspace that can only be read."
        )
        self._say(f"{said} {left}")

    def _taken(self, taken: TakenIn) -> None:
        when = local_moment(taken.made)
        parts = counted(taken.new, "sealed part", "sealed parts")
        if taken.new:
            words = [_tr("{parts} taken in, made on {when}.").format(parts=parts, when=when)]
        else:
            words = [_tr("Everything in this bundle was here already. Nothing was changed.")]
        if taken.versions:
            fields = counted(taken.versions, "field has", "fields have")
            words.append(_tr("{fields} two versions now; Review shows them.").format(fields=fields))
        if taken.parked:
            waits = _tr("Something waits for an earlier bundle that is not here yet.")
            words.append(waits)
        if taken.left_out:
            left = counted(taken.left_out, "part was", "parts were")
            words.append(_tr("{left} left out: nobody of the program signed it.").format(left=left))
        if taken.other_members:
            words.append(
                _tr(
                    "That laptop knows another list of members; it was left out. Take that"
                    " laptop out and invite its person anew."
                )
            )
        self._say(" ".join(words), "ok")
        self._context.syncing.sync_now()

    def _run(self, script: Script[T], then: Callable[[T], object]) -> None:
        self._set_busy(True)
        self.notice.hide()
        self.progress.show()
        self.progress.begin()

        def end(outcome: T) -> None:
            self._rest()
            then(outcome)

        self._give_up = self._context.syncing.run(
            script, context=self, then=end, failed=self._refuse, tell=self._tell
        )

    def _tell(self, told: Tell) -> None:
        if told.total:
            self.progress.show_progress((told.done, told.total))
            share = min(100 * told.done // told.total, 100)
            self.progress.show_words(_tr("{share} %").format(share=share))

    def _stop(self) -> None:
        self._give_up()
        self._rest()
        self._say(_tr("Stopped. Nothing is lost; begin again when you like."))

    def _refuse(self, error: BaseException) -> None:
        self._rest()
        if isinstance(error, OSError):
            self._say(
                _tr("The stick could not be read or written. Look whether it is in, and has room.")
            )
        else:
            self._say(what_happened(error))

    def _rest(self) -> None:
        self._give_up = bool
        self.progress.end()
        self._set_busy(False)

    def _set_busy(self, busy: bool) -> None:  # noqa: FBT001 - the state itself
        for button in (self.make_button, self.take_button):
            button.setEnabled(not busy)

    def _say(self, text: str, kind: BannerKind = "warn") -> None:
        self.notice.set_kind(kind)
        self.notice.say(text)

    def _offer_since(self, last: datetime | None) -> None:
        now = self._context.clock.now()
        if last is not None:
            words = _tr("What was written since the last bundle, of {when}")
            self.since.addItem(words.format(when=local_moment(last)), milliseconds(last))
        self.since.addItem(_tr("Everything this laptop wrote"), 0)
        self.since.addItem(
            _tr("What was written in the last seven days"), milliseconds(now - _WEEK)
        )

    def _arrange(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, px(8), 0)
        column.setSpacing(px(14))
        onto, off = Card(_tr("Onto the stick")), Card(_tr("From the stick"))
        onto.body.addWidget(labelled(_tr("Onto which &stick"), self.folder))
        onto.body.addWidget(labelled(_tr("&How much"), self.since))
        hint = _tr(
            "Nothing readable is written: only sealed parts, in one file without a name on it."
            " Documents are not in it."
        )
        onto.body.addWidget(Muted(hint, wrap=True))
        onto.body.addWidget(self.make_button, 0, Qt.AlignmentFlag.AlignLeft)
        off.body.addWidget(labelled(_tr("&Which bundle"), self.file))
        known = _tr("The same bundle can be taken in twice; the second time changes nothing.")
        off.body.addWidget(Muted(known, wrap=True))
        off.body.addWidget(self.take_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(onto)
        column.addWidget(off)
        column.addStretch(1)
        self.body.addWidget(self.notice)
        self.body.addWidget(self.progress)
        self.body.addWidget(ScrollBox(inside), 1)
